"""The menu of snoozes: every choice of the design, and which of them come back as missed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from eventdesk.domain.ledger import LedgerRow, LedgerState
from eventdesk.ui.snooze_menu import AS_MISSED, fill_snooze_menu
from tests.ui.away_rows import FRIDAY, ZONE, away_row

SHORT = ["5 minutes", "10 minutes", "30 minutes"]
STARTS = ["Until 5 min before the start", "Until the start"]
LONG = ["1 hour", "Tomorrow, 09:00"]


def entries(rows: list[LedgerRow]) -> list[str]:
    """What the menu says 12 minutes before the event starts; it lasts 45 minutes."""
    menu, now = QMenu(), FRIDAY - timedelta(minutes=12)
    fill_snooze_menu(menu, rows, now, ZONE, lambda text: None, lambda: None)
    return [each.text() for each in menu.actions() if not each.isSeparator()]


def row(number: int = 1, **more: object) -> LedgerRow:
    return away_row(number, LedgerState.DELIVERED, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("", [*SHORT, *STARTS, AS_MISSED, *LONG, "Custom…"]),
        ("until-end", [*SHORT, *STARTS, AS_MISSED, *LONG, "Custom…"]),
        ("always", [*SHORT, *LONG, *STARTS, "Custom…"]),
        ("within 15m", [*SHORT, *LONG, *STARTS, "Custom…"]),
    ],
)
def test_what_comes_back_as_missed_is_said_to_do_so(
    qtbot: QtBot, rule: str, words: list[str]
) -> None:
    assert entries([row(late_rule=rule)]) == words


def test_of_several_the_first_to_end_counts(qtbot: QtBot) -> None:
    long = row(2, occurrence_end=FRIDAY + timedelta(days=3))
    assert AS_MISSED not in entries([long])
    assert entries([long, row()]) == [*SHORT, *STARTS, AS_MISSED, *LONG, "Custom…"]


def test_an_event_that_is_over_comes_back_as_missed_whatever_is_chosen(qtbot: QtBot) -> None:
    over = row(start=FRIDAY - timedelta(hours=3))
    assert entries([over]) == [AS_MISSED, *SHORT, *LONG, "Custom…"]


def test_a_choice_tells_its_text_and_custom_asks(qtbot: QtBot) -> None:
    menu, chosen = QMenu(), []
    now = FRIDAY - timedelta(minutes=12)
    fill_snooze_menu(menu, [row()], now, ZONE, chosen.append, lambda: chosen.append("?"))
    for words in ("1 hour", "Until the start", "Custom…"):
        next(each for each in menu.actions() if each.text() == words).trigger()
    assert chosen == ["1h", "at-start", "?"]
    assert not next(each for each in menu.actions() if each.text() == AS_MISSED).isEnabled()
