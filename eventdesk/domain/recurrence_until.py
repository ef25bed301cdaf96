"""Times in rules: the basic form, and UNTIL as wall time (RFC 5545 3.3.5 and 3.3.10)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from eventdesk.domain.walltime import to_instant, to_wall

_END_OF_DAY = time(23, 59, 59)
_DAY = timedelta(days=1)


def format_wall(wall: datetime) -> str:
    """A wall time in the basic form of RFC 5545 3.3.5, without zone."""
    return wall.isoformat(timespec="seconds").replace("-", "").replace(":", "")


def parse_wall(text: str) -> datetime:
    """The wall time of '20261127T143000' or '20261127'; ValueError otherwise."""
    day, separator, clock = text.strip().upper().partition("T")
    if not re.fullmatch(r"\d{8}", day, re.ASCII) or (
        separator and not re.fullmatch(r"\d{4}(\d\d)?", clock, re.ASCII)
    ):
        raise ValueError(f"{text!r} is not a date or time")
    at = time()
    if separator:
        # A leap second is taken as the second before it.
        second = min(int(clock[4:6] or 0), 59)
        at = time(int(clock[:2]), int(clock[2:4]), second)
    return datetime.combine(date(int(day[:4]), int(day[4:6]), int(day[6:])), at)


@dataclass(frozen=True, slots=True)
class Until:
    """The last moment of a series as it was written: a date, a wall time, or a time in UTC.

    A date includes that whole day, whatever the series starts with.
    """

    written: datetime
    is_date: bool = False
    is_utc: bool = False

    def wall(self, zone: ZoneInfo | None, *, all_day: bool = False) -> datetime:
        """The last second of the series on the clocks of `zone`.

        All-day series end with the day that is written. Without a zone (floating events) a
        time in UTC is read as wall time. OverflowError near the ends of the calendar.
        """
        if self.is_date or all_day:
            return datetime.combine(self.written, _END_OF_DAY)
        if self.is_utc and zone is not None:
            return to_wall(self.written.replace(tzinfo=UTC), zone).replace(fold=0)
        return self.written

    def bound(self, zone: ZoneInfo | None, *, all_day: bool = False) -> datetime:
        """A wall time that no occurrence is after; `includes` tells of those before it.

        The order of wall times is that of instants except near a change of the clocks: a UTC
        time is therefore compared as instant.
        """
        if not self._is_instant(zone, all_day):
            return self.wall(zone, all_day=all_day)
        return self.written + 2 * _DAY if self.written.year < 9999 else self.written

    def includes(self, wall: datetime, zone: ZoneInfo | None, *, all_day: bool = False) -> bool:
        """Whether an occurrence at `wall`, which is not after `bound`, belongs to the series."""
        if not self._is_instant(zone, all_day) or wall < self.written - 2 * _DAY:
            return True
        assert zone is not None
        return to_instant(wall.replace(microsecond=0), zone).replace(tzinfo=None) <= self.written

    def _is_instant(self, zone: ZoneInfo | None, all_day: bool) -> bool:
        return self.is_utc and not self.is_date and zone is not None and not all_day


def parse_until(text: str) -> Until:
    """The Until of '20261231', '20261231T235959' or '20261231T225959Z'; ValueError otherwise."""
    value = text.strip().upper()
    written = parse_wall(value.removesuffix("Z"))
    return Until(written, is_date="T" not in value, is_utc=value.endswith("Z"))
