"""Occurrences: one happening of an event, as instants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from eventdesk.domain.event import EventDraft
from eventdesk.domain.late import ASSUMED_DURATION
from eventdesk.domain.recurrence import MAX_STEPS, starts
from eventdesk.domain.reminder import Reminder
from eventdesk.domain.walltime import WallTimeKind, to_instant, to_wall, wall_time_kind


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One occurrence. `start` and `end` are UTC; `wall_start` is without tzinfo."""

    start: datetime
    end: datetime | None
    wall_start: datetime

    @property
    def ends(self) -> datetime:
        """When it is over: its end, or 60 minutes after a start without (a later) end."""
        if self.end is None or self.end <= self.start:
            return self.start + ASSUMED_DURATION
        return self.end


def zone_of(event: EventDraft, local: ZoneInfo) -> ZoneInfo:
    """The event's own zone, or `local` for floating and all-day events."""
    return ZoneInfo(event.time_zone) if event.time_zone else local


def occurrence_at(event: EventDraft, wall_start: datetime, local: ZoneInfo) -> Occurrence:
    """The occurrence that starts at `wall_start`.

    The first keeps the end as typed; later ones keep the wall-time length for all-day
    events and the exact duration otherwise (RFC 5545 3.8.5.3).
    """
    zone = zone_of(event, local)
    return _occurrence(event, wall_start, zone, _length(event, zone))


def occurrences(
    event: EventDraft,
    local: ZoneInfo,
    *,
    after: datetime | None = None,
    before: datetime | None = None,
    limit: int = MAX_STEPS,
) -> Iterator[Occurrence]:
    """Occurrences with `after` <= start < `before` (UTC instants), in order, at most `limit`.

    No instant comes twice. A wall time that the clocks skip moves forward, as everywhere
    (RFC 5545 3.3.5); where another occurrence stands there already, it is that one.
    """
    if event.recurrence is None:
        # Most events: an import plans 100,000 of them.
        each = occurrence_at(event, event.start, local)
        if (after is None or each.start >= after) and (before is None or each.start < before):
            yield each
        return
    found = _in_order(event, zone_of(event, local), after, before)
    from_after = (each for each in found if after is None or each.start >= after)
    for each in islice(from_after, limit):
        if before is not None and each.start >= before:
            return
        yield each


def _in_order(
    event: EventDraft, zone: ZoneInfo, after: datetime | None, before: datetime | None
) -> Iterator[Occurrence]:
    slack = timedelta(days=1)
    walls = starts(
        event.recurrence,
        event.start,
        after=to_wall(after, zone) - slack if after else None,
        before=to_wall(before, zone) + slack if before else None,
        zone=zone,
        all_day=event.all_day,
    )
    length = _length(event, zone)
    first = to_instant(event.start, zone)
    moved: list[Occurrence] = []  # out of a gap, so that the next ones may come before them
    for wall in walls:
        each = _occurrence(event, wall, zone, length)
        if each.start <= first and wall > event.start:
            continue  # the first pass of an hour in whose second pass the series starts
        if event.recurrence is not None and wall_time_kind(wall, zone) is WallTimeKind.GAP:
            moved.append(each)
            continue
        if moved:
            yield from _once(earlier for earlier in moved if earlier.start < each.start)
            moved = [later for later in moved if later.start > each.start]
        yield each
    yield from _once(moved)


def _once(found: Iterable[Occurrence]) -> list[Occurrence]:
    return sorted({each.start: each for each in found}.values(), key=lambda each: each.start)


def _length(event: EventDraft, zone: ZoneInfo) -> timedelta | None:
    if event.end is None:
        return None
    if event.all_day:
        return event.end - event.start
    return to_instant(event.end, zone) - to_instant(event.start, zone)


def _occurrence(
    event: EventDraft, wall_start: datetime, zone: ZoneInfo, length: timedelta | None
) -> Occurrence:
    start = to_instant(wall_start, zone)
    if length is None:
        return Occurrence(start, None, wall_start)
    end = to_instant(wall_start + length, zone) if event.all_day else start + length
    return Occurrence(start, end, wall_start)


def due_at(
    event: EventDraft, occurrence: Occurrence, reminder: Reminder, local: ZoneInfo
) -> datetime:
    """The UTC instant at which `reminder` of `occurrence` is due."""
    if not event.all_day:
        return occurrence.start - reminder.lead
    return to_instant(occurrence.wall_start - reminder.lead, zone_of(event, local))
