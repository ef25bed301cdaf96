"""Another tz database: what lives in the changed zones is planned anew, and nothing repeated."""

from __future__ import annotations

import logging
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from eventdesk.domain.event import Event, EventDraft
from eventdesk.domain.recurrence import Recurrence
from eventdesk.domain.reminder import Reminder
from eventdesk.domain.views import AgendaView, QuickFilter
from eventdesk.domain.walltime import offset_changes, zone_rules
from eventdesk.services.upkeep import Upkeep
from tests.desks import TestDesk
from tests.tz_files import MadeUpZones, made_up_zones, tzif

LAND = "Test/Land"
BEFORE = tzif(1)
DECEMBER = datetime(2026, 12, 1, tzinfo=UTC)
AFTER = tzif(1, [(DECEMBER, 2)])
"""The news: from December on it is two hours east of UTC."""


@pytest.fixture
def zones(tmp_path: Path) -> Iterator[MadeUpZones]:
    """Zones to be changed; Test/Land is one hour east of UTC."""
    with made_up_zones(tmp_path / "zones") as found:
        found.write(LAND, BEFORE)
        yield found


def make(desk: TestDesk, start: datetime, **fields: object) -> Event:
    """An event of half an hour in Test/Land, with a reminder an hour before."""
    draft = EventDraft(
        title=str(fields.pop("title", "Market")),
        start=start,
        end=start + timedelta(minutes=30),
        time_zone=LAND,
        reminders=(Reminder(timedelta(hours=1)),),
        **fields,  # type: ignore[arg-type]
    )
    return desk.desk.events.create(draft)


def next_due(desk: TestDesk, event: Event) -> datetime | None:
    found = [row.next_due for row in rows(desk, event) if row.next_due is not None]
    return min(found, default=None)


def rows(desk: TestDesk, event: Event):  # type: ignore[no-untyped-def]
    agenda = desk.desk.agenda
    listed = agenda.rows(agenda.keys(AgendaView(quick=QuickFilter.ALL)))
    return [row for row in listed if row.event_id == event.id]


@pytest.fixture
def upkeep(desk: TestDesk) -> Upkeep:
    """What runs before each ring, in one process for the whole test."""
    return upkeep_of(desk)


def upkeep_of(desk: TestDesk) -> Upkeep:
    events, calendars = desk.desk.events, desk.desk.calendars
    return Upkeep(events, calendars, events._database, desk.clock, lambda: None)


def ring(desk: TestDesk, upkeep: Upkeep) -> None:
    """The alarm rings as it does in the program."""
    upkeep.before()
    desk.ring()


def updated(desk: TestDesk, zones: MadeUpZones, data: bytes = AFTER) -> TestDesk:
    """The program again after an update of the tz database; the alarm has rung once."""
    zones.write(LAND, data)
    again = desk.reopen()
    ring(again, upkeep_of(again))
    return again


def test_the_future_is_planned_anew_and_the_rest_stays(
    desk: TestDesk, upkeep: Upkeep, zones: MadeUpZones
) -> None:
    late = make(desk, datetime(2026, 12, 10, 15))
    early = make(desk, datetime(2026, 11, 25, 15))
    series = make(desk, datetime(2026, 11, 28, 9), recurrence=Recurrence("FREQ=DAILY"))
    ring(desk, upkeep)
    again = updated(desk, zones)
    assert next_due(again, late) == datetime(2026, 12, 10, 12, tzinfo=UTC)
    assert [row.start for row in rows(again, late)] == [datetime(2026, 12, 10, 13, tzinfo=UTC)]
    assert next_due(again, early) == datetime(2026, 11, 25, 13, tzinfo=UTC)
    hours = [row.start.hour for row in rows(again, series)]
    assert hours[:3] == [8, 8, 8]
    assert set(hours[4:]) == {7}
    again.desk.close()


def test_each_reminder_comes_once_at_its_new_time(
    desk: TestDesk, upkeep: Upkeep, zones: MadeUpZones
) -> None:
    series = make(desk, datetime(2026, 11, 28, 9), recurrence=Recurrence("FREQ=DAILY;COUNT=6"))
    ring(desk, upkeep)
    desk.alarm.ring_when_due(desk.clock, datetime(2026, 11, 29, 12, tzinfo=UTC))
    assert len(desk.shown) == 2
    again = updated(desk, zones)
    assert again.shown == []
    again.alarm.ring_when_due(again.clock, datetime(2026, 12, 5, tzinfo=UTC))
    assert [row.due_at.hour for row in again.rows(series)] == [7, 7, 7, 6, 6, 6]
    assert len(again.shown) == 4
    again.desk.close()


