"""Importing events: a look ahead, and all of it in one step that can be undone.

It is written in small transactions, so that no reminder waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from eventdesk.domain.calendar import Calendar
from eventdesk.domain.errors import ImportCancelled
from eventdesk.services.collecting import without_collecting
from eventdesk.services.event_writing import EventWriting
from eventdesk.services.import_outlook import Outlook
from eventdesk.services.import_verdicts import Family, Target, Verdicts, families
from eventdesk.services.import_writing import ImportTally, ImportWriting, import_label
from eventdesk.services.imports import ImportCounts, ImportPreview, ImportResult
from eventdesk.services.long_steps import PART, LongStep, LongSteps
from eventdesk.services.ports import CalendarsChanged, Clock, HealthChanged

if TYPE_CHECKING:
    from eventdesk.storage.transaction import Transaction

SLICE = 500
TOLD_EVERY = 100
"""Events between two reports of progress."""
Progress = Callable[[int, int], object]
"""Called with how many events are done, and of how many, on the caller's thread."""
Cancelled = Callable[[], bool]
"""Asked now and then, on the caller's thread, whether to stop."""


def _go_on() -> bool:
    return False


def _silent(done: int, total: int) -> None:
    del done, total


class Importing:
    """Use cases on events that come from outside. Any thread; raise StorageFailure.

    An event is known by its UID. The own calendars share their UIDs, so that no event is there
    twice: one that another own calendar has is brought up to date there. Every subscription
    has UIDs of its own. Of two versions that with the higher SEQUENCE counts, then that with
    the later LAST-MODIFIED (RFC 5546 2.1.5); what a person edited here is a later version.
    """

    def __init__(self, writing: EventWriting, steps: LongSteps) -> None:
        self._writing = writing
        self._steps = steps
        self._database = writing.database
        self._clock = writing.clock

    def preview(
        self, result: ImportResult, calendar_id: str, *, cancelled: Cancelled = _go_on
    ) -> ImportPreview:
        """What `run` would do; nothing is written. `calendar_id` may be one still to be made.
        ImportCancelled. Some seconds for 100,000 events that are here already."""
        now, zone = self._clock.now(), self._clock.zone()
        outlook = Outlook(now, zone, calendar_id)
        for part in _slices(families(result.events)):
            if cancelled():
                raise ImportCancelled
            with without_collecting(), self._database.read() as tx:
                target = Target(calendar_id, False, tx.calendars.read_only())
                for decisions in Verdicts(tx, target, now).of(part):
                    outlook.add(decisions)
        with self._database.read() as tx:
            return outlook.preview({each.id: each.name for each in tx.calendars.all()})

    def run(
        self,
        result: ImportResult,
        *,
        calendar: str | Calendar,
        progress: Progress = _silent,
        cancelled: Cancelled = _go_on,
        whole: bool = False,
        source: str = "",
    ) -> ImportCounts:
        """Add and update events, all or none: after an error, or ImportCancelled, everything
        is as it was.

        New events go to `calendar`, the id of one or one that is made along with them. With
        `whole` the calendar becomes what the file is, without undo: events that are not in it
        are deleted. `source` is what the events come from in the words of the undo step.
        Reminders of what has started are not delivered. Events that are in are reminded of
        although others are still to come: a person wanted them, and those that are due must
        not be late. Taking back what was cut short takes as long as writing it did.
        """
        wanted = _Wanted(result, calendar, whole, source, progress, cancelled)
        made = isinstance(calendar, Calendar)
        try:
            with self._steps.written(tell=not whole) as step:
                run = _Run(self._clock, wanted, step)
                with without_collecting(), self._database.writes() as begin:
                    self._steps.pace().work(begin, run.slice, self._writing.hooks.planned)
        finally:
            # What came due meanwhile could not be claimed and is overdue now.
            self._writing.hooks.planned()
        tally = run.tally
        if tally.counts.written or made:
            self._writing.announce([], tally.closed)
        if made:
            self._writing.tell(CalendarsChanged())
        if not whole:
            self._writing.tell(HealthChanged(PART, ""))
        return tally.counts


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is imported and how, and whom to tell and to ask on the way."""

    result: ImportResult
    calendar: str | Calendar
    whole: bool
    source: str
    progress: Progress
    cancelled: Cancelled


class _Run:
    """One import, a slice at a time."""

    def __init__(self, clock: Clock, wanted: _Wanted, step: LongStep) -> None:
        self._clock = clock
        self._wanted = wanted
        self._step = step
        self._families = families(wanted.result.events)
        self._done = self._told = self._next = 0
        self._swept: int | None = 0 if wanted.whole else None
        self._calendar = ""
        self.tally = ImportTally()

    def slice(self, tx: Transaction, limit: int) -> bool:
        """Write about `limit` events more; True when there is more to do."""
        _stop_if(self._wanted.cancelled)
        now, zone = self._clock.now(), self._clock.zone()
        if not self._calendar:
            self._calendar = self._home(tx, now)
        writing = ImportWriting(tx, now, zone, self._step, self.tally)
        part = self._part(limit)
        if part:
            target = Target(self._calendar, self._wanted.whole, tx.calendars.read_only())
            writing.write(Verdicts(tx, target, now).of(part))
            self._tell()
            return True
        if self._swept is not None:
            self._swept = writing.sweep(self._calendar, self._swept, limit)
            return True
        label = import_label(self.tally.counts.written, self._wanted.source)
        self._step.land(tx, "" if self._wanted.whole or not self.tally.counts.written else label)
        return False

    def _home(self, tx: Transaction, now: datetime) -> str:
        calendar = self._wanted.calendar
        if isinstance(calendar, Calendar):
            tx.calendars.add(calendar)
            self._step.open(tx, now, calendar.id)
            return calendar.id
        tx.calendars.get(calendar)
        return calendar

    def _part(self, limit: int) -> list[Family]:
        """The next families, of `limit` events or somewhat more."""
        part: list[Family] = []
        size = 0
        while size < limit and self._next < len(self._families):
            part.append(self._families[self._next])
            size += part[-1].size
            self._next += 1
        self._done += size
        return part

    def _tell(self) -> None:
        total = len(self._wanted.result.events)
        if self._done - self._told >= TOLD_EVERY or self._done == total:
            self._told = self._done
            self._wanted.progress(self._done, total)


def _stop_if(cancelled: Cancelled) -> None:
    if cancelled():
        raise ImportCancelled


def _slices(groups: Sequence[Family]) -> Iterator[list[Family]]:
    """Parts of about 500 events."""
    part: list[Family] = []
    size = 0
    for each in groups:
        part.append(each)
        size += each.size
        if size >= SLICE:
            yield part
            part, size = [], 0
    if part:
        yield part
