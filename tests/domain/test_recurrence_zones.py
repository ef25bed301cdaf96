"""Laws of series across changes of the clocks, in thirty zones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.domain.event import EventDraft
from eventdesk.domain.occurrence import occurrences
from eventdesk.domain.recurrence import Recurrence
from eventdesk.domain.walltime import WallTimeKind, to_wall, wall_time_kind

ZONES = [
    ZoneInfo(name)
    for name in (
        *("Europe/Berlin", "Europe/London", "Europe/Dublin", "Europe/Lisbon", "Europe/Moscow"),
        *("Europe/Istanbul", "Europe/Chisinau", "Atlantic/Azores", "America/New_York"),
        *("America/Los_Angeles", "America/St_Johns", "America/Sao_Paulo", "America/Santiago"),
        *("America/Havana", "America/Asuncion", "America/Caracas", "America/Nuuk"),
        *("Africa/Casablanca", "Africa/Cairo", "Asia/Beirut", "Asia/Tehran", "Asia/Gaza"),
        *("Asia/Kathmandu", "Asia/Pyongyang", "Australia/Sydney", "Australia/Lord_Howe"),
        *("Pacific/Apia", "Pacific/Auckland", "Pacific/Chatham", "Antarctica/Troll"),
    )
]
UTC_ZONE = ZoneInfo("UTC")
RULES = [
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=3",
    "FREQ=WEEKLY;BYDAY=SA,SU,MO",
    "FREQ=MONTHLY;BYDAY=-1SU",
    "FREQ=YEARLY;BYMONTH=3,10;BYDAY=SU",
    "FREQ=DAILY;BYHOUR=0,1,2,3;BYMINUTE=0,30",
    "FREQ=HOURLY;BYMINUTE=0,15,45",
]
STARTS = st.datetimes(datetime(2005, 1, 1), datetime(2030, 1, 1)).map(
    lambda each: each.replace(minute=each.minute // 15 * 15, second=0, microsecond=0)
)


def series(start: datetime, zone: ZoneInfo, rule: str) -> EventDraft:
    return EventDraft(title="x", start=start, time_zone=zone.key, recurrence=Recurrence(rule))


@pytest.mark.parametrize("zone", ZONES, ids=lambda zone: zone.key)
@settings(max_examples=40)
@given(STARTS, st.sampled_from(RULES), st.booleans())
def test_the_laws_hold(zone: ZoneInfo, start: datetime, rule: str, second_pass: bool) -> None:
    event = series(start.replace(fold=int(second_pass)), zone, rule)
    found = list(islice(occurrences(event, UTC_ZONE), 150))
    # Instants only go up: none twice, none out of order.
    assert all(earlier.start < later.start for earlier, later in pairwise(found))
    for each in found:
        shown = to_wall(each.start, zone)
        if wall_time_kind(each.wall_start, zone) is WallTimeKind.GAP:
            assert each.wall_start < shown <= each.wall_start + timedelta(days=1)
        else:
            assert shown == each.wall_start  # the clocks show the hour of the series
    # The next from any instant is the one that the walk from the start comes to.
    for earlier, later in islice(pairwise(found), 0, None, 17):
        gap = occurrences(event, UTC_ZONE, after=earlier.start + timedelta(microseconds=1))
        assert next(gap).start == later.start
        assert next(occurrences(event, UTC_ZONE, after=later.start)).start == later.start


def instants(event: EventDraft, day: datetime, hours: int = 24) -> list[str]:
    begin = day.replace(tzinfo=ZoneInfo(event.time_zone or "UTC")).astimezone(UTC)
    found = occurrences(event, UTC_ZONE, after=begin, before=begin + timedelta(hours=hours))
    return [f"{each.start:%H:%M}" for each in found]


def test_a_skipped_time_moves_forward_and_meets_another_once() -> None:
    """02:30 is skipped in Berlin on 29 March 2026 and becomes 03:30, which is there already."""
    zone = ZoneInfo("Europe/Berlin")
    event = series(datetime(2026, 3, 28, 1, 30), zone, "FREQ=HOURLY")
    assert instants(event, datetime(2026, 3, 29), 4) == ["23:30", "00:30", "01:30", "02:30"]


def test_skipped_times_that_change_places_come_in_order() -> None:
    """02:45 becomes 03:45 and so comes after 03:15."""
    event = series(
        datetime(2026, 3, 28, 2, 45),
        ZoneInfo("Europe/Berlin"),
        "FREQ=DAILY;BYHOUR=2,3;BYMINUTE=15,45",
    )
    assert instants(event, datetime(2026, 3, 29), 6) == ["01:15", "01:45"]


def test_a_skipped_day_is_no_day() -> None:
    """Samoa had no 30 December 2011."""
    event = series(datetime(2011, 12, 27, 9), ZoneInfo("Pacific/Apia"), "FREQ=DAILY;COUNT=6")
    found = [each.start for each in occurrences(event, UTC_ZONE)]
    assert [f"{each:%m%d %H}" for each in found] == [
        "1227 19",
        "1228 19",
        "1229 19",
        "1230 19",
        "1231 19",
    ]


def test_a_repeated_time_is_taken_once_and_the_first() -> None:
    event = series(datetime(2026, 10, 24, 2, 30), ZoneInfo("Europe/Berlin"), "FREQ=DAILY;COUNT=2")
    assert [each.start for each in occurrences(event, UTC_ZONE)] == [
        datetime(2026, 10, 24, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    ]


def test_a_series_from_the_second_pass_goes_on_after_it() -> None:
    start = datetime(2026, 10, 25, 2, 30, fold=1)
    event = series(start, ZoneInfo("Europe/Berlin"), "FREQ=HOURLY;BYMINUTE=30,45")
    found = [each.start for each in islice(occurrences(event, UTC_ZONE), 3)]
    assert [f"{each:%H:%M}" for each in found] == ["01:30", "02:30", "02:45"]
