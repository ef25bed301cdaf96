"""Laws of parts of series: dividing, leaving out, and carrying an edit from one to another."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from eventdesk.domain.event import EventDraft
from eventdesk.domain.occurrence import occurrences
from eventdesk.domain.recurrence import Recurrence, starts
from eventdesk.domain.series import (
    ended_before,
    following,
    occurrence_draft,
    rebased,
    shifted,
    with_again,
    without,
)

START = datetime(2026, 11, 20, 15)
HOUR = timedelta(hours=1)
ZONES = st.sampled_from(
    [ZoneInfo(name) for name in ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC")]
)
RULES = st.sampled_from(
    [
        *("FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,FR", "FREQ=MONTHLY;BYDAY=3FR", "FREQ=YEARLY"),
        *("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,FR", "FREQ=DAILY;BYHOUR=9,15", "FREQ=HOURLY;INTERVAL=5"),
    ]
)
ENDS = st.one_of(
    st.just(""),
    st.integers(2, 60).map(lambda count: f";COUNT={count}"),
    st.integers(1, 900).map(lambda days: f";UNTIL={START + timedelta(days=days):%Y%m%dT%H%M%S}"),
)
SERIES = st.builds(lambda rule, end: Recurrence(rule + end), RULES, ENDS)


def walls(recurrence: Recurrence, start: datetime = START, most: int = 40) -> list[datetime]:
    return list(islice(starts(recurrence, start), most))


@given(SERIES, st.integers(1, 30), st.sets(st.integers(0, 39), max_size=4))
def test_a_divided_series_is_the_same_series(
    series: Recurrence, number: int, skipped: set[int]
) -> None:
    whole = walls(series)
    for each in skipped:
        if each != number and each < len(whole):
            series = without(series, whole[each])
    assume(number < len(whole))
    at = whole[number]
    left = walls(series)
    head = walls(ended_before(series, at))
    rest = following(series, START, at)
    tail = [at] if rest is None else walls(rest, at)
    assert [*head, *tail][: len(left)] == left
    assert all(each < at for each in head)


@given(SERIES, st.integers(0, 30))
def test_what_is_left_out_and_brought_back_is_as_before(series: Recurrence, number: int) -> None:
    whole = walls(series)
    assume(number < len(whole))
    left = without(series, whole[number])
    assert whole[number] not in walls(left)
    assert with_again(left, whole[number]) == series


@given(SERIES, st.lists(st.integers(0, 30), max_size=4), st.integers(-7, 7))
def test_dates_move_along(series: Recurrence, skipped: list[int], hours: int) -> None:
    whole = walls(series)
    by = timedelta(hours=hours)
    for each in skipped:
        if each < len(whole):
            series = without(series, whole[each])
    moved = shifted(series, by)
    assert [each + by for each in series.excluded] == list(moved.excluded)
    kept = shifted(series, by, kept=series.excluded[:1])
    assert kept.excluded[:1] == series.excluded[:1]


@st.composite
def drafts(draw: st.DrawFn) -> tuple[EventDraft, ZoneInfo]:
    """A series in some zone."""
    zone = draw(ZONES)
    length = draw(st.one_of(st.none(), st.integers(0, 3000)))
    start = draw(st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1))).replace(microsecond=0)
    start = start.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    end = None if length is None else start + timedelta(minutes=length)
    rule = Recurrence(draw(st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY"])))
    draft = EventDraft(title="x", start=start, end=end, time_zone=zone.key, recurrence=rule)
    return draft, zone


@given(drafts(), st.integers(0, 200))
def test_an_occurrence_by_itself_is_at_the_same_instants(
    made: tuple[EventDraft, ZoneInfo], number: int
) -> None:
    series, zone = made
    each = next(islice(occurrences(series, zone), number, None))
    one = occurrence_draft(series, each, zone)
    assert one.recurrence is None
    (alone,) = occurrences(one, zone)
    assert (alone.start, alone.end) == (each.start, each.end)


@given(drafts(), st.integers(1, 200), st.integers(-3000, 3000), st.integers(0, 600))
def test_an_edit_of_one_carried_to_all_and_back_is_the_same_edit(
    made: tuple[EventDraft, ZoneInfo], number: int, minutes: int, length: int
) -> None:
    series, zone = made
    one = occurrence_draft(series, next(islice(occurrences(series, zone), number, None)), zone)
    assert rebased(one, one, series).start == series.start
    assert rebased(one, one, series).end == series.end
    start = one.start.replace(fold=0) + timedelta(minutes=minutes)
    edited = replace(one, start=start, end=start + timedelta(minutes=length), title="y")
    carried = rebased(edited, one, series)
    assert carried.title == "y"
    assert carried.start - series.start == edited.start - one.start
    back = rebased(carried, series, one)
    assert back.start == edited.start
