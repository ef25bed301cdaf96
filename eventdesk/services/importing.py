"""Importing events: a look ahead, and all of it in one step that can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventdesk.domain.calendar import Calendar
from eventdesk.domain.errors import ImportCancelled
from eventdesk.services.collecting import without_collecting
from eventdesk.services.event_writing import EventWriting
from eventdesk.services.import_outlook import Outlook
from eventdesk.services.import_verdicts import Family, Target, Verdicts, families
from eventdesk.services.import_writing import ImportWriting
from eventdesk.services.imports import ImportCounts, ImportPreview, ImportResult
from eventdesk.services.ports import CalendarsChanged

if TYPE_CHECKING:
    from eventdesk.storage.transaction import Transaction

SLICE = 500
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

    def __init__(self, writing: EventWriting) -> None:
        self._writing = writing
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
        """Add and update events, all in one transaction: an error, or ImportCancelled, leaves
        everything as it was.

        New events go to `calendar`, the id of one or one that is made along with them. With
        `whole` the calendar becomes what the file is, without undo: events that are not in it
        are deleted. `source` is what the events come from in the words of the undo step.
        Reminders of what has started are not delivered. Nobody else can write meanwhile: some
        seconds for 100,000 events.
        """
        try:
            with without_collecting(), self._database.write(much=True) as tx:
                target = Target(_made(tx, calendar), whole, tx.calendars.read_only())
                steps = _Steps(result, progress, cancelled)
                writing = self._write(tx, steps, target)
                writing.finish(source)
        finally:
            # What came due meanwhile could not be claimed and is overdue now.
            self._writing.hooks.planned()
        made = isinstance(calendar, Calendar)
        if writing.counts.written or made:
            self._writing.announce([], writing.closed)
        if made:
            self._writing.tell(CalendarsChanged())
        return writing.counts

    def _write(self, tx: Transaction, steps: _Steps, target: Target) -> ImportWriting:
        now, zone = self._clock.now(), self._clock.zone()
        writing = ImportWriting(tx, now, zone, undoable=not target.whole)
        verdicts, done = Verdicts(tx, target, now), 0
        for part in _slices(families(steps.result.events)):
            _stop_if(steps.cancelled)
            writing.write(verdicts.of(part))
            done += sum(each.size for each in part)
            steps.progress(done, len(steps.result.events))
        if target.whole:
            writing.sweep(target.calendar)
        _stop_if(steps.cancelled)
        return writing


@dataclass(frozen=True, slots=True)
class _Steps:
    """What is imported, and whom to tell and to ask on the way."""

    result: ImportResult
    progress: Progress
    cancelled: Cancelled


def _made(tx: Transaction, calendar: str | Calendar) -> str:
    if isinstance(calendar, Calendar):
        tx.calendars.add(calendar)
        return calendar.id
    tx.calendars.get(calendar)
    return calendar


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
