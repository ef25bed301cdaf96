"""Snooze, dismiss, take back, send again, pause: all kept in the database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from eventdesk.domain.errors import InvalidInput, LedgerRowNotFound
from eventdesk.domain.event import Event
from eventdesk.domain.ledger import LedgerRow
from eventdesk.domain.recurrence import Recurrence
from eventdesk.domain.reminder import DESKTOP_AND_EMAIL, Reminder
from eventdesk.services.ports import HealthChanged, OpenRequested, Refused
from tests.desks import TestDesk, in_minutes


def delivered(desk: TestDesk, minutes: float = 4, **fields: object) -> tuple[Event, LedgerRow]:
    """An event inside its window, already reminded."""
    start = desk.clock.now() + timedelta(minutes=minutes)
    event = desk.create(start, **fields)
    desk.ring()
    (row,) = desk.rows(event)
    assert row.state.value == "delivered"
    return event, row


@pytest.mark.parametrize(("text", "minutes"), [("5m", 5), ("10m", 10), ("at-start", 4), ("2m", 2)])
def test_a_snoozed_reminder_comes_back_at_its_instant_also_after_a_restart(
    desk: TestDesk, text: str, minutes: int
) -> None:
    _, row = delivered(desk)
    due = desk.clock.now() + timedelta(minutes=minutes)
    desk.desk.reminders.snooze([row.id], text, by="popup")
    assert desk.states() == ["snoozed"]
    assert desk.alarm.instant == due
    assert desk.desk.reminders.active() == []
    other = desk.reopen()
    desk.clock.set(due - timedelta(microseconds=1))
    other.ring()
    assert other.shown == []
    desk.clock.set(due)
    other.ring()
    assert other.shown == ["Stand-up"]
    assert other.rows()[0].late == timedelta()
    assert [each.id for each in other.desk.reminders.active()] == [row.id]
    other.desk.close()


def test_a_snooze_that_ends_after_the_event_follows_the_late_rule(desk: TestDesk) -> None:
    _, row = delivered(desk)
    desk.desk.reminders.snooze([row.id], "1h", by="popup")
    desk.clock.advance(hours=1)
    desk.ring()
    assert desk.states() == ["missed"]
    assert [each.id for each in desk.desk.reminders.active()] == [row.id], "still listed"


def test_dismissing_ends_a_reminder_and_can_be_taken_back(desk: TestDesk) -> None:
    _, row = delivered(desk)
    desk.desk.reminders.dismiss([row.id], by="command line")
    (found,) = desk.rows()
    assert (found.state.value, found.acknowledged_by) == ("acknowledged", "command line")
    assert found.acknowledged_at == desk.clock.now()
    assert desk.notifier.withdrawn == [row.backend_ref]
    desk.clock.advance(minutes=20)
    desk.ring()
    assert desk.shown == ["Stand-up"]
    desk.desk.reminders.undismiss([row.id], by="window")
    assert desk.states() == ["delivered"]
    assert len(desk.desk.reminders.active()) == 1


def test_the_buttons_of_a_notification_do_what_they_say(desk: TestDesk) -> None:
    event, row = delivered(desk)
    desk.press(row.backend_ref, "snooze")
    (found,) = desk.rows()
    assert found.state.value == "snoozed"
    assert found.snoozed_until == row.occurrence_start, "ten minutes would pass the start"
    desk.clock.advance(minutes=4)
    desk.ring()
    (found,) = desk.rows(event)
    desk.press(found.backend_ref, "snooze")
    (found,) = desk.rows()
    assert found.snoozed_until == desk.clock.now() + timedelta(minutes=10)
    desk.clock.advance(minutes=10)
    desk.ring()
    (found,) = desk.rows()
    desk.press(found.backend_ref, "open")
    assert OpenRequested((row.id,)) in desk.changes
    assert desk.states() == ["acknowledged"]
    desk.press("unknown", "dismiss")
    desk.press(row.backend_ref, "dismiss")
    assert desk.states() == ["acknowledged"]


def test_a_notification_of_a_group_is_withdrawn_when_its_last_reminder_is_answered(
    desk: TestDesk,
) -> None:
    for number in range(4):
        desk.create(desk.clock.now() + timedelta(minutes=3), f"Event {number}")
    desk.ring()
    ids = [row.id for row in desk.rows()]
    desk.desk.reminders.dismiss(ids[:3], by="popup")
    assert desk.notifier.withdrawn == []
    desk.desk.reminders.dismiss(ids[3:], by="popup")
    assert len(desk.notifier.withdrawn) == 1


def test_wrong_requests_are_refused_in_words(desk: TestDesk) -> None:
    desk.with_mail()
    desk.create(
        desk.clock.now() + timedelta(minutes=3), reminders=(Reminder(channels=DESKTOP_AND_EMAIL),)
    )
    desk.ring()
    desktop, mail = sorted(desk.rows(), key=lambda row: row.channel.value)
    with pytest.raises(InvalidInput, match="An e-mail cannot be snoozed"):
        desk.desk.reminders.snooze([mail.id], "10m", by="window")
    with pytest.raises(InvalidInput, match="has already passed"):
        desk.desk.reminders.snooze([desktop.id], "5m-before", by="window")
    with pytest.raises(InvalidInput, match="not a length of time"):
        desk.desk.reminders.snooze([desktop.id], "soon", by="window")
    with pytest.raises(LedgerRowNotFound):
        desk.desk.reminders.dismiss([4711], by="window")
    assert desk.desk.history.get(desktop.id).state.value == "delivered"


def test_paused_reminders_are_held_and_come_back_in_one_notice(desk: TestDesk) -> None:
    until = desk.clock.now() + timedelta(hours=1)
    desk.desk.reminders.pause(until)
    for number in range(4):
        desk.create(desk.clock.now() + timedelta(minutes=50 + number), f"Event {number}")
    desk.alarm.ring_when_due(desk.clock, until - timedelta(minutes=1))
    assert desk.shown == []
    assert desk.states() == ["snoozed"] * 4
    assert {row.snoozed_until for row in desk.rows()} == {until}
    desk.alarm.ring_when_due(desk.clock, until)
    assert desk.shown == ["4 reminders held until now"]
    assert {row.reason for row in desk.rows()} == {"Was held: reminders are paused"}
    assert desk.desk.reminders.paused_until() is None


def test_resuming_early_shows_what_was_held_at_once(desk: TestDesk) -> None:
    desk.desk.reminders.pause(desk.clock.now() + timedelta(days=1))
    desk.create(desk.clock.now() + timedelta(minutes=2))
    desk.ring()
    assert desk.states() == ["snoozed"]
    desk.desk.reminders.resume()
    assert desk.alarm.ring_if_asked()
    assert desk.shown == ["Stand-up"]


def test_a_pause_does_not_hold_e_mails(desk: TestDesk) -> None:
    desk.with_mail().desk.reminders.pause(desk.clock.now() + timedelta(days=1))
    desk.create(
        desk.clock.now() + timedelta(minutes=2), reminders=(Reminder(channels=DESKTOP_AND_EMAIL),)
    )
    desk.ring()
    desk.send_mails()
    assert len(desk.mailer.sent) == 1
    assert desk.shown == []


def test_when_nothing_can_show_a_reminder_it_is_tried_again_until_the_event_ends(
    desk: TestDesk,
) -> None:
    desk.notifier.answers.append(Refused("dbus: no bus; plyer: no notify-send"))
    event = desk.create(desk.clock.now() + timedelta(minutes=2))
    desk.ring()
    (row,) = desk.rows()
    assert (row.state.value, row.error) == ("retrying", "dbus: no bus; plyer: no notify-send")
    # One second more than the retry: a process that can show it would go first.
    assert desk.alarm.instant == desk.clock.now() + timedelta(seconds=3)
    desk.clock.advance(seconds=3)
    desk.ring()
    assert desk.states() == ["delivered"]
    desk.notifier.refuse = "gone"
    desk.desk.events.update(event.id, desk.draft(desk.clock.now() + timedelta(minutes=1)))
    end = desk.clock.now() + timedelta(minutes=40)
    desk.alarm.ring_when_due(desk.clock, end)
    last = desk.rows()[-1]
    assert (last.state.value, last.error) == ("gave_up", "gone")
    assert last.reason == "No notification could be shown before the event ended"


def test_sending_again_ignores_the_late_rule(desk: TestDesk) -> None:
    desk.create(desk.clock.now() + timedelta(minutes=10))
    desk.clock.sleep(hours=3)
    desk.ring()
    (row,) = desk.rows()
    assert row.state.value == "missed"
    desk.desk.reminders.resend([row.id], by="window")
    assert desk.shown[-1] == "Stand-up"
    assert desk.states() == ["delivered"]


def test_deleting_an_event_ends_its_snoozes_and_hides_it_from_the_popup(desk: TestDesk) -> None:
    event, row = delivered(desk)
    other, _ = delivered(desk)
    desk.desk.reminders.snooze([row.id], "10m", by="popup")
    desk.desk.events.delete([event.id, other.id])
    assert desk.states(event) == ["suppressed"]
    assert desk.rows(event)[0].reason == "The event was deleted"
    assert desk.desk.reminders.active() == []
    desk.clock.advance(minutes=10)
    desk.ring()
    assert len(desk.shown) == 2


def test_moving_an_event_ends_the_reminder_of_its_old_start(desk: TestDesk) -> None:
    event, row = delivered(desk)
    desk.desk.events.update(event.id, desk.draft(desk.clock.now() + timedelta(hours=2)))
    found = desk.desk.history.get(row.id)
    assert (found.state.value, found.reason) == ("acknowledged", "The event was moved")
    assert desk.notifier.withdrawn == [row.backend_ref]


def test_the_table_says_until_when_a_reminder_is_snoozed(desk: TestDesk) -> None:
    event, row = delivered(desk)
    desk.desk.reminders.snooze([row.id], "10m", by="popup")
    key = desk.desk.agenda.key_of(event.id)
    assert key is not None
    (shown,) = desk.desk.agenda.rows([key])
    assert shown.ledger_detail == "until 12:10"


def test_what_was_given_up_is_listed_until_it_is_dismissed(desk: TestDesk) -> None:
    desk.notifier.refuse = "nobody there"
    desk.create(desk.clock.now() + timedelta(minutes=2))
    desk.ring()
    desk.alarm.ring_when_due(desk.clock, desk.clock.now() + timedelta(hours=1))
    (row,) = desk.desk.reminders.active()
    assert row.state.value == "gave_up"
    desk.desk.reminders.dismiss([row.id], by="popup")
    assert desk.desk.reminders.active() == []
    assert desk.states() == ["gave_up"]


def test_one_event_that_cannot_be_planned_stops_no_other(desk: TestDesk) -> None:
    start = desk.clock.now() + timedelta(minutes=8)
    for rule in ("FREQ=BOO", "FREQ=DAILY"):
        desk.create(start, f"Bad {rule}", recurrence=Recurrence("FREQ=DAILY"))
    desk.create(start, "Good")
    with closing(sqlite3.connect(desk.paths.database)) as raw:
        raw.execute("UPDATE events SET rule = 'FREQ=BOO' WHERE title = 'Bad FREQ=BOO'")
        raw.execute("UPDATE events SET time_zone = 'No/Where' WHERE title = 'Bad FREQ=DAILY'")
        raw.commit()
    desk.clock.advance(minutes=4)
    desk.ring()
    assert "Good" in desk.shown
    assert any(isinstance(each, HealthChanged) and each.problem for each in desk.changes)
    assert len(desk.rows()) == 3, "the ledger has a row for each"
    assert desk.alarm.instant is None or desk.alarm.instant > desk.clock.now()


def test_every_snooze_that_makes_sense_is_offered_on_the_notification(desk: TestDesk) -> None:
    desk.create(desk.clock.now() + timedelta(minutes=10), reminders=(in_minutes(10),))
    desk.ring()
    (notice,) = desk.notifier.taken
    offered = [each.text for each in notice.snoozes]
    assert {"5m", "10m", "30m", "1h", "tomorrow", "5m-before", "at-start"} == set(offered)
    start = desk.clock.now()
    desk.press(desk.rows()[0].backend_ref, "snooze 5m-before")
    (row,) = desk.rows()
    assert row.snoozed_until == start + timedelta(minutes=5)


def test_waiting_reminders_of_some_events_and_their_number(desk: TestDesk) -> None:
    reminders = desk.desk.reminders
    assert reminders.count_active() == 0
    one, _ = delivered(desk, title="One")
    two, row = delivered(desk, title="Two")
    assert [each.event_title for each in reminders.active([two.id])] == ["Two"]
    assert len(reminders.active([one.id, two.id, "none"])) == 2
    assert reminders.active([]) == []
    assert reminders.count_active() == 2
    reminders.dismiss([row.id], by="popup")
    assert reminders.active([two.id]) == []
    assert reminders.count_active() == 1
