"""The window's menu: every command that is not in sight, and the pauses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from eventdesk.domain.language import tr
from eventdesk.ui.icons import Icons
from eventdesk.ui.pause_choices import pause_choices
from eventdesk.ui.window_actions import WindowActions

_ORDER = (
    ("new", "import", "paste", "export"),
    ("undo", "redo"),
    ("away", "ledger", "pause", "details"),
    ("calendars", "trash", "backups"),
    ("health", "settings", "help", "about"),
    ("quit",),
)


def fill_menu(
    menu: QMenu,
    commands: Mapping[str, QAction],
    icons: Icons,
    actions: WindowActions,
    moment: Callable[[], tuple[datetime, ZoneInfo]],
) -> None:
    """Fill the menu; the pauses are worked out each time they are shown."""
    for part in _ORDER:
        for name in part:
            if name == "pause":
                pauses = menu.addMenu(icons.icon("pause", "muted"), tr("Pause reminders"))
                pauses.aboutToShow.connect(partial(_fill_pauses, pauses, actions, moment))
            elif name in commands:
                menu.addAction(commands[name])
        menu.addSeparator()


def _fill_pauses(
    menu: QMenu, actions: WindowActions, moment: Callable[[], tuple[datetime, ZoneInfo]]
) -> None:
    menu.clear()
    for choice in pause_choices(*moment()):
        entry = menu.addAction(choice.label)
        entry.triggered.connect(lambda _=False, until=choice.until: actions.pause(until))
    menu.addSeparator()
    menu.addAction(tr("Resume now")).triggered.connect(lambda: actions.resume())
