"""Calendars of a damaged database: salvaged events keep theirs."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from eventdesk.domain.calendar import PERSONAL, Calendar, Subscription
from eventdesk.domain.safety import Salvaged
from eventdesk.services.views import AgendaView, QuickFilter
from eventdesk.storage.salvage import Salvage
from tests.desks import TestDesk, in_minutes, new_desk

HOUR = timedelta(hours=1)


@pytest.fixture
def desk(tmp_path: Path) -> TestDesk:
    return new_desk(tmp_path / "desk")


def sql(desk: TestDesk, statement: str) -> None:
    with closing(sqlite3.connect(desk.paths.database)) as connection:
        connection.execute(statement)
        connection.commit()


def salvaged(desk: TestDesk) -> tuple[Salvaged, TestDesk]:
    """What `eventdesk salvage` makes of it."""
    desk.desk.close()
    found = Salvage(desk.paths.database, desk.clock.now(), desk.clock.zone()).run()
    return found, TestDesk(desk.paths, clock=desk.clock).open()


def listed(desk: TestDesk) -> list[str]:
    agenda = desk.desk.agenda
    return [row.title for row in agenda.rows(agenda.keys(AgendaView(quick=QuickFilter.ALL)))]


def test_calendars_are_saved_whole(desk: TestDesk) -> None:
    calendars = desk.desk.calendars
    url = "https://example.org/a.ics"
    feed = Calendar(id="", name="Feed", subscription=Subscription(url=url, etag='"7"', failures=2))
    calendars.add(feed)
    work = calendars.add(Calendar(id="", name="Work", reminders=(in_minutes(20),)))
    event = desk.create(desk.clock.now() + HOUR, "Meeting", calendar=work.id)
    before = calendars.all()
    found, after = salvaged(desk)
    assert after.desk.calendars.all() == before
    assert after.desk.events.get(event.id).calendar == work.id
    assert (found.events, found.unreadable, found.whole) == (1, 0, True)
    after.desk.close()


def test_one_that_is_off_stays_off(desk: TestDesk) -> None:
    work = desk.desk.calendars.add(Calendar(id="", name="Work"))
    desk.create(desk.clock.now() + HOUR, "Meeting", calendar=work.id)
    desk.desk.calendars.switch(work.id, False)
    _, after = salvaged(desk)
    assert listed(after) == []
    after.desk.calendars.switch(work.id, True)
    assert listed(after) == ["Meeting"]
    after.alarm.ring_when_due(after.clock, after.clock.now() + HOUR)
    assert after.shown == ["Meeting"]
    after.desk.close()


def test_events_of_a_calendar_that_is_lost_stay_together(desk: TestDesk) -> None:
    work = desk.desk.calendars.add(Calendar(id="", name="Work"))
    event = desk.create(desk.clock.now() + HOUR, "Meeting", calendar=work.id)
    own = desk.create(desk.clock.now() + HOUR, "Dentist")
    sql(desk, "DELETE FROM calendars WHERE id <> 'personal'")
    _, after = salvaged(desk)
    assert [each.name for each in after.desk.calendars.all()] == ["Personal", "Salvaged calendar"]
    assert after.desk.events.get(event.id).calendar == work.id
    assert after.desk.events.get(own.id).calendar == PERSONAL
    assert sorted(listed(after)) == ["Dentist", "Meeting"]
    after.desk.close()


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE calendars SET reminders = '[[1' WHERE name = 'Work'",
        "UPDATE calendars SET is_on = 'perhaps' WHERE name = 'Work'",
        "UPDATE calendars SET name = x'ff' WHERE name = 'Work'",
    ],
)
def test_a_calendar_that_makes_no_sense_costs_no_event(desk: TestDesk, damage: str) -> None:
    work = desk.desk.calendars.add(Calendar(id="", name="Work"))
    event = desk.create(desk.clock.now() + HOUR, "Meeting", calendar=work.id)
    sql(desk, damage)
    found, after = salvaged(desk)
    assert after.desk.events.get(event.id).calendar == work.id
    assert found.events == 1
    assert listed(after) == ["Meeting"]
    after.desk.close()


def test_without_any_readable_calendar_there_is_the_personal_one(desk: TestDesk) -> None:
    desk.create(desk.clock.now() + HOUR, "Dentist")
    sql(desk, "DROP TABLE calendars")
    found, after = salvaged(desk)
    assert found.whole  # as in a database older than calendars
    assert [each.id for each in after.desk.calendars.all()] == [PERSONAL]
    assert listed(after) == ["Dentist"]
    after.create(after.clock.now() + HOUR, "New")
    after.desk.close()
