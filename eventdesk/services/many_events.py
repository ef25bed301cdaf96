"""Deleting events and bringing them back, however many they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from eventdesk.domain.errors import EventNotFound
from eventdesk.domain.event import Event
from eventdesk.domain.language import later
from eventdesk.domain.ledger import LedgerRow
from eventdesk.services.event_writing import EventWriting, at_home, short
from eventdesk.services.long_steps import LongStep, LongSteps

if TYPE_CHECKING:
    from eventdesk.storage.transaction import Transaction

MANY = 50
"""More events than these are not written in one transaction."""


def turned(
    tx: Transaction, found: Sequence[Event], now: datetime, *, deleted: bool
) -> tuple[list[Event], list[Event]]:
    """Those of the events that are not `deleted` yet (or are), with the changed occurrences
    that go or come along, before and after."""
    before = [each for each in found if (each.deleted_at is None) is deleted]
    # What was changed in a series goes with it, and comes back with it.
    for series in [each for each in before if each.recurrence is not None]:
        changed = tx.events.overrides(series.id, deleted=not deleted)
        before += [x for x in changed if x.deleted_at == series.deleted_at]
    before = list({each.id: each for each in before}.values())
    stamp = now if deleted else None
    after = [replace(each, deleted_at=stamp, updated_at=now) for each in before]
    return before, after if deleted else [at_home(tx, each) for each in after]


def store_turned(
    tx: Transaction,
    writing: EventWriting,
    before: Sequence[Event],
    after: Sequence[Event],
    now: datetime,
) -> list[LedgerRow]:
    """Store and plan them; the ledger rows that this closed or opened."""
    closed: list[LedgerRow] = []
    for old, new in zip(before, after, strict=True):
        tx.events.put(new)
        closed += writing.plan_stored(tx, new, old, now)
    return closed


def turned_label(first: Event, count: int, *, deleted: bool) -> str:
    """The words of the undo step."""
    if count == 1:
        words = later("Deleted “{title}”") if deleted else later("Restored “{title}”")
        return words.format(title=short(first.title))
    words = later("Deleted {count} events") if deleted else later("Restored {count} events")
    return words.format(count=count)


class ManyEvents:
    """Deletes or brings back many events in small transactions, all or none."""

    def __init__(self, writing: EventWriting, steps: LongSteps, *, deleted: bool) -> None:
        self._writing = writing
        self._steps = steps
        self._deleted = deleted
        self._stamp = writing.clock.now()

    def run(self, event_ids: Sequence[str]) -> list[LedgerRow]:
        """Do it; the ledger rows that this closed or opened. EventNotFound, ReadOnlyCalendar:
        then nothing was changed."""
        self._check(event_ids)
        closed: list[LedgerRow] = []
        first: list[Event] = []
        place = count = 0

        with self._steps.written() as step:

            def do(tx: Transaction, limit: int) -> bool:
                nonlocal place, count
                part = event_ids[place : place + limit]
                place += limit
                if part:
                    after, ended = self._some(tx, step, part)
                    closed.extend(ended)
                    first.extend(after[:1])
                    count += len(after)
                elif count:
                    step.land(tx, turned_label(first[0], count, deleted=self._deleted))
                return bool(part)

            with self._writing.database.writes() as begin:
                self._steps.pace().work(begin, do, self._writing.hooks.planned)
        return closed

    def _check(self, event_ids: Sequence[str]) -> None:
        with self._writing.database.read() as tx:
            pks = tx.events.pks(event_ids)
            for event_id in event_ids:
                if event_id not in pks:
                    raise EventNotFound(event_id)
            foreign = tx.calendars.read_only()
            found = tx.events.by_pks(list(pks.values())) if foreign else []
            for each in found:
                if each.calendar in foreign and (each.deleted_at is None) is self._deleted:
                    tx.require_own(each)

    def _some(
        self, tx: Transaction, step: LongStep, part: Sequence[str]
    ) -> tuple[list[Event], list[LedgerRow]]:
        # One that was thrown away meanwhile needs nothing.
        found = tx.events.by_pks(list(tx.events.pks(part).values()))
        before, after = turned(tx, found, self._stamp, deleted=self._deleted)
        closed = store_turned(tx, self._writing, before, after, self._stamp)
        step.keep(tx, list(zip(after, before, strict=True)), self._stamp)
        return after, closed
