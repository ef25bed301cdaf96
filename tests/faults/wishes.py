"""What a person wants of an event, and the instants this means, reckoned without EventDesk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)
Leads = tuple[tuple[int, frozenset[str]], ...]


@dataclass(frozen=True)
class Push:
    """How an event's reminders insist: shown again every `repeat`, the e-mail after `wait`
    (None: as the settings say), and `loud` also when it is quiet."""

    repeat: timedelta | None = None
    wait: timedelta | None = None
    loud: bool = False

    def or_else(self, defaults: Push) -> Push:
        """With the settings where nothing is wished."""
        return Push(
            defaults.repeat if self.repeat is None else self.repeat,
            defaults.wait if self.wait is None else self.wait,
            self.loud,
        )


@dataclass(frozen=True)
class Quiet:
    """Quiet on these days (0 is Monday) from one time of day to another, maybe past midnight."""

    text: str
    days: frozenset[int]
    begin: time
    end: time

    def on(self, day: date, zone: str) -> tuple[datetime, datetime] | None:
        """The instants between which it is quiet, beginning on that day."""
        if day.weekday() not in self.days:
            return None
        until = datetime.combine(day, self.end)
        until += timedelta(days=self.end <= self.begin)
        # What the clocks show twice is quiet both times, what they skip is over after it.
        last = max(instant(until.replace(fold=each), zone) for each in (0, 1))
        return instant(datetime.combine(day, self.begin), zone), last


def quiet_until(hours: tuple[Quiet, ...], now: datetime, zone: str) -> datetime | None:
    """When the quiet of now is over; spans without a gap between them are one."""
    today = now.astimezone(ZoneInfo(zone)).date()
    days = [today + timedelta(days=each) for each in range(-1, 15)]
    found = sorted(span for each in hours for day in days if (span := each.on(day, zone)))
    end = now
    for begins, ends in found:
        if begins <= end:
            end = max(end, ends)
    return end if end > now else None


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
    push: Push = Push()
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


def too_late(rule: str, *, due: datetime, ends: datetime) -> datetime | None:
    """The first instant at which the late rule says no, None when it never does."""
    if rule == "always":
        return None
    if rule.startswith("within "):
        minutes = int(rule.removeprefix("within ").removesuffix("m"))
        return due + timedelta(minutes=minutes, microseconds=1)
    return ends


def is_worth_it(rule: str, *, now: datetime, due: datetime, ends: datetime) -> bool:
    """The late rule."""
    last = too_late(rule, due=due, ends=ends)
    return last is None or now < last
