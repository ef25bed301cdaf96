"""Reminders that insist: repeats until answered, sounds, and e-mails that wait for an answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from eventdesk.domain.insistence import Insistence
from eventdesk.domain.reminder import DESKTOP_AND_EMAIL, Reminder
from eventdesk.services.ports import HealthChanged, Refused
from tests.desks import TestDesk

MINUTE = timedelta(minutes=1)
NAGGING = Insistence(repeat_every=5 * MINUTE)
WAITING = Insistence(email_after=10 * MINUTE)
BOTH = (Reminder(channels=DESKTOP_AND_EMAIL),)


def start(desk: TestDesk, **fields: object):
    event = desk.create(desk.clock.now() + 5 * MINUTE, **fields)
    desk.ring()
    return event


def pass_time(desk: TestDesk, minutes: int) -> None:
    desk.alarm.ring_when_due(desk.clock, desk.clock.now() + minutes * MINUTE)
    desk.send_mails()


def steps(desk: TestDesk, event_id: str) -> str:
    return "\n".join(each.words for each in desk.desk.history.why(event_id))


def test_a_reminder_is_shown_again_until_it_is_dismissed(desk: TestDesk) -> None:
    event = start(desk, insistence=NAGGING)
    first = desk.rows()[0]
    pass_time(desk, 11)
    assert desk.shown == ["Stand-up"] * 3
    (row,) = desk.rows()
    assert (row.state.value, row.attempts) == ("delivered", 3)
    # When it was first seen, and how late, is what the ledger keeps.
    assert (row.delivered_at, row.late) == (first.delivered_at, first.late)
    assert row.reason == "Shown again, because nobody answered"
    # Each one replaces the one before: they do not pile up.
    assert desk.notifier.withdrawn == ["1", "2"]
    desk.desk.reminders.dismiss([row.id], by="popup")
    pass_time(desk, 60)
    assert desk.shown == ["Stand-up"] * 3
    assert "because nobody answered" in steps(desk, event.id)


def test_taking_the_dismissal_back_begins_again(desk: TestDesk) -> None:
    start(desk, insistence=NAGGING)
    ids = [row.id for row in desk.rows()]
    desk.desk.reminders.dismiss(ids, by="popup")
    desk.desk.reminders.undismiss(ids, by="ledger")
    pass_time(desk, 6)
    assert desk.shown == ["Stand-up"] * 2


def test_a_snooze_is_an_answer(desk: TestDesk) -> None:
    start(desk, insistence=NAGGING)
    desk.desk.reminders.snooze([desk.rows()[0].id], "20m", by="popup")
    pass_time(desk, 19)
    assert desk.shown == ["Stand-up"]
    pass_time(desk, 7)
    assert desk.shown == ["Stand-up"] * 3


def test_nobody_is_reminded_for_ever(desk: TestDesk) -> None:
    event = start(desk, insistence=Insistence(repeat_every=60 * MINUTE))
    pass_time(desk, 3 * 24 * 60)
    assert 24 <= len(desk.shown) <= 27
    assert desk.states() == ["delivered"]
    assert "the event ended a day ago" in steps(desk, event.id)


def test_after_a_sleep_it_is_shown_again_once(desk: TestDesk) -> None:
    start(desk, insistence=NAGGING)
    desk.clock.sleep(hours=2)
    desk.ring()
    desk.ring()
    assert desk.shown == ["Stand-up"] * 2


def test_a_deleted_event_is_not_repeated(desk: TestDesk) -> None:
    event = start(desk, insistence=NAGGING)
    desk.desk.events.delete([event.id])
    pass_time(desk, 30)
    assert desk.shown == ["Stand-up"]


def test_the_default_of_the_settings_holds_and_an_event_may_differ(desk: TestDesk) -> None:
    reminders = replace(desk.settings.settings.reminders, repeat_every=5 * MINUTE)
    desk.settings.settings = replace(desk.settings.settings, reminders=reminders)
    start(desk, title="Insists")
    start(desk, title="Does not", insistence=Insistence(repeat_every=timedelta()))
    pass_time(desk, 6)
    assert desk.shown.count("Insists") == 2
    assert desk.shown.count("Does not") == 1


def test_a_repeat_that_nothing_can_show_loses_nothing(desk: TestDesk) -> None:
    start(desk, insistence=NAGGING)
    desk.notifier.answers.append(Refused("gone"))
    pass_time(desk, 5)
    assert desk.states() == ["delivered"]
    pass_time(desk, 6)
    assert desk.shown == ["Stand-up"] * 2


def test_quiet_hours_hold_repeats_too(desk: TestDesk) -> None:
    start(desk, insistence=NAGGING)
    desk.desk.reminders.pause(desk.clock.now() + 60 * MINUTE)
    pass_time(desk, 59)
    assert desk.shown == ["Stand-up"]
    pass_time(desk, 2)
    assert desk.shown == ["Stand-up"] * 2


def test_the_e_mail_waits_and_goes_when_nobody_answers(desk: TestDesk) -> None:
    start(desk.with_mail(), reminders=BOTH, insistence=WAITING)
    desk.send_mails()
    mail = desk.rows()[1]
    assert mail.reason == "Waits: it is sent unless the reminder is answered on the desktop"
    assert mail.snoozed_until == desk.clock.now() + 10 * MINUTE
    pass_time(desk, 9)
    assert desk.mailer.sent == []
    pass_time(desk, 1)
    assert len(desk.mailer.sent) == 1
    assert desk.states() == ["delivered", "delivered"]
    assert desk.rows()[1].reason == ""


def test_an_answer_on_the_desktop_ends_it(desk: TestDesk) -> None:
    start(desk.with_mail(), reminders=BOTH, insistence=WAITING)
    desktop, mail = desk.rows()
    desk.press(desktop.backend_ref, "dismiss")
    pass_time(desk, 60)
    assert desk.mailer.sent == []
    assert desk.desk.history.get(mail.id).reason == "Answered on the desktop before it was sent"
    desk.desk.reminders.undismiss([desktop.id], by="ledger")
    pass_time(desk, 9)
    assert desk.mailer.sent == []
    pass_time(desk, 1)
    assert len(desk.mailer.sent) == 1


def test_a_snooze_lets_it_wait_for_the_answer_after_that(desk: TestDesk) -> None:
    start(desk.with_mail(), reminders=BOTH, insistence=WAITING)
    desk.desk.reminders.snooze([desk.rows()[0].id], "20m", by="popup")
    pass_time(desk, 29)
    assert desk.mailer.sent == []
    pass_time(desk, 1)
    assert len(desk.mailer.sent) == 1


def test_another_reminder_of_the_event_is_its_own(desk: TestDesk) -> None:
    two = (Reminder(10 * MINUTE, DESKTOP_AND_EMAIL), Reminder(5 * MINUTE, DESKTOP_AND_EMAIL))
    desk.with_mail().create(desk.clock.now() + 10 * MINUTE, reminders=two, insistence=WAITING)
    pass_time(desk, 5)
    first = next(row for row in desk.rows() if row.lead == 10 * MINUTE)
    desk.desk.reminders.dismiss([first.id], by="popup")
    pass_time(desk, 30)
    assert len(desk.mailer.sent) == 1


def test_a_mail_alone_does_not_wait_for_an_answer_nobody_can_give(desk: TestDesk) -> None:
    mail_only = (Reminder(channels=frozenset(DESKTOP_AND_EMAIL) - {"desktop"}),)
    start(desk.with_mail(), reminders=mail_only, insistence=WAITING)
    desk.send_mails()
    assert len(desk.mailer.sent) == 1


def test_a_mail_that_waited_through_a_week_of_sleep_is_missed(desk: TestDesk) -> None:
    start(desk.with_mail(), reminders=BOTH, insistence=WAITING)
    desk.clock.sleep(days=7)
    desk.ring()
    desk.send_mails()
    assert desk.mailer.sent == []
    assert desk.states()[1] == "missed"


def test_a_deleted_event_takes_its_mail_along_and_brings_it_back(desk: TestDesk) -> None:
    event = start(desk.with_mail(), reminders=BOTH, insistence=WAITING)
    desk.desk.events.delete([event.id])
    pass_time(desk, 5)
    desk.desk.events.restore([event.id])
    pass_time(desk, 4)
    assert desk.mailer.sent == []
    pass_time(desk, 2)
    assert len(desk.mailer.sent) == 1


@pytest.mark.parametrize(("wish", "played"), [(True, 1), (False, 0), (None, 0)])
def test_a_sound_is_played_where_it_is_wished(
    desk: TestDesk, wish: bool | None, played: int
) -> None:
    start(desk, insistence=Insistence(sound=wish))
    assert desk.sounder.played == played


def test_ten_reminders_together_make_one_sound_and_held_ones_none(desk: TestDesk) -> None:
    loud = Insistence(sound=True)
    desk.desk.reminders.pause(desk.clock.now() + 60 * MINUTE)
    for number in range(10):
        desk.create(desk.clock.now() + 5 * MINUTE, f"Event {number}", insistence=loud)
    desk.ring()
    assert desk.sounder.played == 0
    desk.desk.reminders.resume()
    desk.ring()
    assert desk.sounder.played == 1


def test_a_sound_that_cannot_be_heard_is_told(desk: TestDesk) -> None:
    desk.sounder.problem = "No sound device was found."
    event = start(desk, insistence=Insistence(sound=True))
    assert "no sound: No sound device was found." in steps(desk, event.id)
    assert HealthChanged("sound", "No sound device was found.") in desk.changes
    assert desk.states() == ["delivered"]
