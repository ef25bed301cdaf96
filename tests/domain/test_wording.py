"""What people read: short, right, and the same everywhere."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from eventdesk.domain.ledger import LedgerState
from eventdesk.domain.reminder import DESKTOP_AND_EMAIL, DESKTOP_ONLY, Channel, parse_reminder
from eventdesk.domain.wording import (
    backend_words,
    channel_words,
    channels_words,
    day_words,
    duration_words,
    inner_day_words,
    inner_when_words,
    late_words,
    lead_words,
    relative_words,
    short_when_words,
    start_words,
    state_words,
    stored_late_words,
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


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "is today, all day"),
        (1, "is tomorrow, all day"),
        (7, "is Fri 27 Nov, all day"),
        (-1, "started yesterday, all day"),
        (-7, "started Fri 13 Nov, all day"),
    ],
)
def test_what_a_reminder_of_a_whole_day_says(days: int, words: str) -> None:
    assert start_words(NOW + timedelta(days=days), NOW, BERLIN, all_day=True) == words


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


def test_days_in_the_middle_of_a_sentence() -> None:
    today, days = date(2026, 11, 20), [date(2026, 11, day) for day in (19, 20, 21, 27)]
    shown = [inner_day_words(each, today) for each in days]
    assert shown == ["yesterday", "today", "tomorrow", "Fri 27 Nov"]
    assert [day_words(each, today) for each in days] == [
        *("Yesterday", "Today", "Tomorrow", "Fri 27 Nov"),
    ]
    assert inner_when_words(NOW, NOW, BERLIN) == "today 12:00"
    assert inner_when_words(NOW, NOW, BERLIN, all_day=True) == "today"


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "12:00"), (1, "Tomorrow 12:00"), (-1, "Yesterday 12:00"), (7, "Fri 27 Nov 12:00")],
)
def test_the_day_is_left_out_for_today(days: int, words: str) -> None:
    assert short_when_words(NOW + timedelta(days=days), NOW, BERLIN) == words


@pytest.mark.parametrize("seconds", [0.012, 2, 60, 3600, 5400, 86_400, 90_000])
def test_the_ledger_keeps_what_is_said(seconds: float) -> None:
    late = timedelta(seconds=seconds)
    assert stored_late_words(late) == late_words(late)


def test_states_channels_and_back_ends() -> None:
    assert state_words(LedgerState.GAVE_UP) == "gave up"
    assert channel_words(Channel.EMAIL) == "e-mail"
    assert channels_words(DESKTOP_AND_EMAIL) == "desktop and e-mail"
    assert channels_words(DESKTOP_ONLY) == "desktop"
    assert channels_words(frozenset()) == ""
    assert backend_words("popup") == "popup"
    assert backend_words("another") == "another"
