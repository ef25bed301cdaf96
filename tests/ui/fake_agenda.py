"""A fake of services.agenda.Agenda over a Book."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from datetime import timedelta

from eventdesk.services.views import (
    AgendaColumn,
    AgendaRow,
    AgendaView,
    NextReminder,
    QuickFilter,
)
from tests.ui.fake_book import Book
from tests.ui.sample_events import ZONE


class FakeAgenda:
    def __init__(self, book: Book) -> None:
        self._book = book
        self.asked: list[tuple[AgendaView, int | None]] = []

    def keys(self, view: AgendaView, limit: int | None = None) -> array[int]:
        self.asked.append((view, limit))
        self._book.note("keys", view, limit)
        memo = (view, self._book.clock.now())
        if memo not in self._book.ordered:
            rows = [row for row in self._book.rows.values() if self._fits(row, view)]
            rows.sort(key=_SORT[view.sort], reverse=view.descending)
            self._book.ordered[memo] = array("q", (row.key for row in rows))
        return self._book.ordered[memo][:limit]

    def rows(self, keys: Sequence[int]) -> list[AgendaRow]:
        return [self._book.rows[key] for key in keys if key in self._book.rows]

    def key_of(self, event_id: str) -> int | None:
        now = self._book.clock.now()
        rows = sorted(
            (row for row in self._book.rows.values() if row.event_id == event_id),
            key=lambda row: row.start,
        )
        coming = [row for row in rows if row.start >= now]
        return (coming[0].key if coming else rows[-1].key) if rows else None

    def next_reminder(self) -> NextReminder | None:
        coming = [row for row in self._book.rows.values() if row.next_due is not None]
        row = min(coming, key=lambda row: row.next_due or row.start, default=None)
        if row is None or row.next_due is None:
            return None
        return NextReminder(
            event_id=row.event_id,
            title=row.title,
            due_at=row.next_due,
            occurrence_start=row.start,
            all_day=row.all_day,
        )

    def upcoming(self, limit: int) -> list[AgendaRow]:
        return self.rows(self.keys(AgendaView(), limit))

    def sent_today(self) -> int:
        today = self._book.clock.now().astimezone(ZONE).date()
        return sum(
            row.delivered_at is not None and row.delivered_at.astimezone(ZONE).date() == today
            for row in self._book.ledger.values()
        )

    def _fits(self, row: AgendaRow, view: AgendaView) -> bool:
        now = self._book.clock.now()
        today = now.astimezone(ZONE).date()
        day = row.start.astimezone(ZONE).date()
        over = (row.end or row.start + timedelta(hours=1)) <= now
        monday = today - timedelta(days=today.weekday())
        fits = {
            QuickFilter.UPCOMING: not over,
            QuickFilter.TODAY: day == today,
            QuickFilter.WEEK: monday <= day < monday + timedelta(days=7),
            QuickFilter.PAST: over,
            QuickFilter.ALL: True,
        }[view.quick]
        event = self._book.events[row.event_id]
        text = " ".join((row.title, row.location, *row.tags, event.description)).lower()
        return fits and all(word in text for word in view.search.lower().split())


_SORT: dict[AgendaColumn, Callable[[AgendaRow], object]] = {
    AgendaColumn.WHEN: lambda row: (row.start, row.key),
    AgendaColumn.TITLE: lambda row: (row.title.lower(), row.start),
    AgendaColumn.DURATION: lambda row: ((row.end or row.start) - row.start, row.start),
    AgendaColumn.REMINDER: lambda row: (len(row.reminders), row.start),
    AgendaColumn.STATE: lambda row: (row.ledger_state or "", row.next_due or row.start),
}
