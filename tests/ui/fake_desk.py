"""An in-memory desk with the services' methods, for widgets under test and screenshots.

Everything happens at once on the calling thread. `fail_with` makes the next call that writes
raise; `calls` records what was asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from eventdesk.domain.errors import EventNotFound, LedgerRowNotFound
from eventdesk.domain.event import Event, EventDraft, checked
from eventdesk.domain.holding import HELD_REASONS, Hold, HoldCause, Holds
from eventdesk.domain.ledger import LedgerRow, LedgerState
from eventdesk.domain.reminder import Channel
from eventdesk.domain.settings import MailSettings, Settings
from eventdesk.domain.snooze import snooze_until
from eventdesk.domain.views import Away
from eventdesk.services.ports import (
    EventsChanged,
    HoldsChanged,
    LedgerChanged,
    NotSent,
    PauseChanged,
    Refused,
    Sent,
    SettingsChanged,
    Taken,
)
from eventdesk.services.views import (
    LedgerFilter,
    TimelineEntry,
)
from tests.fakes import FakeClock
from tests.ui.fake_agenda import FakeAgenda
from tests.ui.fake_book import Book, fill_ledger
from tests.ui.fake_calendars import FakeCalendars
from tests.ui.fake_series import FakeSeries
from tests.ui.sample_events import NOW, ZONE, events_of, sample_drafts


class FakeEvents:
    def __init__(self, book: Book) -> None:
        self._book = book
        self._done: list[tuple[str, list[Event], list[Event]]] = []
        self._undone: list[tuple[str, list[Event], list[Event]]] = []

    def create(self, draft: EventDraft) -> Event:
        self._book.note("create", draft)
        now = self._book.clock.now()
        name = f"event-{len(self._book.events) + 1}"
        known = {each: getattr(checked(draft), each) for each in EventDraft.__dataclass_fields__}
        event = Event(id=name, uid=f"{name}@example.org", created_at=now, updated_at=now, **known)
        gone = replace(event, deleted_at=now)
        return self.change(f'Created "{event.title}"', [gone], [event])[0]

    def update(self, event_id: str, draft: EventDraft, *, base: EventDraft | None = None) -> Event:
        self._book.note("update", event_id, draft)
        old = self.get(event_id)
        if base is not None:
            names = EventDraft.__dataclass_fields__
            kept = [each for each in names if getattr(draft, each) == getattr(base, each)]
            draft = replace(draft, **{each: getattr(old, each) for each in kept})
        new = old.with_draft(checked(draft), updated_at=self._book.clock.now())
        new = replace(new, deleted_at=None)
        return self.change(f'Changed "{new.title}"', [old], [new])[0]

    def duplicate(self, event_id: str) -> Event:
        return self.create(self.get(event_id).draft())

    def delete(self, event_ids: Sequence[str]) -> None:
        self._book.note("delete", tuple(event_ids))
        old = [self.get(each) for each in event_ids]
        new = [replace(each, deleted_at=self._book.clock.now()) for each in old]
        words = f'"{old[0].title}"' if len(old) == 1 else f"{len(old)} events"
        self.change(f"Deleted {words}", old, new)

    def restore(self, event_ids: Sequence[str]) -> None:
        self._book.note("restore", tuple(event_ids))
        old = [self.get(each) for each in event_ids]
        self.change("Restored", old, [replace(each, deleted_at=None) for each in old])

    def get(self, event_id: str) -> Event:
        if event_id not in self._book.events:
            raise EventNotFound(event_id)
        return self._book.events[event_id]

    def all(self) -> Iterator[Event]:
        return (each for each in self._book.events.values() if each.deleted_at is None)

    def by_uid(self, uid: str) -> Event | None:
        return next((each for each in self._book.events.values() if each.uid == uid), None)

    def undo(self) -> str | None:
        return self._step(self._done, self._undone, back=True)

    def redo(self) -> str | None:
        return self._step(self._undone, self._done, back=False)

    def change(self, words: str, old: list[Event], new: list[Event]) -> list[Event]:
        self._done.append((words, old, new))
        self._undone.clear()
        return self._put(new)

    def _step(
        self,
        source: list[tuple[str, list[Event], list[Event]]],
        target: list[tuple[str, list[Event], list[Event]]],
        *,
        back: bool,
    ) -> str | None:
        self._book.note("undo" if back else "redo")
        if not source:
            return None
        step = source.pop()
        target.append(step)
        self._put(step[1] if back else step[2])
        return step[0]

    def _put(self, events: list[Event]) -> list[Event]:
        for each in events:
            self._book.events[each.id] = each
            self._book.refresh(each)
        self._book.tell(EventsChanged(tuple(each.id for each in events)))
        return events


class FakeReminders:
    def __init__(self, book: Book) -> None:
        self._book = book
        self._paused: datetime | None = None
        self.mute = ""
        self._holds: tuple[Hold, ...] = ()

    def away(self) -> Away | None:
        rows = [row for row in self._book.ledger.values() if row.away_at is not None]
        left = [row.away_at for row in rows if row.away_at is not None and _is_open(row)]
        if not left:
            return None
        at = max(left)
        mine = [row for row in rows if row.away_at == at]
        told = [row for row in mine if _is_open(row) or row.channel is Channel.EMAIL]
        told.sort(key=lambda row: row.occurrence_start)
        since = min(row.due_at for row in mine)
        return Away(
            at=at,
            since=since,
            rows=tuple(told[:1000]),
            total=len(told),
            unanswered=sum(map(_is_open, told)),
        )

    def dismiss_away(self, at: datetime, *, by: str) -> list[LedgerRow]:
        return self.dismiss(self._away_ids(at), by=by)

    def snooze_away(self, at: datetime, text: str, *, by: str) -> list[LedgerRow]:
        return self.snooze(self._away_ids(at), text, by=by)

    def _away_ids(self, at: datetime) -> list[int]:
        return [row.id for row in self._book.ledger.values() if row.away_at == at and _is_open(row)]

    def holds(self) -> Holds:
        paused = () if self._paused is None else (Hold(HoldCause.PAUSED, self._paused),)
        return Holds((*paused, *self._holds))

    def hold(self, *holds: Hold) -> None:
        self._holds = holds
        self._book.tell(HoldsChanged(self.holds()))

    def count_active(self) -> int:
        return len(self.active())

    def active(self, event_ids: Collection[str] | None = None) -> list[LedgerRow]:
        rows = [
            row
            for row in self._book.ledger.values()
            if row.channel is Channel.DESKTOP and row.state is LedgerState.DELIVERED
            if event_ids is None or row.event_id in event_ids
        ]
        return sorted(rows, key=lambda row: row.occurrence_start)

    def snooze(self, ledger_ids: Sequence[int], text: str, *, by: str) -> list[LedgerRow]:
        self._book.note("snooze", tuple(ledger_ids), text, by)
        now = self._book.clock.now()
        untils = {
            each: snooze_until(text, self._book.ledger[each], now, ZONE) for each in ledger_ids
        }
        return [
            self._set(each, state=LedgerState.SNOOZED, snoozed_until=until)
            for each, until in untils.items()
        ]

    def dismiss(self, ledger_ids: Sequence[int], *, by: str) -> list[LedgerRow]:
        self._book.note("dismiss", tuple(ledger_ids), by)
        now = self._book.clock.now()
        return [
            self._set(
                each,
                state=LedgerState.MISSED
                if self._book.ledger[each].state is LedgerState.MISSED
                else LedgerState.ACKNOWLEDGED,
                acknowledged_at=now,
                acknowledged_by=by,
            )
            for each in ledger_ids
        ]

    def undismiss(self, ledger_ids: Sequence[int], *, by: str) -> list[LedgerRow]:
        self._book.note("undismiss", tuple(ledger_ids), by)
        return [
            self._set(each, state=LedgerState.DELIVERED, acknowledged_at=None, acknowledged_by="")
            for each in ledger_ids
        ]

    def resend(self, ledger_ids: Sequence[int], *, by: str) -> list[LedgerRow]:
        self._book.note("resend", tuple(ledger_ids), by)
        now = self._book.clock.now()
        return [
            self._set(each, state=LedgerState.DELIVERED, delivered_at=now, error="")
            for each in ledger_ids
        ]

    def pause(self, until: datetime) -> None:
        self._book.note("pause", until)
        self._paused = until
        self._book.tell(PauseChanged(until))

    def resume(self) -> None:
        self._book.note("resume")
        self._paused = None
        self._book.tell(PauseChanged(None))

    def paused_until(self) -> datetime | None:
        return self._paused

    def test_notification(self) -> Taken | Refused:
        self._book.note("test_notification")
        return Taken("desktop notification service")

    def test_sound(self) -> str:
        self._book.note("test_sound")
        return self.mute

    def _set(self, ledger_id: int, **changed: object) -> LedgerRow:
        if ledger_id not in self._book.ledger:
            raise LedgerRowNotFound(ledger_id)
        row = replace(self._book.ledger[ledger_id], **changed)  # type: ignore[arg-type]
        self._book.ledger[ledger_id] = row
        if row.event_id in self._book.events:
            self._book.refresh(self._book.events[row.event_id])
        self._book.tell(LedgerChanged((ledger_id,)))
        return row


def _is_open(row: LedgerRow) -> bool:
    states = (LedgerState.DELIVERED, LedgerState.MISSED, LedgerState.GAVE_UP)
    desktop = row.channel is Channel.DESKTOP and row.state in states
    return desktop and row.acknowledged_at is None


class FakeHistory:
    def __init__(self, book: Book) -> None:
        self._book = book

    def rows(self, filter: LedgerFilter, *, limit: int = 200, offset: int = 0) -> list[LedgerRow]:
        found = sorted(self._found(filter), key=lambda row: row.due_at, reverse=True)
        return found[offset : offset + limit]

    def count(self, filter: LedgerFilter) -> int:
        return len(self._found(filter))

    def get(self, ledger_id: int) -> LedgerRow:
        if ledger_id not in self._book.ledger:
            raise LedgerRowNotFound(ledger_id)
        return self._book.ledger[ledger_id]

    def why(self, event_id: str, occurrence_start: datetime | None = None) -> list[TimelineEntry]:
        self._book.note("why", event_id, occurrence_start)
        entries = []
        for row in self._book.ledger.values():
            if row.event_id != event_id or row.occurrence_start != occurrence_start:
                continue
            channel = "on the desktop" if row.channel is Channel.DESKTOP else "by e-mail"
            entries.append(TimelineEntry(row.due_at, f"Reminder came due, {channel}"))
            if row.delivered_at:
                words = f"Handed to {row.backend}, on time (+4 ms)"
                entries.append(TimelineEntry(row.delivered_at, words, LedgerState.DELIVERED))
            if row.state is not LedgerState.DELIVERED:
                words = row.error or row.reason or f"Now {row.state}"
                entries.append(TimelineEntry(row.acknowledged_at or row.due_at, words, row.state))
        event = self._book.events[event_id]
        for each in self._book.rows.values():
            if (each.event_id, each.start) == (event_id, occurrence_start) and each.next_due:
                entries.append(TimelineEntry(each.next_due, "Planned"))
        entries.insert(0, TimelineEntry(event.created_at, "Event created"))
        return entries

    def _found(self, filter: LedgerFilter) -> list[LedgerRow]:
        return [
            row
            for row in self._book.ledger.values()
            if filter.event_id in (None, row.event_id)
            and filter.state in (None, row.state)
            and (not filter.held or row.reason in HELD_REASONS)
            and filter.search.lower() in f"{row.event_title} {row.error} {row.reason}".lower()
        ]


class FakeOutbox:
    def __init__(self, book: Book) -> None:
        self._book = book
        self.outcome: Sent | NotSent = Sent("250 2.0.0 Ok: queued as 4F2A1")

    def test(self, settings: MailSettings, password: str | None = None) -> Sent | NotSent:
        self._book.note("test_mail", settings, password)
        return self.outcome


class FakePreferences:
    def __init__(self, book: Book) -> None:
        self._book = book
        self._settings = Settings()
        self._password: str | None = None
        self.words = ""
        self.note = ""

    def current(self) -> Settings:
        return self._settings

    def login_note(self) -> str:
        return self.note

    def change(self, settings: Settings) -> None:
        self._book.note("change", settings)
        self._settings = settings
        self._book.tell(SettingsChanged(settings))

    def mail_password(self) -> str | None:
        return self._password

    def set_mail_password(self, secret: str) -> str:
        self._password = secret
        return self.words


class FakeDesk:
    """Stands for `services.desk.Desk`. Set `book.publish` to `Bridge.publish` to see changes."""

    def __init__(self, drafts: list[EventDraft] | None = None, *, ledger: bool = True) -> None:
        self.clock = FakeClock(NOW, ZONE.key)
        self.book = Book(self.clock)
        sample = drafts is None
        for event in events_of(sample_drafts() if drafts is None else drafts):
            self.book.events[event.id] = event
        if sample and ledger:
            fill_ledger(self.book)
        for event in self.book.events.values():
            self.book.refresh(event)
        self.events = FakeEvents(self.book)
        self.series = FakeSeries(self.book, self.events)
        self.calendars = FakeCalendars(self.book)
        self.agenda = FakeAgenda(self.book)
        self.reminders = FakeReminders(self.book)
        self.history = FakeHistory(self.book)
        self.outbox = FakeOutbox(self.book)
        self.preferences = FakePreferences(self.book)

    def start(self) -> None:
        self.book.note("start")

    def close(self) -> None:
        self.book.note("close")
