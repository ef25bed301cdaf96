"""Every command of the main window with its shortcut; menu, help page and keys come from here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from eventdesk.domain.language import later, tr
from eventdesk.services.views import QuickFilter
from eventdesk.ui.icons import Icons


class Command(NamedTuple):
    """One command: its name in code, words, keys, drawing, and the part of the help it is in.
    Words and part are English, for `tr`."""

    name: str
    words: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    group: str = ""

    @property
    def keys_shown(self) -> str:
        """'Ctrl+Shift+Z or Ctrl+Y' in the words of this system."""
        native = QKeySequence.SequenceFormat.NativeText
        shown = [QKeySequence(each).toString(native) for each in self.keys]
        if len(shown) == 2:
            return tr("{first} or {last}", first=shown[0], last=shown[1])
        return ", ".join(shown)


_SHOW = {
    QuickFilter.UPCOMING: later("Show upcoming"),
    QuickFilter.TODAY: later("Show today"),
    QuickFilter.WEEK: later("Show week"),
    QuickFilter.PAST: later("Show past"),
    QuickFilter.ALL: later("Show all"),
}
EVENTS, LIST, WINDOW = later("Events"), later("List"), later("Window")
"""The parts of the help."""

COMMANDS = (
    Command("new", later("New event"), ("Ctrl+N",), "plus", EVENTS),
    Command("edit", later("Edit"), ("Return", "Enter"), "edit", EVENTS),
    Command("duplicate", later("Duplicate"), ("Ctrl+D",), "copy", EVENTS),
    Command("delete", later("Delete"), ("Del",), "trash", EVENTS),
    Command("copy", later("Copy details"), ("Ctrl+Shift+C",), "copy", EVENTS),
    Command("copy-calendar", later("Copy as iCalendar"), ("Ctrl+C",), "calendar", EVENTS),
    Command("paste", later("Paste events"), ("Ctrl+V",), "download", EVENTS),
    Command("undo", later("Undo"), ("Ctrl+Z",), "undo", EVENTS),
    Command("redo", later("Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", EVENTS),
    Command("import", later("Import…"), ("Ctrl+O",), "download", EVENTS),
    Command("export", later("Export…"), ("Ctrl+E",), "upload", EVENTS),
    Command("find", later("Search"), ("Ctrl+F",), "search", LIST),
    Command("clear", later("Clear the search"), ("Esc",), "close", LIST),
    *(
        Command(f"filter-{quick}", _SHOW[quick], (f"Ctrl+{number}",), "", LIST)
        for number, quick in enumerate(QuickFilter, 1)
    ),
    Command("refresh", later("Refresh"), ("F5",), "", LIST),
    Command("details", later("Show or hide details"), ("Ctrl+I",), "eye", WINDOW),
    Command("ledger", later("Ledger of reminders"), ("Ctrl+L",), "history", WINDOW),
    Command("away", later("While you were away…"), ("Ctrl+Shift+W",), "history", WINDOW),
    Command("health", later("Health…"), ("Ctrl+Shift+H",), "health", WINDOW),
    Command("calendars", later("Calendars…"), ("Ctrl+Shift+K",), "calendar", WINDOW),
    Command("trash", later("Deleted events…"), ("Ctrl+Shift+D",), "trash", WINDOW),
    Command("backups", later("Backups…"), ("Ctrl+Shift+B",), "history", WINDOW),
    Command("settings", later("Settings"), ("Ctrl+,",), "settings", WINDOW),
    Command("help", later("Help and shortcuts"), ("F1",), "help", WINDOW),
    Command("about", later("About EventDesk"), (), "info", WINDOW),
    Command("quit", later("Quit"), ("Ctrl+Q",), "power", WINDOW),
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
        action = QAction(tr(command.words), window)
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