def test_what_was_reminded_of_is_not_repeated_and_the_ledger_says_what_moved(
    desk: TestDesk, upkeep: Upkeep, zones: MadeUpZones, caplog: pytest.LogCaptureFixture
) -> None:
    start = datetime(2026, 12, 1, 9)
    event = make(desk, start)
    other = make(desk, start + timedelta(days=3), title="Later")
    ring(desk, upkeep)
    desk.clock.set(datetime(2026, 12, 1, 7, 5, tzinfo=UTC))
    ring(desk, upkeep)
    assert desk.shown == ["Market"]
    with caplog.at_level(logging.INFO, "eventdesk.services.zone_update"):
        again = updated(desk, zones, tzif(1, [(DECEMBER, 0)]))
    assert again.shown == []
    (row,) = again.rows(event)
    assert row.occurrence_start == datetime(2026, 12, 1, 9, tzinfo=UTC)
    told = [each.words for each in again.desk.history.why(event.id, row.occurrence_start)]
    assert any(f"rules of the time zone {LAND} changed" in each for each in told), told
    assert [each.id for each in again.desk.reminders.active()] == [row.id]
    again.alarm.ring_when_due(again.clock, datetime(2026, 12, 3, tzinfo=UTC))
    assert again.shown == []
    assert f"event {other.id}: the reminder due at 2026-12-04T07:00:00+00:00" in caplog.text
    assert "2 events planned anew, 1 reminders moved" in caplog.text
    again.desk.close()


def test_a_program_that_runs_on_notices_the_update_within_a_day(
    desk: TestDesk, upkeep: Upkeep, zones: MadeUpZones
) -> None:
    event = make(desk, datetime(2026, 12, 10, 15))
    ring(desk, upkeep)
    zones.put_file(LAND, AFTER)
    ring(desk, upkeep)
    assert next_due(desk, event) == datetime(2026, 12, 10, 13, tzinfo=UTC)
    desk.clock.advance(timedelta(days=1))
    ring(desk, upkeep)
    assert next_due(desk, event) == datetime(2026, 12, 10, 12, tzinfo=UTC)


def test_floating_and_all_day_events_follow_the_rules_of_the_system_zone(
    desk: TestDesk, upkeep: Upkeep, zones: MadeUpZones
) -> None:
    desk.clock.move_to(LAND)
    ring(desk, upkeep)
    floating = desk.desk.events.create(
        EventDraft(title="Tea", start=datetime(2026, 12, 10, 15), reminders=(Reminder(),))
    )
    day = desk.desk.events.create(
        EventDraft(
            title="Fair",
            start=datetime(2026, 12, 10),
            all_day=True,
            reminders=(Reminder(timedelta(hours=-9)),),
        )
    )
    zones.write(LAND, AFTER)
    desk.clock.move_to(LAND)
    again = updated(desk, zones)
    assert [row.start.hour for row in rows(again, floating)] == [13]
    assert next_due(again, day) == datetime(2026, 12, 10, 7, tzinfo=UTC)
    again.desk.close()


def test_what_has_begun_by_the_new_rules_is_left_to_the_late_rule(
    desk: TestDesk, upkeep: Upkeep, zones: MadeUpZones
) -> None:
    make(desk, datetime(2026, 12, 10, 15))
    ring(desk, upkeep)
    desk.clock.set(datetime(2026, 12, 10, 12, 59, tzinfo=UTC))
    ring(desk, upkeep)
    assert desk.shown == []
    zones.write(LAND, tzif(1, [(DECEMBER, 2)]))
    desk.clock.set(datetime(2026, 12, 10, 13, 0, 30, tzinfo=UTC))
    again = desk.reopen()
    ring(again, upkeep_of(again))
    assert again.shown == ["Market"]
    (row,) = again.rows()
    assert row.due_at == datetime(2026, 12, 10, 12, tzinfo=UTC)
    assert row.late == timedelta(hours=1, seconds=30)
    again.desk.close()


def test_many_events_are_planned_anew_and_nothing_is_done_twice(
    desk: TestDesk, upkeep: Upkeep, zones: MadeUpZones, caplog: pytest.LogCaptureFixture
) -> None:
    made = [
        make(desk, datetime(2026, 12, 10, 9, each % 60), title=f"{each}") for each in range(601)
    ]
    ring(desk, upkeep)
    with caplog.at_level(logging.INFO, "eventdesk.services.zone_update"):
        again = updated(desk, zones)
        assert caplog.text.count("601 events planned anew, 601 reminders moved") == 1
        another = again.reopen()
        ring(another, upkeep_of(another))
    assert caplog.text.count("planned anew") == 1
    assert {next_due(another, each) for each in made[::100]} == {
        datetime(2026, 12, 10, 6, each % 60, tzinfo=UTC) for each in range(0, 601, 100)
    }
    another.desk.close()
    again.desk.close()


def test_the_real_zones_have_rules_that_stay() -> None:
    berlin = zoneinfo.ZoneInfo("Europe/Berlin")
    changes = offset_changes(berlin)
    assert len(changes) == 61  # twice a year from 2020 to 2049, and the beginning
    assert changes[1] == (int(datetime(2020, 3, 29, 1, tzinfo=UTC).timestamp()), 7200)
    assert zone_rules(berlin) == zone_rules(zoneinfo.ZoneInfo.no_cache("Europe/Berlin"))
    assert zone_rules(berlin) != zone_rules(zoneinfo.ZoneInfo("Africa/Casablanca"))
