"""What a TZID of a calendar file means: an IANA zone, found or matched (RFC 5545 3.8.3.1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from eventdesk.domain.language import later
from eventdesk.domain.walltime import zone_names
from eventdesk.interchange.components import Component
from eventdesk.interchange.zone_names import described_zone, fixed_zone, zone_named

MAX_MATCHES = 100
"""So many time zones of one file are compared with those known here; each takes some 10 ms."""
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
_NOT_KNOWN = later(
    "The time zone {name} is not known and not described in the file; taken as {zone}."
)
_NOT_READ = later("The rules of the time zone {name} cannot be read; taken as {zone}.")
_LIKE = later("The time zone {name} has the rules of {zone} and is taken as it.")
_LIKE_NONE = later(
    "The time zone {name} matches none that is known; its times were turned into UTC."
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
    _remarks: list[tuple[int, str]] = field(default_factory=list)
    _matches: int = 0

    @classmethod
    def of(cls, components: Iterable[Component], local: ZoneInfo) -> Zones:
        """The zones that VTIMEZONE `components` define."""
        return cls({each.value("TZID"): each for each in components}, local)

    def meaning(self, tzid: str) -> Meaning:
        """The meaning of `tzid`; always the same within one file."""
        tzid = tzid.strip().strip('"').strip()
        if tzid not in self._known:
            self._known[tzid] = found = self._find(tzid)
            if found.note:
                definition = self.definitions.get(tzid)
                self._remarks.append((definition.line if definition else 1, found.note))
        return self._known[tzid]

    def of_calendar(self, name: str) -> Meaning | None:
        """The zone of a whole calendar (X-WR-TIMEZONE); None where the name tells nothing."""
        named = zone_named(name.strip())
        if named:
            return Meaning(named)
        return self.meaning(name) if name.strip() in self.definitions else None

    def remarks(self) -> list[tuple[int, str]]:
        """What the person should know about the zones met since the last call: line, words."""
        told = self._remarks.copy()
        self._remarks.clear()
        return told

    def _find(self, tzid: str) -> Meaning:
        named = zone_named(tzid)
        if named:
            return Meaning(named)
        definition = self.definitions.get(tzid)
        if definition is not None:
            located = zone_named(definition.value("X-LIC-LOCATION"))
            return Meaning(located) if located else self._matched(tzid, definition)
        if found := fixed_zone(tzid) or described_zone(tzid):
            return Meaning(found)
        return Meaning(
            self.local.key,
            note=_NOT_KNOWN.format(name=repr(tzid), zone=self.local.key),
        )

    def _matched(self, tzid: str, definition: Component) -> Meaning:
        self._matches += 1
        rules = _rules(definition) if self._matches <= MAX_MATCHES else None
        if rules is None:
            return Meaning(
                self.local.key,
                note=_NOT_READ.format(name=repr(tzid), zone=self.local.key),
            )
        offsets = [each.astimezone(rules).utcoffset() for each in _instants()]
        for name in dict.fromkeys((self.local.key, "UTC", *_FAMILIAR, *sorted(_places()))):
            if _same_rules(ZoneInfo(name), offsets):
                return Meaning(name, note=_LIKE.format(name=repr(tzid), zone=name))
        return Meaning(
            "UTC",
            custom=rules,
            note=_LIKE_NONE.format(name=repr(tzid)),
        )


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
def _places() -> frozenset[str]:
    areas = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe")
    return frozenset(
        name for name in zone_names() if name.startswith((*areas, "Indian/", "Pacific/"))
    )


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
