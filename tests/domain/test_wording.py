"""What people read: short, right, and the same everywhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from eventdesk.domain.reminder import parse_reminder
from eventdesk.domain.wording import (
    duration_words,
    late_words,
    lead_words,
    relative_words,
    start_words,
    when_words,
)

NOW = datetime(2026, 11, 20, 11, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "now"),
        (29, "now"),
        (31, "in 1 min"),
        (420, "in 7 min"),
        (5340, "in 89 min"),
        (3 * 3600, "in 3 h"),
        (23 * 3600, "in 23 h"),
        (35 * 3600, "in 1 d"),
        (3 * 86400, "in 3 d"),
        (-720, "12 min ago"),
        (-800 * 86400, "2 y ago"),
    ],
)
def test_relative_times(seconds: int, words: str) -> None:
    assert relative_words(NOW + timedelta(seconds=seconds), NOW) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (300, "starts in 5 min (12:05)"),
        (10, "starts now (12:00)"),
        (-720, "started 12 min ago (11:48)"),
        (86400, "starts in 1 d (Tomorrow 12:00)"),
    ],
)
def test_what_a_reminder_says(seconds: int, words: str) -> None:
    assert start_words(NOW + timedelta(seconds=seconds), NOW, BERLIN) == words


def test_days_are_named_and_other_years_carry_their_year() -> None:
    assert when_words(NOW, NOW, BERLIN) == "Today 12:00"
    assert when_words(NOW + timedelta(days=7), NOW, BERLIN) == "Fri 27 Nov 12:00"
    assert when_words(NOW + timedelta(days=60), NOW, BERLIN) == "Tue 19 Jan 2027 12:00"
    assert when_words(NOW - timedelta(days=1), NOW, BERLIN, all_day=True) == "Yesterday"


def test_lengths_leads_and_lateness() -> None:
    assert duration_words(timedelta(hours=1, minutes=30)) == "1 h 30 min"
    assert duration_words(timedelta(days=2)) == "2 d"
    assert lead_words(parse_reminder("0")) == "at start"
    assert lead_words(parse_reminder("1d@18:00"), all_day=True) == "1 day before, 18:00"
    assert lead_words(parse_reminder("0d@09:00"), all_day=True) == "on the day, 09:00"
    assert late_words(timedelta(milliseconds=12)) == "on time (+12 ms)"
    assert late_words(timedelta(seconds=2)) == "2.0 s late"
    assert late_words(timedelta(minutes=12)) == "12 min late"
    assert late_words(None) == ""
