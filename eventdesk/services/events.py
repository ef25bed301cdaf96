"""Creating, editing, deleting and finding events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import TYPE_CHECKING

from eventdesk.domain.calendar import PERSONAL
from eventdesk.domain.errors import EventNotFound
from eventdesk.domain.event import DRAFT_FIELDS, Event, EventDraft, checked
from eventdesk.domain.insistence import Insistence
from eventdesk.domain.language import later
from eventdesk.domain.ledger import LedgerRow
from eventdesk.domain.occurrence import Occurrence, occurrences
from eventdesk.domain.planning import HORIZON_FUTURE, HORIZON_PAST
from eventdesk.services.event_writing import EventWriting, at_home, new_event, short
from eventdesk.services.long_steps import LongSteps
from eventdesk.services.many_events import (
    MANY,
    ManyEvents,
    store_turned,
    turned,
    turned_label,
)
from eventdesk.services.overrides import with_overrides
from eventdesk.services.row_followers import carry_rows
from eventdesk.services.travel import travel_on
from eventdesk.services.zone_update import ZoneUpdate

if TYPE_CHECKING:
    from eventdesk.storage.transaction import Transaction, UndoStep

SERIES_AT_ONCE = 10
"""Materialised anew on the thread that delivers: each has up to 1,000 occurrences."""


class Events:
    """Use cases on events. Every write is one transaction, on disk when the call returns.

    All methods may be called from any thread and raise StorageFailure.
    """

    def __init__(self, writing: EventWriting, steps: LongSteps) -> None:
        self._writing = writing
        self._steps = steps
        self._database = writing.database
        self._clock = writing.clock

    def create(self, draft: EventDraft) -> Event:
        """Store a new event and plan its reminders. InvalidInput."""
        draft = checked(draft)
        now = self._clock.now()
        event = new_event(draft, now)
        with self._database.write() as tx:
            tx.require_room(event.calendar)
            tx.events.add([event])
            self._writing.planner(tx, now).add([event], tell_late=True)
            label = later("Created “{title}”").format(title=short(event.title))
            tx.keep_edit(label, [None], [event], at=now)
            self._writing.hooks.created(tx, event)
        self._writing.announce([event.id])
        return event

    def update(self, event_id: str, draft: EventDraft, *, base: EventDraft | None = None) -> Event:
        """Replace the edited part of an event. InvalidInput, EventNotFound.

        With `base`, the draft that editing began with, only what differs from it is changed:
        what others changed meanwhile stays. An event deleted meanwhile comes back.
        """
        checked(draft)
        now = self._clock.now()
        with self._database.write() as tx:
            before = tx.events.get(event_id)
            tx.require_own(before)
            wanted = checked(_merged(before, draft, base) if base is not None else draft)
            if wanted.calendar == before.calendar:
                wanted = at_home(tx, wanted)
            tx.require_room(wanted.calendar)
            after = replace(before.with_draft(wanted, updated_at=now), deleted_at=None)
            overrides = tx.events.overrides(event_id) if before.recurrence else []
            after, moved = with_overrides(before, after, overrides, now)
            closed = []
            for old, new in zip([before, *overrides], [after, *moved], strict=True):
                tx.events.put(new)
                closed += self._writing.plan_stored(tx, new, old, now)
            label = later("Edited “{title}”").format(title=short(after.title))
            tx.keep_edit(label, [before, *overrides], [after, *moved], at=now)
        self._writing.announce([event_id], closed)
        return after

    def duplicate(self, event_id: str) -> Event:
        """A new event like this one, one's own if that is somebody else's. EventNotFound."""
        draft = self.get(event_id).draft()
        with self._database.read() as tx:
            foreign = draft.calendar in tx.calendars.read_only()
            if foreign or not tx.calendars.knows(draft.calendar):
                draft = replace(draft, calendar=PERSONAL)
        return self.create(draft)

    def delete(self, event_ids: Sequence[str]) -> None:
        """Delete events; they can be restored. EventNotFound when one is unknown."""
        self._set_deleted(event_ids, deleted=True)

    def restore(self, event_ids: Sequence[str]) -> None:
        """Bring deleted events back and plan them anew. EventNotFound."""
        self._set_deleted(event_ids, deleted=False)

    def undo(self) -> str | None:
        """Take the newest step back; its words, or None when there is none."""
        return self._step_through_history(back=True)

    def redo(self) -> str | None:
        """Repeat the step undone last; its words, or None when there is none."""
        return self._step_through_history(back=False)

    def go_on(self) -> bool:
        """Do a little of what was cut short: take back what was not written whole, go on with
        what was being undone. True when there is more."""
        return self._steps.go_on()

    def finish(self) -> None:
        """Do at once all that was cut short, as `go_on` does bit by bit."""
        self._steps.finish_all()
        self._steps.forget_all()

    def get(self, event_id: str) -> Event:
        """An event, deleted ones too (`deleted_at` is set). A unique beginning of at least
        4 characters of the id is enough. EventNotFound."""
        with self._database.read() as tx:
            try:
                return tx.events.get(event_id)
            except EventNotFound:
                alike = tx.events.ids_beginning(event_id) if len(event_id) >= 4 else []
                if len(alike) != 1:
                    raise
                return tx.events.get(alike[0])

    def by_uid(self, uid: str) -> Event | None:
        """The event with this iCalendar UID."""
        with self._database.read() as tx:
            return tx.events.by_uid(uid)

    def all(self) -> Iterator[Event]:
        """All events that are not deleted, in one snapshot."""
        with self._database.read() as tx:
            yield from tx.events.every()

    def occurring(
        self,
        *,
        start: datetime | None = None,
        end: datetime | None = None,
        search: str = "",
        tag: str = "",
        calendar: str = "",
    ) -> list[tuple[Event, Occurrence]]:
        """Occurrences touching [start, end) (UTC), by start, with their events. `calendar` is
        the id of one; events of calendars that are off do not occur."""
        local, now = self._clock.zone(), self._clock.now()
        with self._database.read() as tx:
            spans = tx.events.spans(start=start, end=end, text=search, tag=tag, calendar=calendar)
            found = {pk: None for pk, _, _ in spans}
            events = tx.events.by_pk(list(found))
            wanted = None if not (search or tag) else set(events)
            beyond = self._beyond_horizon(tx, start, end, now, wanted, calendar)
        listed = []
        for pk, at, until in spans:
            wall = at.astimezone(local).replace(tzinfo=None)
            listed.append((events[pk], Occurrence(at, until, wall)))
        known = {(event.id, each.start) for event, each in listed}
        listed += [pair for pair in beyond if (pair[0].id, pair[1].start) not in known]
        return sorted(listed, key=lambda pair: pair[1].start)

    def follow_zone(self, planned_zone: str) -> None:
        """Plan floating and all-day events anew after the system zone changed, and keep the
        new zone under the name `planned_zone` when all are done."""
        zone = self._clock.zone().key
        while travel_on(self._database, self._clock.now(), zone, planned_zone):
            pass
        self._writing.announce([])

    def follow_zone_rules(self) -> None:
        """Plan anew what lives in a zone whose rules are other ones than when it was planned."""
        if ZoneUpdate(self._database, self._clock.now(), self._clock.zone()).follow():
            self._writing.announce([])

    def extend_horizon(self, after: int) -> int | None:
        """Materialise more occurrences of some series with row numbers above `after`; the last
        row number done, None when all are."""
        now = self._clock.now()
        with self._database.write() as tx:
            pks = tx.events.walk(recurring=True, after=after)[:SERIES_AT_ONCE]
            for event in tx.events.by_pks(pks):
                self._writing.planner(tx, now).replan(event, event)
        return pks[-1] if pks else None

    def _set_deleted(self, event_ids: Sequence[str], *, deleted: bool) -> None:
        now = self._clock.now()
        ids = list(dict.fromkeys(event_ids))
        if len(ids) > MANY:
            many = ManyEvents(self._writing, self._steps, deleted=deleted)
            self._writing.announce(event_ids, many.run(ids))
            return
        with self._database.write() as tx:
            before = [tx.events.get(each) for each in ids]
            for each in before:
                if (each.deleted_at is None) is deleted:
                    tx.require_own(each)
            before, after = turned(tx, before, now, deleted=deleted)
            closed = store_turned(tx, self._writing, before, after, now)
            if after:
                tx.keep_edit(
                    turned_label(after[0], len(after), deleted=deleted), before, after, at=now
                )
        self._writing.announce(event_ids, closed)

    def _step_through_history(self, *, back: bool) -> str | None:
        self._steps.finish_all()
        now = self._clock.now()
        closed: list[LedgerRow] = []
        with self._database.write() as tx:
            step = tx.edit_to_undo() if back else tx.edit_to_redo()
            if step is None:
                return None
            if step.states:
                closed = self._take_step(tx, step, now)
                tx.edits.mark(step.pk, undone=back)
            else:
                self._steps.begin(tx, step.pk, back=back)
        if not step.states:
            closed = self._steps.finish(step.pk)
        self._writing.announce(list(step.states), closed)
        return step.label

    def _take_step(self, tx: Transaction, step: UndoStep, now: datetime) -> list[LedgerRow]:
        found: list[tuple[Event, Event]] = []
        for event_id, target in step.states.items():
            current = tx.events.get(event_id)
            if target is None:
                wanted = replace(current, deleted_at=now, updated_at=now)
            else:
                wanted = replace(target, updated_at=now, sequence=current.sequence + 1)
                wanted = at_home(tx, wanted)
            tx.events.put(wanted)
            found.append((current, wanted))
        carry_rows(tx, [wanted for _, wanted in found], now, self._clock.zone())
        closed: list[LedgerRow] = []
        for current, wanted in found:
            closed += self._writing.plan_stored(tx, wanted, current, now)
        return closed

    def _beyond_horizon(
        self,
        tx: Transaction,
        start: datetime | None,
        end: datetime | None,
        now: datetime,
        wanted: set[int] | None,
        calendar: str,
    ) -> list[tuple[Event, Occurrence]]:
        """Occurrences of series in [start, end) that are too far off to be kept as rows."""
        if end is None or start is None:
            return []
        if start >= now - HORIZON_PAST and end <= now + HORIZON_FUTURE:
            return []
        local, after, off = self._clock.zone(), 0, tx.calendars.off()
        found: list[tuple[Event, Occurrence]] = []
        while pks := tx.events.walk(recurring=True, after=after):
            after = pks[-1]
            for event in tx.events.by_pks([pk for pk in pks if wanted is None or pk in wanted]):
                if event.calendar in off or (calendar and event.calendar != calendar):
                    continue
                each = occurrences(event, local, after=start, before=end, limit=1_000)
                found += zip([event] * 1_000, each, strict=False)
        return found


def _merged(stored: EventDraft, draft: EventDraft, base: EventDraft) -> EventDraft:
    """`draft`, but with the stored value of every field that is as in `base`. What makes up
    the time of an event belongs together and is taken from one side whole."""
    time = ("start", "end", "time_zone", "all_day", "recurrence")
    groups = [time, *((name,) for name in DRAFT_FIELDS if name not in time)]
    kept = [
        name
        for group in groups
        if all(getattr(draft, name) == getattr(base, name) for name in group)
        for name in group
    ]
    merged = replace(draft, **{name: getattr(stored, name) for name in kept})
    return replace(merged, insistence=_merged_wishes(stored, draft, base))


def _merged_wishes(stored: EventDraft, draft: EventDraft, base: EventDraft) -> Insistence:
    theirs, mine, before = stored.insistence, draft.insistence, base.insistence
    names = [each.name for each in fields(Insistence)]
    kept = [name for name in names if getattr(mine, name) == getattr(before, name)]
    return replace(mine, **{name: getattr(theirs, name) for name in kept})
