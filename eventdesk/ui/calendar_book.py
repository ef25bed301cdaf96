"""The calendars as the window knows them: names and colours for lists, cards and editors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from eventdesk.domain.calendar import PERSONAL, Calendar
from eventdesk.ui.jobs import Jobs

if TYPE_CHECKING:
    from eventdesk.services.desk import Desk


class CalendarBook(QObject):
    """Read once, and again when something changed; looking up costs nothing. Qt main thread.

    `changed` comes after what is known differs from before.
    """

    changed = Signal()

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._desk: Desk | None = None
        self.all: tuple[Calendar, ...] = ()
        self.chosen_last = PERSONAL

    def attach(self, desk: Desk) -> None:
        """Begin to read."""
        self._desk = desk
        self.refresh()

    def detach(self) -> None:
        """Rest: the services are being closed."""
        self._desk = None

    def refresh(self) -> None:
        """Read again, soon."""
        desk = self._desk
        if desk is None:
            return

        def read() -> tuple[tuple[Calendar, ...], str]:
            return tuple(desk.calendars.all()), desk.calendars.chosen_last()

        # What cannot be read now is told by those who read events.
        self._jobs.run(read, self._take, lambda _error: None)

    def get(self, calendar_id: str) -> Calendar | None:
        """A calendar, None while it is not known."""
        return next((each for each in self.all if each.id == calendar_id), None)

    def told(self, calendar_id: str) -> Calendar | None:
        """A calendar to be named beside its events, None where there is only one."""
        return self.get(calendar_id) if len(self.all) > 1 else None

    def _take(self, found: tuple[tuple[Calendar, ...], str]) -> None:
        before = self.all
        self.all, self.chosen_last = found
        if self.all != before:
            self.changed.emit()
