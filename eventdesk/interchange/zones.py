"""What a TZID of a calendar file means: an IANA zone, found or matched (RFC 5545 3.8.3.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from eventdesk.domain.walltime import is_zone, zone_names
from eventdesk.interchange.components import Component

_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2}):?(\d{2})?", re.IGNORECASE)
_UTC = frozenset({"UTC", "GMT", "Z", "COORDINATED UNIVERSAL TIME"})
_FAMILIAR = (
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "Asia/Tokyo",
    "Asia/Shanghai",
    "Asia/Kolkata",
    "Australia/Sydney",
    "America/Sao_Paulo",
    "Europe/Moscow",
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a TZID stands for. `zone` is an IANA name. `custom` is set where the file's own
    rules match no zone: instants follow them, and `zone` is UTC. `note` is for the person."""

    zone: str
    custom: tzinfo | None = None
    note: str = ""


@dataclass(slots=True)
class Zones:
    """The zones of one file. `local` stands in where a name tells nothing."""

    definitions: dict[str, Component]
    local: ZoneInfo
    _known: dict[str, Meaning] = field(default_factory=dict)

    @classmethod
    def of(cls, components: Iterable[Component], local: ZoneInfo) -> Zones:
        """The zones that VTIMEZONE `components` define."""
        return cls({each.value("TZID"): each for each in components}, local)

    def meaning(self, tzid: str) -> Meaning:
        """The meaning of `tzid`; always the same within one file."""
        tzid = tzid.strip().strip('"').strip()
        if tzid not in self._known:
            self._known[tzid] = self._find(tzid)
        return self._known[tzid]

    def of_calendar(self, name: str) -> Meaning | None:
        """The zone of a whole calendar (X-WR-TIMEZONE); None where the name tells nothing."""
        named = _named(name.strip())
        if named:
            return Meaning(named)
        return self.meaning(name) if name.strip() in self.definitions else None

    def remarks(self) -> Iterator[tuple[int, str]]:
        """What the person should know about the zones met: line and words."""
        for tzid, meaning in self._known.items():
            if meaning.note:
                definition = self.definitions.get(tzid)
                yield (definition.line if definition else 1), meaning.note

    def _find(self, tzid: str) -> Meaning:
        named = _named(tzid)
        if named:
            return Meaning(named)
        definition = self.definitions.get(tzid)
        if definition is not None:
            located = _named(definition.value("X-LIC-LOCATION"))
            return Meaning(located) if located else self._matched(tzid, definition)
        if offset := _fixed(tzid):
            return Meaning(offset)
        return Meaning(
            self.local.key,
            note=f"The time zone {tzid!r} is not known and not described in the file; "
            f"taken as {self.local.key}.",
        )

    def _matched(self, tzid: str, definition: Component) -> Meaning:
        rules = _rules(definition)
        if rules is None:
            return Meaning(
                self.local.key,
                note=f"The rules of the time zone {tzid!r} cannot be read; "
                f"taken as {self.local.key}.",
            )
        offsets = [each.astimezone(rules).utcoffset() for each in _instants()]
        for name in dict.fromkeys((self.local.key, "UTC", *_FAMILIAR, *sorted(_places()))):
            if _same_rules(ZoneInfo(name), offsets):
                return Meaning(
                    name, note=f"The time zone {tzid!r} has the rules of {name} and is taken as it."
                )
        return Meaning(
            "UTC",
            custom=rules,
            note=f"The time zone {tzid!r} matches none that is known; its times were turned "
            "into UTC.",
        )


def _named(tzid: str) -> str:
    """The IANA name that `tzid` is, ends with, or stands for in Windows; '' otherwise."""
    if not tzid or tzid in zone_names():
        return tzid
    if tzid.upper() in _UTC:
        return "UTC"
    # Some programs put their own path before the name: /mozilla.org/20070129_1/Europe/Berlin
    parts = tzid.strip("/").split("/")
    for start in range(len(parts)):
        name = _any_case().get("/".join(parts[start:]).lower(), "")
        if name and (start == 0 or "/" in name) and is_zone(name):
            return name
    return _windows().get(tzid.lower(), "")


def _fixed(tzid: str) -> str:
    match = _OFFSET.fullmatch(tzid.strip())
    if match is None or int(match[3] or 0):
        return ""
    hours = int(match[2])
    if hours == 0:
        return "UTC"
    # POSIX names count westward.
    name = f"Etc/GMT{'-' if match[1] == '+' else '+'}{hours}"
    return name if is_zone(name) else ""


def _rules(definition: Component) -> tzinfo | None:
    """The rules of a VTIMEZONE, as icalendar reads them; None where it cannot."""
    from icalendar import Timezone
    from icalendar.timezone.tzp import TZP  # a private one: the shared one keeps what it reads

    lines = ["BEGIN:VTIMEZONE", "TZID:custom"]
    for part in definition.children:
        lines.append(f"BEGIN:{part.name}")
        for name in ("DTSTART", "RRULE", "RDATE", "TZOFFSETFROM", "TZOFFSETTO"):
            lines += [f"{name}:{each.value}" for each in part.every(name)]
        lines.append(f"END:{part.name}")
    lines.append("END:VTIMEZONE\r\n")
    try:
        component = Timezone.from_ical("\r\n".join(lines))
        if not isinstance(component, Timezone):
            return None
        found: tzinfo = component.to_tz(TZP(), lookup_tzid=False)
        datetime.combine(date(2026, 7, 1), time(), found).utcoffset()
    except Exception:  # noqa: BLE001 - other people's data through another's reader
        return None
    return found


@cache
def _any_case() -> dict[str, str]:
    return {name.lower(): name for name in zone_names()}


@cache
def _places() -> frozenset[str]:
    areas = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe")
    return frozenset(
        name for name in zone_names() if name.startswith((*areas, "Indian/", "Pacific/"))
    )


@cache
def _windows() -> dict[str, str]:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return {name.lower(): zone for name, zone in WINDOWS_TO_OLSON.items()}


@cache
def _instants() -> tuple[datetime, ...]:
    """Noon of every day of some recent years: enough to tell the rules of two zones apart."""
    first = datetime(2022, 1, 1, 12, tzinfo=UTC)
    return tuple(first + timedelta(days=day) for day in range(6 * 366))


def _same_rules(zone: ZoneInfo, offsets: list[timedelta | None]) -> bool:
    return all(
        instant.astimezone(zone).utcoffset() == offset
        for instant, offset in zip(_instants(), offsets, strict=True)
    )
