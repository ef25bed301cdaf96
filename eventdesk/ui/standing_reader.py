"""Reads how things stand for the status line, off the main thread, gathered into one read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from eventdesk.domain.views import LedgerFilter
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.status_line import Standing

if TYPE_CHECKING:
    from eventdesk.services.desk import Desk

GATHER = 60
"""Milliseconds in which changes become one read."""


class StandingReader(QObject):
    """Emits `changed` with a Standing. Qt main thread."""

    changed = Signal(object)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._desk: Desk | None = None
        self._standing = Standing()
        self._timer = QTimer(self, singleShot=True, interval=GATHER)
        self._timer.timeout.connect(self._read)

    @property
    def standing(self) -> Standing:
        """What was read last."""
        return self._standing

    def attach(self, desk: Desk) -> None:
        """Begin to read from the desk."""
        self._desk = desk
        self._read()

    def refresh(self) -> None:
        """Read again, soon."""
        if not self._timer.isActive():
            self._timer.start()

    def problem(self, part: str, words: str) -> None:
        """A part of the program failed, or recovered when `words` is ''."""
        problems = {**self._standing.problems, part: words}
        kept = {each: said for each, said in problems.items() if said}
        self._standing = self._standing._replace(problems=kept)
        self.changed.emit(self._standing)

    def _read(self) -> None:
        desk = self._desk
        if desk is None:
            return

        self._jobs.run(
            lambda: read_standing(desk),
            self._took,
            lambda error: self.problem("storage", str(error)),
        )

    def _took(self, read: Standing) -> None:
        self._standing = read._replace(problems=self._standing.problems)
        self.changed.emit(self._standing)


def read_standing(desk: Desk) -> Standing:
    """How things stand, apart from problems. Worker thread; StorageFailure."""
    away = desk.reminders.away()
    return Standing(
        next=desk.agenda.next_reminder(),
        holds=desk.reminders.holds().all,
        held=desk.history.count(LedgerFilter(held=True)),
        away=0 if away is None else away.unanswered,
        sent_today=desk.agenda.sent_today(),
    )
