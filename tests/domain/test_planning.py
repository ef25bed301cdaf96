"""Planning and wall time, checked against laws that hold in every zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.domain.event import EventDraft
from eventdesk.domain.occurrence import due_at, occurrences
from eventdesk.domain.planning import first_plan, materialised, next_plans, still_occurs
from eventdesk.domain.recurrence import Recurrence
from eventdesk.domain.reminder import Reminder
from eventdesk.domain.walltime import WallTimeKind, to_instant, to_wall, wall_time_kind

ZONES = [
    "UTC",
    "Europe/Berlin",
    "Europe/Dublin",
    "America/New_York",
    "America/St_Johns",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Casablanca",
]
zones = st.sampled_from(ZONES).map(ZoneInfo)
walls = st.datetimes(datetime(2000, 1, 1), datetime(2035, 1, 1))
leads = st.integers(0, 4 * 7 * 86_400).map(lambda seconds: timedelta(seconds=seconds))


@given(walls, zones)
def test_an_instant_shown_on_a_clock_and_read_back_is_the_same(
    wall: datetime, zone: ZoneInfo
) -> None:
    instant = to_instant(wall, zone)
    assert to_instant(to_wall(instant, zone), zone) == instant


@pytest.mark.parametrize(
    ("wall", "kind"),
    [
        (datetime(2026, 3, 29, 1, 59, 59), WallTimeKind.NORMAL),
        (datetime(2026, 3, 29, 2, 0), WallTimeKind.GAP),
        (datetime(2026, 3, 29, 2, 59, 59), WallTimeKind.GAP),
        (datetime(2026, 3, 29, 3, 0), WallTimeKind.NORMAL),
        (datetime(2026, 10, 25, 1, 59), WallTimeKind.NORMAL),
        (datetime(2026, 10, 25, 2, 0), WallTimeKind.OVERLAP),
        (datetime(2026, 10, 25, 2, 59), WallTimeKind.OVERLAP),
        (datetime(2026, 10, 25, 3, 0), WallTimeKind.NORMAL),
    ],
)
def test_gaps_and_overlaps_are_told_apart(wall: datetime, kind: WallTimeKind) -> None:
    assert wall_time_kind(wall, ZoneInfo("Europe/Berlin")) is kind


@given(walls, zones, leads, st.integers(-10_000_000, 10_000_000))
def test_a_reminder_is_never_planned_early_nor_after_the_start(
    wall: datetime, zone: ZoneInfo, lead: timedelta, offset_s: int
) -> None:
    event = EventDraft(title="x", start=wall, time_zone=zone.key)
    start = to_instant(wall, zone)
    now = start + timedelta(seconds=offset_s)
    plan = first_plan(event, Reminder(lead), now, ZoneInfo("UTC"))
    if now > start:
        assert plan.due is None
    else:
        assert plan.due == max(start - lead, now)
        assert plan.occurrence is not None
        assert plan.occurrence.start == start


@settings(max_examples=60)
@given(
    walls,
    zones,
    st.sampled_from(
        [
            "FREQ=DAILY;COUNT=40",
            "FREQ=WEEKLY;BYDAY=MO,WE,FR;COUNT=40",
            "FREQ=MONTHLY;BYDAY=-1FR;COUNT=20",
            "FREQ=HOURLY;INTERVAL=7;COUNT=60",
        ]
    ),
    leads,
)
def test_stepping_from_plan_to_plan_meets_every_occurrence_once(
    wall: datetime, zone: ZoneInfo, rule: str, lead: timedelta
) -> None:
    event = EventDraft(title="x", start=wall, time_zone=zone.key, recurrence=Recurrence(rule))
    utc = ZoneInfo("UTC")
    expected = sorted({each.start for each in occurrences(event, utc)})
    reminder = Reminder(lead)
    plan = first_plan(event, reminder, expected[0] - timedelta(days=60), utc)
    met = []
    while plan.occurrence is not None:
        met.append(plan.occurrence.start)
        assert plan.due == due_at(event, plan.occurrence, reminder, utc)
        assert still_occurs(event, plan.occurrence.start, utc)
        plan = next(next_plans(event, reminder, plan.occurrence.start, utc, plan.due))
    assert met == expected


def test_an_endless_series_is_kept_for_the_horizon_only() -> None:
    now = datetime(2026, 11, 20, tzinfo=UTC)
    event = EventDraft(
        title="x",
        start=datetime(2001, 1, 1, 9),
        time_zone="UTC",
        recurrence=Recurrence("FREQ=DAILY"),
    )
    rows = materialised(event, now, ZoneInfo("UTC"))
    assert len(rows) == 460
    assert rows[0].start == datetime(2026, 9, 21, 9, tzinfo=UTC)


def test_a_series_that_ended_long_ago_still_has_a_row() -> None:
    event = EventDraft(
        title="x",
        start=datetime(2001, 1, 1, 9),
        time_zone="UTC",
        recurrence=Recurrence("FREQ=DAILY;COUNT=3"),
    )
    rows = materialised(event, datetime(2026, 11, 20, tzinfo=UTC), ZoneInfo("UTC"))
    assert [row.start for row in rows] == [datetime(2001, 1, 1, 9, tzinfo=UTC)]
