"""Quiet hours, do not disturb and presentations hold reminders, and give all of them back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from eventdesk.domain.holding import HoldCause
from eventdesk.domain.insistence import Insistence
from eventdesk.domain.quiet_hours import QuietHours, parse_quiet_span
from eventdesk.domain.reminder import DESKTOP_AND_EMAIL, Reminder
from eventdesk.domain.settings import QuietSettings
from eventdesk.services.ports import HoldsChanged, Surroundings
from tests.desks import TestDesk

MINUTE = timedelta(minutes=1)
EXEMPT = Insistence(even_when_quiet=True)


def quiet(desk: TestDesk, *spans: str, **switches: bool) -> None:
    hours = QuietHours(tuple(parse_quiet_span(each) for each in spans))
    wanted = QuietSettings(hours=hours, **switches)
    desk.settings.settings = replace(desk.settings.settings, quiet=wanted)


def test_quiet_hours_hold_and_give_back_in_one_notification(desk: TestDesk) -> None:
    quiet(desk, "12:00-14:00")
    for number in range(2):
        desk.create(
            desk.clock.now() + (30 + number) * MINUTE, f"Talk {number}", duration=4 * 60 * MINUTE
        )
    end = desk.clock.instant(2026, 11, 20, 14)
    desk.alarm.ring_when_due(desk.clock, end - MINUTE)
    assert desk.shown == []
    held = desk.rows()
    assert [row.reason for row in held] == ["Held: quiet hours"] * 2
    # The ledger tells when they will appear.
    assert {row.snoozed_until for row in held} == {end}
    desk.alarm.ring_when_due(desk.clock, end)
    assert desk.shown == ["2 reminders held until now"]
    assert desk.states() == ["delivered"] * 2
    assert {row.reason for row in desk.rows()} == {"Was held: quiet hours"}
    away = desk.desk.reminders.away()
    assert away is not None
    assert (away.total, [row.id for row in away.rows]) == (2, [row.id for row in held])


def test_what_ended_in_quiet_hours_is_told_afterwards_not_swallowed(desk: TestDesk) -> None:
    quiet(desk, "12:00-14:00")
    desk.create(desk.clock.now() + 30 * MINUTE, "Over by then")
    desk.create(desk.clock.now() + 110 * MINUTE, "Still on", duration=60 * MINUTE)
    desk.alarm.ring_when_due(desk.clock, desk.clock.instant(2026, 11, 20, 14))
    (notice,) = desk.notifier.taken
    assert "Still on" in notice.body
    assert "Missed held until now: 1" in notice.body
    assert desk.states() == ["missed", "delivered"]
    assert desk.rows()[0].reason == "Was held: quiet hours. Too late: the event was over"


def test_even_in_quiet_hours_is_shown_at_once_and_urgent(desk: TestDesk) -> None:
    quiet(desk, "daily 00:00-24:00")
    desk.create(desk.clock.now() + 5 * MINUTE, "Medicine", insistence=EXEMPT)
    desk.create(desk.clock.now() + 5 * MINUTE, "Chat")
    desk.ring()
    assert desk.shown == ["Medicine"]
    assert desk.notifier.taken[0].urgent


def test_a_pause_holds_even_those(desk: TestDesk) -> None:
    desk.desk.reminders.pause(desk.clock.now() + 60 * MINUTE)
    desk.create(desk.clock.now() + 5 * MINUTE, "Medicine", insistence=EXEMPT)
    desk.ring()
    assert desk.shown == []
    assert desk.rows()[0].reason == HoldCause.PAUSED


@pytest.mark.parametrize("kind", ["do_not_disturb", "presentation"])
def test_a_desktop_that_wants_quiet_holds_until_it_no_longer_does(
    desk: TestDesk, kind: str
) -> None:
    desk.presence.seen = Surroundings(**{kind: "seen"})
    desk.create(desk.clock.now() + 5 * MINUTE)
    desk.ring()
    (row,) = desk.rows()
    cause = HoldCause.DO_NOT_DISTURB if kind == "do_not_disturb" else HoldCause.PRESENTATION
    assert (row.state.value, row.reason, row.snoozed_until) == ("snoozed", cause, None)
    desk.clock.advance(minutes=10)
    desk.ring()
    assert desk.shown == []
    desk.presence.seen = Surroundings()
    desk.ring()
    assert desk.shown == ["Stand-up"]
    changed = [each.holds.causes for each in desk.changes if isinstance(each, HoldsChanged)]
    assert changed == [{cause}, frozenset()]


def test_the_wish_for_quiet_can_be_ignored(desk: TestDesk) -> None:
    quiet(desk, do_not_disturb=False, presentation=False)
    desk.presence.seen = Surroundings("dunst is paused", "slides")
    desk.create(desk.clock.now() + 5 * MINUTE)
    desk.ring()
    assert desk.shown == ["Stand-up"]
    assert desk.presence.looks == 0


def test_nobody_is_asked_while_nothing_is_due(desk: TestDesk) -> None:
    desk.create(desk.clock.now() + 60 * MINUTE)
    for _ in range(5):
        desk.ring()
    assert desk.presence.looks == 0


def test_one_hold_follows_another(desk: TestDesk) -> None:
    quiet(desk, "12:00-12:30")
    desk.create(desk.clock.now() + 10 * MINUTE, duration=300 * MINUTE)
    desk.alarm.ring_when_due(desk.clock, desk.clock.now() + 20 * MINUTE)
    desk.presence.seen = Surroundings("dunst is paused")
    desk.alarm.ring_when_due(desk.clock, desk.clock.now() + 20 * MINUTE)
    assert desk.rows()[0].reason == HoldCause.DO_NOT_DISTURB
    desk.presence.seen = Surroundings()
    desk.ring()
    assert desk.shown == ["Stand-up"]


def test_quiet_hours_taken_out_of_the_settings_end_at_once(desk: TestDesk) -> None:
    quiet(desk, "daily 00:00-24:00")
    desk.create(desk.clock.now() + 5 * MINUTE)
    desk.ring()
    assert desk.shown == []
    quiet(desk)
    desk.ring()
    assert desk.shown == ["Stand-up"]


def test_quiet_hours_do_not_hold_e_mails(desk: TestDesk) -> None:
    quiet(desk.with_mail(), "daily 00:00-24:00")
    desk.create(desk.clock.now() + 5 * MINUTE, reminders=(Reminder(channels=DESKTOP_AND_EMAIL),))
    desk.ring()
    desk.send_mails()
    assert len(desk.mailer.sent) == 1
    assert desk.shown == []


def test_an_event_made_important_meanwhile_is_shown(desk: TestDesk) -> None:
    quiet(desk, "daily 00:00-24:00")
    event = desk.create(desk.clock.now() + 5 * MINUTE)
    desk.ring()
    desk.desk.events.update(event.id, replace(event.draft(), insistence=EXEMPT))
    assert desk.alarm.ring_if_asked() or desk.ring() is None
    assert desk.shown == ["Stand-up"]


def test_another_process_gives_back_what_one_held(desk: TestDesk) -> None:
    desk.presence.seen = Surroundings("dunst is paused")
    desk.create(desk.clock.now() + 5 * MINUTE)
    desk.ring()
    desk.presence.seen = Surroundings()
    other = desk.reopen()
    other.ring()
    assert other.shown == ["Stand-up"]
    other.desk.close()


def test_what_is_missed_in_quiet_hours_is_told_when_they_are_over(desk: TestDesk) -> None:
    quiet(desk, "12:00-14:00")
    desk.create(desk.clock.now() + 10 * MINUTE)
    desk.clock.sleep(hours=1)
    desk.ring()
    assert (desk.shown, desk.states()) == ([], ["missed"])
    desk.alarm.ring_when_due(desk.clock, desk.clock.instant(2026, 11, 20, 14))
    assert desk.shown == ["Missed while you were away"]
    desk.ring()
    assert len(desk.shown) == 1
