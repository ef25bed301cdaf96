"""Reminders that were answered or snoozed where an imported event comes from (RFC 9074)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from eventdesk.domain.event import Event
from eventdesk.domain.language import later
from eventdesk.domain.ledger import LedgerRow, LedgerState, LedgerStep
from eventdesk.domain.occurrence import Occurrence, due_at, occurrences
from eventdesk.domain.planning import Plan
from eventdesk.domain.reminder import DAY, MAX_LEAD, Channel, Reminder
from eventdesk.services.imports import ImportedEvent, ImportedSnooze

if TYPE_CHECKING:
    from eventdesk.storage.transaction import Transaction

ANSWERED_ELSEWHERE = later("Answered where it was imported from")
SNOOZED_ELSEWHERE = later("Snoozed where it was imported from")
BY_IMPORT = "import"
MOST = 1_000
"""Occurrences looked at for each reminder."""


class ImportAnswers:
    """Takes over answers at one instant `now` (UTC), inside one transaction."""

    def __init__(self, tx: Transaction, now: datetime, local: ZoneInfo) -> None:
        self._tx = tx
        self._now = now
        self._local = local

    def honour(self, event: Event, imported: ImportedEvent) -> list[LedgerRow]:
        """Note the answers to a stored and planned event; open rows that this closed."""
        for snooze in imported.snoozes:
            self._snooze(event, snooze)
        if imported.acknowledged is None:
            return []
        # What is still to come cannot have been answered.
        until = min(imported.acknowledged, self._now)
        closed: list[LedgerRow] = []
        plans = []
        for reminder in event.reminders:
            answered, plan = self._answered(event, reminder, until)
            closed += self._note(event, reminder, answered, until)
            plans.append(plan)
        if event.calendar not in self._tx.calendars.off():
            pk = self._tx.events.pk(event.id)
            self._tx.reminders.replace(pk, plans)
        return closed

    def _answered(
        self, event: Event, reminder: Reminder, until: datetime
    ) -> tuple[list[tuple[datetime, Occurrence]], Plan]:
        """The occurrences that were answered but may still be reminded of, with their due
        instants; and the plan after them."""
        found = []
        back = 2 * DAY if event.all_day else timedelta()
        for each in occurrences(event, self._local, after=self._now - back, limit=MOST):
            due = due_at(event, each, reminder, self._local)
            if due <= until:
                found.append((due, each))
            elif due >= self._now or each.start >= self._now:
                return found, Plan(reminder, max(due, self._now), each)
        return found, Plan(reminder)

    def _note(
        self,
        event: Event,
        reminder: Reminder,
        answered: list[tuple[datetime, Occurrence]],
        until: datetime,
    ) -> list[LedgerRow]:
        state = LedgerState.ACKNOWLEDGED
        rows = [
            _row(
                event,
                each,
                due,
                reminder.lead,
                channel=channel,
                state=state,
                reason=ANSWERED_ELSEWHERE,
                acknowledged_at=until,
                acknowledged_by=BY_IMPORT,
            )
            for due, each in answered
            for channel in sorted(reminder.channels)
        ]
        inserted, known = self._tx.ledger.claim(rows)
        shown = [x for x in known if x.state is LedgerState.DELIVERED and x.acknowledged_at is None]
        shown = [x for x in shown if x.delivered_at is not None and x.delivered_at <= until]
        self._tx.ledger.change(
            [each.id for each in shown],
            state=state,
            acknowledged_at=until,
            acknowledged_by=BY_IMPORT,
            reason=ANSWERED_ELSEWHERE,
            wake_at=None,
        )
        self._tell([*inserted, *shown], state, ANSWERED_ELSEWHERE)
        return shown

    def _snooze(self, event: Event, snooze: ImportedSnooze) -> None:
        found = self._snoozed(event, snooze)
        if found is None:
            return
        due, occurrence = found
        if occurrence.ends <= self._now or (
            snooze.until <= self._now and occurrence.start <= self._now
        ):
            return
        wake_at = max(snooze.until, self._now)
        row = _row(
            event,
            occurrence,
            due,
            snooze.lead,
            channel=Channel.DESKTOP,
            state=LedgerState.SNOOZED,
            wake_at=wake_at,
            snoozed_until=wake_at,
            claimed_at=self._now,
        )
        inserted, _ = self._tx.ledger.claim([row])
        self._tell(inserted, LedgerState.SNOOZED, SNOOZED_ELSEWHERE)

    def _snoozed(self, event: Event, snooze: ImportedSnooze) -> tuple[datetime, Occurrence] | None:
        """The occurrence whose reminder came last: that is the one that was snoozed."""
        reminder, last = Reminder(snooze.lead), None
        since = self._now - MAX_LEAD - 2 * DAY
        for each in occurrences(event, self._local, after=since, limit=MOST):
            due = due_at(event, each, reminder, self._local)
            if due > self._now:
                break
            last = (due, each)
        return last

    def _tell(self, rows: list[LedgerRow], state: LedgerState, words: str) -> None:
        self._tx.ledger.step([LedgerStep(each.id, self._now, state, words) for each in rows])


def _row(
    event: Event, occurrence: Occurrence, due: datetime, lead: timedelta, **values: Any
) -> LedgerRow:
    return LedgerRow(
        id=0,
        event_id=event.id,
        event_title=event.title,
        location=event.location,
        occurrence_start=occurrence.start,
        occurrence_end=occurrence.ends,
        all_day=event.all_day,
        lead=lead,
        due_at=due,
        **values,
    )
