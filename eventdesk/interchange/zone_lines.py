"""Time zones as VTIMEZONE, from the tz database (RFC 5545 3.6.5)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from eventdesk.domain.recurrence_rule import WEEKDAYS
from eventdesk.domain.recurrence_until import format_wall

_DAY, _STEP = timedelta(days=1), timedelta(days=7)
_YEARS_SEEN = 12
"""A rule that held for the last years that are looked at goes on for ever."""
_LEAST_RULE = 3
_Rule = tuple[int, int, int]
"""Month, the how manieth weekday (-1: the last), and the weekday (Monday is 0)."""


@dataclass(frozen=True, slots=True)
class _Shift:
    """A change of the clocks at `instant` (UTC), from one offset to another."""

    instant: datetime
    before: timedelta
    after: timedelta
    name: str
    daylight: bool

    @property
    def wall(self) -> datetime:
        """The moment on the clocks as they went before, as DTSTART of a part has it."""
        return (self.instant + self.before).replace(tzinfo=None)

    @property
    def kind(self) -> tuple[timedelta, timedelta, str, bool]:
        return self.before, self.after, self.name, self.daylight

    def rules(self) -> set[tuple[_Rule, datetime]]:
        """The yearly rules that it may follow, with the time of day."""
        wall = self.wall
        found = {(wall.month, (wall.day - 1) // 7 + 1, wall.weekday())}
        if (wall + _STEP).month != wall.month:
            found.add((wall.month, -1, wall.weekday()))
        return {(rule, wall.replace(year=2000, month=1, day=1)) for rule in found}


def zone_lines(zone: str, first_year: int, last_year: int) -> Iterator[str]:
    """The VTIMEZONE of an IANA zone, right from the begin of `first_year` on.

    What still goes on in `last_year` goes on for ever; `last_year` should be some years ahead.
    """
    begin = datetime(first_year, 1, 1, tzinfo=UTC)
    end = datetime(max(last_year, first_year + _YEARS_SEEN) + 1, 1, 1, tzinfo=UTC)
    yield "BEGIN:VTIMEZONE"
    yield f"TZID:{zone}"
    yield from _part(_at(begin, ZoneInfo(zone), _state(begin, ZoneInfo(zone))[0]))
    kinds: dict[object, list[_Shift]] = {}
    for shift in _shifts(ZoneInfo(zone), begin, end):
        kinds.setdefault(shift.kind, []).append(shift)
    for shifts in kinds.values():
        single: list[_Shift] = []
        for run, rule in _runs(shifts):
            if len(run) < _LEAST_RULE:
                single += run
            else:
                yield from _ruled(run, rule, goes_on=run[-1].instant.year >= end.year - 1)
        if single:
            yield from _part(single[0], [f"RDATE:{format_wall(x.wall)}" for x in single[1:]])
    yield "END:VTIMEZONE"


def _ruled(run: list[_Shift], rule: _Rule, *, goes_on: bool) -> Iterator[str]:
    month, number, weekday = rule
    text = f"RRULE:FREQ=YEARLY;BYMONTH={month};BYDAY={number}{WEEKDAYS[weekday]}"
    if not goes_on:
        # A day later, since some programs compare the time in UTC with that on the clocks.
        text += f";UNTIL={format_wall((run[-1].instant + _DAY).replace(tzinfo=None))}Z"
    yield from _part(run[0], [text])


def _part(shift: _Shift, more: list[str] | None = None) -> Iterator[str]:
    name = "DAYLIGHT" if shift.daylight else "STANDARD"
    yield f"BEGIN:{name}"
    yield f"DTSTART:{format_wall(shift.wall)}"
    yield from more or ()
    yield f"TZNAME:{shift.name}"
    yield f"TZOFFSETFROM:{_offset(shift.before)}"
    yield f"TZOFFSETTO:{_offset(shift.after)}"
    yield f"END:{name}"


def _runs(shifts: list[_Shift]) -> Iterator[tuple[list[_Shift], _Rule]]:
    """Shifts of one kind in runs of years that follow one rule."""
    run: list[_Shift] = []
    rules: set[tuple[_Rule, datetime]] = set()
    for shift in shifts:
        shared = rules & shift.rules()
        if run and (not shared or shift.wall.year != run[-1].wall.year + 1):
            yield run, _best(rules)
            run, shared = [], set()
        rules = shared or shift.rules()
        run.append(shift)
    if run:
        yield run, _best(rules)


def _best(rules: set[tuple[_Rule, datetime]]) -> _Rule:
    """'The last Sunday' rather than 'the fourth', where both hold."""
    return min((rule for rule, _ in rules), key=lambda rule: rule[1])


def _shifts(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[_Shift]:
    """The changes of a zone's clocks, each found to the second."""
    known, before = begin, _state(begin, zone)
    while known < end:
        later = known + _STEP
        if _state(later, zone) != before:
            seconds = range(int(_STEP.total_seconds()) + 1)
            start = known

            def changed(second: int, start: datetime = start, before: object = before) -> bool:
                return _state(start + timedelta(seconds=second), zone) != before

            found = bisect_left(seconds, True, key=changed)
            later = known + timedelta(seconds=found)
            yield _at(later, zone, before[0])
            before = _state(later, zone)
        known = later


def _state(instant: datetime, zone: ZoneInfo) -> tuple[timedelta, str, bool]:
    local = instant.astimezone(zone)
    return local.utcoffset() or timedelta(), local.tzname() or "", bool(local.dst())


def _at(instant: datetime, zone: ZoneInfo, before: timedelta) -> _Shift:
    after, name, daylight = _state(instant, zone)
    return _Shift(instant, before, after, name, daylight)


def _offset(offset: timedelta) -> str:
    sign, seconds = "-" if offset < timedelta() else "+", abs(int(offset.total_seconds()))
    text = f"{sign}{seconds // 3600:02}{seconds // 60 % 60:02}"
    return f"{text}{seconds % 60:02}" if seconds % 60 else text
