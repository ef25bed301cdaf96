"""Answers what a list of 'While you were away' is asked for, off the main thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from shiboken6 import isValid

from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.ledger import LedgerRow
from eventdesk.ui.away_section import AwaySection
from eventdesk.ui.jobs import Jobs

if TYPE_CHECKING:
    from eventdesk.services.reminders import Reminders


class AwayAnswers:
    """Snoozes and dismisses for a section, the rows given or everything. `done` is called with
    the ids when everything was dismissed at once, with none otherwise; `failed` with an error.
    Qt main thread only; `by` is who answered."""

    def __init__(
        self,
        section: AwaySection,
        reminders: Reminders,
        jobs: Jobs,
        by: str,
        done: Callable[[list[int]], object],
        failed: Callable[[EventDeskError], object],
    ) -> None:
        self._section = section
        self._reminders = reminders
        self._jobs = jobs
        self._by = by
        self._done = done
        self._failed = failed
        section.snoozed.connect(self._snooze)
        section.dismissed.connect(self._dismiss)

    def _snooze(self, ids: list[int], text: str) -> None:
        away, reminders, by = self._section.away, self._reminders, self._by
        if ids:
            self._do(lambda: reminders.snooze(ids, text, by=by))
        elif away is not None:
            self._do(lambda: reminders.snooze_away(away.at, text, by=by))

    def _dismiss(self, ids: list[int]) -> None:
        away, reminders, by = self._section.away, self._reminders, self._by
        if ids:
            self._do(lambda: reminders.dismiss(ids, by=by))
        elif away is not None:
            self._do(lambda: reminders.dismiss_away(away.at, by=by), everything=True)

    def _do(self, work: Callable[[], list[LedgerRow]], *, everything: bool = False) -> None:
        def done(rows: list[LedgerRow]) -> None:
            if isValid(self._section):
                self._done([row.id for row in rows] if everything else [])

        def failed(error: EventDeskError) -> None:
            if isValid(self._section):
                self._section.set_busy(False)
                self._failed(error)

        self._section.set_busy(True)
        self._jobs.run(work, done, failed)
