"""Planning inside a transaction: arming reminders and keeping the event table's rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from eventdesk.domain.event import Event
from eventdesk.domain.ledger import LedgerRow, LedgerState, LedgerStep
from eventdesk.domain.occurrence import Occurrence, occurrences
from eventdesk.domain.planning import (
    Plan,
    first_plan,
    materialised,
    still_occurs,
    verdict_when_saved_late,
)
from eventdesk.domain.reminder import Channel

if TYPE_CHECKING:
    from eventdesk.storage.transaction import Transaction

_TIMING = ("start", "time_zone", "all_day", "recurrence")


class Planner:
    """Plans events at one instant `now` (UTC), with `local` as the system zone.

    Made anew for every transaction and used only inside it.
    """

    def __init__(self, tx: Transaction, now: datetime, local: ZoneInfo) -> None:
        self._tx = tx
        self._now = now
        self._local = local

    def add(self, new: Sequence[Event], *, tell_late: bool) -> None:
        """Plan events that were just inserted and have no rows yet.

        With `tell_late` a reminder that can no longer come is written to the ledger.
        """
        pks = self._tx.events.pks([each.id for each in new])
        self._tx.agenda.add(
            [(pks[each.id], each, materialised(each, self._now, self._local)) for each in new]
        )
        plans = [(event, self._first_plans(event)) for event in new]
        self._tx.reminders.add((pks[event.id], plan) for event, found in plans for plan in found)
        if tell_late:
            for event, found in plans:
                self._tell_late(event, found)

    def replan(self, event: Event, previous: Event | None) -> list[LedgerRow]:
        """Plan a stored event anew; the rows of the ledger that this closed.

        Reminders whose timing did not change keep their due instant, so that an edited
        title neither repeats nor loses one.
        """
        pk = self._tx.events.pk(event.id)
        self._tx.agenda.replace(pk, event, materialised(event, self._now, self._local))
        known = self._tx.reminders.plans(pk)
        kept = previous is not None and previous.deleted_at is None and _same(event, previous)
        plans = []
        for reminder in event.reminders:
            if kept and reminder.lead_s in known:
                due, start = known[reminder.lead_s]
                plans.append(Plan(reminder, due, self._occurrence(event, start)))
            else:
                plans.append(first_plan(event, reminder, self._now, self._local))
        self._tx.reminders.replace(pk, plans)
        if not kept:
            self._tell_late(event, plans)
        return self._close_stale(event)

    def remove(self, gone: Sequence[Event]) -> list[LedgerRow]:
        """Plan nothing more for deleted events; the rows of the ledger that this closed."""
        ids = [each.id for each in gone]
        pks = list(self._tx.events.pks(ids).values())
        self._tx.reminders.disarm(pks)
        self._tx.agenda.remove(pks)
        rows = self._tx.ledger.open_rows(ids)
        self._close(rows, "The event was deleted")
        return rows

    def _first_plans(self, event: Event) -> list[Plan]:
        return [first_plan(event, each, self._now, self._local) for each in event.reminders]

    def _occurrence(self, event: Event, start: datetime | None) -> Occurrence | None:
        if start is None:
            return None
        return next(occurrences(event, self._local, after=start, limit=1), None)

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
                acknowledged_by="edit",
            )
            for reminder in late
            for channel in sorted(reminder.channels)
        ]
        inserted, _ = self._tx.ledger.claim(rows)
        self._tx.ledger.step(
            [LedgerStep(each.id, self._now, each.state, reason) for each in inserted]
        )

    def _close_stale(self, event: Event) -> list[LedgerRow]:
        rows = [
            row
            for row in self._tx.ledger.open_rows([event.id])
            if not still_occurs(event, row.occurrence_start, self._local)
        ]
        self._close(rows, "The event was moved")
        return rows

    def _close(self, rows: Sequence[LedgerRow], reason: str) -> None:
        shown = [
            row.id
            for row in rows
            if row.state is LedgerState.DELIVERED and row.channel is Channel.DESKTOP
        ]
        waiting = [
            row.id
            for row in rows
            if row.state in (LedgerState.SNOOZED, LedgerState.RETRYING)
            or (row.state is LedgerState.CLAIMED and row.channel is Channel.EMAIL)
        ]
        ledger = self._tx.ledger
        ledger.change(
            shown,
            state=LedgerState.ACKNOWLEDGED,
            acknowledged_at=self._now,
            acknowledged_by="edit",
            reason=reason,
        )
        ledger.change(
            waiting, state=LedgerState.SUPPRESSED, reason=reason, wake_at=None, snoozed_until=None
        )
        ledger.step(
            [LedgerStep(each, self._now, LedgerState.ACKNOWLEDGED, reason) for each in shown]
            + [LedgerStep(each, self._now, LedgerState.SUPPRESSED, reason) for each in waiting]
        )


def _same(event: Event, previous: Event) -> bool:
    return all(getattr(event, name) == getattr(previous, name) for name in _TIMING) and (
        event.start.fold == previous.start.fold
    )
