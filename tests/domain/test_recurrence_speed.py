"""The next occurrence costs the same however old a series is. The figures are printed."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from statistics import median
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrule, rrulestr

from eventdesk.domain.event import EventDraft
from eventdesk.domain.occurrence import occurrences
from eventdesk.domain.recurrence import Recurrence, starts
from eventdesk.domain.recurrence_rule import parse_rule
from eventdesk.domain.recurrence_series import end_of_count, series_of

NOW = datetime(2026, 11, 20, 12)
OLD, YOUNG = datetime(1900, 1, 1, 9), datetime(2026, 1, 1, 9)
MOST_US = 1_000
COMMON = [
    "FREQ=DAILY",
    "FREQ=DAILY;COUNT=60000",
    "FREQ=DAILY;UNTIL=20991231",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=MONTHLY;BYDAY=-1FR",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=YEARLY",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
    "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
]


def microseconds(look: Callable[[], object], times: int) -> float:
    """The median of this thread's own time, so that a busy machine does not count."""
    taken = []
    for _ in range(times):
        begin = time.thread_time_ns()
        look()
        taken.append((time.thread_time_ns() - begin) / 1_000)
    return median(taken)


def next_from(rule: str, start: datetime) -> Callable[[], datetime]:
    recurrence = Recurrence(rule)
    return lambda: next(starts(recurrence, start, after=NOW))


def unremembered(rule: str, start: datetime) -> Callable[[], datetime]:
    def look() -> datetime:
        for cached in (parse_rule, series_of, end_of_count):
            cached.cache_clear()
        return next_from(rule, start)()

    return look


@pytest.mark.parametrize("rule", COMMON)
def test_an_old_series_costs_no_more_than_a_young_one(rule: str) -> None:
    old, young = (microseconds(next_from(rule, start), 200) for start in (OLD, YOUNG))
    first = microseconds(unremembered(rule, OLD), 50)
    built = rrulestr(rule, dtstart=OLD)
    assert isinstance(built, rrule)
    walked = microseconds(lambda: built.after(NOW, inc=True), 1)
    print(
        f"{rule}: next since 1900 {old:.0f} us, since 2026 {young:.0f} us, the first time "
        f"{first:.0f} us; dateutil since 1900 {walked:,.0f} us ({walked / old:,.0f} times)"
    )
    assert next_from(rule, OLD)() == built.after(NOW, inc=True)
    assert max(old, young, first) < MOST_US
    assert old < 4 * young


def test_the_next_occurrence_as_an_instant() -> None:
    event = EventDraft(
        title="x",
        start=OLD,
        time_zone="Europe/Berlin",
        recurrence=Recurrence("FREQ=WEEKLY;BYDAY=MO,WE"),
    )
    zone = ZoneInfo("Europe/Berlin")
    after = NOW.replace(tzinfo=zone)
    taken = microseconds(lambda: next(occurrences(event, zone, after=after, limit=1)), 200)
    print(f"next occurrence of a weekly event since 1900: {taken:.0f} us")
    assert taken < MOST_US


def test_an_hour_by_hour_series_since_1900() -> None:
    assert microseconds(next_from("FREQ=HOURLY;BYHOUR=9,17", OLD), 50) < MOST_US
