"""What the fake services share: events, occurrences and ledger rows in memory."""

from __future__ import annotations

import itertools
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.event import Event
from eventdesk.domain.ledger import LedgerRow, LedgerState
from eventdesk.domain.occurrence import Occurrence, due_at, occurrences
from eventdesk.domain.reminder import Channel
from eventdesk.services.ports import (
    Change,
)
from eventdesk.services.views import (
    AgendaRow,
    AgendaView,
)
from tests.fakes import FakeClock
from tests.ui.sample_events import NOW

WORST = [
    LedgerState.GAVE_UP,
    LedgerState.MISSED,
    LedgerState.RETRYING,
    LedgerState.CLAIMED,
    LedgerState.SNOOZED,
    LedgerState.DELIVERED,
    LedgerState.ACKNOWLEDGED,
    LedgerState.SUPPRESSED,
]


@dataclass
class Book:
    """What the fake services share."""

    clock: FakeClock
    events: dict[str, Event] = field(default_factory=dict)
    ledger: dict[int, LedgerRow] = field(default_factory=dict)
    published: list[Change] = field(default_factory=list)
    publish: Callable[[Change], None] = lambda change: None
    calls: list[tuple[object, ...]] = field(default_factory=list)
    fail_with: EventDeskError | None = None
    rows: dict[int, AgendaRow] = field(default_factory=dict)
    ordered: dict[tuple[AgendaView, datetime], array[int]] = field(default_factory=dict)
    keys: dict[tuple[str, datetime], int] = field(default_factory=dict)
    of_event: dict[str, list[int]] = field(default_factory=dict)

    def note(self, *call: object) -> None:
        self.calls.append(call)
        if self.fail_with is not None:
            error, self.fail_with = self.fail_with, None
            raise error

    def tell(self, change: Change) -> None:
        self.published.append(change)
        self.publish(change)

    def refresh(self, event: Event) -> None:
        self.ordered.clear()
        for key in self.of_event.pop(event.id, ()):
            del self.rows[key]
        if event.deleted_at is not None:
            return
        now, zone = self.clock.now(), self.clock.zone()
        after = now - timedelta(days=30) if event.recurrence else None
        before = now + timedelta(days=60) if event.recurrence else None
        for each in occurrences(event, zone, after=after, before=before):
            key = self.keys.setdefault((event.id, each.start), len(self.keys) + 1)
            self.rows[key] = self.row(event, each, key)
            self.of_event.setdefault(event.id, []).append(key)

    def row(self, event: Event, each: Occurrence, key: int) -> AgendaRow:
        now, zone = self.clock.now(), self.clock.zone()
        dues = [due_at(event, each, reminder, zone) for reminder in event.reminders]
        told = [
            row
            for row in self.ledger.values()
            if row.event_id == event.id and row.occurrence_start == each.start
        ]
        worst = min(told, key=lambda row: WORST.index(row.state), default=None)
        return AgendaRow(
            key=key,
            event_id=event.id,
            title=event.title,
            start=each.start,
            end=each.end,
            all_day=event.all_day,
            time_zone=event.time_zone,
            recurring=event.recurrence is not None,
            location=event.location,
            tags=event.tags,
            reminders=event.reminders,
            next_due=min((due for due in dues if due > now), default=None),
            ledger_state=worst and worst.state,
            ledger_detail=(worst.error or worst.reason) if worst else "",
        )


STORIES: dict[str, tuple[LedgerState, dict[str, object]]] = {
    "Car service": (
        LedgerState.MISSED,
        {"reason": "the computer was off from Wed 07:10 to Wed 09:02"},
    ),
    "Send the tax papers": (
        LedgerState.GAVE_UP,
        {"error": "550 5.1.1 mailbox unavailable", "attempts": 1},
    ),
    "Quarterly planning with the Lisbon office": (
        LedgerState.RETRYING,
        {"error": "connection refused by smtp.example.org:587", "attempts": 3},
    ),
    "Dentist": (LedgerState.DELIVERED, {}),
    "Yoga": (LedgerState.ACKNOWLEDGED, {"acknowledged_by": "popup"}),
    "Design review": (LedgerState.SNOOZED, {}),
}


DISMISSED: tuple[LedgerState, dict[str, object]] = (
    LedgerState.ACKNOWLEDGED,
    {"acknowledged_by": "popup"},
)


def fill_ledger(book: Book) -> None:
    """A row for every reminder that has come due, most delivered, some with a story."""
    numbers = itertools.count(1)
    now, zone = book.clock.now(), book.clock.zone()
    for event in book.events.values():
        for each in occurrences(event, zone, before=now + timedelta(days=2)):
            for reminder in event.reminders:
                due = due_at(event, each, reminder, zone)
                state, more = STORIES.get(event.title, DISMISSED)
                if event.title not in STORIES and now - due < timedelta(hours=6):
                    state, more = LedgerState.DELIVERED, {}
                if due > now and state is not LedgerState.RETRYING:
                    continue
                for channel in sorted(reminder.channels):
                    number = next(numbers)
                    book.ledger[number] = _row(
                        number, event, each, reminder.lead, channel, due, state, more
                    )


def _row(
    number: int,
    event: Event,
    each: Occurrence,
    lead: timedelta,
    channel: Channel,
    due: datetime,
    state: LedgerState,
    more: dict[str, object],
) -> LedgerRow:
    sent = state in (LedgerState.DELIVERED, LedgerState.SNOOZED, LedgerState.ACKNOWLEDGED)
    at = due + timedelta(milliseconds=4)
    row = LedgerRow(
        id=number,
        event_id=event.id,
        event_title=event.title,
        occurrence_start=each.start,
        occurrence_end=each.ends,
        all_day=event.all_day,
        lead=lead,
        channel=channel,
        due_at=due,
        state=state,
        attempts=1,
        backend=("desktop notifications" if channel is Channel.DESKTOP else "smtp.example.org")
        if sent
        else "",
        delivered_at=at if sent else None,
        late=timedelta(milliseconds=4) if sent else None,
        acknowledged_at=at + timedelta(minutes=1) if state is LedgerState.ACKNOWLEDGED else None,
        snoozed_until=NOW + timedelta(minutes=10) if state is LedgerState.SNOOZED else None,
        location=event.location,
    )
    return replace(row, **more)  # type: ignore[arg-type]
