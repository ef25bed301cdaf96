"""Recurrence sets: the start, RDATE, EXDATE, UNTIL and COUNT, and what is refused."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import islice
from types import FrameType
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.domain.recurrence import Recurrence, recurrence_problem, starts
from eventdesk.domain.recurrence_rule import NotARule
from eventdesk.domain.recurrence_series import end_of_count, series_of

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 11, 20, 15)  # a Friday
EVERY_MINUTE = ",".join(map(str, range(60)))
ALL_YEAR_DAYS = ",".join(str(each) for each in range(-366, 367) if each)
NOTHING = [
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6",
    "FREQ=YEARLY;BYYEARDAY=366;BYMONTH=1",
    "FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29",  # from 2026 on
    f"FREQ=YEARLY;BYYEARDAY={ALL_YEAR_DAYS};BYDAY=53MO;BYMONTH=2",
    "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2",
    "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1",
    "FREQ=MONTHLY;BYMONTHDAY=1;BYSETPOS=2",
    "FREQ=MONTHLY;BYMONTHDAY=29,30,31;BYSETPOS=-366",
    "FREQ=MONTHLY;INTERVAL=12;BYMONTH=3",
    "FREQ=MONTHLY;BYWEEKNO=53;BYMONTH=5",
    "FREQ=WEEKLY;BYDAY=MO;BYMONTHDAY=31;BYMONTH=2",
    "FREQ=WEEKLY;BYSETPOS=2",
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=DAILY;INTERVAL=7;BYDAY=MO",
    "FREQ=DAILY;BYYEARDAY=366;BYMONTHDAY=30",
    f"FREQ=DAILY;BYYEARDAY={ALL_YEAR_DAYS};BYMONTH=2;BYMONTHDAY=30",
    "FREQ=DAILY;BYWEEKNO=20;BYMONTH=1",
    "FREQ=HOURLY;INTERVAL=24;BYHOUR=5",
    "FREQ=HOURLY;BYYEARDAY=366;BYDAY=MO;BYMONTHDAY=1",
]
HEAVY = [
    *NOTHING,
    "FREQ=SECONDLY",
    "FREQ=SECONDLY;INTERVAL=60;BYSECOND=5",
    "FREQ=SECONDLY;INTERVAL=86400;BYHOUR=3",
    "FREQ=SECONDLY;INTERVAL=999999999",
    "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=SECONDLY;INTERVAL=61;BYHOUR=3;BYMINUTE=5;COUNT=999999999",
    "FREQ=MINUTELY;INTERVAL=7;BYHOUR=3;BYMINUTE=5;BYMONTH=2;BYMONTHDAY=29",
    f"FREQ=DAILY;BYMINUTE={EVERY_MINUTE};BYSECOND={EVERY_MINUTE}",
    "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=-366",
    "FREQ=YEARLY;INTERVAL=100;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO",
    "FREQ=YEARLY;INTERVAL=999999999",
    "FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO;COUNT=9999",
    "FREQ=MONTHLY;BYDAY=-1FR;COUNT=10000",
    "FREQ=WEEKLY;BYMONTH=2;BYWEEKNO=9;COUNT=9999",
    "FREQ=DAILY;INTERVAL=3;BYDAY=MO;BYMONTH=2;COUNT=9999",
    "FREQ=DAILY;BYYEARDAY=366;COUNT=9999",
    "FREQ=DAILY;BYWEEKNO=53;BYMONTH=1;BYDAY=SU;COUNT=9999",
    "FREQ=DAILY;COUNT=999999999",
]


def dates(recurrence: Recurrence, start: datetime = START, *, most: int = 10) -> list[str]:
    return [f"{each:%y%m%d}" for each in islice(starts(recurrence, start), most)]


def test_an_event_that_does_not_repeat() -> None:
    assert list(starts(None, START)) == [START]
    assert list(starts(None, START, after=START, before=START)) == []
    assert list(starts(None, START, after=START + timedelta(1))) == []


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=DAILY;COUNT=3", "261120 261121 261122"),
        ("FREQ=WEEKLY;BYDAY=MO;COUNT=3", "261120 261123 261130"),  # a start off its rule counts
        ("FREQ=WEEKLY;BYDAY=MO;COUNT=1", "261120"),
        ("FREQ=DAILY;UNTIL=20261122", "261120 261121 261122"),
        ("FREQ=DAILY;UNTIL=20261122T150000", "261120 261121 261122"),
        ("FREQ=DAILY;UNTIL=20261122T145959", "261120 261121"),
        ("FREQ=DAILY;COUNT=5;UNTIL=20261121", "261120 261121"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20261129", "261120 261121"),
        ("FREQ=MONTHLY;BYDAY=MO,1TU;COUNT=4", "261120 261123 261130 261201"),
        ("FREQ=YEARLY;BYMONTHDAY=24;COUNT=3", "261120 261124 271124"),
    ],
)
def test_the_start_and_the_end(rule: str, expected: str) -> None:
    assert dates(Recurrence(rule)) == expected.split()


def test_extra_and_excluded_dates() -> None:
    extra = (START + timedelta(3), START + timedelta(1), START - timedelta(5), START)
    excluded = (START + timedelta(2), START + timedelta(9))
    found = dates(Recurrence("FREQ=DAILY;COUNT=3", extra, excluded))
    assert found == ["261115", "261120", "261121", "261123"]
    assert dates(Recurrence("", (START + timedelta(7),))) == ["261120", "261127"]
    assert dates(Recurrence("FREQ=DAILY;COUNT=2", (), (START,))) == ["261121"]


def test_an_excluded_date_is_counted_all_the_same() -> None:
    excluded = (START + timedelta(1),)
    assert dates(Recurrence("FREQ=DAILY;COUNT=3", (), excluded)) == ["261120", "261122"]


def test_a_fold_and_fractions_of_a_second_are_kept() -> None:
    start = datetime(2026, 10, 25, 2, 30, 0, 250_000, fold=1)
    recurrence = Recurrence("FREQ=DAILY;UNTIL=20261026T023000", (), ())
    found = list(starts(recurrence, start))
    assert found == [start, start + timedelta(1)]
    assert [each.fold for each in found] == [1, 0]
    assert next(starts(recurrence, start, after=start)).fold == 1
    later = start.replace(fold=0) + timedelta(microseconds=1)
    assert list(starts(recurrence, start, after=later)) == [start + timedelta(1)]


def test_limits_of_a_look_up() -> None:
    recurrence = Recurrence("FREQ=DAILY")
    after, before = START + timedelta(10), START + timedelta(12)
    assert len(list(starts(recurrence, START, after=after, before=before))) == 2
    assert len(list(starts(recurrence, START, limit=7))) == 7
    assert next(starts(recurrence, START, before=START), None) is None


@pytest.mark.parametrize(
    ("zone", "all_day", "count"),
    [
        (BERLIN, False, 3),
        (ZoneInfo("America/New_York"), False, 2),
        (None, False, 2),
        (None, True, 3),
    ],
)
def test_an_end_in_utc_is_an_instant(zone: ZoneInfo | None, all_day: bool, count: int) -> None:
    """14:00 UTC on the 22nd is 15:00 in Berlin: there the third occurrence still belongs."""
    recurrence = Recurrence("FREQ=DAILY;UNTIL=20261122T140000Z")
    assert len(list(starts(recurrence, START, zone=zone, all_day=all_day))) == count


def test_an_end_in_utc_within_a_repeated_hour() -> None:
    """02:45 comes first at 00:45 UTC, and a series until 01:30 UTC has it."""
    start = datetime(2026, 10, 24, 2, 45)
    recurrence = Recurrence("FREQ=DAILY;UNTIL=20261025T013000Z")
    assert len(list(starts(recurrence, start, zone=BERLIN))) == 2


def test_all_day_series_have_no_times() -> None:
    recurrence = Recurrence("FREQ=DAILY;BYHOUR=9,17;BYMINUTE=5;COUNT=2")
    day = datetime(2026, 11, 20)
    assert list(starts(recurrence, day, all_day=True)) == [day, day + timedelta(1)]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("often", "not a recurrence rule"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL=0 is no whole number from 1"),
        ("FREQ=SECONDLY", "every second or minute"),
        ("FREQ=MINUTELY;INTERVAL=90", "every second or minute"),
        (f"FREQ=HOURLY;BYMINUTE={EVERY_MINUTE}", "too many occurrences"),
        ("FREQ=DAILY;UNTIL=20261119", "ends before it begins"),
        ("FREQ=WEEKLY;BYDAY=MO;UNTIL=20261122", "ends before it begins"),
        ("FREQ=DAILY;INTERVAL=3;BYDAY=MO,TU;BYHOUR=1,2;BYMINUTE=0,5;COUNT=20000", "COUNT=20000"),
        *[(rule, "yields no occurrence") for rule in NOTHING],
    ],
)
def test_what_is_refused(rule: str, words: str) -> None:
    problem = recurrence_problem(Recurrence(rule), START)
    assert problem is not None
    assert words in problem[0]
    assert problem[1].endswith(".")


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;UNTIL=20261120T140000Z",
        "FREQ=DAILY;UNTIL=20261120T120000Z",  # 15:00 may come later elsewhere
        "FREQ=DAILY;COUNT=999999",
        "FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40",
        "FREQ=MONTHLY;BYDAY=-1FR;COUNT=9999",
        "FREQ=WEEKLY;BYDAY=MO;COUNT=1",
    ],
)
def test_what_is_accepted(rule: str) -> None:
    assert recurrence_problem(Recurrence(rule), START) is None


def test_what_leaves_nothing() -> None:
    both = (START, START + timedelta(1))
    assert recurrence_problem(Recurrence("FREQ=DAILY;COUNT=2", (), both), START) is not None
    assert recurrence_problem(Recurrence("", (), (START,)), START) is not None
    hourly = Recurrence("FREQ=HOURLY")
    assert recurrence_problem(hourly, START) is None
    assert recurrence_problem(hourly, START, all_day=True) is not None


def test_no_rule_is_a_clear_error() -> None:
    with pytest.raises(NotARule):
        list(starts(Recurrence("often"), START))


@pytest.mark.parametrize("rule", HEAVY)
def test_no_rule_takes_long(rule: str) -> None:
    """A million lines of Python (some 50 ms) at the most: to check a rule, to find its next
    occurrence, to list a month. Lines, since seconds differ by machine and day."""
    recurrence, start = Recurrence(rule), datetime(2026, 1, 31, 9, 0, 4)
    looks = [
        lambda: recurrence_problem(recurrence, start),
        lambda: next(starts(recurrence, start, after=datetime(2059, 3, 1)), None),
        lambda: list(starts(recurrence, start, before=datetime(2026, 3, 1), limit=1_000)),
    ]
    for look in looks:
        series_of.cache_clear()
        end_of_count.cache_clear()
        assert lines_run(look) < 1_000_000


def lines_run(work: Callable[[], object]) -> int:
    """How many lines of Python `work` takes."""
    count = 0

    def trace(frame: FrameType, event: str, value: object) -> Callable[..., Any]:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@given(st.text(st.sampled_from("YEARLYMONTHWKDBSCUIVP=;,-0123456789"), max_size=40))
def test_any_text_is_answered(text: str) -> None:
    recurrence = Recurrence(f"FREQ=DAILY;{text}")
    if recurrence_problem(recurrence, START) is None:
        assert next(starts(recurrence, START)) is not None
