"""Content lines nested into components (RFC 5545 3.4, 3.6), whatever is missing or crossed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from eventdesk.interchange.content_lines import ContentLine, decoded, logical_lines, parse_line

REPORTED = frozenset({"VTODO", "VJOURNAL"})
KEPT = REPORTED | {"VCALENDAR", "VEVENT", "VALARM", "VTIMEZONE", "STANDARD", "DAYLIGHT"}
MAX_DEPTH = 50
MAX_COMPONENTS = 1_000_000
MAX_LINES = 4_000_000
"""More than this of one file is not kept in memory: such a file is refused."""
MAX_LINES_EACH = 10_000
"""More properties than this of one component are left out."""
MAX_STRAY_LINES, REPORTED_STRAY_LINES = 1_000_000, 1_000
_VOLATILE = frozenset({"LAST-MODIFIED", "SEQUENCE"})
_NAMES = frozenset(
    {
        b"UID",
        b"SUMMARY",
        b"DESCRIPTION",
        b"LOCATION",
        b"URL",
        b"CATEGORIES",
        b"DTSTART",
        b"DTEND",
        b"DURATION",
        b"RRULE",
        b"RDATE",
        b"EXDATE",
        b"EXRULE",
        b"RECURRENCE-ID",
        b"STATUS",
        b"SEQUENCE",
        b"LAST-MODIFIED",
        b"ACTION",
        b"TRIGGER",
        b"REPEAT",
        b"TZID",
        b"TZOFFSETFROM",
        b"TZOFFSETTO",
        b"X-LIC-LOCATION",
        b"X-WR-TIMEZONE",
        b"X-EVENTDESK-LATE-RULE",
        b"X-EVENTDESK-REPEAT-EVERY",
        b"X-EVENTDESK-EMAIL-AFTER",
        b"X-EVENTDESK-SOUND",
        b"X-EVENTDESK-EVEN-WHEN-QUIET",
    }
)
_HEAD = re.compile(rb"[ \t]*([A-Za-z0-9-]+)")


class TooMuch(Exception):
    """A file has more components or properties than are kept in memory."""


@dataclass(slots=True)
class Component:
    """A component: its properties by name, in order, and the components within.

    `line` is that of its BEGIN. `complete` is False when its END is missing.
    """

    name: str
    line: int
    properties: dict[str, list[ContentLine]] = field(default_factory=dict)
    children: list[Component] = field(default_factory=list)
    complete: bool = False

    def first(self, name: str) -> ContentLine | None:
        """The first property called `name`."""
        found = self.properties.get(name)
        return found[0] if found else None

    def every(self, name: str) -> list[ContentLine]:
        """All properties called `name`."""
        return self.properties.get(name, [])

    def value(self, name: str) -> str:
        """The value of the first property called `name`, stripped; '' without one."""
        found = self.first(name)
        return found.value.strip() if found is not None else ""

    def fingerprint(self) -> str:
        """The same 32 hexadecimal digits at every reading of the same content."""
        digest = hashlib.sha256()
        for name in sorted(self.properties.keys() - _VOLATILE):
            for each in self.properties[name]:
                digest.update(f"{name}:{each.value}\n".encode(errors="replace"))
        return digest.hexdigest()[:32]


@dataclass(slots=True)
class Parsed:
    """What one file holds. `unreadable` are lines that are no content
    lines: their number, and the component they stand in."""

    calendars: list[Component] = field(default_factory=list)
    events: list[tuple[Component, Component | None]] = field(default_factory=list)
    others: list[Component] = field(default_factory=list)
    unreadable: list[tuple[int, Component]] = field(default_factory=list)

    def zones(self) -> Iterator[Component]:
        """Every VTIMEZONE of the file."""
        for calendar in self.calendars:
            yield from (each for each in calendar.children if each.name == "VTIMEZONE")


def parse(data: bytes) -> Parsed:
    """All components that matter with the properties that matter, each event with its
    calendar (None without one). TooMuch."""
    builder = _Builder()
    for line, raw in logical_lines(data):
        builder.take(line, raw)
    return builder.parsed


class _Builder:
    def __init__(self) -> None:
        self.parsed = Parsed()
        self._open: list[Component] = []
        self._ignored = 0
        self._components = 0
        self._lines = 0
        self._stray = 0

    def take(self, line: int, raw: bytes) -> None:
        head = raw[:6].upper()
        if head == b"BEGIN:":
            self._begin(_name(raw[6:]), line)
        elif raw[:4].upper() == b"END:":
            self._end(_name(raw[4:]))
        elif self._open and not self._ignored and self._open[-1].name in KEPT:
            self._property(line, raw)

    def _begin(self, name: str, line: int) -> None:
        if len(self._open) >= MAX_DEPTH:
            self._ignored += 1
            return
        inside = {each.name for each in self._open}
        if name == "VEVENT" and "VEVENT" in inside:
            # The END before was forgotten; what came so far may lack its end.
            while self._open.pop().name != "VEVENT":
                pass
        self._components += 1
        if self._components > MAX_COMPONENTS:
            raise TooMuch
        component = Component(name, line)
        parent = self._open[-1] if self._open else None
        calendar = next((each for each in self._open if each.name == "VCALENDAR"), None)
        if name == "VCALENDAR":
            self.parsed.calendars.append(component)
        elif name == "VEVENT":
            self.parsed.events.append((component, calendar))
        elif name in REPORTED:
            self.parsed.others.append(component)
        elif parent is not None and parent.name in KEPT:
            parent.children.append(component)
        self._open.append(component)

    def _end(self, name: str) -> None:
        if self._ignored:
            self._ignored -= 1
            return
        if not any(each.name == name for each in self._open):
            return
        while True:
            component = self._open.pop()
            if component.name == name:
                component.complete = True
                return

    def _property(self, line: int, raw: bytes) -> None:
        component = self._open[-1]
        head = _HEAD.match(raw)
        if head is not None and head[1].upper() not in _NAMES and b":" in raw:
            return
        parsed = parse_line(decoded(raw), line)
        if parsed is None:
            self._stray += 1
            if self._stray > MAX_STRAY_LINES:
                raise TooMuch
            if self._stray <= REPORTED_STRAY_LINES:
                self.parsed.unreadable.append((line, component))
            return
        kept = component.properties.setdefault(parsed.name, [])
        if len(kept) < MAX_LINES_EACH:
            kept.append(parsed)
            self._lines += 1
            if self._lines > MAX_LINES:
                raise TooMuch


def _name(raw: bytes) -> str:
    return raw.strip().upper().decode("ascii", errors="replace")
