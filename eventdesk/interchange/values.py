"""Values of properties: dates, times, lengths of time (RFC 5545 3.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from eventdesk.domain.recurrence_text import parse_wall
from eventdesk.interchange.components import Component
from eventdesk.interchange.content_lines import ContentLine

_DURATION = re.compile(
    r"([+-]?)P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", re.ASCII
)

_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(Z?)", re.ASCII)


class Unreadable(Exception):
    """An event that cannot be taken; `reason` is a sentence for the person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class When:
    """A date or time as a file has it: `wall` without tzinfo, in UTC, in the zone `tzid`, or
    (neither) floating."""

    wall: datetime
    utc: bool = False
    tzid: str = ""
    date_only: bool = False


def parse_when(line: ContentLine, value: str | None = None) -> When:
    """The date or time of a property, or of `value`, one of its several. ValueError."""
    text = (line.value if value is None else value).strip()
    found, tzid = _TIME.fullmatch(text), line.parameters.get("TZID", "")
    if found is None and tzid and ":" in text:
        # A name such as '(UTC+01:00) Berlin' that should be in quotes.
        rest, _, last = text.rpartition(":")
        found = _TIME.fullmatch(last)
        tzid = f"{tzid}:{rest}" if found else tzid
    if found is None:
        # A period stands for its start; dashes and colons are against the standard, but clear.
        text = text.partition("/")[0].replace("-", "").replace(":", "").upper()
        utc = text.endswith("Z")
        text = text.removesuffix("Z")
        wall = parse_wall(text)
    else:
        utc = bool(found[7])
        year, month, day, hour, minute, second = map(int, found.groups()[:6])
        wall = datetime.combine(date(year, month, day), time(hour, minute, min(second, 59)))
    parameters = line.parameters
    date_only = "T" not in text
    if not date_only and parameters.get("VALUE", "").upper() == "DATE":
        date_only = wall.hour == wall.minute == wall.second == 0
    return When(wall, utc, "" if utc else tzid, date_only)


def utc_of(component: Component, name: str) -> datetime | None:
    """A property that is in UTC, as an instant; None where it is missing or cannot be read."""
    line = component.first(name)
    try:
        return parse_when(line).wall.replace(tzinfo=UTC) if line is not None else None
    except ValueError:
        return None


def parse_length(text: str) -> timedelta:
    """A DURATION value such as 'PT15M' or '-P1DT2H'. ValueError."""
    days, clock = split_length(text)
    return days + clock


def split_length(text: str) -> tuple[timedelta, timedelta]:
    """A DURATION value as its whole days, which are wall time, and the rest, which is real
    time (RFC 5545 3.3.6). ValueError."""
    match = _DURATION.fullmatch(text.strip().upper())
    if match is None or not any(match.groups()[1:]):
        raise ValueError(f"{text!r} is no length of time")
    weeks, days, hours, minutes, seconds = (int(each or 0) for each in match.groups()[1:])
    try:
        whole = timedelta(weeks=weeks, days=days)
        clock = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        raise ValueError(f"{text!r} is too long") from None
    return (-whole, -clock) if match[1] == "-" else (whole, clock)
