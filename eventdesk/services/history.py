"""Reading the ledger, and telling in plain words why a reminder did what it did."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from eventdesk.domain.errors import EventNotFound
from eventdesk.domain.event import Event
from eventdesk.domain.holding import HELD_REASONS, HoldCause
from eventdesk.domain.language import later, retold, tr
from eventdesk.domain.ledger import CREATION_LEAD, WAITS, LedgerRow, LedgerState
from eventdesk.domain.reminder import Channel, Reminder
from eventdesk.domain.views import LedgerFilter, TimelineEntry
from eventdesk.domain.wording import duration_words, lead_words
from eventdesk.services.ports import Clock

if TYPE_CHECKING:
    from eventdesk.storage.database import Database

WHY_ROWS = 20
_CAUSES = {
    HoldCause.PAUSED: later("{reminder} will be shown when it is over: reminders are paused"),
    HoldCause.QUIET_HOURS: later("{reminder} will be shown when it is over: quiet hours"),
    HoldCause.DO_NOT_DISTURB: later(
        "{reminder} will be shown when it is over: do not disturb is on"
    ),
    HoldCause.PRESENTATION: later("{reminder} will be shown when it is over: a presentation is on"),
}


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
            words = tr("{reminder} was due", reminder=_name(row))
            entries.append(TimelineEntry(row.due_at, words, None))
        for step in steps:
            words = f"{_name(by_id[step.ledger_id])}: {_inner(step.detail)}"
            held = step.state is LedgerState.SNOOZED and step.detail.startswith(tuple(HELD_REASONS))
            entries.append(TimelineEntry(step.at, words, step.state, held))
        entries += _waiting(rows)
        if event is not None:
            entries += _planned(event, planned, occurrence_start)
        # Stable, so that what shares an instant stays in the order it was told.
        return sorted(entries, key=lambda entry: entry.at or self._clock.now())


def _about_event(event: Event) -> list[TimelineEntry]:
    entries = [TimelineEntry(event.created_at, tr("Event created"))]
    if event.deleted_at is not None:
        entries.append(TimelineEntry(event.deleted_at, tr("Event deleted")))
    elif event.updated_at > event.created_at:
        entries.append(TimelineEntry(event.updated_at, tr("Event last edited")))
    if not event.reminders:
        entries.append(TimelineEntry(None, tr("No reminder is set for this event")))
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
        words = _planned_words(reminder, lead_words(reminder, all_day=event.all_day))
        entries.append(TimelineEntry(due, words))
    return entries


def _planned_words(reminder: Reminder, lead: str) -> str:
    if len(reminder.channels) > 1:
        return tr("Desktop and e-mail reminders ({lead}) are planned", lead=lead)
    channel = min(reminder.channels, default=Channel.DESKTOP)
    return tr("{reminder} is planned", reminder=_reminder_words(channel, lead))


def _waiting(rows: list[LedgerRow]) -> list[TimelineEntry]:
    found = ((row, _coming(row)) for row in rows if row.wake_at is not None)
    return [
        TimelineEntry(row.snoozed_until if held else row.wake_at, words, row.state, held)
        for row, words in found
        if words
        for held in (row.state is LedgerState.SNOOZED and row.reason in HELD_REASONS,)
    ]


def _coming(row: LedgerRow) -> str:
    """What happens to a row when it wakes, '' for nothing worth telling."""
    name = _name(row)
    if row.state is LedgerState.RETRYING:
        return tr("{reminder} is tried again", reminder=name)
    if row.state is LedgerState.DELIVERED and row.repeat_every:
        return tr(
            "{reminder} is shown again every {duration} until it is answered",
            reminder=name,
            duration=duration_words(row.repeat_every),
        )
    if row.state is not LedgerState.SNOOZED:
        return ""
    if row.reason in HELD_REASONS:
        if row.snoozed_until:
            return tr("{reminder} will be shown", reminder=name)
        return tr(_CAUSES[HoldCause(row.reason)], reminder=name)
    if row.reason == WAITS:
        return tr("{reminder} will be sent unless it is answered", reminder=name)
    return tr("{reminder} comes back", reminder=name)


def _name(row: LedgerRow) -> str:
    if row.lead == CREATION_LEAD:
        return tr("E-mail on creation")
    return _reminder_words(row.channel, lead_words(Reminder(row.lead), all_day=row.all_day))


def _reminder_words(channel: Channel, lead: str) -> str:
    if channel is Channel.EMAIL:
        return tr("E-mail reminder ({lead})", lead=lead)
    return tr("Desktop reminder ({lead})", lead=lead)


def _inner(detail: str) -> str:
    """A stored step for behind a colon. English begins it small; other languages are put for
    that place by their translators."""
    told = retold(detail)
    small = told == detail and detail[1:2].islower()
    return detail[:1].lower() + detail[1:] if small else told
