"""The events of one slice of a file. What runs in several processes at once is here."""

from __future__ import annotations

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from eventdesk.domain.language import later
from eventdesk.interchange.components import Component, Parsed, parse
from eventdesk.interchange.entries import Entry
from eventdesk.interchange.event_reader import read_entry, uid_of
from eventdesk.interchange.event_times import Surroundings
from eventdesk.interchange.slices import Slice
from eventdesk.interchange.values import Unreadable
from eventdesk.interchange.zones import Zones

MAX_NOTES = 10_000
_KINDS = {
    "VTODO": later("It is a to-do; EventDesk keeps events only."),
    "VJOURNAL": later("It is a journal entry; EventDesk keeps events only."),
}
_OTHER_KIND = later("It is {kind}; EventDesk keeps events only.")


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to tell the person: where, about which UID, and what in (English) words."""

    line: int
    uid: str
    words: str


@dataclass(slots=True)
class Read:
    """What one slice holds. `found` is whether it has any component of a calendar at all."""

    entries: list[Entry] = field(default_factory=list)
    skipped: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)
    zone_notes: list[Remark] = field(default_factory=list)
    found: bool = False


class SliceReader:
    """Reads the slices of one file; picklable. `definitions` are its VTIMEZONEs, and
    `calendar_zones` the X-WR-TIMEZONE of its calendars."""

    def __init__(
        self, definitions: list[Component], calendar_zones: list[str], local: ZoneInfo
    ) -> None:
        self._zones = Zones.of(definitions, local)
        self._calendar_zones = calendar_zones

    def read(self, part: Slice) -> Read:
        """Everything in a slice, in order. Any thread, one at a time."""
        parsed = parse(part.data, part.line)
        read = Read(found=bool(parsed.calendars or parsed.events or parsed.others))
        zones: dict[int, Surroundings] = {}
        for component, calendar in parsed.events:
            number = part.calendar + calendar
            if number not in zones:
                zones = {number: self._surroundings(number)}
            self._event(component, zones[number], read)
        _report_others(parsed, read)
        read.zone_notes = [Remark(line, "", words) for line, words in self._zones.remarks()]
        return read

    def _surroundings(self, calendar: int) -> Surroundings:
        name = ""
        if 0 < calendar <= len(self._calendar_zones):
            name = self._calendar_zones[calendar - 1]
        zone = self._zones.of_calendar(name) if name else None
        return Surroundings(self._zones, self._zones.local, zone)

    def _event(self, component: Component, around: Surroundings, read: Read) -> None:
        def note(words: str) -> None:
            if len(read.notes) < MAX_NOTES:
                read.notes.append(Remark(component.line, uid_of(component), words))

        try:
            read.entries.append(read_entry(component, around, note))
        except Unreadable as error:
            uid = component.value("UID")
            read.skipped.append(Remark(component.line, uid, error.reason))


def _report_others(parsed: Parsed, read: Read) -> None:
    for component in parsed.others:
        reason = _KINDS.get(component.name) or _OTHER_KIND.format(kind=component.name)
        read.skipped.append(Remark(component.line, component.value("UID"), reason))
    for line, holder in parsed.unreadable:
        if holder.name in ("VEVENT", "VALARM"):
            words = later("The line is no property and is left out.")
            read.notes.append(Remark(line, holder.value("UID"), words))
