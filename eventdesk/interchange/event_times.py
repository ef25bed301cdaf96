"""When an event of a calendar file is: wall times in one zone (RFC 5545 3.6.1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from eventdesk.domain.reminder import DAY
from eventdesk.domain.walltime import WallTimeKind, to_instant, to_wall, wall_time_kind
from eventdesk.interchange.components import Component
from eventdesk.interchange.content_lines import ContentLine
from eventdesk.interchange.values import Unreadable, When, parse_when, split_length
from eventdesk.interchange.zones import Meaning, Zones

FOLD = "X-EVENTDESK-FOLD"
"""Parameter of our own: '1' marks the second of a local time that comes twice."""
TZID = "X-EVENTDESK-TZID"
"""Parameter of our own: the zone in which a time written in UTC is meant."""
Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a file says around its events. `calendar_zone` is its X-WR-TIMEZONE, if any."""

    zones: Zones
    local: ZoneInfo
    calendar_zone: Meaning | None = None


@dataclass(frozen=True, slots=True)
class EventTimes:
    """Start and end as `EventDraft` has them, and the way there for other times."""

    around: Surroundings
    start: datetime
    end: datetime | None
    zone: str | None
    all_day: bool

    @property
    def clock(self) -> ZoneInfo:
        """The zone whose clocks count for this event."""
        return ZoneInfo(self.zone) if self.zone else self.around.local

    @property
    def length(self) -> timedelta:
        """From start to end: real time, or wall time for all-day events; zero without end."""
        if self.end is None:
            return timedelta()
        if self.all_day:
            return self.end - self.start
        return to_instant(self.end, self.clock) - to_instant(self.start, self.clock)

    def wall(self, when: When) -> datetime:
        """Another time of the same event on the event's clocks."""
        return _wall_on(when, self.zone, self.around)

    def instant(self, when: When) -> datetime:
        """Another time of the same event as a UTC instant."""
        return to_instant(self.wall(when), self.clock)


def read_times(component: Component, around: Surroundings, note: Note) -> EventTimes:
    """DTSTART with DTEND or DURATION; Unreadable where they make no sense."""
    line = component.first("DTSTART")
    if line is None:
        raise Unreadable("It has no start (DTSTART).")
    when = _when(line, "start")
    if when.date_only:
        start = when.wall
        return EventTimes(around, start, _last_midnight(component, start), None, True)
    start, zone = _anchored(line, when, around, note)
    end = _timed_end(component, EventTimes(around, start, None, zone, False), note)
    return EventTimes(around, start, end, zone, False)


def _anchored(
    line: ContentLine, when: When, around: Surroundings, note: Note
) -> tuple[datetime, str | None]:
    """The start on the clocks of the zone it will live in, and that zone (None: floating)."""
    if when.tzid:
        meaning = around.zones.meaning(when.tzid)
        wall = _in_meaning(when.wall, meaning)
        if line.parameters.get(FOLD) == "1":
            wall = wall.replace(fold=1)
        return _out_of_gap(wall, meaning.zone, note), meaning.zone
    if when.utc:
        own = around.zones.meaning(line.parameters[TZID]) if TZID in line.parameters else None
        zone = (own or around.calendar_zone or Meaning("UTC")).zone
        return to_wall(when.wall.replace(tzinfo=UTC), ZoneInfo(zone)), zone
    if around.calendar_zone is not None:
        wall = _in_meaning(when.wall, around.calendar_zone)
        return _out_of_gap(wall, around.calendar_zone.zone, note), around.calendar_zone.zone
    return when.wall, None


def _timed_end(component: Component, times: EventTimes, note: Note) -> datetime | None:
    line = component.first("DTEND")
    if line is not None:
        end = times.wall(_when(line, "end"))
        if line.parameters.get(FOLD) == "1":
            end = end.replace(fold=1)
        if times.zone is not None:
            end = _out_of_gap(end, times.zone, note)
    elif text := component.value("DURATION"):
        days, clock = _length(text)
        shifted = to_instant(times.start + days, times.clock) + clock
        end = to_wall(shifted, times.clock)
    else:
        return None
    if to_instant(end, times.clock) < to_instant(times.start, times.clock):
        raise Unreadable("It ends before it starts.")
    return end


def _last_midnight(component: Component, start: datetime) -> datetime:
    """The midnight after the last day of an all-day event."""
    line = component.first("DTEND")
    if line is not None:
        end = _when(line, "end").wall
    elif text := component.value("DURATION"):
        end = start + sum(_length(text), timedelta())
    else:
        return start + DAY
    if end < start:
        raise Unreadable("It ends before it starts.")
    if end.time() != time():
        end = datetime.combine(end.date(), time()) + DAY
    return max(end, start + DAY)


def _wall_on(when: When, zone: str | None, around: Surroundings) -> datetime:
    clock = ZoneInfo(zone) if zone else around.local
    if when.utc:
        return to_wall(when.wall.replace(tzinfo=UTC), clock)
    if not when.tzid or when.date_only:
        return when.wall
    meaning = around.zones.meaning(when.tzid)
    if meaning.zone == zone and meaning.custom is None:
        return when.wall
    wall = _in_meaning(when.wall, meaning)
    return to_wall(to_instant(wall, ZoneInfo(meaning.zone)), clock)


def _in_meaning(wall: datetime, meaning: Meaning) -> datetime:
    if meaning.custom is None:
        return wall
    return wall.replace(tzinfo=meaning.custom).astimezone(UTC).replace(tzinfo=None)


def _out_of_gap(wall: datetime, zone: str, note: Note) -> datetime:
    clock = ZoneInfo(zone)
    if wall_time_kind(wall, clock) is not WallTimeKind.GAP:
        return wall
    moved = to_wall(to_instant(wall, clock), clock)
    note(f"{wall:%Y-%m-%d %H:%M} does not exist in {zone}; taken as {moved:%H:%M}.")
    return moved


def _when(line: ContentLine, what: str) -> When:
    try:
        return parse_when(line)
    except ValueError:
        raise Unreadable(f"Its {what} {line.value[:60]!r} cannot be read.") from None


def _length(text: str) -> tuple[timedelta, timedelta]:
    try:
        return split_length(text)
    except ValueError:
        raise Unreadable(f"Its length {text[:60]!r} cannot be read.") from None
