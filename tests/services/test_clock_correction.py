"""A clock that was ahead and is set right again costs no reminder."""

from __future__ import annotations

from datetime import timedelta

from eventdesk.domain.insistence import Insistence
from eventdesk.domain.reminder import DESKTOP_AND_EMAIL, Reminder
from eventdesk.services.ports import NotSent
from tests.desks import TestDesk

MINUTE = timedelta(minutes=1)
BOTH = (Reminder(channels=DESKTOP_AND_EMAIL),)


def ahead_and_back(desk: TestDesk, by: timedelta) -> None:
    right = desk.clock.now()
    desk.clock.set(right + by)
    desk.ring()
    desk.send_mails()
    desk.clock.set(right + MINUTE)
    desk.ring()
    desk.send_mails()


def test_what_was_found_missed_too_early_comes_after_all(desk: TestDesk) -> None:
    desk.with_mail().create(desk.clock.now() + 60 * MINUTE, reminders=BOTH)
    ahead_and_back(desk, timedelta(days=2))
    assert desk.shown == ["Missed while you were away"]
    desk.alarm.ring_when_due(desk.clock, desk.clock.now() + 53 * MINUTE)
    assert len(desk.shown) == 1
    desk.alarm.ring_when_due(desk.clock, desk.clock.now() + 2 * MINUTE)
    desk.send_mails()
    assert desk.shown[1:] == ["Stand-up"]
    assert desk.states() == ["delivered", "delivered"]
    assert len(desk.mailer.sent) == 1


def test_what_is_due_by_the_right_clock_is_shown_at_once(desk: TestDesk) -> None:
    desk.create(desk.clock.now() + 4 * MINUTE)
    desk.clock.set(desk.clock.now() + timedelta(hours=5))
    desk.ring()
    desk.clock.set(desk.clock.now() - timedelta(hours=5))
    desk.ring()
    assert desk.states() == ["delivered"]


def test_what_was_shown_is_not_repeated(desk: TestDesk) -> None:
    desk.create(desk.clock.now() + 60 * MINUTE)
    ahead_and_back(desk, 56 * MINUTE)
    assert desk.shown == ["Stand-up"]
    desk.alarm.ring_when_due(desk.clock, desk.clock.now() + timedelta(hours=3))
    assert desk.shown == ["Stand-up"]


def test_an_event_made_under_a_wrong_clock_is_reminded(desk: TestDesk) -> None:
    right = desk.clock.now()
    desk.clock.set(right + timedelta(days=1))
    desk.create(right + 30 * MINUTE)
    desk.clock.set(right)
    desk.alarm.ring_when_due(desk.clock, right + 26 * MINUTE)
    desk.ring()
    desk.alarm.ring_when_due(desk.clock, right + 26 * MINUTE)
    assert desk.shown == ["Stand-up"]


def test_retries_snoozes_and_repeats_do_not_wait_for_the_wrong_time(desk: TestDesk) -> None:
    desk.with_mail().mailer.answer = NotSent("no way")
    right = desk.clock.now()
    desk.create(
        right + 60 * MINUTE,
        reminders=BOTH,
        insistence=Insistence(repeat_every=5 * MINUTE),
        duration=timedelta(hours=9),
    )
    desk.clock.set(right + timedelta(hours=8))
    desk.ring()
    desk.send_mails()
    assert desk.states() == ["delivered", "retrying"]
    desk.clock.set(right)
    desk.ring()
    shown, mail = desk.rows()
    assert shown.wake_at == right + 5 * MINUTE
    # By the right clock it is not due yet, and nothing comes before it is.
    assert mail.wake_at == mail.due_at == right + 55 * MINUTE


def test_a_restart_notices_too(desk: TestDesk) -> None:
    desk.create(desk.clock.now() + 60 * MINUTE)
    right = desk.clock.now()
    desk.clock.set(right + timedelta(days=2))
    desk.ring()
    desk.clock.set(right)
    other = desk.reopen()
    other.alarm.ring_when_due(desk.clock, right + 56 * MINUTE)
    assert desk.states() == ["missed"] or other.shown == ["Stand-up"]
    other.ring()
    other.alarm.ring_when_due(desk.clock, right + 56 * MINUTE)
    assert other.shown == ["Stand-up"]
    other.desk.close()


def test_a_few_seconds_are_no_correction(desk: TestDesk) -> None:
    desk.create(desk.clock.now() - timedelta(hours=2))
    desk.ring()
    before = desk.rows()
    desk.clock.set(desk.clock.now() - timedelta(seconds=2))
    desk.ring()
    assert desk.rows() == before


def test_a_pause_asked_for_under_a_wrong_clock_lasts_as_long_as_it_was_meant_to(
    desk: TestDesk,
) -> None:
    right = desk.clock.now()
    desk.clock.set(right + timedelta(days=7))
    desk.ring()
    desk.desk.reminders.pause(desk.clock.now() + timedelta(hours=1))
    desk.clock.set(right)
    desk.ring()
    assert desk.desk.reminders.paused_until() == right + timedelta(hours=1)
    desk.create(right + 62 * MINUTE)
    desk.alarm.ring_when_due(desk.clock, right + 59 * MINUTE)
    assert desk.shown == []
    desk.alarm.ring_when_due(desk.clock, right + 61 * MINUTE)
    assert desk.shown == ["Stand-up"]


def test_a_pause_asked_for_under_the_right_clock_stays_as_it_is(desk: TestDesk) -> None:
    right = desk.clock.now()
    desk.desk.reminders.pause(right + timedelta(hours=3))
    ahead_and_back(desk, timedelta(hours=2))
    assert desk.desk.reminders.paused_until() == right + timedelta(hours=3)
