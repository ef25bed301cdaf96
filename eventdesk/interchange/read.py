"""Reading iCalendar files: what to import, and what to tell the person (RFC 5545)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from eventdesk.domain.errors import ImportCancelled
from eventdesk.domain.language import later
from eventdesk.interchange.assembly import Assembly
from eventdesk.interchange.slice_reader import MAX_NOTES, Read, SliceReader
from eventdesk.interchange.slices import Outline
from eventdesk.interchange.sources import Source, source_of, too_many
from eventdesk.interchange.workers import Workers
from eventdesk.services.imports import ImportNote, ImportResult, Skipped

MAX_ENTRIES = 500_000
"""More events and other components than this are not read at once."""
Progress = Callable[[int, int], None]


def read(
    sources: Sequence[Path | bytes],
    *,
    local_zone: ZoneInfo,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    processes: int | None = None,
) -> ImportResult:
    """The events in files or data. No UID comes twice: the newest version is kept.

    What cannot be taken is in `skipped`, each with its line; one bad event spoils no other.
    InvalidInput where a file cannot be read at all or is too large. Data given as bytes is
    called '-'. No network, nothing but the files is opened.

    Files are read in slices, large ones in up to `processes` processes (None: one for each
    core). `progress` hears of the bytes done and those of all files; `cancelled` is asked
    between slices, and True ends it all with ImportCancelled. Both are called in the calling
    thread, every few hundredths of a second.
    """
    opened = [source_of(each) for each in sources]
    reader = _Reader(
        local_zone, progress or _no_progress, cancelled or _never, sum(x.size for x in opened)
    )
    with Workers(processes) as workers:
        for source in opened:
            reader.take(source, workers)
    return reader.result()


def _no_progress(done: int, total: int) -> None:
    pass


def _never() -> bool:
    return False


@dataclass(slots=True)
class _Reader:
    local: ZoneInfo
    progress: Progress
    cancelled: Callable[[], bool]
    total: int
    _assembly: Assembly = field(init=False)
    _skipped: list[Skipped] = field(default_factory=list)
    _notes: list[ImportNote] = field(default_factory=list)
    _names: set[str] = field(default_factory=set)
    _colours: set[str] = field(default_factory=set)
    _calendars: int = 0
    _entries: int = 0
    _done: int = 0

    def __post_init__(self) -> None:
        self._assembly = Assembly(self.local)

    def take(self, source: Source, workers: Workers) -> None:
        """Read one file."""
        outline = Outline.of(source, self._go_on)
        reader = SliceReader(list(outline.zones.values()), outline.calendar_zones, self.local)
        found, zone_notes = False, dict[ImportNote, None]()
        for position, part in workers.map(reader, source):
            self._part(source, part)
            found = found or part.found
            for each in part.zone_notes:
                zone_notes[ImportNote(source.name, each.line, "", each.words)] = None
            self.progress(self._done + position, self.total)
            self._go_on()
        self._done += source.size
        if not found and not outline.calendar_zones:
            reason = later("It is no iCalendar file: there is no BEGIN:VCALENDAR in it.")
            self._skipped.append(Skipped(source.name, 1, "", reason))
            return
        self._calendars += 1
        self._notes += [*zone_notes][:MAX_NOTES]
        self._names |= outline.names
        self._colours |= outline.colours

    def result(self) -> ImportResult:
        """Everything, once all files are taken."""
        self._assembly.finish()
        skipped = [*self._skipped, *self._assembly.skipped]
        return ImportResult(
            events=self._assembly.events,
            skipped=tuple(sorted(skipped, key=lambda each: (each.file, each.line))),
            notes=(*self._notes, *self._assembly.notes),
            calendars=self._calendars,
            name=_only(self._names),
            colour=_only(self._colours),
        )

    def _part(self, source: Source, part: Read) -> None:
        self._entries += len(part.entries) + len(part.skipped)
        if self._entries > MAX_ENTRIES:
            raise too_many(source.name, MAX_ENTRIES)
        for entry in part.entries:
            self._assembly.take(source.name, entry)
        for each in part.skipped:
            self._skipped.append(Skipped(source.name, each.line, each.uid, each.words))
        for each in part.notes[: MAX_NOTES - len(self._notes)]:
            self._notes.append(ImportNote(source.name, each.line, each.uid, each.words))

    def _go_on(self) -> None:
        if self.cancelled():
            raise ImportCancelled


def _only(found: set[str]) -> str:
    """The one text that is not empty, or ''."""
    found = found - {""}
    return found.pop() if len(found) == 1 else ""
