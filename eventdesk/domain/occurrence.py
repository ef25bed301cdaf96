"""Occurrences: one happening of an event, as instants."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from eventdesk.domain.event import EventDraft
from eventdesk.domain.late import ASSUMED_DURATION
from eventdesk.domain.recurrence import MAX_STEPS, starts
from eventdesk.domain.reminder import Reminder
from eventdesk.domain.walltime import to_instant, to_wall


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
    start = to_instant(wall_start, zone)
    if event.end is None:
        return Occurrence(start, None, wall_start)
    if event.all_day:
        return Occurrence(
            start, to_instant(wall_start + (event.end - event.start), zone), wall_start
        )
    duration = to_instant(event.end, zone) - to_instant(event.start, zone)
    return Occurrence(start, start + duration, wall_start)


def occurrences(
    event: EventDraft,
    local: ZoneInfo,
    *,
    after: datetime | None = None,
    before: datetime | None = None,
    limit: int = MAX_STEPS,
) -> Iterator[Occurrence]:
    """Occurrences with `after` <= start < `before` (UTC instants), in order, at most `limit`."""
    zone = zone_of(event, local)
    slack = timedelta(days=1)
    walls = starts(
        event.recurrence,
        event.start,
        after=to_wall(after, zone) - slack if after else None,
        before=to_wall(before, zone) + slack if before else None,
    )
    found = 0
    for wall in walls:
        each = occurrence_at(event, wall, local)
        if after is not None and each.start < after:
            continue
        if before is not None and each.start >= before:
            return
        yield each
        found += 1
        if found >= limit:
            return


def due_at(
    event: EventDraft, occurrence: Occurrence, reminder: Reminder, local: ZoneInfo
) -> datetime:
    """The UTC instant at which `reminder` of `occurrence` is due."""
    if not event.all_day:
        return occurrence.start - reminder.lead
    return to_instant(occurrence.wall_start - reminder.lead, zone_of(event, local))
