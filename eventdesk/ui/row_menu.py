"""The context menu of the event table, for one row or several."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from eventdesk.domain.language import tr
from eventdesk.domain.ledger import LedgerRow
from eventdesk.services.ports import Clock
from eventdesk.ui.custom_snooze_dialog import CustomSnoozeDialog
from eventdesk.ui.icons import Icons
from eventdesk.ui.snooze_menu import fill_snooze_menu

_ORDER = ("edit", "duplicate", "delete", "", "copy", "copy-calendar")


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
    clock: Clock,
) -> QMenu:
    """A menu to be shown once; it deletes itself and the extra actions."""
    menu = QMenu(parent)
    menu.aboutToHide.connect(menu.deleteLater)
    if waiting.rows:
        _offer_handling(menu, parent.window(), icons, waiting, clock)
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


def _offer_handling(
    menu: QMenu, window: QWidget, icons: Icons, waiting: Waiting, clock: Clock
) -> None:
    ids = [row.id for row in waiting.rows]
    dismiss = menu.addAction(icons.icon("check", "muted"), tr("Dismiss reminder"))
    dismiss.triggered.connect(lambda: waiting.dismiss(ids))
    snooze = menu.addMenu(icons.icon("snooze", "muted"), tr("Snooze reminder"))

    def chosen(text: str) -> None:
        waiting.snooze(ids, text)

    def custom() -> None:
        CustomSnoozeDialog(icons, chosen, window).show()

    fill_snooze_menu(snooze, waiting.rows, clock.now(), clock.zone(), chosen, custom)
