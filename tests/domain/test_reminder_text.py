"""Leads, late rules and snoozes as people write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.late import parse_late_rule
from eventdesk.domain.ledger import LedgerRow, LedgerState
from eventdesk.domain.reminder import (
    Channel,
    Reminder,
    format_duration,
    format_reminder,
    parse_duration,
    parse_reminder,
)
from eventdesk.domain.snooze import snooze_choices, snooze_until

BERLIN = ZoneInfo("Europe/Berlin")
CHANNELS = st.sets(st.sampled_from(list(Channel)), min_size=1).map(frozenset)


@given(st.integers(0, 4 * 7 * 86_400))
def test_durations_read_back_what_they_write(seconds: int) -> None:
    duration = timedelta(seconds=seconds)
    assert parse_duration(format_duration(duration)) == duration


@given(st.integers(0, 4 * 7 * 24 * 60), CHANNELS)
def test_reminders_read_back_what_they_write(minutes: int, channels: frozenset[Channel]) -> None:
    reminder = Reminder(timedelta(minutes=minutes), channels)
    assert parse_reminder(format_reminder(reminder)) == reminder


@given(st.integers(-24 * 60 + 1, 4 * 7 * 24 * 60), CHANNELS)
def test_all_day_reminders_read_back_too(minutes: int, channels: frozenset[Channel]) -> None:
    reminder = Reminder(timedelta(minutes=minutes), channels)
    assert parse_reminder(format_reminder(reminder, all_day=True)) == reminder


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("0", timedelta()),
        ("5m", timedelta(minutes=5)),
        ("1 h 30 min", timedelta(minutes=90)),
        ("1.5h", timedelta(minutes=90)),
        ("2W", timedelta(weeks=2)),
        ("1d@18:00", timedelta(hours=6)),
        ("0d@09:00", -timedelta(hours=9)),
        ("@9:00", -timedelta(hours=9)),
    ],
)
def test_what_people_write(text: str, lead: timedelta) -> None:
    assert parse_reminder(text).lead == lead


@pytest.mark.parametrize(
    "text", ["", "-5m", "5", "m", "five", "5m5", "5m:fax", "1d@25:00", "1d@9", "5m 5", "٣m"]
)
def test_what_is_no_reminder_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_reminder(text)
    (problem,) = caught.value.problems
    assert problem.field == "remind"
    assert problem.remedy


@pytest.mark.parametrize("text", ["until-end", "always", "within 15m", "within 2d"])
def test_late_rules_read_back(text: str) -> None:
    assert str(parse_late_rule(text)) == text


@pytest.mark.parametrize("text", ["", "never", "within", "within -5m"])
def test_what_is_no_late_rule_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse_late_rule(text)


def row(start: datetime) -> LedgerRow:
    return LedgerRow(
        id=1,
        event_id="e",
        event_title="Stand-up",
        occurrence_start=start,
        occurrence_end=start + timedelta(hours=1),
        all_day=False,
        lead=timedelta(minutes=5),
        channel=Channel.DESKTOP,
        due_at=start - timedelta(minutes=5),
        state=LedgerState.DELIVERED,
    )


def test_the_snooze_menu_offers_only_what_lies_ahead() -> None:
    now = datetime(2026, 11, 20, 11, tzinfo=UTC)
    far = [each.text for each in snooze_choices(row(now + timedelta(hours=1)), now)]
    near = [each.text for each in snooze_choices(row(now + timedelta(minutes=5)), now)]
    past = [each.text for each in snooze_choices(row(now - timedelta(minutes=5)), now)]
    assert far == ["5m", "10m", "30m", "1h", "tomorrow", "5m-before", "at-start"]
    assert near == ["5m", "10m", "30m", "1h", "tomorrow", "at-start"]
    assert past == ["5m", "10m", "30m", "1h", "tomorrow"]
    for text in far:
        assert snooze_until(text, row(now + timedelta(hours=1)), now, BERLIN) > now


def test_tomorrow_means_nine_o_clock_on_local_clocks_also_across_dst() -> None:
    evening = datetime(2026, 10, 24, 22, 30, tzinfo=BERLIN).astimezone(UTC)
    until = snooze_until("tomorrow", row(evening), evening, BERLIN)
    assert until == datetime(2026, 10, 25, 9, tzinfo=BERLIN)


def test_a_snooze_may_name_an_instant() -> None:
    now = datetime(2026, 11, 20, 11, tzinfo=UTC)
    assert snooze_until("2026-11-20T13:00", row(now), now, BERLIN) == datetime(
        2026, 11, 20, 12, tzinfo=UTC
    )
    with pytest.raises(InvalidInput, match="already passed"):
        snooze_until("2026-11-20T11:00", row(now), now, BERLIN)
    with pytest.raises(InvalidInput, match="over a year"):
        snooze_until("5000d", row(now), now, BERLIN)
