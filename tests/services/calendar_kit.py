"""What the tests of calendars share."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

import pytest

from eventdesk.domain.calendar import Calendar
from eventdesk.domain.event import Event
from eventdesk.services.calendar_work import Task, Work, begin, step
from eventdesk.services.views import AgendaView, QuickFilter
from tests.desks import TestDesk

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def put_into(desk: TestDesk, event: Event, calendar: Calendar) -> Event:
    """Move an event past all checks, as a refresh of a subscription would."""
    with sqlite3.connect(desk.paths.database) as connection:
        where = "UPDATE events SET calendar_id = ? WHERE id = ?"
        connection.execute(where, (calendar.id, event.id))
    connection.close()
    return desk.desk.events.get(event.id)


def listed(desk: TestDesk) -> list[str]:
    """Titles in the event table."""
    agenda = desk.desk.agenda
    return [row.title for row in agenda.rows(agenda.keys(AgendaView(quick=QuickFilter.ALL)))]


def many(desk: TestDesk, calendar: Calendar, count: int) -> list[Event]:
    at = desk.clock.now() + HOUR
    return [desk.create(at + n * MINUTE, f"E{n}", calendar=calendar.id) for n in range(count)]


def cut_short(desk: TestDesk, calendar: Calendar, task: Task, stamp: str = "") -> None:
    """Begin a task as a program does that dies after its first small batch."""
    with desk.desk.events._database.write() as tx:
        begin(tx, Work(calendar.id, task, stamp=stamp))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("eventdesk.storage.calendar_store.CalendarStore.event_pks", _only_two)
        with desk.desk.events._database.write() as tx:
            step(tx, calendar.id, desk.clock.now(), desk.clock.zone())


def _only_two(store: object, calendar_id: str, *, after: int = 0, limit: int = 500) -> list[int]:
    query = "SELECT pk FROM events WHERE calendar_id = ? AND deleted_at IS NULL AND pk > ? LIMIT 2"
    rows = store._connection.exec_driver_sql(query, (calendar_id, after))  # type: ignore[attr-defined]
    return [row[0] for row in rows]
