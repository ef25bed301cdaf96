"""Reading the event table, and what comes next."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Protocol

from eventdesk.domain.holding import HELD_REASONS
from eventdesk.domain.language import retold, tr
from eventdesk.domain.ledger import WAITS, LedgerState
from eventdesk.domain.views import AgendaRow, AgendaView, NextReminder, QuickFilter
from eventdesk.domain.walltime import to_instant, to_wall
from eventdesk.domain.wording import short_when_words
from eventdesk.services.ports import Clock

if TYPE_CHECKING:
    from eventdesk.storage.agenda_queries import AgendaQuery
    from eventdesk.storage.agenda_reader import AgendaReader
    from eventdesk.storage.database import Database


class Snapshot(Protocol):
    """One moment of the database, as far as the event table goes."""

    @property
    def agenda(self) -> AgendaReader:
        """The event table's rows."""
        ...


class Readable(Protocol):
    """Where the event table is read: the opened database, or a first look at its file."""

    def read(self) -> AbstractContextManager[Snapshot]:
        """A snapshot to read from."""
        ...


@dataclass(frozen=True, slots=True)
class Glimpse:
    """The first rows of a view, with nothing left to read; `any_events` is False when there is
    none at all."""

    view: AgendaView
    keys: array[int]
    rows: Mapping[int, AgendaRow]
    any_events: bool
    clock: Clock


class AgendaList:
    """The event table's rows. Any thread; raise StorageFailure."""

    def __init__(self, database: Readable, clock: Clock) -> None:
        self._readable = database
        self._clock = clock

    def keys(self, view: AgendaView, limit: int | None = None) -> array[int]:
        """Row keys of a view in order; with `limit` only the first, which is quicker."""
        with self._readable.read() as tx:
            return tx.agenda.keys(self._query(view), limit)

    def rows(self, keys: Sequence[int]) -> list[AgendaRow]:
        """The rows with these keys, in this order; a vanished key is left out."""
        with self._readable.read() as tx:
            rows = tx.agenda.rows(keys)
        return [self._with_words(row) for row in rows]

    def glimpse(self, view: AgendaView, limit: int) -> Glimpse:
        """At most `limit` rows of a view, for a window whose services are not open yet."""
        keys = self.keys(view, limit)
        some = len(keys) > 0 or len(self.keys(AgendaView(QuickFilter.ALL), 1)) > 0
        rows = {row.key: row for row in self.rows(keys)}
        return Glimpse(view, keys, rows, some, self._clock)

    def key_of(self, event_id: str) -> int | None:
        """The row that stands for an event: its next occurrence, else its last."""
        with self._readable.read() as tx:
            return tx.agenda.key_of(event_id, self._clock.now())

    def upcoming(self, limit: int) -> list[AgendaRow]:
        """The next occurrences that have not ended."""
        with self._readable.read() as tx:
            rows = tx.agenda.rows(tx.agenda.keys(self._query(AgendaView()), limit))
        return [self._with_words(row) for row in rows]

    def _with_words(self, row: AgendaRow) -> AgendaRow:
        if row.recurring and row.next_due is None and row.ledger_state is None:
            return replace(row, next_due=self._later_due(row))
        if row.ledger_detail == WAITS or row.ledger_detail in HELD_REASONS:
            return row  # until when is told by whoever shows it
        detail = retold(row.ledger_detail)
        if row.ledger_state is LedgerState.SNOOZED and row.snoozed_until is not None:
            when = short_when_words(row.snoozed_until, self._clock.now(), self._clock.zone())
            until = tr("until {when}", when=when)
            detail = f"{detail}, {until}" if detail else until
        return row if detail == row.ledger_detail else replace(row, ledger_detail=detail)

    def _later_due(self, row: AgendaRow) -> datetime | None:
        """When a later occurrence of a series will be reminded: only the next one is armed."""
        local, now = self._clock.zone(), self._clock.now()
        if row.all_day:
            midnight = to_wall(row.start, local)
            instants = [to_instant(midnight - each.lead, local) for each in row.reminders]
        else:
            instants = [row.start - each.lead for each in row.reminders]
        return min((each for each in instants if each > now), default=None)

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


class Agenda(AgendaList):
    """Queries for window, tray and command line. Any thread; raise StorageFailure."""

    def __init__(self, database: Database, clock: Clock) -> None:
        super().__init__(database, clock)
        self._database = database

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

    def sent_today(self) -> int:
        """How many reminders were delivered since local midnight."""
        today = self._clock.now().astimezone(self._clock.zone()).date()
        with self._database.read() as tx:
            return tx.ledger.delivered_since(self._midnight(today))
