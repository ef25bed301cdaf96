"""Recurrence rules against dateutil, and each look-up against the walk from the start.

dateutil differs in the ways of DISAGREEMENTS; libical agrees with EventDesk there
(`tests/interchange/test_libical_rules.py`).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice, takewhile
from typing import Any

import pytest
from dateutil.rrule import rrule, rrulestr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from eventdesk.domain.recurrence import Recurrence, starts
from eventdesk.domain.recurrence_rule import WEEKDAYS, Frequency
from eventdesk.domain.recurrence_series import end_of_count, moment_of, series_of, wall_of

MOST = 25
FAR = timedelta(days=12 * 366)
STARTS = st.builds(
    datetime,
    st.integers(1990, 2030),
    st.integers(1, 12),
    st.integers(1, 28),
    st.integers(0, 23),
    st.sampled_from([0, 30]),
)

# Why -> a rule and a start that show it.
DISAGREEMENTS = {
    "BYMONTHDAY of a yearly rule without BYMONTH: dateutil takes every month, RFC 5545 3.3.10 "
    "derives what is missing from the start": (
        "FREQ=YEARLY;BYMONTHDAY=24",
        datetime(2026, 12, 24, 9),
    ),
    "BYWEEKNO without BYDAY: dateutil takes all seven days, not the weekday of the start": (
        "FREQ=YEARLY;BYWEEKNO=20",
        datetime(1997, 5, 12, 9),
    ),
    "BYWEEKNO with INTERVAL: dateutil counts calendar years, which cut a week in two": (
        "FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO,TU;INTERVAL=3",
        datetime(2024, 12, 31),
    ),
    "BYWEEKNO with BYSETPOS: dateutil numbers the days of the calendar year": (
        "FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO,TU,WE;BYSETPOS=1",
        datetime(2025, 12, 29),
    ),
    "BYDAY with MO beside 1TU: dateutil demands both at once": (
        "FREQ=MONTHLY;BYDAY=MO,1TU",
        datetime(2026, 11, 2, 9),
    ),
    "BYSETPOS of a weekly rule: dateutil numbers the first week from the start on only": (
        "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=1",
        datetime(2026, 11, 18, 9),
    ),
}


def numbers(least: int, most: int, *, size: int = 3) -> st.SearchStrategy[str]:
    each = st.integers(least, most).filter(lambda number: number != 0 or least == 0)
    return st.lists(each, min_size=1, max_size=size, unique=True).map(
        lambda found: ",".join(map(str, found))
    )


@st.composite
def rules(draw: Any) -> str:
    """Rules of the shapes that RFC 5545 allows, DISAGREEMENTS apart."""
    frequency = draw(st.sampled_from(["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"]))
    parts = {"FREQ": frequency, "INTERVAL": str(draw(st.sampled_from([1, 1, 2, 3, 5])))}
    offered = {
        "BYMONTH": numbers(1, 12),
        "BYHOUR": numbers(0, 23),
        "BYMINUTE": numbers(0, 59),
        "WKST": st.sampled_from(WEEKDAYS),
        "BYDAY": st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=3).map(",".join),
    }
    if frequency != "WEEKLY":
        offered |= {"BYMONTHDAY": numbers(-31, 31), "BYSETPOS": numbers(-4, 4, size=2)}
    if frequency in ("YEARLY", "HOURLY"):
        offered |= {"BYYEARDAY": numbers(-366, 366)}
    if frequency == "YEARLY":
        offered |= {"BYWEEKNO": numbers(-53, 53)}
    if frequency in ("YEARLY", "MONTHLY"):
        places = st.sampled_from(["1", "2", "-1", "-2", "5", "+3"])
        day = st.tuples(places, st.sampled_from(WEEKDAYS)).map("".join)
        offered["BYDAY"] |= st.lists(day, min_size=1, max_size=3).map(",".join)
    for name in draw(st.lists(st.sampled_from(sorted(offered)), max_size=4, unique=True)):
        parts[name] = draw(offered[name])
    if frequency == "YEARLY" and "BYMONTHDAY" in parts:
        parts.setdefault("BYMONTH", "3,11")
    if "BYWEEKNO" in parts:
        parts["INTERVAL"] = "1"
        parts["BYDAY"] = draw(st.sampled_from(["MO", "WE,SU"]))
        parts.pop("BYSETPOS", None)
    if not any(name.startswith("BY") and name != "BYSETPOS" for name in parts):
        parts.pop("BYSETPOS", None)
    return ";".join(f"{name}={value}" for name, value in parts.items())


def by_dateutil(rule: str, start: datetime, most: int = MOST) -> list[datetime]:
    built = rrulestr(rule, dtstart=start, cache=False)
    assert isinstance(built, rrule)
    return list(islice(built, most))


def by_rule(rule: str, start: datetime, most: int = MOST) -> list[datetime]:
    found = map(wall_of, series_of(rule, start).moments())
    return list(islice(takewhile(lambda each: each <= start + FAR, found), most))


@settings(deadline=None)
@given(rules(), STARTS)
def test_expansion_agrees_with_dateutil(rule: str, start: datetime) -> None:
    found = by_rule(rule, start)
    assume(found)  # dateutil walks to the year 9999 where nothing is left
    assert by_dateutil(rule, start, len(found)) == found


@pytest.mark.parametrize("why", DISAGREEMENTS)
def test_where_dateutil_differs(why: str) -> None:
    rule, start = DISAGREEMENTS[why]
    assert by_rule(rule, start) != by_dateutil(rule, start)


@settings(deadline=None)
@given(rules(), STARTS, st.integers(1, 60))
def test_count_agrees_with_dateutil(rule: str, start: datetime, count: int) -> None:
    everything = by_rule(rule, start, count)
    assume(len(everything) == count)
    expected = everything if everything[0] == start else [start, *everything[:-1]]
    text = f"{rule};COUNT={count}"
    assert list(starts(Recurrence(text), start)) == expected
    assert end_of_count(text, start) == moment_of(expected[-1])
    if everything[0] == start:
        assert by_dateutil(text, start, count + 1) == expected


@given(rules(), STARTS, st.timedeltas(timedelta(days=-400), timedelta(days=2_000)))
def test_next_agrees_with_the_full_expansion(rule: str, start: datetime, gap: timedelta) -> None:
    after = start + gap
    everything = starts(Recurrence(rule), start, before=start + FAR)
    expected = next((each for each in everything if each >= after), None)
    assume(expected is not None)
    assert next(starts(Recurrence(rule), start, after=after)) == expected


@given(rules(), STARTS, st.integers(1, 300), st.data())
def test_next_of_a_counted_series(rule: str, start: datetime, count: int, data: Any) -> None:
    recurrence = Recurrence(f"{rule};COUNT={count}")
    everything = list(islice(starts(recurrence, start, before=start + FAR), count))
    place = data.draw(st.integers(0, len(everything) - 1))
    found = starts(recurrence, start, after=everything[place], before=start + FAR)
    assert list(found) == everything[place:]


@given(rules(), STARTS, STARTS, st.booleans())
def test_until_ends_the_expansion(
    rule: str, start: datetime, until: datetime, whole_day: bool
) -> None:
    text = f"{until:%Y%m%d}" if whole_day else f"{until:%Y%m%dT%H%M%S}"
    last = until.replace(hour=23, minute=59) if whole_day else until
    expected = [each for each in by_rule(rule, start) if each <= last]
    found = list(
        islice(starts(Recurrence(f"{rule};UNTIL={text}"), start, before=start + FAR), MOST)
    )
    assert found[: len(expected)] == expected if expected[:1] == [start] else found[0] == start
    assert all(each <= last for each in found[1:])
    if len(expected) < MOST:
        assert [each for each in found if each != start] == [x for x in expected if x != start]


@given(STARTS, st.integers(1, 5), st.integers(1, 500), st.sampled_from(list(Frequency)[2:]))
def test_even_series_end_where_they_are_walked_to(
    start: datetime, interval: int, count: int, frequency: Frequency
) -> None:
    days = ";BYDAY=MO,WE,SA" if frequency is Frequency.WEEKLY else ""
    series = series_of(f"FREQ={frequency.name};INTERVAL={interval}{days}", start)
    assert series.nth(count) == list(islice(series.moments(), count))[-1]
