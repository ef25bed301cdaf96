"""The window rule and the late rule, to the millisecond."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from eventdesk.domain.late import LateMode, LateRule
from eventdesk.domain.reminder import Reminder
from tests.desks import TestDesk, in_minutes


def start_in(desk: TestDesk, seconds: float) -> datetime:
    return desk.clock.now() + timedelta(seconds=seconds)


@pytest.mark.parametrize("seconds", [300, 299.999, 120, 0.5, 0])
def test_an_event_made_inside_its_window_is_reminded_at_once_and_once(
    desk: TestDesk, seconds: float
) -> None:
    desk.create(start_in(desk, seconds))
    desk.ring()
    desk.ring()
    assert desk.shown == ["Stand-up"]
    assert desk.states() == ["delivered"]
    assert desk.rows()[0].late == timedelta()


def test_an_event_made_just_outside_its_window_stays_silent_until_its_instant(
    desk: TestDesk,
) -> None:
    desk.create(start_in(desk, 300.001))
    desk.ring()
    assert desk.shown == []
    assert desk.alarm.instant == desk.clock.now() + timedelta(milliseconds=1)
    desk.clock.advance(microseconds=999)
    desk.ring()
    assert desk.shown == [], "never early, not even by a microsecond"
    desk.clock.advance(microseconds=1)
    desk.ring()
    assert desk.shown == ["Stand-up"]


@pytest.mark.parametrize("slept", [300.001, 300.5, 5, 0.001])
def test_a_planned_reminder_slept_through_is_delivered_late_until_the_event_ends(
    desk: TestDesk, slept: float
) -> None:
    desk.create(start_in(desk, 600))
    desk.clock.sleep(seconds=300 + slept)
    desk.ring()
    assert desk.states() == ["delivered"]
    assert desk.rows()[0].late == timedelta(seconds=slept)


def test_a_reminder_slept_through_to_the_end_is_missed_and_told_in_one_notice(
    desk: TestDesk,
) -> None:
    desk.create(start_in(desk, 600), "One")
    desk.create(start_in(desk, 700), "Two")
    desk.clock.sleep(hours=2)
    desk.ring()
    assert desk.states() == ["missed", "missed"]
    assert desk.shown == ["2 reminders missed while you were away"]
    assert "One" in desk.notifier.taken[0].body
    desk.ring()
    assert len(desk.notifier.taken) == 1


def test_the_last_instant_before_the_end_still_reminds_and_the_end_does_not(
    desk: TestDesk,
) -> None:
    event = desk.create(start_in(desk, 600), duration=timedelta(minutes=30))
    end = start_in(desk, 600 + 1800)
    desk.clock.set(end - timedelta(microseconds=1))
    desk.ring()
    assert desk.states(event) == ["delivered"]
    other = desk.create(start_in(desk, 600), duration=timedelta(minutes=30))
    desk.clock.advance(minutes=40)
    desk.ring()
    assert desk.states(other) == ["missed"]


def test_an_event_without_end_counts_as_an_hour(desk: TestDesk) -> None:
    first = desk.create(start_in(desk, 600), duration=None)
    second = desk.create(start_in(desk, 1200), duration=timedelta())
    desk.clock.sleep(seconds=600 + 3599)
    desk.ring()
    assert desk.states(first) == ["delivered"]
    desk.clock.sleep(seconds=601)
    assert desk.states(second) == ["delivered"]


def test_an_event_saved_after_its_end_is_missed_without_a_word(desk: TestDesk) -> None:
    desk.create(start_in(desk, -7200))
    desk.ring()
    assert desk.states() == ["missed"]
    assert desk.rows()[0].reason == "The event was already over when it was saved"
    assert desk.shown == []


def test_an_event_saved_while_it_runs_is_not_reminded_and_the_ledger_says_why(
    desk: TestDesk,
) -> None:
    desk.create(start_in(desk, -0.001))
    desk.ring()
    assert desk.states() == ["suppressed"]
    assert desk.rows()[0].reason == "The event had already started when it was saved"


@pytest.mark.parametrize(
    ("rule", "slept_minutes", "state"),
    [
        (LateRule(LateMode.WITHIN, timedelta(minutes=10)), 10, "delivered"),
        (LateRule(LateMode.WITHIN, timedelta(minutes=10)), 11, "missed"),
        (LateRule(LateMode.ALWAYS), 100_000, "delivered"),
        (None, 34, "delivered"),
        (None, 36, "missed"),
    ],
)
def test_the_late_rule_of_an_event_wins_over_the_setting(
    desk: TestDesk, rule: LateRule | None, slept_minutes: int, state: str
) -> None:
    desk.create(start_in(desk, 600), late_rule=rule)
    desk.clock.sleep(minutes=5 + slept_minutes)
    desk.ring()
    assert desk.states() == [state]


def test_moving_the_start_arms_the_reminder_anew_and_editing_the_title_does_not(
    desk: TestDesk,
) -> None:
    event = desk.create(start_in(desk, 200))
    desk.ring()
    desk.desk.events.update(event.id, desk.draft(start_in(desk, 200), "New title"))
    desk.ring()
    assert desk.shown == ["Stand-up"]
    desk.desk.events.update(event.id, desk.draft(start_in(desk, 900), "New title"))
    desk.ring()
    assert desk.shown == ["Stand-up"]
    desk.clock.advance(seconds=600)
    desk.ring()
    assert desk.shown == ["Stand-up", "New title"]


def test_an_event_moved_away_and_back_is_not_reminded_twice(desk: TestDesk) -> None:
    start = start_in(desk, 200)
    event = desk.create(start)
    desk.ring()
    desk.desk.events.update(event.id, desk.draft(start + timedelta(hours=1)))
    desk.desk.events.update(event.id, desk.draft(start))
    desk.ring()
    assert desk.shown == ["Stand-up"]
    assert desk.desk.agenda.next_reminder() is None


def test_events_at_the_same_time_and_reminders_of_one_event_never_suppress_each_other(
    desk: TestDesk,
) -> None:
    start = start_in(desk, 1200)
    desk.create(start, "One", reminders=(in_minutes(5), in_minutes(10), Reminder(timedelta())))
    desk.create(start, "Two")
    desk.create(start + timedelta(microseconds=1), "Three")
    desk.alarm.ring_when_due(desk.clock, start + timedelta(minutes=1))
    assert sorted(desk.shown) == ["One", "One", "One", "Three", "Two"]


def test_more_than_three_together_are_one_notice_with_a_row_each(desk: TestDesk) -> None:
    for number in range(7):
        desk.create(start_in(desk, 100), f"Event {number}")
    desk.ring()
    assert desk.shown == ["7 reminders"]
    assert desk.states() == ["delivered"] * 7
    assert len(desk.notifier.taken[0].ledger_ids) == 7


def test_three_together_are_three_notices(desk: TestDesk) -> None:
    for number in range(3):
        desk.create(start_in(desk, 100), f"Event {number}")
    desk.ring()
    assert sorted(desk.shown) == ["Event 0", "Event 1", "Event 2"]
