"""What is exported, expanded by recurring-ical-events: a second opinion on every series.

Known disagreements, which the examples leave out:
- DTSTART counts for COUNT even where the rule does not meet it (RFC 5545 3.3.10); for the other
  library it does not. The starts here are met by their rules.
- FREQ=YEARLY with BYMONTHDAY and without BYMONTH means the month of the start here, and every
  month there.
- The other library takes an added date (RDATE) for one that was changed or left out when its
  time in UTC reads like the local time of that one. The examples add half an hour.
- A start that the clocks skip is at the next existing time here; the other library keeps the
  time of day on paper. The starts here are between 6 and 22 o'clock.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events
from dateutil.rrule import rrulestr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from eventdesk.domain.event import Event
from eventdesk.domain.occurrence import occurrences
from eventdesk.domain.recurrence import Recurrence, recurrence_problem, starts
from eventdesk.domain.recurrence_rule import WEEKDAYS
from eventdesk.interchange.write import write
from tests.interchange.calendars import BERLIN
from tests.interchange.test_write import event

ZONES = (None, "UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Sydney")
SEEN = timedelta(days=900)
DAYS = st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=3, unique=True).map(",".join)
NTH = st.builds("{}{}".format, st.sampled_from([-2, -1, 1, 2, 3]), st.sampled_from(WEEKDAYS))
MONTHS = st.lists(st.integers(1, 12), min_size=1, max_size=3, unique=True).map(
    lambda found: ",".join(map(str, sorted(found)))
)
RULES = st.one_of(
    st.just("FREQ=DAILY"),
    st.builds("FREQ=DAILY;BYDAY={}".format, DAYS),
    st.builds("FREQ=DAILY;BYMONTH={}".format, MONTHS),
    st.just("FREQ=WEEKLY"),
    st.builds("FREQ=WEEKLY;BYDAY={};WKST={}".format, DAYS, st.sampled_from(["MO", "SU"])),
    st.just("FREQ=MONTHLY"),
    st.builds("FREQ=MONTHLY;BYDAY={}".format, NTH),
    st.builds("FREQ=MONTHLY;BYMONTHDAY={}".format, st.sampled_from([1, 15, 28, 30, 31, -1, -3])),
    st.builds("FREQ=MONTHLY;BYDAY={};BYSETPOS={}".format, DAYS, st.sampled_from([1, -1])),
    st.just("FREQ=YEARLY"),
    st.builds("FREQ=YEARLY;BYMONTH={};BYDAY={}".format, MONTHS, NTH),
    st.builds("FREQ=YEARLY;BYMONTH={};BYMONTHDAY=13".format, MONTHS),
)
ENDS = st.one_of(
    st.just(""),
    st.builds(";COUNT={}".format, st.integers(1, 20)),
    st.builds(
        ";UNTIL={:%Y%m%dT%H%M%S}".format, st.datetimes(datetime(2026, 6, 1), datetime(2028, 1, 1))
    ),
)


@st.composite
def series(draw: st.DrawFn) -> list[Event]:
    """A series with dates added and left out, and some of its occurrences changed."""
    zone, all_day = draw(st.sampled_from(ZONES)), draw(st.booleans())
    rule = f"{draw(RULES)};INTERVAL={draw(st.integers(1, 3))}{draw(ENDS)}"
    day = draw(st.dates(datetime(2026, 1, 1).date(), datetime(2026, 12, 31).date()))
    near = datetime.combine(day, time() if all_day else time(draw(st.integers(6, 21)), 15))
    if all_day:
        zone, rule = None, re.sub(r"T\d{6}", "", rule)
    first = rrulestr(rule, dtstart=near).after(near, inc=True)
    assume(first is not None and first < datetime(2028, 1, 1))
    length = timedelta(days=1) if all_day else timedelta(minutes=45)
    one = event(start=first, end=first + length, time_zone=zone, all_day=all_day)
    usual = list(starts(Recurrence(rule), first, limit=12, all_day=all_day))
    some = st.lists(st.sampled_from(usual), max_size=3, unique=True).map(sorted)
    gone, changed = draw(some), draw(some)
    extra = [] if all_day else [usual[-1] + timedelta(minutes=30)] * draw(st.integers(0, 1))
    recurrence = Recurrence(rule, tuple(extra), tuple(sorted({*gone, *changed})))
    assume(recurrence_problem(recurrence, first, all_day=all_day) is None)
    move = timedelta(days=draw(st.integers(0, 3)), hours=0 if all_day else draw(st.integers(-2, 2)))
    return [replace(one, recurrence=recurrence)] + [
        replace(
            one,
            id=f"{wall}",
            uid=f"{wall}@own",
            title="Changed",
            start=wall + move,
            end=wall + move + length,
            series_id=one.id,
            recurrence_id=wall,
        )
        for wall in changed
        if wall not in gone
    ]


@settings(max_examples=250, deadline=None)
@given(series())
def test_another_library_finds_the_same_occurrences(events: list[Event]) -> None:
    begin, end = datetime(2026, 1, 1), datetime(2026, 1, 1) + SEEN
    calendar = icalendar.Calendar.from_ical(write(events))
    assert calendar.errors == []
    theirs = [
        (_plain(each.start, events[0]), str(each["SUMMARY"]))
        for each in recurring_ical_events.of(calendar).between(begin, end)
    ]
    local = ZoneInfo(events[0].time_zone) if events[0].time_zone else BERLIN
    ours = [
        (found.wall_start.replace(fold=0), each.title)
        for each in events
        for found in occurrences(each, local, limit=2_000)
        if begin <= found.wall_start < end
    ]
    near = end - timedelta(days=2)  # on the last days the zones of the borders differ
    assert sorted(x for x in theirs if x[0] < near) == sorted(x for x in ours if x[0] < near)


def _plain(start: object, one: Event) -> datetime:
    if not isinstance(start, datetime):
        return datetime.combine(start, time())  # type: ignore[arg-type]
    if start.tzinfo is not None and one.time_zone is not None:
        start = start.astimezone(ZoneInfo(one.time_zone))
    return start.replace(tzinfo=None, fold=0)
