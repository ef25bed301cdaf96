"""What a person wants of an event, and the instants this means, reckoned without EventDesk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)
Leads = tuple[tuple[int, frozenset[str]], ...]


@dataclass(frozen=True)
class Wish:
    """An event as a person means it. `start` and `end` are wall times; no `zone` means that
    they follow the traveller. `leads` are seconds before the start and channels."""

    title: str
    start: datetime
    end: datetime | None
    zone: str | None
    all_day: bool
    weeks: int
    leads: Leads
    late_rule: str = ""
    deleted: bool = False

    @property
    def timing(self) -> tuple[object, ...]:
        """What it takes to move an event."""
        return self.start, self.start.fold, self.zone, self.all_day, self.weeks

    @property
    def ways(self) -> frozenset[tuple[int, str]]:
        """Every lead with every channel."""
        return frozenset((lead, each) for lead, channels in self.leads for each in channels)


@dataclass(frozen=True)
class Happening:
    """One occurrence: its wall start, and the instants at which it starts and is over."""

    wall: datetime
    start: datetime
    ends: datetime


def instant(wall: datetime, zone: str) -> datetime:
    """The instant of a wall time (PEP 495)."""
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def happenings(wish: Wish, local: str) -> list[Happening]:
    """All occurrences of an event for somebody in the zone `local`."""
    zone = wish.zone or local
    found = []
    for week in range(wish.weeks):
        # Adding to a wall time forgets which of two passes of a repeated hour was meant.
        wall = wish.start + week * WEEK if week else wish.start
        start = instant(wall, zone)
        ends = start
        if wish.end is not None and wish.all_day:
            ends = instant(wall + (wish.end - wish.start), zone)
        elif wish.end is not None:
            ends = start + (instant(wish.end, zone) - instant(wish.start, zone))
        found.append(Happening(wall, start, ends if ends > start else start + HOUR))
    return found


def nominal(wish: Wish, each: Happening, lead: int, local: str) -> datetime:
    """When a reminder is due: start minus lead, for all-day events in wall time."""
    before = timedelta(seconds=lead)
    if wish.all_day:
        return instant(each.wall - before, wish.zone or local)
    return each.start - before


def is_worth_it(rule: str, *, now: datetime, due: datetime, ends: datetime) -> bool:
    """The late rule."""
    if rule == "always":
        return True
    if rule.startswith("within "):
        return now - due <= timedelta(minutes=int(rule.removeprefix("within ").removesuffix("m")))
    return now < ends
