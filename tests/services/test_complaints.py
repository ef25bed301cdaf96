"""What people complain about in other reminder programs, one test each.

Those about windows are in `tests/journeys/test_complaints.py`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from eventdesk.domain.event import EventDraft
from eventdesk.domain.ledger import LedgerState
from eventdesk.domain.quiet_hours import QuietHours, parse_quiet_span
from eventdesk.domain.recurrence import Recurrence
from eventdesk.domain.reminder import DESKTOP_AND_EMAIL, Reminder, parse_reminder
from eventdesk.domain.settings import QuietSettings
from eventdesk.services.ports import NotSent, Refused
from eventdesk.storage.reminder_store import DUE, NEXT_DUE
from tests.desks import TestDesk, in_minutes

MINUTE = timedelta(minutes=1)
LONG = timedelta(hours=3)


def later(desk: TestDesk, **parts: float) -> None:
    desk.alarm.ring_when_due(desk.clock, desk.clock.now() + timedelta(**parts))


def test_nothing_after_suspend(desk: TestDesk) -> None:
    desk.create(desk.clock.now() + 30 * MINUTE, duration=LONG)
    desk.clock.sleep(hours=1)
    # The heartbeat finds the gap: nothing else tells it.
    desk.ring()
    assert desk.shown == ["Stand-up"]
    assert desk.rows()[0].late == 35 * MINUTE


def test_late_jobs_silently_dropped(desk: TestDesk) -> None:
    desk.create(desk.clock.now() + 30 * MINUTE)
    desk.clock.sleep(days=3)
    desk.ring()
    assert desk.shown == ["Missed while you were away"]
    assert desk.states() == ["missed"]
    assert desk.rows()[0].reason == "Too late: the event was over"


def test_reminders_missed_while_powered_off(desk: TestDesk) -> None:
    desk.create(desk.clock.now() + 30 * MINUTE, duration=LONG)
    desk.desk.close()
    desk.clock.sleep(hours=1)
    again = desk.reopen()
    again.ring()
    assert again.shown == ["Stand-up"]
    desk.desk = again.desk


def test_catch_up_before_the_network_is_up(desk: TestDesk) -> None:
    desk.with_mail().create(
        desk.clock.now() + 30 * MINUTE,
        reminders=(Reminder(channels=DESKTOP_AND_EMAIL),),
        duration=LONG,
    )
    desk.clock.sleep(hours=1)
    desk.mailer.answers.append(NotSent("mail.example.org is not known here"))
    desk.ring()
    again_at = desk.send_mails()
    assert again_at is not None
    assert again_at - desk.clock.now() <= 30 * timedelta(seconds=1)
    desk.clock.set(again_at)
    desk.send_mails()
    assert len(desk.mailer.sent) == 1


def test_dismissed_reminders_that_come_back(desk: TestDesk) -> None:
    event = desk.create(desk.clock.now() + 5 * MINUTE)
    desk.ring()
    desk.desk.reminders.dismiss([desk.rows()[0].id], by="popup")
    desk.desk.events.update(event.id, replace(event.draft(), title="Renamed", location="Room 2"))
    desk.clock.sleep(hours=1)
    again = desk.reopen()
    again.ring()
    assert (desk.shown, again.shown) == (["Stand-up"], [])
    assert again.desk.reminders.active() == []
    again.desk.close()


def test_a_popup_that_reopens_every_few_seconds(desk: TestDesk) -> None:
    desk.create(desk.clock.now() + 5 * MINUTE)
    desk.ring()
    desk.changes.clear()
    for _ in range(100):
        desk.clock.advance(seconds=5)
        desk.ring()
    # The popup opens for RemindersDelivered alone, and nothing was published at all.
    assert desk.changes == []


def test_duplicates_from_a_key_that_contains_a_modification_time(desk: TestDesk) -> None:
    event = desk.create(desk.clock.now() + 5 * MINUTE)
    desk.ring()
    for number in range(3):
        event = desk.desk.events.update(event.id, replace(event.draft(), description=str(number)))
        desk.ring()
    assert desk.shown == ["Stand-up"]


def test_lost_ones_from_a_key_that_is_too_coarse(desk: TestDesk) -> None:
    start = desk.clock.now() + 10 * MINUTE
    desk.create(start, "Same time, same title", reminders=(in_minutes(10), in_minutes(5)))
    desk.create(start, "Same time, same title", reminders=(in_minutes(10),))
    later(desk, minutes=6)
    assert desk.states() == ["delivered"] * 3


def test_the_old_reminder_firing_after_an_edit(desk: TestDesk) -> None:
    event = desk.create(desk.clock.now() + 30 * MINUTE)
    desk.desk.events.update(event.id, desk.draft(desk.clock.now() + timedelta(days=1)))
    later(desk, hours=2)
    assert desk.shown == []
    later(desk, days=1)
    assert desk.shown == ["Stand-up"]


def test_a_notification_that_vanishes_before_it_is_seen(desk: TestDesk) -> None:
    desk.create(desk.clock.now() + 5 * MINUTE, duration=LONG)
    desk.ring()
    desk.clock.sleep(hours=2)
    # Whatever became of the notification, the popup lists it until somebody answers.
    assert [row.event_title for row in desk.desk.reminders.active()] == ["Stand-up"]
    again = desk.reopen()
    assert [row.event_title for row in again.desk.reminders.active()] == ["Stand-up"]
    again.desk.close()


def test_no_history(desk: TestDesk) -> None:
    event = desk.create(desk.clock.now() + 5 * MINUTE)
    desk.ring()
    desk.desk.reminders.snooze([desk.rows()[0].id], "5m", by="notification")
    desk.desk.events.delete([event.id])
    words = [each.words for each in desk.desk.history.why(event.id)]
    assert any("shown as" in each for each in words)
    assert any("snoozed until" in each.lower() for each in words)
    assert any("deleted" in each.lower() for each in words)
    assert desk.rows()[0].event_title == "Stand-up"


def test_no_undo_of_a_dismiss(desk: TestDesk) -> None:
    desk.create(desk.clock.now() + 5 * MINUTE)
    desk.ring()
    (row,) = desk.rows()
    desk.desk.reminders.dismiss([row.id], by="popup")
    desk.desk.reminders.undismiss([row.id], by="ledger")
    assert desk.desk.reminders.active()[0].state is LedgerState.DELIVERED


@pytest.mark.parametrize(("text", "minutes"), [("at-start", 20), ("5m-before", 15)])
def test_no_until_start_snooze(desk: TestDesk, text: str, minutes: int) -> None:
    desk.create(desk.clock.now() + 20 * MINUTE, reminders=(in_minutes(30),))
    desk.ring()
    start = desk.clock.now()
    desk.desk.reminders.snooze([desk.rows()[0].id], text, by="popup")
    assert desk.rows()[0].snoozed_until == start + minutes * MINUTE


def test_all_day_reminders_at_midnight(desk: TestDesk) -> None:
    chosen = desk.settings.settings.reminders.all_day_default
    draft = EventDraft(
        title="Birthday",
        start=datetime(2026, 11, 21),
        end=datetime(2026, 11, 22),
        all_day=True,
        reminders=(*chosen, parse_reminder("1d@18:00")),
    )
    desk.desk.events.create(draft)
    later(desk, days=2)
    due = [row.due_at.astimezone(desk.clock.zone()) for row in desk.rows()]
    assert [f"{each:%a %H:%M}" for each in due] == ["Fri 18:00", "Sat 09:00"]


@pytest.mark.parametrize("first", [datetime(2026, 10, 23, 2, 30), datetime(2027, 3, 26, 2, 30)])
def test_dst_loops(desk: TestDesk, first: datetime) -> None:
    zone = desk.clock.zone()
    desk.clock.set((first - timedelta(hours=1)).replace(tzinfo=zone))
    daily = EventDraft(
        title="Night watch",
        start=first,
        time_zone=zone.key,
        reminders=(Reminder(),),
        recurrence=Recurrence("FREQ=DAILY"),
    )
    desk.desk.events.create(daily)
    for _ in range(6 * 24):
        later(desk, hours=1)
    days = [row.occurrence_start.astimezone(zone).toordinal() for row in desk.rows()]
    # Once a day, also on the day that has no 02:30, and on the one that has two.
    assert days == list(range(days[0], days[0] + len(days)))
    assert len(desk.shown) == len(days) >= 6


def test_quiet_hours_that_swallow_reminders(desk: TestDesk) -> None:
    hours = QuietHours((parse_quiet_span("12:00-13:00"),))
    desk.settings.settings = replace(desk.settings.settings, quiet=QuietSettings(hours))
    desk.create(desk.clock.now() + 10 * MINUTE, "Over by then", duration=10 * MINUTE)
    desk.create(desk.clock.now() + 20 * MINUTE, "Still on", duration=LONG)
    later(desk, hours=1)
    (notice,) = desk.notifier.taken
    assert "Still on" in notice.body
    assert "Missed" in notice.body
    listed = {row.event_title for row in desk.desk.reminders.active()}
    assert listed == {"Over by then", "Still on"}


def test_e_mails_late_or_missing_without_a_word(desk: TestDesk) -> None:
    desk.with_mail().mailer.answer = NotSent("550 no such mailbox", permanent=True)
    desk.create(desk.clock.now() + 5 * MINUTE, reminders=(Reminder(channels=DESKTOP_AND_EMAIL),))
    desk.ring()
    desk.send_mails()
    mail = desk.rows()[1]
    assert (mail.state, mail.error) == (LedgerState.GAVE_UP, "550 no such mailbox")
    assert mail.reason == "The mail server refused this mail for good"
    assert any("550" in str(each) for each in desk.changes)


def test_nothing_said_when_no_notification_can_be_shown(desk: TestDesk) -> None:
    desk.notifier.answers.append(Refused("no notification server"))
    desk.create(desk.clock.now() + 5 * MINUTE)
    desk.ring()
    assert desk.rows()[0].error == "no notification server"
    later(desk, minutes=1)
    assert desk.states() == ["delivered"]


@pytest.mark.parametrize("query", [NEXT_DUE, DUE])
def test_slow_with_large_calendars(desk: TestDesk, query: sa.Select[Any]) -> None:
    with desk.desk.events._database.read() as tx:
        asked = query.compile(tx._connection)
        values = {"now": 0, "limit": 500, **asked.params}
        given = tuple(values[name] or 0 for name in asked.positiontup or ())
        plan = tx._connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", given).all()
    # Down one index, whose end is the answer: no scan and no sort, at any number of events.
    words = [str(each[-1]) for each in plan]
    assert "ix_reminders_due_at" in words[0]
    assert not any("TEMP B-TREE FOR ORDER BY" in each for each in words)
