"""Planning inside a transaction: arming reminders and keeping the event table's rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from eventdesk.domain.event import Event
from eventdesk.domain.holding import HELD_REASONS
from eventdesk.domain.ledger import (
    BY_EDIT,
    CALENDAR_OFF,
    EVENT_DELETED,
    LedgerRow,
    LedgerStep,
)
from eventdesk.domain.occurrence import Occurrence, due_at, occurrence_at
from eventdesk.domain.planning import (
    Plan,
    first_plan,
    materialised,
    occurrence_starting,
    verdict_when_saved_late,
)
from eventdesk.domain.reminder import Reminder
from eventdesk.services.openness import Openness
from eventdesk.services.stored_words import moved_words

if TYPE_CHECKING:
    from eventdesk.storage.transaction import Transaction

_DueAndStart = tuple["datetime | None", "datetime | None"]
_TIMING = ("start", "time_zone", "all_day", "recurrence")


class Planner:
    """Plans events at one instant `now` (UTC), with `local` as the system zone.

    Made anew for every transaction and used only inside it.
    """

    def __init__(self, tx: Transaction, now: datetime, local: ZoneInfo) -> None:
        self._tx = tx
        self._now = now
        self._local = local
        self._openness = Openness(tx, now, local)

    def add(self, new: Sequence[Event], *, tell_late: bool) -> None:
        """Plan events that were just inserted and have no rows yet.

        With `tell_late` a reminder that can no longer come is written to the ledger.
        """
        pks = self._tx.events.pks([each.id for each in new])
        off = [each for each in new if each.calendar in self._off]
        self._tx.reminders.add((pks[x.id], Plan(each)) for x in off for each in x.reminders)
        new = [each for each in new if each.calendar not in self._off]
        self._tx.agenda.add(
            [(pks[each.id], each, materialised(each, self._now, self._local)) for each in new]
        )
        plans = [(event, self._first_plans(event)) for event in new]
        self._tx.reminders.add((pks[event.id], plan) for event, found in plans for plan in found)
        if tell_late:
            for event, found in plans:
                self._tell_late(event, found)

    def replan(self, event: Event, previous: Event | None) -> list[LedgerRow]:
        """Plan a stored event anew; the rows of the ledger that this closed or opened.

        Reminders whose timing did not change keep their due instant, so that an edited
        title neither repeats nor loses one. New ones, and new channels, are armed now.
        """
        if event.calendar in self._off:
            return self.remove([event], CALENDAR_OFF)
        pk = self._tx.events.pk(event.id)
        self._tx.agenda.replace(pk, event, materialised(event, self._now, self._local))
        if previous is not None and previous.calendar in self._off:
            previous = None
        if previous is not None and event.insistence != previous.insistence:
            # What is held may not have to wait any more.
            self._tx.claims.release(sorted(HELD_REASONS), self._now, event.id)
        if previous is None or previous.deleted_at is not None or not same_timing(event, previous):
            plans = self._first_plans(event)
            self._tx.reminders.replace(pk, plans)
            self._tell_late(event, plans)
            return self._openness.follow(event)
        plans, late = self._same_timing(event, previous, self._tx.reminders.plans(pk))
        self._tx.reminders.replace(pk, plans)
        self._tell_late(event, late)
        return []

    def travel(self, event: Event, before: ZoneInfo) -> None:
        """Plan a floating event anew after the system zone changed from `before`.

        Plans and rows of the ledger keep their wall time.
        """
        self.realign(event, lambda start: self._there(event, start, before))

    def realign(
        self, event: Event, there: Callable[[datetime], Occurrence | None], zone: str = ""
    ) -> list[tuple[datetime, datetime]]:
        """Plan an event anew whose wall times are other instants than when it was planned;
        `there` gives the occurrence that one of the old starts (UTC) became.

        What was reminded of is not repeated, and what is overdue now is left to the late
        rule. Rows of the ledger that moved note that it was for new rules of `zone`. The due
        instants that moved, before and after.
        """
        if event.calendar in self._off:
            return []
        pk = self._tx.events.pk(event.id)
        self._tx.agenda.replace(pk, event, materialised(event, self._now, self._local))
        known = self._tx.reminders.plans(pk)
        plans, moves = [], []
        for reminder in event.reminders:
            due, start = known.get(reminder.lead_s, (None, None))
            plan = self._kept(event, reminder, due, start)
            found = there(start) if start else None
            if found is not None and found.start != start:
                plan = Plan(reminder, due_at(event, found, reminder, self._local), found)
                if due is not None and plan.due is not None:
                    moves.append((due, plan.due))
            plans.append(plan)
        self._tx.reminders.replace(pk, plans)
        for row in self._tx.claims.recent_rows(event.id, self._now):
            found = there(row.occurrence_start)
            if found is None or found.start == row.occurrence_start:
                continue
            if max(found.ends, row.occurrence_end) > self._now:
                self._tx.claims.move(row, found.start, found.ends)
                self._note_move(row, found.start, zone)
        return moves

    def _note_move(self, row: LedgerRow, start: datetime, zone: str) -> None:
        if zone:
            old, new = (each.astimezone(self._local) for each in (row.occurrence_start, start))
            words = moved_words(zone, old, new)
            self._tx.ledger.step([LedgerStep(row.id, self._now, row.state, words)])

    def follow(self, event: Event) -> list[LedgerRow]:
        """Close the rows of starts that the event does not have; these rows as they were."""
        return self._openness.follow(event)

    def remove(self, gone: Sequence[Event], reason: str = EVENT_DELETED) -> list[LedgerRow]:
        """Plan nothing more for events that are gone; the rows of the ledger that this closed."""
        pks = self._tx.events.pks([each.id for each in gone])
        for event in gone:
            self._tx.reminders.replace(pks[event.id], [Plan(each) for each in event.reminders])
        self._tx.agenda.remove(list(pks.values()))
        return self._openness.end(gone, reason)

    def set_aside(self, events: Sequence[Event], reason: str = CALENDAR_OFF) -> list[LedgerRow]:
        """Plan nothing for stored events, quickly for many; the rows that this closed."""
        pks = list(self._tx.events.pks([each.id for each in events]).values())
        self._tx.reminders.disarm(pks)
        self._tx.agenda.remove(pks)
        return self._openness.end(events, reason)

    def take_up(self, events: Sequence[Event]) -> list[LedgerRow]:
        """Plan events whose calendar was switched on; the rows that this opened or closed.

        Nobody was promised what passed meanwhile: nothing is told of it.
        """
        pks = self._tx.events.pks([each.id for each in events])
        self._tx.agenda.remove(list(pks.values()))
        self._tx.agenda.add(
            [(pks[each.id], each, materialised(each, self._now, self._local)) for each in events]
        )
        self._tx.reminders.disarm(list(pks.values()))
        self._tx.reminders.arm(
            (pks[event.id], plan) for event in events for plan in self._first_plans(event)
        )
        known = self._tx.ledger.of_events([each.id for each in events])
        return [row for each in events if each.id in known for row in self._openness.follow(each)]

    @cached_property
    def _off(self) -> frozenset[str]:
        return self._tx.calendars.off()

    def _first_plans(self, event: Event) -> list[Plan]:
        return [first_plan(event, each, self._now, self._local) for each in event.reminders]

    def _same_timing(
        self, event: Event, previous: Event, known: Mapping[int, _DueAndStart]
    ) -> tuple[list[Plan], list[Plan]]:
        """The plans of an event whose times stay, from the `known` ones by lead; and those of
        them that are new, or for a new channel."""
        channels = {each.lead_s: each.channels for each in previous.reminders}
        plans, late = [], []
        for reminder in event.reminders:
            plan = Plan(reminder)
            if reminder.lead_s in known:
                plan = self._kept(event, reminder, *known[reminder.lead_s])
            if not reminder.channels <= channels.get(reminder.lead_s, frozenset()):
                plan = _earlier(plan, first_plan(event, reminder, self._now, self._local))
                late.append(plan)
            plans.append(plan)
        return plans, late

    def _kept(
        self, event: Event, reminder: Reminder, due: datetime | None, start: datetime | None
    ) -> Plan:
        if due is None or start is None:
            return Plan(reminder)
        found = occurrence_starting(event, start, self._local)
        if found is None:
            # The system zone has changed, and following it comes next.
            first = occurrence_at(event, event.start, self._local)
            found = Occurrence(start, start + (first.ends - first.start), event.start)
        return Plan(reminder, due, found)

    def _there(self, event: Event, start: datetime, before: ZoneInfo) -> Occurrence | None:
        here = occurrence_starting(event, start, before)
        return None if here is None else occurrence_at(event, here.wall_start, self._local)

    def _tell_late(self, event: Event, plans: Sequence[Plan]) -> None:
        late = [plan.reminder for plan in plans if plan.due is None]
        verdict = verdict_when_saved_late(event, self._now, self._local) if late else None
        if verdict is None:
            return
        state, occurrence, reason = verdict
        rows = [
            LedgerRow(
                id=0,
                event_id=event.id,
                event_title=event.title,
                location=event.location,
                occurrence_start=occurrence.start,
                occurrence_end=occurrence.ends,
                all_day=event.all_day,
                lead=reminder.lead,
                channel=channel,
                due_at=self._now,
                state=state,
                reason=reason,
                # Nobody was promised this one, so it is not listed among the missed.
                acknowledged_at=self._now,
                acknowledged_by=BY_EDIT,
            )
            for reminder in late
            for channel in sorted(reminder.channels)
        ]
        inserted, _ = self._tx.ledger.claim(rows)
        self._tx.ledger.step(
            [LedgerStep(each.id, self._now, each.state, reason) for each in inserted]
        )


def _earlier(kept: Plan, fresh: Plan) -> Plan:
    """The plan for the earlier occurrence; for the same one the kept plan."""
    if kept.occurrence is None or fresh.occurrence is None:
        return kept if fresh.occurrence is None else fresh
    return fresh if fresh.occurrence.start < kept.occurrence.start else kept


def same_timing(event: Event, previous: Event) -> bool:
    """Whether an edit left the times of an event as they were."""
    return all(getattr(event, name) == getattr(previous, name) for name in _TIMING) and (
        event.start.fold == previous.start.fold
    )
