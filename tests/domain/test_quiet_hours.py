"""Quiet hours: weekly spans of wall time, over midnight and over changes of the clocks."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.quiet_hours import EVERY_DAY, QuietHours, QuietSpan, parse_quiet_span

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = "22:00-07:00"


def until(texts: str, now: datetime, zone: ZoneInfo = BERLIN) -> str | None:
    """When the quiet at wall time `now` ends, as 'Sat 07:00'."""
    hours = QuietHours(tuple(map(parse_quiet_span, filter(None, texts.split(";")))))
    end = hours.until(now.replace(tzinfo=zone).astimezone(UTC), zone)
    return None if end is None else f"{end.astimezone(zone):%a %H:%M}"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A wall time in November 2026, whose 20th is a Friday."""
    return datetime(2026, 11, day, hour, minute)


@pytest.mark.parametrize(
    ("text", "days", "start", "end", "written"),
    [
        (NIGHT, EVERY_DAY, time(22), time(7), "daily 22:00-07:00"),
        ("daily 9:05-17:30", EVERY_DAY, time(9, 5), time(17, 30), "daily 09:05-17:30"),
        ("mon-fri 22:00-07:00", {0, 1, 2, 3, 4}, time(22), time(7), "mon-fri 22:00-07:00"),
        ("SAT, Sun 23:00 to 09:00", {5, 6}, time(23), time(9), "sat-sun 23:00-09:00"),
        ("fri-mon 12:00–13:00", {4, 5, 6, 0}, time(12), time(13), "mon,fri-sun 12:00-13:00"),
        ("monday,wednesday 00:00-24:00", {0, 2}, time(), time(), "mon,wed 00:00-00:00"),
    ],
)
def test_spans_are_read(text: str, days: set[int], start: time, end: time, written: str) -> None:
    span = parse_quiet_span(text)
    assert span == QuietSpan(frozenset(days), start, end)
    assert str(span) == written


@pytest.mark.parametrize(
    "text", ["", "22-7", "22:00", "25:00-07:00", "22:00-07:60", "mo 22:00-07:00", "fr- 1:00-2:00"]
)
def test_what_is_no_span(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_quiet_span(text)
    assert caught.value.problems[0].field == "quiet.hours"
    assert caught.value.problems[0].remedy


SPANS = st.builds(
    QuietSpan,
    st.frozensets(st.integers(0, 6), min_size=1),
    st.times().map(lambda each: each.replace(second=0, microsecond=0)),
    st.times().map(lambda each: each.replace(second=0, microsecond=0)),
)


@given(SPANS)
def test_what_is_written_is_read_back(span: QuietSpan) -> None:
    assert parse_quiet_span(str(span)) == span


@pytest.mark.parametrize(
    ("texts", "now", "end"),
    [
        ("", at(20, 23), None),
        (NIGHT, at(20, 21, 59), None),
        (NIGHT, at(20, 22), "Sat 07:00"),
        (NIGHT, at(21, 6, 59), "Sat 07:00"),
        (NIGHT, at(21, 7), None),
        # The night after Friday belongs to Friday.
        ("fri 22:00-07:00", at(21, 3), "Sat 07:00"),
        ("sat 22:00-07:00", at(21, 3), None),
        ("mon-fri 22:00-07:00", at(22, 23), None),
        ("sun 22:00-07:00", at(23, 1), "Mon 07:00"),
        # Spans that touch or overlap are one.
        ("fri 22:00-07:00; sat 06:00-10:00", at(20, 23), "Sat 10:00"),
        ("fri 22:00-00:00; sat 00:00-08:00", at(20, 23), "Sat 08:00"),
        ("sat 00:00-24:00; sun 00:00-24:00", at(21, 12), "Mon 00:00"),
        ("fri 09:00-17:00; fri 12:00-13:00", at(20, 12, 30), "Fri 17:00"),
    ],
)
def test_when_quiet_ends(texts: str, now: datetime, end: str | None) -> None:
    assert until(texts, now) == end


def test_always_quiet_ends_some_day() -> None:
    hours = QuietHours((QuietSpan(EVERY_DAY, time(), time()),))
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    end = hours.until(now, BERLIN)
    assert end is not None
    assert timedelta(days=13) < end - now < timedelta(days=17)


def test_the_wall_clock_counts_when_clocks_change() -> None:
    forward, back = datetime(2026, 3, 28, 23), datetime(2026, 10, 24, 23)
    assert until(NIGHT, forward) == until(NIGHT, back) == "Sun 07:00"
    for evening, hours in ((forward, 7), (back, 9)):
        start = evening.replace(tzinfo=BERLIN).astimezone(UTC)
        end = QuietHours((parse_quiet_span(NIGHT),)).until(start, BERLIN)
        assert end is not None
        assert end - start == timedelta(hours=hours)


def test_an_hour_shown_twice_is_quiet_both_times() -> None:
    first = datetime(2026, 10, 25, 0, 15, tzinfo=UTC)  # 02:15, the first time
    for passed in (timedelta(), timedelta(hours=1)):
        hours = QuietHours((parse_quiet_span("sun 02:00-02:30"),))
        assert hours.until(first + passed, BERLIN) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_an_end_that_the_clocks_skip_comes_with_the_change() -> None:
    assert until("daily 22:00-02:30", datetime(2026, 3, 28, 23)) == "Sun 03:30"


@given(st.lists(SPANS, max_size=3), st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)))
def test_it_is_not_quiet_when_quiet_has_ended(spans: list[QuietSpan], now: datetime) -> None:
    hours, instant = QuietHours(tuple(spans)), now.replace(tzinfo=UTC)
    end = hours.until(instant, BERLIN)
    if end is None:
        return
    assert end > instant
    assert hours.until(end - timedelta(microseconds=1), BERLIN) is not None
    if end - instant < timedelta(days=4):
        assert hours.until(end, BERLIN) is None
