"""The main window in another language: what is said is translated, what is meant stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from gettext import NullTranslations
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from eventdesk.domain.holding import Hold, HoldCause
from eventdesk.domain.language import speak
from eventdesk.domain.ledger import LedgerState
from eventdesk.services.views import TimelineEntry
from eventdesk.ui.event_work import undone_words
from eventdesk.ui.icons import Icons
from eventdesk.ui.message_bar import MessageBar
from eventdesk.ui.status_line import Standing, StatusLine
from eventdesk.ui.timeline import Timeline, _look
from eventdesk.ui.window_commands import Command
from eventdesk.ui.zone_search import floating_word, is_floating
from tests.ui.window_kit import ICONS

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

ZONE = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
OTHER = {
    "Redo": "Wiederholen",
    "Resume": "Fortsetzen",
    "Edited “{title}”": "Termin „{title}“ bearbeitet",
    "Restored “{title}”": "„{title}“ wiederhergestellt",
    "Took back: {step}": "Zurück: {step}",
    "Held: quiet hours": "Zurückgehalten: Ruhezeiten",
    "{reminder} will be shown when it is over: quiet hours": "Danach kommt: {reminder}",
    "{first} or {last}": "{first} oder {last}",
}


class Other(NullTranslations):
    """A catalogue that knows OTHER, and time zones."""

    def gettext(self, message: str) -> str:
        return OTHER.get(message, message)

    def pgettext(self, context: str, message: str) -> str:
        return "ortsunabhängig" if context == "time zone" else message


@pytest.fixture(autouse=True)
def other() -> Iterator[None]:
    speak(Other(), OTHER)
    yield
    speak(NullTranslations())


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("Deleted “Yoga”", "„Yoga“ wiederhergestellt"),
        ("Edited “Yoga”", "Zurück: Termin „Yoga“ bearbeitet"),
        ("Imported 3 events", "Zurück: imported 3 events"),
    ],
)
def test_steps_are_stored_in_english(step: str, words: str) -> None:
    assert undone_words(step) == words


def test_steps_stack_in_every_language(qtbot: QtBot) -> None:
    bar = MessageBar(Icons(ICONS))
    qtbot.addWidget(bar)
    taken: list[str] = []
    for name in "ab":
        bar.offer(name, lambda name=name: taken.append(name), "Redo")
    assert bar.undo_button.text() == "Wiederholen"
    for _ in "ab":
        QTest.mouseClick(bar.undo_button, Qt.MouseButton.LeftButton)
    assert taken == ["b", "a"]


def test_the_button_of_the_status_line_does_the_same(qtbot: QtBot) -> None:
    pressed: list[str] = []
    line = StatusLine(Icons(ICONS), pressed.append)
    qtbot.addWidget(line)
    hold = Hold(HoldCause.PAUSED, NOON + timedelta(hours=1))
    line.show_standing(Standing(holds=(hold,)), NOON, ZONE)
    assert line.button.text() == "Fortsetzen"
    line.button.click()
    assert pressed == ["Resume"]


@pytest.mark.parametrize(("held", "icon"), [(True, "moon"), (False, "snooze")])
def test_what_is_held_keeps_its_drawing(qtbot: QtBot, held: bool, icon: str) -> None:
    line = Timeline(Icons(ICONS))
    qtbot.addWidget(line)
    entry = TimelineEntry(NOON, "Mail (5 min): Ruhe", LedgerState.SNOOZED, held)
    line.show_entries([entry], NOON, ZONE)
    assert line.words == ["Today 12:00 Mail (5 min): Ruhe"]
    assert _look(entry)[0] == icon


def test_floating_time_is_typed_in_either_language() -> None:
    assert floating_word() == "ortsunabhängig"
    assert is_floating("ortsunabhängig")
    assert is_floating("floating")
    assert not is_floating("UTC")


def test_several_keys() -> None:
    assert Command("redo", "Redo", ("F2", "F3")).keys_shown == "F2 oder F3"
    assert Command("about", "About").keys_shown == ""
