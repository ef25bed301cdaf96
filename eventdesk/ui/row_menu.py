"""The context menu of the event table, for one row or several."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from eventdesk.domain.ledger import LedgerRow
from eventdesk.domain.snooze import snooze_choices
from eventdesk.ui.icons import Icons

_ORDER = ("edit", "duplicate", "delete", "", "copy")


class Waiting(NamedTuple):
    """The selected occurrences' reminders that wait to be handled, and what can be done."""

    rows: list[LedgerRow]
    dismiss: Callable[[list[int]], object]
    snooze: Callable[[list[int], str], object]


def row_menu(
    parent: QWidget,
    icons: Icons,
    commands: Mapping[str, QAction],
    extra: Sequence[QAction],
    waiting: Waiting,
    now: datetime,
) -> QMenu:
    """A menu to be shown once; it deletes itself and the extra actions."""
    menu = QMenu(parent)
    menu.aboutToHide.connect(menu.deleteLater)
    if waiting.rows:
        _offer_handling(menu, icons, waiting, now)
        menu.addSeparator()
    for name in _ORDER:
        if not name:
            menu.addSeparator()
        elif name in commands:
            menu.addAction(commands[name])
    for action in extra:
        action.setParent(menu)
        menu.addAction(action)
    return menu


def _offer_handling(menu: QMenu, icons: Icons, waiting: Waiting, now: datetime) -> None:
    ids = [row.id for row in waiting.rows]
    dismiss = menu.addAction(icons.icon("check", "muted"), "Dismiss reminder")
    dismiss.triggered.connect(lambda: waiting.dismiss(ids))
    snooze = menu.addMenu(icons.icon("snooze", "muted"), "Snooze reminder")
    fill_snooze_menu(snooze, waiting.rows[-1], now, lambda text: waiting.snooze(ids, text))


def fill_snooze_menu(
    menu: QMenu, row: LedgerRow, now: datetime, snooze: Callable[[str], object]
) -> None:
    """Offer the snoozes that make sense for `row` at `now`."""
    for choice in snooze_choices(row, now):
        text = str(choice.text)
        menu.addAction(choice.label).triggered.connect(lambda _=False, text=text: snooze(text))
