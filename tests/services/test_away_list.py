"""The list of what came due while the person was away, as the window reads and answers it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from eventdesk.domain.ledger import LedgerState
from eventdesk.domain.reminder import Channel
from eventdesk.domain.views import Away, LedgerFilter
from tests.desks import TestDesk, in_minutes, new_desk

HOURS = timedelta(hours=1)


@pytest.fixture
def desk(tmp_path: Path) -> TestDesk:
    """A desk with mail, on a Friday at noon, and a weekend of sleep before it."""
    return new_desk(tmp_path / "home").with_mail()


def sleep_over(desk: TestDesk, hours: float = 67) -> Away:
    """Sleep, wake and look; what was found."""
    desk.clock.sleep(hours=hours)
    desk.ring()
    away = desk.desk.reminders.away()
    assert away is not None
    return away


def titles(away: Away) -> list[str]:
    return [f"{row.event_title} {row.channel}" for row in away.rows]


def test_what_was_missed_on_friday_is_told_on_monday(desk: TestDesk) -> None:
    now = desk.clock.now()
    desk.create(now + 5 * HOURS, "Dentist", reminders=(in_minutes(5, *Channel),))
    desk.create(now + 70 * HOURS, "Train", reminders=(in_minutes(240),))
    away = sleep_over(desk)
    assert titles(away) == ["Dentist desktop", "Dentist email", "Train desktop"]
    assert (away.total, away.unanswered) == (3, 2)
    assert away.since == now + 5 * HOURS - timedelta(minutes=5)
    assert away.at == desk.clock.now()


def test_it_is_told_until_all_is_answered_or_a_day_has_passed(desk: TestDesk) -> None:
    desk.create(desk.clock.now() + 5 * HOURS, "Dentist")
    desk.create(desk.clock.now() + 6 * HOURS, "Barber")
    away = sleep_over(desk)
    desk.clock.advance(hours=23)
    assert desk.desk.reminders.away() == away
    desk.desk.reminders.dismiss([away.rows[0].id], by="test")
    left = desk.desk.reminders.away()
    assert left is not None
    assert titles(left) == ["Barber desktop"]
    desk.clock.advance(hours=2)
    assert desk.desk.reminders.away() is None


def test_dismissing_everything_leaves_what_was_snoozed(desk: TestDesk) -> None:
    for number in range(3):
        desk.create(desk.clock.now() + 5 * HOURS, f"Event {number}")
    away = sleep_over(desk)
    snoozed = away.rows[0].id
    desk.desk.reminders.snooze([snoozed], "1h", by="test")
    rows = desk.desk.reminders.dismiss_away(away.at, by="test")
    assert sorted(row.id for row in rows) == sorted(row.id for row in away.rows[1:])
    assert desk.desk.reminders.away() is None
    assert desk.desk.history.get(snoozed).state is LedgerState.SNOOZED


def test_snoozing_everything_reaches_beyond_what_is_listed(
    desk: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eventdesk.services.reminders.AWAY_LISTED", 2)
    for number in range(5):
        desk.create(desk.clock.now() + 5 * HOURS, f"Event {number}")
    away = sleep_over(desk)
    assert (len(away.rows), away.total, away.unanswered) == (2, 5, 5)
    rows = desk.desk.reminders.snooze_away(away.at, "10m", by="test")
    assert [row.state for row in rows] == [LedgerState.SNOOZED] * 5
    assert desk.desk.reminders.away() is None


def test_reminders_of_deleted_events_are_not_told(desk: TestDesk) -> None:
    event = desk.create(desk.clock.now() + 5 * HOURS, "Dentist")
    desk.create(desk.clock.now() + 5 * HOURS, "Barber")
    sleep_over(desk)
    desk.desk.events.delete([event.id])
    away = desk.desk.reminders.away()
    assert away is not None
    assert titles(away) == ["Barber desktop"]


def test_held_reminders_can_be_listed(desk: TestDesk) -> None:
    desk.create(desk.clock.now() + HOURS, "Dentist")
    desk.create(desk.clock.now() + HOURS, "Barber")
    desk.desk.reminders.pause(desk.clock.now() + 3 * HOURS)
    desk.clock.advance(hours=1)
    desk.ring()
    held = LedgerFilter(held=True)
    assert desk.desk.history.count(held) == 2
    first, second = desk.desk.history.rows(held)
    desk.desk.reminders.snooze([first.id], "10m", by="test")
    assert [row.id for row in desk.desk.history.rows(held)] == [second.id]


def test_the_timeline_tells_of_a_hold(desk: TestDesk) -> None:
    event = desk.create(desk.clock.now() + HOURS, "Dentist")
    until = desk.clock.now() + 3 * HOURS
    desk.desk.reminders.pause(until)
    desk.clock.advance(hours=1)
    desk.ring()
    told = {entry.words: entry.at for entry in desk.desk.history.why(event.id)}
    assert told["Desktop reminder (5 min) will be shown"] == until
    assert "Desktop reminder (5 min): held: reminders are paused" in told
