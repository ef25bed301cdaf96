"""What the tests of the main window share: a window on a fake desk, recorded wishes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from eventdesk.domain.event import EventDraft
from eventdesk.services.views import AgendaColumn
from eventdesk.ui.bridge import Bridge
from eventdesk.ui.icons import Icons
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.main_window import MainWindow
from eventdesk.ui.window_actions import WindowActions
from tests.fakes import InlineExecutor
from tests.ui.fake_desk import FakeDesk

ICONS = Path(__file__).parents[2] / "resources" / "icons"
QUIET = 90
"""Milliseconds in which every gathering timer of the window has rung."""


_MODIFIERS = {
    "ctrl": Qt.KeyboardModifier.ControlModifier,
    "shift": Qt.KeyboardModifier.ShiftModifier,
}


class WindowKit:
    """A window, shown, 1200 by 760, with the sample's events unless told otherwise."""

    def __init__(
        self,
        qtbot: QtBot,
        drafts: list[EventDraft] | None = None,
        *,
        executor: Executor | None = None,
        layout_file: Path | None = None,
        attach: bool = True,
        width: int = 1200,
    ) -> None:
        self.qtbot = qtbot
        self.wishes: list[tuple[object, ...]] = []
        self.hides = False
        self.desk = FakeDesk(drafts)
        self.bridge = Bridge()
        self.jobs = Jobs(executor or InlineExecutor())
        self._at_once = executor is None
        self.icons = Icons(ICONS)
        self.window = MainWindow(self.icons, self.jobs, self._actions(), layout_file)
        qtbot.addWidget(self.window, before_close_func=lambda _: self.jobs.close())
        self.bridge.changed.connect(self.window.take_change)
        self.desk.book.publish = self.bridge.publish
        self.window.resize(width, 760)
        self.window.show()
        self.window.activateWindow()
        if attach:
            self.attach()

    def attach(self) -> None:
        """Give the window its services."""
        self.window.attach(self.desk)  # type: ignore[arg-type]
        self.settle()

    def _actions(self) -> WindowActions:
        def wish(name: str) -> Callable[..., None]:
            return lambda *given: self.wishes.append((name, *given))

        return WindowActions(
            new_event=wish("new"),
            edit_event=wish("edit"),
            duplicate=wish("duplicate"),
            open_ledger=wish("ledger"),
            open_settings=wish("settings"),
            show_away=wish("away"),
            open_health=wish("health"),
            quit=wish("quit"),
            pause=wish("pause"),
            resume=wish("resume"),
            import_files=wish("import"),
            export=wish("export"),
            paste=wish("paste"),
            copy_calendar=wish("copy calendar"),
            about=wish("about"),
            close_to_tray=lambda: self.hides,
        )

    def settle(self, milliseconds: int = QUIET) -> None:
        """Let timers ring and queued results arrive, on a busy machine too."""
        QTest.qWait(milliseconds)
        if milliseconds >= QUIET and self._at_once:
            self.qtbot.waitUntil(self._rests)
            QTest.qWait(5)  # results that are queued

    def _rests(self) -> bool:
        loader, details = self.window.agenda._loader, self.window.details
        reading = loader._timer.isActive() or details._timer.isActive()
        return not reading and (loader._complete or loader._agenda is None)

    def press(self, key: Qt.Key, modifiers: str = "", target: QWidget | None = None) -> None:
        """Press a key where the keyboard is; modifiers such as 'ctrl shift'."""
        flags = Qt.KeyboardModifier.NoModifier
        for name in modifiers.split():
            flags |= _MODIFIERS[name]
        QTest.keyClick(target or self.window.focusWidget() or self.window, key, flags)

    @property
    def titles(self) -> list[str]:
        """What the list shows, in order."""
        model = self.window.agenda.model
        rows = (model.row(number) for number in range(model.rowCount()))
        return ["" if row is None else row.title for row in rows]

    @property
    def selected(self) -> list[str]:
        """The titles of the selected rows."""
        titles = self.titles
        ranges = self.window.agenda.table.selected_numbers()
        return [titles[number] for each in ranges for number in each]

    def select(self, title: str) -> int:
        """Select the first row of this title; its number."""
        number = self.titles.index(title)
        self.window.agenda.table.select(number)
        self.settle()
        return number

    def cell(self, number: int, column: AgendaColumn) -> str:
        """One cell in words."""
        model = self.window.agenda.model
        return str(model.data(model.index(number, list(AgendaColumn).index(column))))

    def children(self, kind: type[QObject]) -> list[QObject]:
        """All descendants of a kind."""
        return self.window.findChildren(kind)
