"""The editors that are open: one for each event, and any number of new ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from eventdesk.domain.event import Event
from eventdesk.domain.settings import Settings
from eventdesk.ui.draft_store import DraftStore, KeptForm
from eventdesk.ui.icons import Icons
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.main_window import MainWindow

if TYPE_CHECKING:
    from eventdesk.domain.link import NewEvent
    from eventdesk.services.desk import Desk
    from eventdesk.ui.editor import EventEditor


class Editors(QObject):
    """Opens editors over `window` and remembers them. Qt main thread.

    `raised` carries an editor to be brought up; `left_unsaved` the event's id (None for a new
    one) of an editor that was closed with changes; `settings_wanted` the page asked for.
    """

    raised = Signal(QWidget)
    left_unsaved = Signal(object)
    settings_wanted = Signal(str)

    def __init__(
        self,
        desk: Desk,
        jobs: Jobs,
        icons: Icons,
        drafts: DraftStore,
        window: MainWindow,
        settings: Callable[[], Settings],
    ) -> None:
        super().__init__(window)
        self._desk, self._jobs, self._icons = desk, jobs, icons
        self._drafts, self._window, self._settings = drafts, window, settings
        self._editors: list[EventEditor] = []

    def open_ones(self) -> list[EventEditor]:
        """The editors that can be seen."""
        self._editors = [each for each in self._editors if isValid(each) and each.isVisible()]
        return self._editors

    def bring_up(self, event_id: str | None, start: datetime | None = None) -> bool:
        """Raise the editor of an event, or of its occurrence; False when none is open."""
        mine = [each for each in self.open_ones() if each.event_id == event_id]
        found = next((each for each in mine if start in (None, each.start)), None)
        if found is not None:
            self.raised.emit(found)
        return found is not None

    def new(self) -> None:
        """Open the editor for a new event; one that is open already comes up."""
        if not self.bring_up(None):
            self.open(None)

    def edit(self, event_id: str, start: datetime | None = None) -> None:
        """Open the editor for an event, or for its occurrence at `start` (UTC); one that is
        open already comes up."""
        if not self.bring_up(event_id, start):
            self._jobs.run(
                lambda: self._desk.events.get(event_id),
                lambda event: self.open(event, start=start),
                self._window.show_error,
            )

    def duplicate(self, event_id: str) -> None:
        """Copy an event and select the copy."""
        self._jobs.run(
            lambda: self._desk.events.duplicate(event_id),
            lambda event: self._window.select_event(event.id),
            self._window.show_error,
        )

    def open(
        self,
        event: Event | None,
        kept: KeptForm | None = None,
        start: datetime | None = None,
        wish: NewEvent | None = None,
    ) -> None:
        """Open another editor: for an event, to go on with a kept form, or filled by a link."""
        from eventdesk.ui.editor import EventEditor

        editor = EventEditor(
            self._desk,
            self._jobs,
            self._icons,
            settings=self._settings(),
            drafts=self._drafts,
            event=event,
            start=start,
            kept=kept,
            wish=wish,
            calendars=self._window.calendars,
            parent=self._window if self._window.isVisible() else None,
        )
        editor.saved.connect(lambda event_id: self._window.select_event(event_id))
        event_id = editor.event_id
        editor.left_unsaved.connect(lambda: self.left_unsaved.emit(event_id))
        editor.settings_wanted.connect(self.settings_wanted)
        editor.duplicate_wanted.connect(self.duplicate)
        editor.series_wanted.connect(lambda event_id: self.edit(event_id))
        self._editors.append(editor)
        self.raised.emit(editor)

    def use_settings(self, settings: Settings) -> None:
        """Follow changed settings."""
        for editor in self.open_ones():
            editor.use_settings(settings)

    def keep_typed(self) -> None:
        """Put what is typed in safety at once, for nobody knows how long this goes on."""
        for editor in self.open_ones():
            editor.keep_typed()

    def close(self) -> None:
        """Close all; what is typed is kept."""
        for editor in self.open_ones():
            editor.close()
