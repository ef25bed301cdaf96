"""Every command of the main window with its shortcut; menu, help page and keys come from here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from eventdesk.services.views import QuickFilter
from eventdesk.ui.icons import Icons


class Command(NamedTuple):
    """One command: its name in code, words, keys, drawing, and the part of the help it is in."""

    name: str
    words: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    group: str = ""

    @property
    def keys_shown(self) -> str:
        """'Ctrl+Shift+Z or Ctrl+Y' in the words of this system."""
        native = QKeySequence.SequenceFormat.NativeText
        return " or ".join(QKeySequence(each).toString(native) for each in self.keys)


COMMANDS = (
    Command("new", "New event", ("Ctrl+N",), "plus", "Events"),
    Command("edit", "Edit", ("Return", "Enter"), "edit", "Events"),
    Command("duplicate", "Duplicate", ("Ctrl+D",), "copy", "Events"),
    Command("delete", "Delete", ("Del",), "trash", "Events"),
    Command("copy", "Copy details", ("Ctrl+Shift+C",), "copy", "Events"),
    Command("copy-calendar", "Copy as iCalendar", ("Ctrl+C",), "calendar", "Events"),
    Command("paste", "Paste events", ("Ctrl+V",), "download", "Events"),
    Command("undo", "Undo", ("Ctrl+Z",), "undo", "Events"),
    Command("redo", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", "Events"),
    Command("import", "Import…", ("Ctrl+O",), "download", "Events"),
    Command("export", "Export…", ("Ctrl+E",), "upload", "Events"),
    Command("find", "Search", ("Ctrl+F",), "search", "List"),
    Command("clear", "Clear the search", ("Esc",), "close", "List"),
    *(
        Command(f"filter-{quick}", f"Show {quick}", (f"Ctrl+{number}",), "", "List")
        for number, quick in enumerate(QuickFilter, 1)
    ),
    Command("refresh", "Refresh", ("F5",), "", "List"),
    Command("details", "Show or hide details", ("Ctrl+I",), "eye", "Window"),
    Command("ledger", "Ledger of reminders", ("Ctrl+L",), "history", "Window"),
    Command("away", "While you were away…", ("Ctrl+Shift+W",), "history", "Window"),
    Command("health", "Health…", ("Ctrl+Shift+H",), "health", "Window"),
    Command("calendars", "Calendars…", ("Ctrl+Shift+K",), "calendar", "Window"),
    Command("trash", "Deleted events…", ("Ctrl+Shift+D",), "trash", "Window"),
    Command("backups", "Backups…", ("Ctrl+Shift+B",), "history", "Window"),
    Command("settings", "Settings", ("Ctrl+,",), "settings", "Window"),
    Command("help", "Help and shortcuts", ("F1",), "help", "Window"),
    Command("about", "About EventDesk", (), "info", "Window"),
    Command("quit", "Quit", ("Ctrl+Q",), "power", "Window"),
)
OF_THE_LIST = ("edit", "delete", "duplicate", "copy", "copy-calendar", "paste")
"""Commands whose keys work only while the list has the focus."""
OF_ALL_WINDOWS = ("quit",)
"""Commands whose keys work in every window of the program."""


def make_commands(
    window: QWidget, place: QWidget, icons: Icons, slots: Mapping[str, Callable[[], object]]
) -> dict[str, QAction]:
    """An action for each command that has a slot; those of the list belong to `place`."""
    made = {}
    for command in COMMANDS:
        slot = slots.get(command.name)
        if slot is None:
            continue
        action = QAction(command.words, window)
        if command.icon:
            action.setIcon(icons.icon(command.icon, "muted"))
        action.setShortcuts([QKeySequence(each) for each in command.keys])
        action.setMenuRole(QAction.MenuRole.NoRole)
        action.triggered.connect(lambda _=False, slot=slot: slot())
        if command.name in OF_THE_LIST:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            place.addAction(action)
        else:
            if command.name in OF_ALL_WINDOWS:
                action.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)
            window.addAction(action)
        made[command.name] = action
    return made
