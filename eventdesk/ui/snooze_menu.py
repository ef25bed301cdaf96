"""The menu of snoozes, the same wherever reminders are listed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QMenu

from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.language import later, tr
from eventdesk.domain.late import LateRule, parse_late_rule
from eventdesk.domain.ledger import LedgerRow
from eventdesk.domain.snooze import common_choices, snooze_until

AS_MISSED = later("After the end, shown as missed:")


def fill_snooze_menu(
    menu: QMenu,
    rows: Sequence[LedgerRow],
    now: datetime,
    zone: ZoneInfo,
    chosen: Callable[[str], object],
    custom: Callable[[], object],
) -> None:
    """Offer the snoozes that make sense for every one of `rows`; those that the late rule
    will make 'missed' stand below words that say so. `chosen` gets what domain.snooze reads."""
    menu.clear()
    choices = common_choices(rows, now)
    late = [each for each in choices if comes_back_missed(each.text, rows, now, zone)]
    for choice in [*(each for each in choices if each not in late), None, *late]:
        if choice is None:
            if late:
                menu.addAction(tr(AS_MISSED)).setEnabled(False)
            continue
        text = str(choice.text)
        menu.addAction(tr(choice.label)).triggered.connect(lambda _=False, text=text: chosen(text))
    menu.addSeparator()
    menu.addAction(tr("Custom…")).triggered.connect(lambda _=False: custom())


def comes_back_missed(text: str, rows: Sequence[LedgerRow], now: datetime, zone: ZoneInfo) -> bool:
    """Whether a snooze of `rows` ends when the late rule of one of them lets it be missed."""
    for row in rows:
        try:
            until = snooze_until(text, row, now, zone)
            rule = parse_late_rule(row.late_rule) if row.late_rule else LateRule()
        except InvalidInput:
            continue
        if not rule.allows(now=until, due=until, ends=row.occurrence_end):
            return True
    return False
