"""Wall time and zones: what a local time means, and the two ways it can go wrong (PEP 495)."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum
from functools import cache
from zoneinfo import ZoneInfo, available_timezones


class WallTimeKind(Enum):
    """Whether a local time exists once, never (clocks go forward) or twice (they go back)."""

    NORMAL = "normal"
    GAP = "gap"
    OVERLAP = "overlap"


@cache
def zone_names() -> frozenset[str]:
    """All IANA zone names known here. Reads the tz database once; about 10 ms."""
    return frozenset(available_timezones())


def is_zone(name: str) -> bool:
    """True when `name` is an IANA time zone that can be loaded."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return False
    return True


def wall_time_kind(wall: datetime, zone: ZoneInfo) -> WallTimeKind:
    """Classify the wall time `wall` (no tzinfo) in `zone`."""
    earlier = wall.replace(tzinfo=zone, fold=0)
    later = wall.replace(tzinfo=zone, fold=1)
    if earlier.utcoffset() == later.utcoffset():
        return WallTimeKind.NORMAL
    back = earlier.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    return WallTimeKind.OVERLAP if back == wall.replace(fold=0) else WallTimeKind.GAP


def to_instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The UTC instant of a wall time; `fold` chooses within an overlap, a gap moves forward."""
    return wall.replace(tzinfo=zone).astimezone(UTC)


def to_wall(instant: datetime, zone: ZoneInfo) -> datetime:
    """The wall time (no tzinfo, fold kept) that clocks in `zone` show at `instant`."""
    return instant.astimezone(zone).replace(tzinfo=None)
