"""Parts of a series: one occurrence, or one and all that follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.event import Event
from eventdesk.domain.occurrence import occurrences
from eventdesk.domain.recurrence import Recurrence
from eventdesk.domain.series import Scope
from tests.desks import TestDesk

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def series(desk: TestDesk) -> Event:
    """Every day at 13:00 from today on, ten times."""
    start = desk.clock.now() + HOUR
    return desk.create(start, recurrence=Recurrence("FREQ=DAILY;COUNT=10"))


def starts(desk: TestDesk) -> list[str]:
    """All occurrences in the event table's rows, in words."""
    zone = desk.clock.zone()
    found = desk.desk.events.occurring()
    return [f"{each.start.astimezone(zone):%d %H:%M} {event.title}" for event, each in found]


def nth(desk: TestDesk, event: Event, number: int) -> datetime:
    found = list(occurrences(event, desk.clock.zone(), limit=number + 1))
    return found[number].start


def moved(desk: TestDesk, event: Event, number: int, by: timedelta, title: str):
    zone = desk.clock.zone()
    at = (nth(desk, event, number) + by).astimezone(zone).replace(tzinfo=None)
    length = event.end - event.start if event.end else timedelta()
    return replace(event.draft(), title=title, start=at, end=at + length)


def test_one_is_changed_and_the_others_stay(desk: TestDesk, series: Event) -> None:
    draft = moved(desk, series, 2, 2 * HOUR, "Later")
    one = desk.desk.series.edit(series.id, nth(desk, series, 2), draft, Scope.ONE)
    assert (one.series_id, one.recurrence_id) == (series.id, datetime(2026, 11, 22, 13))
    assert starts(desk)[1:4] == ["21 13:00 Stand-up", "22 15:00 Later", "23 13:00 Stand-up"]
    assert len(starts(desk)) == 10
    assert desk.desk.events.undo() == "Edited one of “Stand-up”"
    assert starts(desk)[2] == "22 13:00 Stand-up"
    assert len(starts(desk)) == 10
    desk.desk.events.redo()
    assert starts(desk)[2] == "22 15:00 Later"


def test_one_is_skipped(desk: TestDesk, series: Event) -> None:
    desk.desk.series.delete(series.id, nth(desk, series, 1), Scope.ONE)
    assert starts(desk)[:2] == ["20 13:00 Stand-up", "22 13:00 Stand-up"]
    assert len(starts(desk)) == 9
    desk.desk.events.undo()
    assert len(starts(desk)) == 10


def test_the_rest_is_changed_and_goes_on_counting(desk: TestDesk, series: Event) -> None:
    draft = moved(desk, series, 6, HOUR, "New hour")
    rest = desk.desk.series.edit(series.id, nth(desk, series, 6), draft, Scope.FOLLOWING)
    assert rest.recurrence is not None
    assert rest.recurrence.rule == "FREQ=DAILY;COUNT=4"
    assert starts(desk)[5:7] == ["25 13:00 Stand-up", "26 14:00 New hour"]
    assert len(starts(desk)) == 10
    desk.desk.events.undo()
    assert starts(desk)[6] == "26 13:00 Stand-up"
    assert len(starts(desk)) == 10


def test_the_rest_is_deleted_with_what_was_changed_in_it(desk: TestDesk, series: Event) -> None:
    draft = moved(desk, series, 8, HOUR, "Changed")
    desk.desk.series.edit(series.id, nth(desk, series, 8), draft, Scope.ONE)
    desk.desk.series.delete(series.id, nth(desk, series, 5), Scope.FOLLOWING)
    assert len(starts(desk)) == 5
    desk.desk.events.undo()
    assert len(starts(desk)) == 10
    assert "28 14:00 Changed" in starts(desk)


def test_the_rest_from_the_first_on_is_the_whole(desk: TestDesk, series: Event) -> None:
    desk.desk.series.delete(series.id, nth(desk, series, 0), Scope.FOLLOWING)
    assert starts(desk) == []
    assert desk.desk.events.get(series.id).deleted_at is not None


def test_all_of_it_takes_the_changed_ones_along_and_back(desk: TestDesk, series: Event) -> None:
    draft = moved(desk, series, 2, HOUR, "Changed")
    desk.desk.series.edit(series.id, nth(desk, series, 2), draft, Scope.ONE)
    desk.desk.series.delete(series.id, nth(desk, series, 4), Scope.ALL)
    assert starts(desk) == []
    desk.desk.events.restore([series.id])
    assert len(starts(desk)) == 10
    assert "22 14:00 Changed" in starts(desk)


