"""The windows that list reminders: the ledger, and what came due while the person was away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.event import Event
from eventdesk.domain.ledger import LedgerState
from eventdesk.domain.settings import Settings
from eventdesk.services.ports import Change
from eventdesk.ui.icons import Icons
from eventdesk.ui.jobs import Jobs

if TYPE_CHECKING:
    from eventdesk.services.desk import Desk
    from eventdesk.ui.away_window import AwayWindow
    from eventdesk.ui.ledger_window import LedgerWindow


class ReminderWindows(QObject):
    """Each is made when first wanted. `open_requested` carries an event's id, `raised` a
    window that should come up, `failed` an error, `many_dismissed` the ids of reminders that
    were dismissed at once."""

    open_requested = Signal(str)
    raised = Signal(QWidget)
    failed = Signal(object)
    many_dismissed = Signal(list)

    def __init__(self, desk: Desk, jobs: Jobs, icons: Icons, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._jobs = jobs
        self._icons = icons
        self._ledger: LedgerWindow | None = None
        self._away: AwayWindow | None = None

    def close(self) -> None:
        """Close them for good."""
        for window in (self._ledger, self._away):
            if window is not None and isValid(window):
                window.close()
                window.deleteLater()

    def handle(self, change: Change) -> None:
        """Follow published changes. Qt main thread."""
        if self._ledger is not None:
            self._ledger.handle(change)
        if self._away is not None:
            self._away.handle(change)

    def open_ledger(self, event_id: str | None) -> None:
        """Show the ledger, of one event or of all."""
        ledger = self._made_ledger()

        def show(event: Event) -> None:
            ledger.show_event(event.id, event.title)

        def failed(error: EventDeskError) -> None:
            self.failed.emit(error)

        if event_id is None:
            ledger.show_all()
        else:
            self._jobs.run(lambda: self._desk.events.get(event_id), show, failed)
        self.raised.emit(ledger)

    def open_missed(self) -> None:
        """Show the ledger of missed reminders."""
        ledger = self._made_ledger()
        ledger.show_state(LedgerState.MISSED)
        self.raised.emit(ledger)

    def open_away(self, settings: Settings) -> None:
        """Show what came due while the person was away, in a window that has the keyboard."""
        from eventdesk.ui.away_window import AwayWindow

        if self._away is None:
            self._away = AwayWindow(self._desk, self._jobs, self._icons)
            self._away.open_requested.connect(self.open_requested)
            self._away.missed_requested.connect(self.open_missed)
            self._away.many_dismissed.connect(self.many_dismissed)
        self._away.use_settings(settings)
        self.raised.emit(self._away)

    def _made_ledger(self) -> LedgerWindow:
        from eventdesk.ui.ledger_window import LedgerWindow

        if self._ledger is None:
            self._ledger = LedgerWindow(self._desk, self._jobs, self._icons)
            self._ledger.open_requested.connect(self.open_requested)
        return self._ledger
