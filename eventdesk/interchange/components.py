"""Content lines nested into components (RFC 5545 3.4, 3.6), whatever is missing or crossed."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from eventdesk.interchange.content_lines import MAX_LINE, ContentLine, parse_line, text_of

REPORTED = frozenset({"VTODO", "VJOURNAL"})
KEPT = REPORTED | {"VCALENDAR", "VEVENT", "VALARM", "VTIMEZONE", "STANDARD", "DAYLIGHT"}
MAX_DEPTH = 50
MAX_LINES_EACH = 10_000
"""More properties than this of one component are left out."""
MAX_STRAY_LINES = 1_000
_VOLATILE = frozenset(
    {"LAST-MODIFIED", "SEQUENCE", "X-MOZ-LASTACK", "RELATED-TO", "COLOR", "NAME"}
    | {"X-MICROSOFT-CDO-ALLDAYEVENT", "X-FUNAMBOL-ALLDAY"}
)
_NAMES = (
    *("ACKNOWLEDGED", "ACTION", "CATEGORIES", "COLOR", "DESCRIPTION", "DTEND", "DTSTART"),
    *("DURATION", "EXDATE", "EXRULE", "LAST-MODIFIED", "LOCATION", "NAME", "RDATE"),
    *("RECURRENCE-ID", "RELATED-TO", "REPEAT", "RRULE", "SEQUENCE", "STATUS", "SUMMARY"),
    *("TRIGGER", "TZID", "TZOFFSETFROM", "TZOFFSETTO", "UID", "URL"),
    *("X-APPLE-CALENDAR-COLOR", "X-EVENTDESK-EMAIL-AFTER", "X-EVENTDESK-EVEN-WHEN-QUIET"),
    *("X-EVENTDESK-LATE-RULE", "X-EVENTDESK-REPEAT-EVERY", "X-EVENTDESK-SOUND"),
    *("X-FUNAMBOL-ALLDAY", "X-LIC-LOCATION", "X-MICROSOFT-CDO-ALLDAYEVENT", "X-MOZ-LASTACK"),
    *(r"X-MOZ-SNOOZE-TIME(?:-\d{1,20})?", "X-WR-ALARMUID", "X-WR-CALNAME", "X-WR-TIMEZONE"),
)
_WANTED = "|".join(_NAMES)
# One match is a line that counts with what continues it, past empty lines too; lines of other
# properties, and what continues them, match nothing.
_LINE = re.compile(
    r"^(?:(BEGIN|END):([^\n]*)"
    rf"|({_WANTED})[ \t]*(?=[;:])([^\n]*(?:\n+[ \t][^\n]*)*)"
    r"|((?![A-Z0-9-]+[ \t]*[;:])[^ \t\n])|\n+)",
    re.MULTILINE | re.IGNORECASE | re.ASCII,
)
_COUNTS = re.compile(rf"(?:BEGIN|END|{_WANTED})[ \t]*[;:]".encode(), re.IGNORECASE)
_EARLY_FOLD = re.compile(
    r"^([A-Z0-9-]+)(\n+)[ \t]([;:][^\n]*)", re.MULTILINE | re.IGNORECASE | re.ASCII
)
_FOLD = re.compile(r"\n+[ \t]")


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
        found = self.properties.get(name)
        return found[0].value.strip() if found else ""

    def fingerprint(self) -> str:
        """The same 32 hexadecimal digits at every reading of the same content."""
        digest = hashlib.sha256()
        for name in sorted(self.properties.keys() - _VOLATILE):
            if name.startswith("X-MOZ-"):
                continue
            for each in self.properties[name]:
                digest.update(f"{name}:{each.value}\n".encode(errors="replace"))
        return digest.hexdigest()[:32]


@dataclass(slots=True)
class Parsed:
    """What a part of a file holds.

    `events` come with the number of calendars that began before them. `unreadable` are lines
    that are no content lines: their number, and the component they stand in. `calendars` is
    how many calendars begin here.
    """

    events: list[tuple[Component, int]] = field(default_factory=list)
    others: list[Component] = field(default_factory=list)
    unreadable: list[tuple[int, Component]] = field(default_factory=list)
    top: list[Component] = field(default_factory=list)
    calendars: int = 0


def parse(data: bytes, line: int = 1) -> Parsed:
    """All components that matter with the properties that matter.

    `data` are whole lines that end in LF, and `line` is the number of the first.
    """
    text = text_of(data)
    if "\n :" in text or "\n ;" in text:
        # Lines folded after their name; line breaks move behind, so that numbers stay.
        text = _EARLY_FOLD.sub(r"\1\3\2", text)
    builder = _Builder()
    counted = 0
    for found in _LINE.finditer(text):
        word, kind, name, rest, stray = found.groups()
        if name is not None:
            if builder.takes:
                if "\n" in rest:
                    rest = _FOLD.sub("", rest)[:MAX_LINE]
                if builder.take(name.upper(), rest):
                    continue
                stray = name
            else:
                continue
        elif word is None and stray is None:
            continue  # empty lines
        begin = found.start()
        line += text.count("\n", counted, begin)
        counted = begin
        if stray is not None:
            builder.stray(line)
        elif len(word) == 5:
            builder.begin(kind.strip().upper(), line)
        else:
            builder.end(kind.strip().upper())
    return builder.parsed


def counts(property_: bytes) -> bool:
    """Whether a property is one that matters."""
    return _COUNTS.match(property_) is not None


def components_of(data: bytes, line: int = 1) -> list[Component]:
    """The components that are in no other one."""
    return parse(data, line).top


class _Builder:
    def __init__(self) -> None:
        self.parsed = Parsed()
        self.takes = False
        """Whether properties count where we are."""
        self._open: list[Component] = []
        self._ignored = 0

    def begin(self, name: str, line: int) -> None:
        self.parsed.calendars += name == "VCALENDAR"
        if len(self._open) >= MAX_DEPTH:
            self._ignored += 1
            self.takes = False
            return
        if name == "VEVENT" and any(each.name == "VEVENT" for each in self._open):
            # The END before was forgotten; what came so far may lack its end.
            while self._open.pop().name != "VEVENT":
                pass
        component = Component(name, line)
        if name == "VEVENT":
            self.parsed.events.append((component, self.parsed.calendars))
        elif name in REPORTED:
            self.parsed.others.append(component)
        elif self._open and self._open[-1].name in KEPT:
            self._open[-1].children.append(component)
        if not self._open:
            self.parsed.top.append(component)
        self._open.append(component)
        self.takes = name in KEPT

    def end(self, name: str) -> None:
        if self._ignored:
            self._ignored -= 1
        elif any(each.name == name for each in self._open):
            while True:
                component = self._open.pop()
                if component.name == name:
                    component.complete = True
                    break
        self.takes = not self._ignored and bool(self._open) and self._open[-1].name in KEPT

    def take(self, name: str, rest: str) -> bool:
        """Keep a property of the component where we are; False where it is none."""
        parsed = parse_line(name, rest)
        if parsed is None:
            return False
        properties = self._open[-1].properties
        kept = properties.get(name)
        if kept is None:
            properties[name] = [parsed]
        elif len(kept) < MAX_LINES_EACH:
            kept.append(parsed)
        return True

    def stray(self, line: int) -> None:
        """Note a line that is no property."""
        if self.takes and len(self.parsed.unreadable) < MAX_STRAY_LINES:
            self.parsed.unreadable.append((line, self._open[-1]))
