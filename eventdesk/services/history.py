"""Reading the ledger, and telling in plain words why a reminder did what it did."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from eventdesk.domain.errors import EventNotFound
from eventdesk.domain.event import Event
from eventdesk.domain.holding import HELD_REASONS
from eventdesk.domain.ledger import CREATION_LEAD, WAITS, LedgerRow, LedgerState
from eventdesk.domain.reminder import Reminder
from eventdesk.domain.views import LedgerFilter, TimelineEntry
from eventdesk.domain.wording import CHANNEL_WORDS, channels_words, duration_words, lead_words
from eventdesk.services.ports import Clock

if TYPE_CHECKING:
    from eventdesk.storage.database import Database

WHY_ROWS = 20


class History:
    """Queries on the ledger. Any thread; raise StorageFailure."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def rows(self, wanted: LedgerFilter, *, limit: int = 200, offset: int = 0) -> list[LedgerRow]:
        """Ledger rows, newest due first."""
        with self._database.read() as tx:
            return tx.ledger.listed(wanted, limit=limit, offset=offset)

    def count(self, wanted: LedgerFilter) -> int:
        """How many rows match."""
        with self._database.read() as tx:
            return tx.ledger.count(wanted)

    def get(self, ledger_id: int) -> LedgerRow:
        """One row; LedgerRowNotFound."""
        with self._database.read() as tx:
            return tx.ledger.get(ledger_id)

    def why(self, event_id: str, occurrence_start: datetime | None = None) -> list[TimelineEntry]:
        """What happened and will happen to an event's reminders, oldest first.

        With `occurrence_start` (UTC) only that occurrence's; otherwise the newest 20 rows.
        """
        with self._database.read() as tx:
            try:
                event: Event | None = tx.events.get(event_id)
                planned = tx.reminders.plans(tx.events.pk(event_id))
            except EventNotFound:
                event, planned = None, {}
            rows = tx.ledger.listed(LedgerFilter(event_id), limit=500, offset=0)
            if occurrence_start is not None:
                rows = [row for row in rows if row.occurrence_start == occurrence_start]
            rows = rows[:WHY_ROWS]
            steps = tx.ledger.steps([row.id for row in rows])
        entries = [] if event is None else _about_event(event)
        by_id = {row.id: row for row in rows}
        for row in rows:
            entries.append(TimelineEntry(row.due_at, f"{_name(row)} was due", None))
        for step in steps:
            words = f"{_name(by_id[step.ledger_id])}: {_lower(step.detail)}"
            entries.append(TimelineEntry(step.at, words, step.state))
        entries += _waiting(rows)
        if event is not None:
            entries += _planned(event, planned, occurrence_start)
        # Stable, so that what shares an instant stays in the order it was told.
        return sorted(entries, key=lambda entry: entry.at or self._clock.now())


def _about_event(event: Event) -> list[TimelineEntry]:
    entries = [TimelineEntry(event.created_at, "Event created")]
    if event.deleted_at is not None:
        entries.append(TimelineEntry(event.deleted_at, "Event deleted"))
    elif event.updated_at > event.created_at:
        entries.append(TimelineEntry(event.updated_at, "Event last edited"))
    if not event.reminders:
        entries.append(TimelineEntry(None, "No reminder is set for this event"))
    return entries


def _planned(
    event: Event,
    planned: dict[int, tuple[datetime | None, datetime | None]],
    occurrence_start: datetime | None,
) -> list[TimelineEntry]:
    entries = []
    for reminder in event.reminders:
        due, start = planned.get(reminder.lead_s, (None, None))
        if due is None or (occurrence_start is not None and start != occurrence_start):
            continue
        lead = lead_words(reminder, all_day=event.all_day)
        channels = _capital(channels_words(reminder.channels))
        several = len(reminder.channels) > 1
        what, verb = ("reminders", "are") if several else ("reminder", "is")
        entries.append(TimelineEntry(due, f"{channels} {what} ({lead}) {verb} planned"))
    return entries


def _waiting(rows: list[LedgerRow]) -> list[TimelineEntry]:
    found = ((row, _coming(row)) for row in rows if row.wake_at is not None)
    return [
        TimelineEntry(
            row.snoozed_until if row.reason in HELD_REASONS else row.wake_at,
            f"{_name(row)} {words}",
            row.state,
        )
        for row, words in found
        if words
    ]


def _coming(row: LedgerRow) -> str:
    """What happens to a row when it wakes, '' for nothing worth telling."""
    if row.state is LedgerState.RETRYING:
        return "is tried again"
    if row.state is LedgerState.DELIVERED and row.repeat_every:
        return f"is shown again every {duration_words(row.repeat_every)} until it is answered"
    if row.state is not LedgerState.SNOOZED:
        return ""
    if row.reason in HELD_REASONS:
        cause = row.reason.removeprefix("Held: ")
        return "will be shown" if row.snoozed_until else f"will be shown when it is over: {cause}"
    return "will be sent unless it is answered" if row.reason == WAITS else "comes back"


def _name(row: LedgerRow) -> str:
    if row.lead == CREATION_LEAD:
        return "E-mail on creation"
    lead = lead_words(Reminder(row.lead), all_day=row.all_day)
    return f"{_capital(CHANNEL_WORDS[row.channel])} reminder ({lead})"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
