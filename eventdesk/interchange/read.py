"""Reading iCalendar files: what to import, and what to tell the person (RFC 5545)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.recurrence import Recurrence, recurrence_problem
from eventdesk.interchange.components import Component, Parsed, TooMuch, parse
from eventdesk.interchange.event_reader import read_event, uid_of
from eventdesk.interchange.event_times import Surroundings, read_times
from eventdesk.interchange.values import Unreadable, parse_when
from eventdesk.interchange.zones import Meaning, Zones
from eventdesk.services.imports import ImportedEvent, ImportNote, ImportResult, Skipped

MAX_BYTES = 64 * 1024 * 1024
MAX_NOTES = 10_000
_KINDS = {"VTODO": "a to-do", "VJOURNAL": "a journal entry"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read(sources: Sequence[Path | bytes], *, local_zone: ZoneInfo) -> ImportResult:
    """The events in files or data. No UID comes twice: the newest version is kept.

    What cannot be taken is in `skipped`, each with its line; one bad event spoils no other.
    InvalidInput where a file cannot be read at all or is larger than MAX_BYTES. Data given
    as bytes is called '-'. Bounded work: no network, nothing but the files is opened.
    """
    reader = _Reader(local_zone)
    for source in sources:
        if isinstance(source, bytes):
            reader.take("-", _bounded(source, "The data"))
        else:
            reader.take(str(source), _bytes_of(source))
    return reader.result()


@dataclass(frozen=True, slots=True)
class _Found:
    """One readable VEVENT, with where it stands."""

    file: str
    component: Component
    around: Surroundings
    event: ImportedEvent

    @property
    def version(self) -> tuple[int, datetime]:
        return self.event.sequence, self.event.modified or _EPOCH


@dataclass(slots=True)
class _Reader:
    local: ZoneInfo
    _series: dict[str, _Found] = field(default_factory=dict)
    _changes: list[tuple[str, Component, Surroundings]] = field(default_factory=list)
    _skipped: list[Skipped] = field(default_factory=list)
    _notes: list[ImportNote] = field(default_factory=list)
    _calendars: int = 0

    def take(self, file: str, data: bytes) -> None:
        """Read one file."""
        try:
            parsed = parse(data)
        except TooMuch:
            raise _too_large(file) from None
        if not (parsed.calendars or parsed.events or parsed.others):
            reason = "It is no iCalendar file: there is no BEGIN:VCALENDAR in it."
            self._skipped.append(Skipped(file, 1, "", reason))
            return
        self._calendars += 1
        zones = Zones.of(parsed.zones(), self.local)
        for component, calendar in parsed.events:
            around = Surroundings(zones, self.local, _calendar_zone(zones, calendar))
            self._event(file, component, around)
        self._report_others(file, parsed)
        self._notes += [ImportNote(file, line, "", words) for line, words in zones.remarks()]

    def result(self) -> ImportResult:
        """Everything, once all files are taken."""
        for file, component, around in self._changes:
            self._change(file, component, around)
        return ImportResult(
            events=tuple(found.event for found in self._series.values()),
            skipped=tuple(sorted(self._skipped, key=lambda each: (each.file, each.line))),
            notes=tuple(self._notes),
            calendars=self._calendars,
        )

    def _event(self, file: str, component: Component, around: Surroundings) -> None:
        if component.first("RECURRENCE-ID") is not None:
            self._changes.append((file, component, around))
            return
        found = self._readable(file, component, around)
        if found is None:
            return
        known = self._series.get(found.event.uid)
        if known is not None and known.version > found.version:
            known, found = found, known
        self._series[found.event.uid] = found
        if known is not None:
            self._skip(
                known.file, known.component, "Another version of it, as new or newer, is kept."
            )

    def _readable(self, file: str, component: Component, around: Surroundings) -> _Found | None:
        uid = uid_of(component)

        def note(words: str) -> None:
            if len(self._notes) < MAX_NOTES:
                self._notes.append(ImportNote(file, component.line, uid, words))

        try:
            return _Found(file, component, around, read_event(component, around, note))
        except Unreadable as error:
            self._skip(file, component, error.reason)
        return None

    def _change(self, file: str, component: Component, around: Surroundings) -> None:
        """A changed occurrence (RECURRENCE-ID): cancelled ones are taken out of their series."""
        master = self._series.get(uid_of(component))
        if master is None:
            self._lone_change(file, component, around)
        elif component.value("STATUS").upper() != "CANCELLED":
            reason = (
                "A single changed occurrence of a series is not taken over yet; the series "
                "keeps its usual time on that day."
            )
            self._skip(file, component, reason)
        elif problem := self._take_out(master, component):
            self._skip(file, component, problem)

    def _take_out(self, master: _Found, component: Component) -> str:
        """Exclude the occurrence `component` cancels; what is wrong where that cannot be."""
        line = component.first("RECURRENCE-ID")
        draft = master.event.draft
        if line is None or draft.recurrence is None:
            return "It cancels an occurrence of an event that does not repeat."
        try:
            times = read_times(master.component, master.around, lambda words: None)
            start = times.wall(parse_when(line)).replace(fold=0)
        except (Unreadable, ValueError, OverflowError):
            return "It cancels an occurrence that cannot be told: its RECURRENCE-ID is no date."
        known = draft.recurrence
        excluded = tuple(sorted({*known.excluded, start}))
        changed = Recurrence(known.rule, known.extra, excluded)
        if recurrence_problem(changed, draft.start) is not None:
            del self._series[master.event.uid]
            return "It cancels the last occurrence, so that nothing is left of the series."
        event = replace(master.event, draft=replace(draft, recurrence=changed))
        self._series[event.uid] = replace(master, event=event)
        return ""

    def _lone_change(self, file: str, component: Component, around: Surroundings) -> None:
        """A changed occurrence whose series is not in the files is an event of its own."""
        found = self._readable(file, component, around)
        if found is not None:
            uid = f"{found.event.uid}#{component.value('RECURRENCE-ID')}"
            if uid not in self._series or self._series[uid].version <= found.version:
                self._series[uid] = replace(found, event=replace(found.event, uid=uid))

    def _report_others(self, file: str, parsed: Parsed) -> None:
        for component in parsed.others:
            kind = _KINDS.get(component.name, component.name)
            self._skip(file, component, f"It is {kind}; EventDesk keeps events only.")
        for line, holder in parsed.unreadable:
            if holder.name in ("VEVENT", "VALARM"):
                words = "The line is no property and is left out."
                self._notes.append(ImportNote(file, line, holder.value("UID"), words))

    def _skip(self, file: str, component: Component, reason: str) -> None:
        uid = component.value("UID")
        self._skipped.append(Skipped(file, component.line, uid, reason))


def _calendar_zone(zones: Zones, calendar: Component | None) -> Meaning | None:
    return zones.of_calendar(calendar.value("X-WR-TIMEZONE")) if calendar is not None else None


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return _bounded(file.read(MAX_BYTES + 1), str(path))
    except IsADirectoryError:
        raise InvalidInput.of("file", f"{path} is a folder.", "Give the files in it.") from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise InvalidInput.of(
            "file", f"{path} cannot be read: {reason}.", "Check the name and your permissions."
        ) from None
    except ValueError:
        raise InvalidInput.of("file", f"{path} is no file name.", "Check the name.") from None


def _bounded(data: bytes, what: str) -> bytes:
    if len(data) > MAX_BYTES:
        raise _too_large(what)
    return data


def _too_large(what: str) -> InvalidInput:
    return InvalidInput.of(
        "file",
        f"{what} is too large: EventDesk reads up to {MAX_BYTES // 2**20} MB and a million "
        "entries at once.",
        "Export a shorter time or single calendars, and import those.",
    )
