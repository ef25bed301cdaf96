"""Series and their changed occurrences, brought together from all files (RECURRENCE-ID)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from eventdesk.domain.language import later
from eventdesk.domain.recurrence import recurrence_problem
from eventdesk.domain.recurrence_until import format_wall
from eventdesk.interchange.entries import Change, Entry
from eventdesk.interchange.event_times import start_meant
from eventdesk.interchange.following import ended, split
from eventdesk.services.imports import ImportedEvent, ImportNote, Skipped

_BEGINNING = datetime.combine(date.min, time())
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_OLDER = later("Another version of it, as new or newer, is kept.")


@dataclass(frozen=True, slots=True)
class _Placed:
    """An entry and its file, and for a change the wall start it stands for."""

    file: str
    entry: Entry
    wall: datetime = _BEGINNING

    @property
    def version(self) -> tuple[int, datetime]:
        return self.entry.sequence, self.entry.modified or _EPOCH


@dataclass(slots=True)
class _Part:
    """A series, or the part of it from `since` on (in the original's starts), moved by `move`."""

    since: datetime
    event: ImportedEvent | None
    move: timedelta = timedelta()
    excluded: set[datetime] = field(default_factory=set)
    changed: list[tuple[_Placed, ImportedEvent]] = field(default_factory=list)


@dataclass(slots=True)
class Assembly:
    """Takes entries in the order of the files; `events`, `skipped` and `notes` hold the result
    after `finish`. No UID comes twice, but for changed occurrences, which come last."""

    local: ZoneInfo
    skipped: list[Skipped] = field(default_factory=list)
    notes: list[ImportNote] = field(default_factory=list)
    _series: dict[str, _Placed] = field(default_factory=dict)
    _changes: dict[str, list[_Placed]] = field(default_factory=dict)
    _events: dict[str, ImportedEvent] = field(default_factory=dict)
    _occurrences: list[ImportedEvent] = field(default_factory=list)

    @property
    def events(self) -> tuple[ImportedEvent, ...]:
        """All events, series before their changed occurrences."""
        return (*self._events.values(), *self._occurrences)

    def take(self, file: str, entry: Entry) -> None:
        """Add one VEVENT."""
        placed = _Placed(file, entry)
        if entry.change is not None:
            self._changes.setdefault(entry.uid, []).append(placed)
            return
        known = self._series.setdefault(entry.uid, placed)
        if known is placed:
            return
        if known.version <= placed.version:
            self._series[entry.uid], placed = placed, known
        self._skip(placed, _OLDER)

    def finish(self) -> None:
        """Bring series and changes together. Once."""
        for uid, series in self._series.items():
            if series.entry.event is not None:
                self._events[uid] = series.entry.event
        for uid, changes in self._changes.items():
            master = self._events.get(uid)
            if master is None:
                for each in changes:
                    self._alone(each)
            elif master.draft.recurrence is None:
                for each in self._newest(master, changes):
                    self._of_single(master, each)
            else:
                self._join(master, self._newest(master, changes))

    def _newest(self, master: ImportedEvent, changes: list[_Placed]) -> list[_Placed]:
        """The changes with their wall starts, in order; of each only the newest version."""
        draft, found = master.draft, dict[tuple[datetime, bool], _Placed]()
        for each in changes:
            change = _change(each)
            try:
                wall = start_meant(
                    change.when, draft.start, draft.time_zone, self.local, all_day=draft.all_day
                )
            except (ValueError, OverflowError):
                words = later("It changes an occurrence out of the range of the calendar.")
                self._skip(each, words)
                continue
            placed = replace(each, wall=wall)
            known = found.get((wall, change.following))
            if known is not None and known.version > placed.version:
                known, placed = placed, known
            found[wall, change.following] = placed
            if known is not None:
                self._skip(known, _OLDER)
        return [found[key] for key in sorted(found)]

    def _join(self, master: ImportedEvent, changes: list[_Placed]) -> None:
        parts = [_Part(_BEGINNING, master)]
        for each in changes:
            if _change(each).following:
                self._part(parts, each)
        for each in changes:
            if not _change(each).following:
                part = next(part for part in reversed(parts) if part.since <= each.wall)
                self._change_one(part, each)
        del self._events[master.uid]
        for part in parts:
            self._close(part)

    def _part(self, parts: list[_Part], change: _Placed) -> None:
        last = parts[-1]
        if last.event is None:
            self._skip(change, later("It changes occurrences after the end of its series."))
            return
        wall = change.wall + last.move
        if change.entry.event is None:
            last.event = ended(last.event, wall)
            parts.append(_Part(change.wall, None))
            return
        done = split(last.event, wall, change.entry.event)
        if done.note:
            line, uid = change.entry.line, change.entry.uid
            self.notes.append(ImportNote(change.file, line, uid, done.note))
        last.event = done.before
        parts.append(_Part(change.wall, done.after, last.move + done.move))

    def _change_one(self, part: _Part, change: _Placed) -> None:
        if part.event is None:
            if change.entry.event is not None:
                self._alone(change)
            return
        wall = change.wall + part.move
        part.excluded.add(wall)
        if change.entry.event is not None:
            event = replace(change.entry.event, uid=part.event.uid, recurrence_id=wall)
            part.changed.append((change, event))

    def _close(self, part: _Part) -> None:
        """Hand over a part of a series with its changes."""
        event = part.event
        if event is None:
            return
        recurrence = event.draft.recurrence
        if recurrence is None:
            self._events[event.uid] = event
            for change, _ in part.changed:
                self._alone(change)
            return
        excluded = tuple(sorted({*recurrence.excluded, *part.excluded}))
        draft = replace(event.draft, recurrence=replace(recurrence, excluded=excluded))
        if part.excluded and (
            recurrence_problem(draft.recurrence, draft.start, all_day=draft.all_day)  # type: ignore[arg-type]
        ):
            self._nothing_left(event, part)
            return
        self._events[event.uid] = replace(event, draft=draft)
        self._occurrences += [each for _, each in part.changed]

    def _nothing_left(self, event: ImportedEvent, part: _Part) -> None:
        """All occurrences are cancelled or changed: the changed ones stand for themselves."""
        for change, _ in part.changed:
            self._alone(change)
        if not part.changed and event.uid in self._series:
            self._skip(self._series[event.uid], later("All its occurrences are cancelled."))

    def _of_single(self, master: ImportedEvent, change: _Placed) -> None:
        """A change of an event that does not repeat."""
        event = change.entry.event
        if change.wall != master.draft.start.replace(fold=0):
            if event is None:
                words = later("It cancels an occurrence of an event that does not repeat.")
                self._skip(change, words)
            else:
                self._alone(change)
        elif event is None:
            del self._events[master.uid]
            self._skip(self._series[master.uid], later("It has been cancelled."))
        else:
            self._events[master.uid] = event

    def _alone(self, change: _Placed) -> None:
        """A change whose series is not in the files is an event of its own."""
        event = change.entry.event
        if event is None:
            words = later("It cancels an occurrence of a series that is not in the file.")
            self._skip(change, words)
            return
        uid = f"{event.uid}#{_text_of(_change(change))}"
        known = self._events.get(uid)
        if known is not None and (known.sequence, known.modified or _EPOCH) > change.version:
            self._skip(change, _OLDER)
            return
        self._events[uid] = replace(event, uid=uid)

    def _skip(self, placed: _Placed, reason: str) -> None:
        entry = placed.entry
        self.skipped.append(Skipped(placed.file, entry.line, entry.uid, reason))


def _change(placed: _Placed) -> Change:
    change = placed.entry.change
    assert change is not None
    return change


def _text_of(change: Change) -> str:
    when = change.when
    if when.date_only:
        return f"{when.wall:%Y%m%d}"
    return f"{format_wall(when.wall)}{'Z' if when.utc else ''}"
