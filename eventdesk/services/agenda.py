"""Reading the event table, and what comes next."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from eventdesk.domain.ledger import LedgerState
from eventdesk.domain.views import AgendaRow, AgendaView, NextReminder, QuickFilter
from eventdesk.domain.walltime import to_instant
from eventdesk.domain.wording import when_words
from eventdesk.services.ports import Clock

if TYPE_CHECKING:
    from eventdesk.storage.agenda_queries import AgendaQuery
    from eventdesk.storage.database import Database


class Agenda:
    """Queries for window, tray and command line. Any thread; raise StorageFailure."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def keys(self, view: AgendaView, limit: int | None = None) -> array[int]:
        """Row keys of a view in order; with `limit` only the first, which is quicker."""
        with self._database.read() as tx:
            return tx.agenda.keys(self._query(view), limit)

    def rows(self, keys: Sequence[int]) -> list[AgendaRow]:
        """The rows with these keys, in this order; a vanished key is left out."""
        with self._database.read() as tx:
            rows = tx.agenda.rows(keys)
        return [self._with_words(row) for row in rows]

    def key_of(self, event_id: str) -> int | None:
        """The row that stands for an event: its next occurrence, else its last."""
        with self._database.read() as tx:
            return tx.agenda.key_of(event_id, self._clock.now())

    def next_reminder(self) -> NextReminder | None:
        """What will be reminded next: a planned reminder or the end of a snooze."""
        with self._database.read() as tx:
            planned = tx.reminders.next_reminder()
            row = tx.ledger.earliest_waking((LedgerState.SNOOZED, LedgerState.RETRYING))
        if row is None or row.wake_at is None:
            return planned
        if planned is not None and planned.due_at <= row.wake_at:
            return planned
        return NextReminder(
            event_id=row.event_id,
            title=row.event_title,
            due_at=row.wake_at,
            occurrence_start=row.occurrence_start,
            all_day=row.all_day,
            snoozed=True,
        )

    def upcoming(self, limit: int) -> list[AgendaRow]:
        """The next occurrences that have not ended."""
        with self._database.read() as tx:
            rows = tx.agenda.rows(tx.agenda.keys(self._query(AgendaView()), limit))
        return [self._with_words(row) for row in rows]

    def sent_today(self) -> int:
        """How many reminders were delivered since local midnight."""
        today = self._clock.now().astimezone(self._clock.zone()).date()
        with self._database.read() as tx:
            return tx.ledger.delivered_since(self._midnight(today))

    def _with_words(self, row: AgendaRow) -> AgendaRow:
        if row.ledger_state is not LedgerState.SNOOZED or row.snoozed_until is None:
            return row
        until = when_words(row.snoozed_until, self._clock.now(), self._clock.zone())
        words = f"until {until.removeprefix('Today ')}"
        return replace(row, ledger_detail=f"{row.ledger_detail}, {words}".removeprefix(", "))

    def _query(self, view: AgendaView) -> AgendaQuery:
        # Imported late: reaching the database room costs an import the first paint spares.
        from eventdesk.storage.agenda_queries import AgendaQuery

        now = self._clock.now()
        today = now.astimezone(self._clock.zone()).date()
        ends_after = ends_by = starts_before = None
        if view.quick is QuickFilter.UPCOMING:
            ends_after = now
        elif view.quick is QuickFilter.PAST:
            ends_by = now
        elif view.quick is QuickFilter.TODAY:
            ends_after = self._midnight(today)
            starts_before = self._midnight(today + timedelta(days=1))
        elif view.quick is QuickFilter.WEEK:
            monday = today - timedelta(days=today.weekday())
            ends_after = self._midnight(monday)
            starts_before = self._midnight(monday + timedelta(days=7))
        return AgendaQuery(
            ends_after, ends_by, starts_before, view.search, view.sort, view.descending
        )

    def _midnight(self, day: date) -> datetime:
        return to_instant(datetime.combine(day, time()), self._clock.zone())
