"""Calendars: made, changed, switched on and off."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from eventdesk.domain.calendar import COLOURS, PERSONAL, Calendar, Subscription
from eventdesk.domain.errors import CalendarNotFound, InvalidInput
from eventdesk.domain.recurrence import Recurrence
from eventdesk.services.calendar_work import Task, under_way
from eventdesk.services.ports import CalendarsChanged
from tests.desks import TestDesk, in_minutes
from tests.services.calendar_kit import HOUR, MINUTE, cut_short, listed, many


@pytest.fixture
def work(desk: TestDesk) -> Calendar:
    return desk.desk.calendars.add(Calendar(id="", name="Work", colour=COLOURS[1]))


@pytest.fixture
def feed(desk: TestDesk) -> Calendar:
    """A subscription with one event that came from elsewhere."""
    url = "https://example.org/holidays.ics"
    calendar = Calendar(id="", name="Holidays", subscription=Subscription(url=url, etag='"1"'))
    return desk.desk.calendars.add(calendar)


# Making and changing


def test_a_new_calendar_stands_after_the_others(desk: TestDesk, work: Calendar) -> None:
    assert [each.name for each in desk.desk.calendars.all()] == ["Personal", "Work"]
    assert work.id not in ("", PERSONAL)
    assert desk.changes.count(CalendarsChanged()) == 1
    assert desk.desk.calendars.named("work") == desk.desk.calendars.named(work.id) == work


def test_names_are_not_used_twice(desk: TestDesk, work: Calendar) -> None:
    with pytest.raises(InvalidInput, match="already"):
        desk.desk.calendars.add(Calendar(id="", name=" WORK "))
    with pytest.raises(InvalidInput, match="already"):
        desk.desk.calendars.change(replace(work, name="personal"))
    desk.desk.calendars.change(replace(work, name="work"))


def test_an_unknown_name_is_told(desk: TestDesk) -> None:
    with pytest.raises(CalendarNotFound, match="Garden"):
        desk.desk.calendars.named("Garden")


def test_each_new_calendar_is_offered_a_colour_of_its_own(desk: TestDesk) -> None:
    for name in ("A", "B", "C"):
        colour = desk.desk.calendars.free_colour()
        desk.desk.calendars.add(Calendar(id="", name=name, colour=colour))
    assert len({each.colour for each in desk.desk.calendars.all()}) == 4


def test_a_change_leaves_on_and_the_state_of_a_subscription(desk: TestDesk, feed: Calendar) -> None:
    assert feed.subscription is not None
    wish = Subscription(url="https://elsewhere.example", every=timedelta(hours=1))
    changed = desk.desk.calendars.change(
        replace(feed, name="Days off", on=False, subscription=wish)
    )
    assert changed.on
    assert changed.subscription == replace(feed.subscription, every=timedelta(hours=1))
    assert desk.desk.calendars.get(feed.id) == changed


def test_default_reminders_are_its_own_else_those_of_the_settings(
    desk: TestDesk, work: Calendar
) -> None:
    usual = desk.settings.settings.reminders
    reminders = desk.desk.calendars.default_reminders
    assert reminders(work.id, all_day=False) == usual.default
    assert reminders(work.id, all_day=True) == usual.all_day_default
    desk.desk.calendars.change(replace(work, reminders=(in_minutes(30),), all_day_reminders=()))
    assert reminders(work.id, all_day=False) == (in_minutes(30),)
    assert reminders(work.id, all_day=True) == ()


def test_new_events_go_to_the_calendar_chosen_last(
    desk: TestDesk, work: Calendar, feed: Calendar
) -> None:
    calendars = desk.desk.calendars
    assert calendars.chosen_last() == PERSONAL
    calendars.choose(work.id)
    assert calendars.chosen_last() == work.id
    calendars.switch(work.id, False)
    assert calendars.chosen_last() == PERSONAL
    calendars.switch(PERSONAL, False)
    assert calendars.chosen_last() == PERSONAL
    calendars.switch(work.id, True)
    assert calendars.chosen_last() == work.id
    calendars.remove(work.id)
    calendars.switch(PERSONAL, True)
    assert calendars.chosen_last() == PERSONAL


# On and off


def test_one_that_is_off_is_neither_listed_nor_reminded_of(desk: TestDesk, work: Calendar) -> None:
    desk.create(desk.clock.now() + HOUR, "Meeting", calendar=work.id)
    desk.create(desk.clock.now() + HOUR, "Dentist")
    desk.desk.calendars.switch(work.id, False)
    assert listed(desk) == ["Dentist"]
    desk.alarm.ring_when_due(desk.clock, desk.clock.now() + 2 * HOUR)
    assert desk.shown == ["Dentist"]
    assert desk.desk.calendars.counts() == {PERSONAL: 1, work.id: 1}


def test_beyond_the_horizon_it_does_not_occur_either(desk: TestDesk, work: Calendar) -> None:
    start = desk.clock.now() + HOUR
    weekly = Recurrence("FREQ=WEEKLY")
    desk.create(start, "Meeting", calendar=work.id, recurrence=weekly)
    desk.create(start, "Choir", recurrence=weekly)
    far = start + timedelta(days=1_000)
    occurring = desk.desk.events.occurring
    week = {"start": far, "end": far + timedelta(days=7)}
    assert {event.title for event, _ in occurring(**week)} == {"Meeting", "Choir"}
    assert {event.title for event, _ in occurring(**week, calendar=work.id)} == {"Meeting"}
    desk.desk.calendars.switch(work.id, False)
    assert {event.title for event, _ in occurring(**week)} == {"Choir"}


def test_what_passed_while_it_was_off_is_not_fired_when_it_is_on(
    desk: TestDesk, work: Calendar
) -> None:
    many(desk, work, 30)
    start = desk.clock.now() + 2 * HOUR
    desk.create(start, "Soon", calendar=work.id, reminders=(in_minutes(90),))
    series = Recurrence("FREQ=DAILY")
    desk.create(desk.clock.now() + HOUR, "Daily", calendar=work.id, recurrence=series)
    desk.desk.calendars.switch(work.id, False)
    desk.clock.advance(minutes=100)
    desk.desk.calendars.switch(work.id, True)
    desk.ring()
    assert desk.shown == ["Soon"]  # it has not begun: reminded at once
    assert len(desk.rows()) == 1
    assert len(listed(desk)) > 32
    day = timedelta(days=1)
    desk.alarm.ring_when_due(desk.clock, desk.clock.now() + day)
    assert desk.shown == ["Soon", "Daily"]


def test_what_was_delivered_is_not_repeated_and_waits_again(desk: TestDesk, work: Calendar) -> None:
    event = desk.create(desk.clock.now() + 4 * MINUTE, "Meeting", calendar=work.id)
    desk.ring()
    assert desk.states(event) == ["delivered"]
    desk.desk.calendars.switch(work.id, False)
    assert desk.states(event) == ["acknowledged"]
    assert desk.notifier.withdrawn
    assert desk.desk.reminders.active() == []
    desk.desk.calendars.switch(work.id, True)
    desk.ring()
    assert desk.states(event) == ["delivered"]
    assert desk.shown == ["Meeting"]


def test_a_switch_that_was_cut_short_goes_on_at_the_next_ring(
    desk: TestDesk, work: Calendar
) -> None:
    many(desk, work, 5)
    with desk.desk.events._database.write() as tx:
        tx.calendars.put(replace(work, on=False))
    cut_short(desk, work, Task.PLAN)
    assert len(listed(desk)) == 3
    again = desk.reopen()
    while again.desk.calendars.go_on():
        pass
    assert listed(again) == []
    assert not again.desk.calendars.go_on()
    with again.desk.events._database.read() as tx:
        assert under_way(tx) == {}
    again.desk.close()


def test_work_under_way_is_left_to_the_next_start_when_the_program_ends(
    desk: TestDesk, work: Calendar
) -> None:
    many(desk, work, 3)
    desk.desk.calendars.rest()
    assert desk.desk.calendars.switch(work.id, False) == 0
    assert len(listed(desk)) == 3
    again = desk.reopen()
    while again.desk.calendars.go_on():
        pass
    assert listed(again) == []
    again.desk.close()


def test_switched_back_half_way_all_of_it_is_planned(desk: TestDesk, work: Calendar) -> None:
    many(desk, work, 5)
    with desk.desk.events._database.write() as tx:
        tx.calendars.put(replace(work, on=False))
    cut_short(desk, work, Task.PLAN)
    desk.desk.calendars.switch(work.id, True)
    assert len(listed(desk)) == 5
    desk.alarm.ring_when_due(desk.clock, desk.clock.now() + 2 * HOUR)
    assert sorted(desk.shown) == [f"E{n}" for n in range(5)]


def test_many_are_switched_in_small_transactions(
    desk: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eventdesk.services.pacing.HELD_S", 0.0)
    calendars = desk.desk.calendars
    big = calendars.add(Calendar(id="", name="Big"))
    with desk.desk.events._database.write() as tx:
        from eventdesk.services.event_writing import new_event

        now = desk.clock.now()
        draft = desk.draft(now + HOUR, "Many", calendar=big.id)
        made = [new_event(replace(draft, title=f"E{n}"), now) for n in range(1_200)]
        tx.events.add(made)
        calendars._writing.planner(tx, now).add(made, tell_late=False)
    told: list[int] = []
    assert calendars.switch(big.id, False, told.append) == 1_200
    assert told[0] < 1_200
    assert told[-1] == 1_200
    assert listed(desk) == []
    assert calendars.switch(big.id, False) == 0
    calendars.switch(big.id, True)
    assert len(listed(desk)) == 1_200