def test_a_series_at_another_hour_keeps_what_was_taken_out(desk: TestDesk, series: Event) -> None:
    desk.desk.series.delete(series.id, nth(desk, series, 1), Scope.ONE)
    draft = moved(desk, series, 2, 5 * HOUR, "Changed")
    desk.desk.series.edit(series.id, nth(desk, series, 2), draft, Scope.ONE)
    whole = desk.desk.events.get(series.id)
    later = replace(
        whole.draft(), start=whole.start + HOUR, end=whole.end + HOUR if whole.end else None
    )
    desk.desk.series.edit(series.id, nth(desk, whole, 0), later, Scope.ALL)
    assert starts(desk)[:3] == ["20 14:00 Stand-up", "22 18:00 Changed", "23 14:00 Stand-up"]
    assert len(starts(desk)) == 9


def test_what_was_reminded_of_is_not_repeated_by_an_edit(desk: TestDesk, series: Event) -> None:
    desk.alarm.ring_when_due(desk.clock, desk.clock.now() + 58 * timedelta(minutes=1))
    assert desk.shown == ["Stand-up"]
    (row,) = desk.rows()
    draft = moved(desk, series, 0, timedelta(), "Renamed")
    one = desk.desk.series.edit(series.id, nth(desk, series, 0), draft, Scope.ONE)
    desk.ring()
    assert desk.shown == ["Stand-up"]
    assert [each.id for each in desk.rows(one)] == [row.id]
    assert [each.id for each in desk.desk.reminders.active()] == [row.id]
    desk.desk.events.undo()
    desk.ring()
    assert desk.shown == ["Stand-up"]
    assert [each.id for each in desk.rows(series)] == [row.id]


def test_a_changed_one_has_a_reminder_of_its_own(desk: TestDesk, series: Event) -> None:
    desk.alarm.ring_when_due(desk.clock, desk.clock.now() + 58 * timedelta(minutes=1))
    draft = moved(desk, series, 0, 2 * HOUR, "Moved")
    desk.desk.series.edit(series.id, nth(desk, series, 0), draft, Scope.ONE)
    assert desk.desk.reminders.active() == []
    desk.alarm.ring_when_due(desk.clock, desk.clock.now() + 3 * HOUR)
    assert desk.shown == ["Stand-up", "Moved"]
    desk.alarm.ring_when_due(desk.clock, desk.clock.now() + 5 * DAY)
    assert desk.shown[2:] == ["Stand-up"] * 5


def test_dividing_a_series_repeats_nothing(desk: TestDesk, series: Event) -> None:
    desk.alarm.ring_when_due(desk.clock, desk.clock.now() + DAY + 58 * timedelta(minutes=1))
    assert desk.shown == ["Stand-up"] * 2
    draft = moved(desk, series, 1, timedelta(), "The rest")
    desk.desk.series.edit(series.id, nth(desk, series, 1), draft, Scope.FOLLOWING)
    desk.ring()
    assert desk.shown == ["Stand-up"] * 2
    desk.desk.events.undo()
    desk.ring()
    assert desk.shown == ["Stand-up"] * 2
    desk.alarm.ring_when_due(desk.clock, desk.clock.now() + DAY)
    assert desk.shown == ["Stand-up"] * 3


def test_an_occurrence_that_went_meanwhile_is_refused_with_words(
    desk: TestDesk, series: Event
) -> None:
    at = nth(desk, series, 3)
    desk.desk.series.delete(series.id, at, Scope.ONE)
    with pytest.raises(InvalidInput, match="not there any more"):
        desk.desk.series.delete(series.id, at, Scope.ONE)


def test_an_event_that_repeats_no_longer_keeps_what_was_changed(
    desk: TestDesk, series: Event
) -> None:
    draft = moved(desk, series, 2, HOUR, "Changed")
    desk.desk.series.edit(series.id, nth(desk, series, 2), draft, Scope.ONE)
    whole = desk.desk.events.get(series.id)
    desk.desk.events.update(series.id, replace(whole.draft(), recurrence=None))
    assert starts(desk) == ["20 13:00 Stand-up", "22 14:00 Changed"]
