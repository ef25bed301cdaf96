"""When an event of a calendar file is: wall times in one zone (RFC 5545 3.6.1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from eventdesk.domain.language import later
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
"""Takes a remark for the person, in English: it may be made in another process."""
_MIDNIGHT = time()
_ALL_DAY_MARKS = ("X-MICROSOFT-CDO-ALLDAYEVENT", "X-FUNAMBOL-ALLDAY")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a file says around its events. `calendar_zone` is its X-WR-TIMEZONE, if any."""

    zones: Zones
    local: ZoneInfo
    calendar_zone: Meaning | None = None

    def resolved(self, when: When) -> When:
        """The same time with the IANA name of its zone, or in UTC."""
        if not when.tzid or when.date_only:
            return when
        meaning = self.zones.meaning(when.tzid)
        if meaning.custom is not None:
            return When(_in_meaning(when.wall, meaning), utc=True)
        return When(when.wall, tzid=meaning.zone)


@dataclass(frozen=True, slots=True)
class EventTimes:
    """Start and end as `EventDraft` has them, and the way there for other times.

    `day_zone` is the zone in which an all-day event was written as times, if it was.
    """

    around: Surroundings
    start: datetime
    end: datetime | None
    zone: str | None
    all_day: bool
    day_zone: str | None = None

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
        return _on_clock(self.around.resolved(when), self.zone or self.day_zone, self.around.local)

    def instant(self, when: When) -> datetime:
        """Another time of the same event as a UTC instant."""
        return to_instant(self.wall(when), self.clock)

    def start_meant(self, when: When) -> datetime:
        """The wall start that a date or time of EXDATE, RDATE or RECURRENCE-ID means."""
        zone = self.zone or self.day_zone
        return start_meant(
            self.around.resolved(when), self.start, zone, self.around.local, all_day=self.all_day
        )


def start_meant(
    when: When, start: datetime, zone: str | None, local: ZoneInfo, *, all_day: bool
) -> datetime:
    """The wall start that `when`, already resolved, means in a series that starts at `start`.

    Programs mix dates and times: a date means the start on that day, and a time in an all-day
    series its day. Midnight in UTC is that day as it is written.
    """
    if when.date_only or (all_day and when.utc and when.wall.time() == _MIDNIGHT):
        return datetime.combine(when.wall.date(), start.time())
    wall = _on_clock(when, zone, local)
    return datetime.combine(wall.date(), start.time()) if all_day else wall.replace(fold=0)


def read_times(component: Component, around: Surroundings, note: Note) -> EventTimes:
    """DTSTART with DTEND or DURATION; Unreadable without a start that can be read.

    An end that cannot be read, or is before the start, is left out and noted.
    """
    line = component.first("DTSTART")
    if line is None:
        raise Unreadable(later("It has no start (DTSTART)."))
    when = _start_when(line)
    if when.date_only:
        last = _last_midnight(component, when.wall, note)
        return EventTimes(around, when.wall, last, None, True)
    start, zone = _anchored(line, when, around, note)
    times = EventTimes(around, start, None, zone, False)
    end = _timed_end(component, times, note)
    if start.time() == _MIDNIGHT and _marked_all_day(component):
        after = end or start + DAY
        midnight = datetime.combine(after.date(), _MIDNIGHT)
        after = midnight if after == midnight else midnight + DAY
        return EventTimes(around, start, max(after, start + DAY), None, True, zone)
    return EventTimes(around, start, end, zone, False)


def _marked_all_day(component: Component) -> bool:
    return any(component.value(name).upper() in ("TRUE", "1") for name in _ALL_DAY_MARKS)


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
        if zone == "UTC":
            return when.wall, zone
        return to_wall(when.wall.replace(tzinfo=UTC), ZoneInfo(zone)), zone
    if around.calendar_zone is not None:
        wall = _in_meaning(when.wall, around.calendar_zone)
        return _out_of_gap(wall, around.calendar_zone.zone, note), around.calendar_zone.zone
    return when.wall, None


def _timed_end(component: Component, times: EventTimes, note: Note) -> datetime | None:
    try:
        end = _end_written(component, times, note)
    except (ValueError, OverflowError):
        note(later("Its end cannot be read and is left out."))
        return None
    if end is None:
        return None
    if end < times.start if times.zone is None else _is_before(end, times):
        note(later("It ends before it starts; its end is left out."))
        return None
    return end


def _is_before(end: datetime, times: EventTimes) -> bool:
    return to_instant(end, times.clock) < to_instant(times.start, times.clock)


def _end_written(component: Component, times: EventTimes, note: Note) -> datetime | None:
    line = component.first("DTEND")
    if line is not None:
        end = times.wall(parse_when(line))
        if line.parameters.get(FOLD) == "1":
            end = end.replace(fold=1)
        return end if times.zone is None else _out_of_gap(end, times.zone, note)
    if text := component.value("DURATION"):
        days, clock = split_length(text)
        shifted = to_instant(times.start + days, times.clock) + clock
        return to_wall(shifted, times.clock)
    return None


def _last_midnight(component: Component, start: datetime, note: Note) -> datetime:
    """The midnight after the last day of an all-day event."""
    line = component.first("DTEND")
    try:
        if line is not None:
            end = parse_when(line).wall
        elif text := component.value("DURATION"):
            end = start + sum(split_length(text), timedelta())
        else:
            return start + DAY
    except (ValueError, OverflowError):
        note(later("Its end cannot be read; it is taken as one day."))
        return start + DAY
    if end < start:
        note(later("It ends before it starts; it is taken as one day."))
    elif end.time() != _MIDNIGHT:
        end = datetime.combine(end.date(), _MIDNIGHT) + DAY
    return max(end, start + DAY)


def _on_clock(when: When, zone: str | None, local: ZoneInfo) -> datetime:
    """A resolved time on the clocks of `zone` (None: floating, on those of `local`)."""
    if when.utc:
        clock = ZoneInfo(zone) if zone else local
        return to_wall(when.wall.replace(tzinfo=UTC), clock)
    if not when.tzid or when.tzid == zone:
        return when.wall
    clock = ZoneInfo(zone) if zone else local
    return to_wall(to_instant(when.wall, ZoneInfo(when.tzid)), clock)


def _in_meaning(wall: datetime, meaning: Meaning) -> datetime:
    if meaning.custom is None:
        return wall
    return wall.replace(tzinfo=meaning.custom).astimezone(UTC).replace(tzinfo=None)


def _out_of_gap(wall: datetime, zone: str, note: Note) -> datetime:
    if zone == "UTC":
        return wall
    clock = ZoneInfo(zone)
    if wall_time_kind(wall, clock) is not WallTimeKind.GAP:
        return wall
    moved = to_wall(to_instant(wall, clock), clock)
    words = later("{time} does not exist in {zone}; taken as {moved}.")
    note(words.format(time=f"{wall:%Y-%m-%d %H:%M}", zone=zone, moved=f"{moved:%H:%M}"))
    return moved


def _start_when(line: ContentLine) -> When:
    try:
        return parse_when(line)
    except ValueError:
        words = later("Its start {value} cannot be read.")
        raise Unreadable(words.format(value=repr(line.value[:60]))) from None
