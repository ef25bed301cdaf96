"""Events and their calendars: moved, removed, brought back, and those of others."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from eventdesk.domain.calendar import COLOURS, PERSONAL, Calendar, Subscription
from eventdesk.domain.errors import CalendarNotFound, InvalidInput, ReadOnlyCalendar
from eventdesk.domain.recurrence import Recurrence
from eventdesk.domain.series import Scope
from eventdesk.services.calendar_work import Task, Work, begin, under_way
from tests.desks import TestDesk, in_minutes, new_desk
from tests.services.calendar_kit import HOUR, MINUTE, cut_short, listed, many, put_into


@pytest.fixture
def work(desk: TestDesk) -> Calendar:
    return desk.desk.calendars.add(Calendar(id="", name="Work", colour=COLOURS[1]))


@pytest.fixture
def feed(desk: TestDesk) -> Calendar:
    """A subscription with one event that came from elsewhere."""
    url = "https://example.org/holidays.ics"
    calendar = Calendar(id="", name="Holidays", subscription=Subscription(url=url, etag='"1"'))
    return desk.desk.calendars.add(calendar)


# Events and their calendars


def test_an_event_moves_to_another_calendar_with_its_changed_occurrences(
    desk: TestDesk, work: Calendar
) -> None:
    start = desk.clock.now() + HOUR
    series = desk.create(start, recurrence=Recurrence("FREQ=DAILY;COUNT=3"))
    changed = replace(series.draft(), title="Changed", recurrence=None)
    desk.desk.series.edit(series.id, start, changed, Scope.ONE)
    whole = desk.desk.events.get(series.id)
    desk.desk.events.update(series.id, replace(whole.draft(), calendar=work.id))
    assert desk.desk.calendars.counts() == {work.id: 2}
    desk.desk.events.undo()
    assert desk.desk.calendars.counts() == {PERSONAL: 2}


def test_moved_out_of_one_that_is_off_it_is_reminded_of(desk: TestDesk, work: Calendar) -> None:
    desk.desk.calendars.switch(work.id, False)
    event = desk.create(desk.clock.now() + HOUR, "Meeting", calendar=work.id)
    assert listed(desk) == []
    desk.desk.events.update(event.id, replace(event.draft(), calendar=PERSONAL))
    assert listed(desk) == ["Meeting"]
    desk.alarm.ring_when_due(desk.clock, desk.clock.now() + HOUR)
    assert desk.shown == ["Meeting"]


def test_events_of_others_are_not_changed_but_copied(desk: TestDesk, feed: Calendar) -> None:
    start = desk.clock.now() + HOUR
    event = put_into(desk, desk.create(start, "New Year"), feed)
    events, draft = desk.desk.events, event.draft()
    with pytest.raises(ReadOnlyCalendar, match="Holidays"):
        events.update(event.id, replace(draft, title="Mine"))
    with pytest.raises(ReadOnlyCalendar):
        events.delete([event.id])
    with pytest.raises(InvalidInput, match="takes no events"):
        events.create(draft)
    with pytest.raises(InvalidInput, match="no calendar"):
        events.create(replace(draft, calendar="gone"))
    own = desk.create(start, "Mine")
    with pytest.raises(InvalidInput, match="takes no events"):
        events.update(own.id, replace(own.draft(), calendar=feed.id))
    assert events.duplicate(event.id).calendar == PERSONAL


def test_one_of_a_series_does_not_go_to_somebody_elses_calendar(
    desk: TestDesk, feed: Calendar
) -> None:
    start = desk.clock.now() + HOUR
    series = desk.create(start, recurrence=Recurrence("FREQ=DAILY"))
    draft = replace(series.draft(), calendar=feed.id)
    for scope in Scope:
        with pytest.raises(InvalidInput, match="takes no events"):
            desk.desk.series.edit(series.id, start + timedelta(days=1), draft, scope)


# Removing


def test_a_removed_calendar_leaves_its_events_in_the_trash_and_comes_back(
    desk: TestDesk, work: Calendar
) -> None:
    gone = desk.create(desk.clock.now() + HOUR, "Deleted before", calendar=work.id)
    desk.desk.events.delete([gone.id])
    desk.clock.advance(seconds=1)
    many(desk, work, 3)
    desk.desk.calendars.change(replace(work, reminders=(in_minutes(1),)))
    removed = desk.desk.calendars.remove(work.id)
    assert removed.events == 3
    assert [each.name for each in desk.desk.calendars.all()] == ["Personal"]
    assert (listed(desk), desk.desk.trash.count()) == ([], 4)
    assert desk.desk.agenda.next_reminder() is None
    back = desk.desk.calendars.bring_back(removed)
    assert desk.desk.calendars.all()[1] == back == replace(work, reminders=(in_minutes(1),))
    assert len(listed(desk)) == 3
    assert [each.title for each in desk.desk.trash.deleted()] == ["Deleted before"]
    desk.alarm.ring_when_due(desk.clock, desk.clock.now() + 2 * HOUR)
    assert len(desk.shown) == 3


def test_an_event_outlives_its_calendar_in_the_personal_one(desk: TestDesk, work: Calendar) -> None:
    event, other = many(desk, work, 2)
    desk.desk.events.update(event.id, replace(event.draft(), title="Edited"))
    desk.desk.calendars.remove(work.id)
    desk.desk.events.restore([event.id])
    assert desk.desk.events.get(event.id).calendar == PERSONAL
    assert listed(desk) == ["Edited"]
    desk.desk.events.undo()
    desk.desk.events.undo()
    assert desk.desk.events.get(event.id).calendar == PERSONAL
    assert desk.desk.events.duplicate(other.id).calendar == PERSONAL
    draft = desk.desk.events.get(other.id).draft()
    edited = desk.desk.events.update(other.id, replace(draft, title="Brought back"))
    assert (edited.calendar, edited.deleted_at) == (PERSONAL, None)


def test_the_personal_calendar_stays(desk: TestDesk) -> None:
    with pytest.raises(InvalidInput, match="cannot be removed"):
        desk.desk.calendars.remove(PERSONAL)
    assert [each.id for each in desk.desk.calendars.all()] == [PERSONAL]


def test_events_of_a_subscription_go_for_good_and_it_is_fetched_anew(
    desk: TestDesk, feed: Calendar
) -> None:
    event = put_into(desk, desk.create(desk.clock.now() + 4 * MINUTE, "New Year"), feed)
    desk.ring()
    removed = desk.desk.calendars.remove(feed.id)
    assert (removed.events, desk.desk.trash.count(), listed(desk)) == (1, 0, [])
    assert desk.states(event) == ["acknowledged"]
    back = desk.desk.calendars.bring_back(removed)
    assert back.subscription is not None
    assert (back.subscription.etag, back.subscription.next_at) == ("", desk.clock.now())
    assert desk.desk.calendars.get(feed.id) == back


def test_a_removal_that_was_cut_short_is_finished(desk: TestDesk, work: Calendar) -> None:
    many(desk, work, 5)
    cut_short(desk, work, Task.REMOVE, desk.clock.now().isoformat())
    assert [each.name for each in desk.desk.calendars.all()] == ["Personal"]
    with pytest.raises(CalendarNotFound):
        desk.desk.calendars.switch(work.id, False)
    while desk.desk.calendars.go_on():
        pass
    assert (listed(desk), desk.desk.trash.count()) == ([], 5)
    with desk.desk.events._database.read() as tx:
        assert not tx.calendars.knows(work.id)


def test_switched_while_it_comes_back_nothing_stays_behind(desk: TestDesk, work: Calendar) -> None:
    many(desk, work, 4)
    removed = desk.desk.calendars.remove(work.id)
    with desk.desk.events._database.write() as tx:
        tx.calendars.add(removed.calendar)
        begin(tx, Work(work.id, Task.RESTORE, stamp=removed.stamp))
    desk.desk.calendars.switch(work.id, False)
    assert desk.desk.calendars.counts() == {work.id: 4}
    assert listed(desk) == []
    desk.desk.calendars.switch(work.id, True)
    assert len(listed(desk)) == 4


def test_upkeep_finishes_what_was_cut_short(tmp_path: Path) -> None:
    """The whole program: what a dead one left is done soon after the start."""
    made = new_desk(tmp_path / "other")
    work = made.desk.calendars.add(Calendar(id="", name="Work"))
    many(made, work, 5)
    made.desk.calendars.rest()
    made.desk.calendars.switch(work.id, False)
    made.desk.close()
    again = TestDesk(made.paths, clock=made.clock).open()
    again.desk.start()
    again.alarm.ring()
    while again.alarm.ring_if_asked():
        pass
    assert listed(again) == []
    with again.desk.events._database.read() as tx:
        assert under_way(tx) == {}
    again.desk.close()
