"""Wall time and zones: what a local time means, and the two ways it can go wrong (PEP 495)."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum
from functools import cache
from hashlib import sha256
from zoneinfo import ZoneInfo, available_timezones


class WallTimeKind(Enum):
    """Whether a local time exists once, never (clocks go forward) or twice (they go back)."""

    NORMAL = "normal"
    GAP = "gap"
    OVERLAP = "overlap"


_RULES_FROM = int(datetime(2020, 1, 1, tzinfo=UTC).timestamp())
_RULES_TO = int(datetime(2050, 1, 1, tzinfo=UTC).timestamp())
_WEEK = 7 * 86_400


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
    later = wall.replace(fold=1)
    if zone.utcoffset(earlier) == zone.utcoffset(later):
        return WallTimeKind.NORMAL
    back = earlier.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    return WallTimeKind.OVERLAP if back == wall.replace(fold=0) else WallTimeKind.GAP


def to_instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The UTC instant of a wall time; `fold` chooses within an overlap, a gap moves forward."""
    if wall.fold and wall_time_kind(wall, zone) is WallTimeKind.GAP:
        wall = wall.replace(fold=0)
    return wall.replace(tzinfo=zone).astimezone(UTC)


def to_wall(instant: datetime, zone: ZoneInfo) -> datetime:
    """The wall time (no tzinfo, fold kept) that clocks in `zone` show at `instant`."""
    return instant.astimezone(zone).replace(tzinfo=None)


def offset_changes(zone: ZoneInfo) -> list[tuple[int, int]]:
    """When the clocks of a zone change from 2020 to 2050, in seconds since 1970, and the
    offset from then on in seconds; the first pair is the offset at the beginning.

    What lasts less than a week may be left out. Takes a few milliseconds.
    """
    found = [(_RULES_FROM, _offset(zone, _RULES_FROM))]
    for after in range(_RULES_FROM, _RULES_TO, _WEEK):
        low, high = after, after + _WEEK
        offset = _offset(zone, high)
        if offset == found[-1][1]:
            continue
        while high - low > 1:
            middle = (low + high) // 2
            if _offset(zone, middle) == offset:
                high = middle
            else:
                low = middle
        found.append((high, offset))
    return found


def zone_rules(zone: ZoneInfo) -> str:
    """A fingerprint of a zone's rules: the same text while the clocks change the same way."""
    return sha256(repr(offset_changes(zone)).encode()).hexdigest()[:16]


def _offset(zone: ZoneInfo, at: int) -> int:
    offset = datetime.fromtimestamp(at, zone).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0
