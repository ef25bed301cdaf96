"""Editing and deleting part of a series: one occurrence, or one and all that follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.event import Event, EventDraft, checked
from eventdesk.domain.language import later, tr
from eventdesk.domain.ledger import LedgerRow
from eventdesk.domain.planning import occurrence_starting
from eventdesk.domain.recurrence import Recurrence
from eventdesk.domain.series import Scope, ended_before, following, shifted, without
from eventdesk.services.event_writing import EventWriting, new_event, short
from eventdesk.services.events import Events
from eventdesk.services.row_followers import carry_rows

if TYPE_CHECKING:
    from eventdesk.storage.transaction import Transaction


class Series:
    """Use cases on parts of series. Any thread; raise StorageFailure, EventNotFound and, for an
    occurrence that is not there any more, InvalidInput.

    An occurrence that differs from its series is an event of its own that names the series and
    the start it stands for (RECURRENCE-ID, RFC 5545 3.8.4.4); the series leaves that start out.
    Ledger rows go along, so that an occurrence is not reminded of twice.
    """

    def __init__(self, writing: EventWriting, events: Events) -> None:
        self._writing = writing
        self._events = events

    def edit(
        self,
        event_id: str,
        start: datetime,
        draft: EventDraft,
        scope: Scope,
        *,
        base: EventDraft | None = None,
    ) -> Event:
        """Change the occurrence at `start` (UTC), or more; the event that holds the change.

        For ALL, `draft` is the whole series as in `Events.update`; otherwise its times are
        those of the occurrence.
        """
        event = self._events.get(event_id)
        if scope is Scope.ALL or event.recurrence is None:
            return self._events.update(event_id, draft, base=base)
        if scope is Scope.ONE:
            return self._edit_one(event_id, start, draft)
        return self._edit_following(event_id, start, draft)

    def changed(self, event_id: str) -> list[Event]:
        """The changed occurrences of a series, by the start they stand for."""
        with self._writing.database.read() as tx:
            return tx.events.overrides(event_id)

    def delete(self, event_id: str, start: datetime, scope: Scope) -> None:
        """Delete the occurrence at `start` (UTC), or more."""
        event = self._events.get(event_id)
        if scope is Scope.ALL or event.recurrence is None:
            self._events.delete([event_id])
            return
        now = self._writing.clock.now()
        with self._writing.database.write() as tx:
            event, recurrence, wall = self._found(tx, event_id, start)
            if scope is Scope.FOLLOWING and wall <= event.start:
                scope = Scope.ALL
            gone: list[Event] = []
            if scope is Scope.ONE:
                left, label = without(recurrence, wall), later("Skipped one of “{title}”")
            else:
                left = ended_before(recurrence, wall, all_day=event.all_day)
                label = later("Deleted the rest of “{title}”")
                gone = [each for each in tx.events.overrides(event.id) if _since(each, wall)]
            after = [_changed(event, now, recurrence=left)]
            if scope is Scope.ALL:
                after, gone = [_changed(event, now, deleted_at=now)], tx.events.overrides(event.id)
            after += [_changed(each, now, deleted_at=now) for each in gone]
            before = [event, *gone]
            closed = self._store(tx, before, after, now)
            tx.keep_edit(label.format(title=short(event.title)), before, after, at=now)
        self._writing.announce([each.id for each in after], closed)

    def delete_each(self, chosen: Sequence[tuple[str, datetime]]) -> None:
        """Delete single occurrences, given as event id and start (UTC), in one step: those of
        series are left out, other events are deleted."""
        starts: dict[str, list[datetime]] = {}
        for event_id, start in chosen:
            starts.setdefault(event_id, []).append(start)
        now = self._writing.clock.now()
        before: list[Event] = []
        after: list[Event] = []
        with self._writing.database.write() as tx:
            for event_id, skipped in starts.items():
                event = tx.events.get(event_id)
                if event.recurrence is None:
                    tx.require_own(event)
                    left = _changed(event, now, deleted_at=now)
                else:
                    left = _changed(event, now, recurrence=self._left(tx, event_id, skipped))
                before.append(event)
                after.append(left)
            closed = self._store(tx, before, after, now)
            if len(after) > 1:
                label = later("Deleted {count} events")
            elif before[0].recurrence:
                label = later("Skipped some of “{title}”")
            else:
                label = later("Deleted “{title}”")
            label = label.format(title=short(before[0].title), count=len(chosen))
            tx.keep_edit(label, before, after, at=now)
        self._writing.announce([each.id for each in after], closed)

    def _left(self, tx: Transaction, event_id: str, skipped: Sequence[datetime]) -> Recurrence:
        """The series without some starts."""
        found = [self._found(tx, event_id, start) for start in dict.fromkeys(skipped)]
        left = found[0][1]
        for _, _, wall in found:
            left = without(left, wall)
        return left

    def _edit_one(self, event_id: str, start: datetime, draft: EventDraft) -> Event:
        wanted = checked(replace(draft, recurrence=None))
        now = self._writing.clock.now()
        with self._writing.database.write() as tx:
            event, recurrence, wall = self._found(tx, event_id, start)
            tx.require_room(wanted.calendar)
            series = _changed(event, now, recurrence=without(recurrence, wall))
            one = new_event(wanted, now)
            # Other programs take an occurrence with a lower SEQUENCE for out of date.
            one = replace(one, series_id=event.id, recurrence_id=wall, sequence=series.sequence)
            closed = self._store(tx, [event, None], [series, one], now)
            label = later("Edited one of “{title}”").format(title=short(event.title))
            tx.keep_edit(label, [event, None], [series, one], at=now)
        self._writing.announce([event_id, one.id], closed)
        return one

    def _edit_following(self, event_id: str, start: datetime, draft: EventDraft) -> Event:
        now = self._writing.clock.now()
        with self._writing.database.write() as tx:
            event, recurrence, wall = self._found(tx, event_id, start)
            tx.require_room(draft.calendar)
            if wall > event.start:
                rest = following(recurrence, event.start, wall, all_day=event.all_day)
                move = draft.start - wall
                if draft.recurrence not in (recurrence, rest):
                    rest = _from_there(draft.recurrence, rest, wall)
                if rest is not None:
                    # Dates that were added now are meant as they are written.
                    rest = shifted(rest, move, _new_dates(rest, recurrence))
                new = new_event(checked(replace(draft, recurrence=rest)), now)
                head = ended_before(recurrence, wall, all_day=event.all_day)
                moved = [each for each in tx.events.overrides(event.id) if _since(each, wall)]
                before = [event, None, *moved]
                after = [_changed(event, now, recurrence=head), new]
                for each in moved:
                    assert each.recurrence_id is not None
                    at = each.recurrence_id + move
                    after.append(_changed(each, now, series_id=new.id, recurrence_id=at))
                closed = self._store(tx, before, after, now)
                label = later("Edited the rest of “{title}”")
                tx.keep_edit(label.format(title=short(event.title)), before, after, at=now)
        if wall <= event.start:
            return self._events.update(event_id, draft)
        self._writing.announce([each.id for each in after], closed)
        return new

    def _found(
        self, tx: Transaction, event_id: str, start: datetime
    ) -> tuple[Event, Recurrence, datetime]:
        event = tx.events.get(event_id)
        tx.require_own(event)
        found = occurrence_starting(event, start, self._writing.clock.zone())
        if found is None or event.recurrence is None:
            raise InvalidInput.of(
                "occurrence",
                tr("This occurrence is not there any more."),
                tr("Choose it again in the list: the series was changed meanwhile."),
            )
        return event, event.recurrence, found.wall_start

    def _store(
        self,
        tx: Transaction,
        before: Sequence[Event | None],
        after: Sequence[Event],
        now: datetime,
    ) -> list[LedgerRow]:
        planner = self._writing.planner(tx, now)
        tx.events.add([new for old, new in zip(before, after, strict=True) if old is None])
        for old, new in zip(before, after, strict=True):
            if old is not None:
                tx.events.put(new)
        carry_rows(tx, after, now, self._writing.clock.zone())
        closed: list[LedgerRow] = []
        for old, new in zip(before, after, strict=True):
            if old is not None:
                closed += self._writing.plan_stored(tx, new, old, now)
            else:
                planner.add([new], tell_late=False)
                closed += planner.follow(new)
        return closed


def _changed(event: Event, now: datetime, **changes: object) -> Event:
    changed = replace(event, **changes)  # type: ignore[arg-type]
    return replace(changed, updated_at=now, sequence=event.sequence + 1)


def _from_there(
    wanted: Recurrence | None, rest: Recurrence | None, wall: datetime
) -> Recurrence | None:
    """What is wanted from `wall` on; of its dates, none that lie before."""
    if wanted is None or rest is None:
        return wanted
    return replace(
        wanted,
        extra=tuple(each for each in wanted.extra if each > wall),
        excluded=tuple(each for each in wanted.excluded if each >= wall),
    )


def _new_dates(rest: Recurrence, known: Recurrence) -> set[datetime]:
    return {*rest.extra, *rest.excluded} - {*known.extra, *known.excluded}


def _since(override: Event, wall: datetime) -> bool:
    return override.recurrence_id is not None and override.recurrence_id >= wall
