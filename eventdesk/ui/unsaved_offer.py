"""The main window's offer to go on with what was typed into an editor and never saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer

from eventdesk.domain.errors import EventNotFound
from eventdesk.domain.event import Event
from eventdesk.domain.language import tr
from eventdesk.ui.draft_store import DraftStore, KeptForm
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.main_window import MainWindow

if TYPE_CHECKING:
    from eventdesk.services.desk import Desk

OFFERED = "unsaved_offered"
"""Property of the window: it has been offered since the program started."""
Found = tuple[Event | None, KeptForm | None]


class UnsavedOffer(QObject):
    """Says in the message bar that a form is kept. Qt main thread.

    `open_editor` gets the event (None: a new one) and the form to go on with; `raise_editor`
    brings up the editor of an event id that is open already, False when there is none.
    """

    def __init__(
        self,
        desk: Desk,
        drafts: DraftStore,
        jobs: Jobs,
        window: MainWindow,
        open_editor: Callable[[Event | None, KeptForm | None], object],
        raise_editor: Callable[[str | None], bool],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._desk, self._drafts, self._jobs, self._window = desk, drafts, jobs, window
        self._open_editor, self._raise_editor = open_editor, raise_editor

    def start(self) -> None:
        """Once while the program runs, tell of what was left the last time; a window that is
        hidden tells it when it is shown."""
        if self._window.property(OFFERED):
            return
        if self._window.isVisible():
            self._window.setProperty(OFFERED, True)
            self._jobs.run(self._drafts.left, self._tell)
        else:
            self._window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window is shown."""
        if event.type() == QEvent.Type.Show and watched is self._window:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self.start)
        return super().eventFilter(watched, event)

    def left(self, event_id: str | None) -> None:
        """An editor was closed with changes."""
        self._offer(tr("What you typed is kept."), lambda: self._go_on(event_id))

    def _tell(self, left: list[KeptForm]) -> None:
        if left:
            event_id = left[0].event_id
            words = tr("An event you were typing was kept.")
            self._offer(words, lambda: self._go_on(event_id))

    def _offer(self, words: str, act: Callable[[], object]) -> None:
        self._window.messages.offer(words, act, tr("Continue"))

    def _go_on(self, event_id: str | None) -> None:
        if not self._raise_editor(event_id):
            self._jobs.run(lambda: self._find(event_id), self._found, self._window.show_error)

    def _find(self, event_id: str | None) -> Found:
        kept = next(iter(self._drafts.kept(event_id)), None)
        if event_id is None:
            return None, kept
        try:
            return self._desk.events.get(event_id), kept
        except EventNotFound:
            if kept is None:
                raise
            return None, kept  # deleted for good meanwhile: what was typed becomes a new one

    def _found(self, found: Found) -> None:
        self._open_editor(*found)
