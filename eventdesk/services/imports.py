"""Events that come from outside: what a reader of calendar files hands to the services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from eventdesk.domain.event import EventDraft


@dataclass(frozen=True, slots=True)
class ImportedSnooze:
    """A reminder that was snoozed where the file comes from, until `until` (UTC)
    (RFC 9074 RELTYPE=SNOOZE, X-MOZ-SNOOZE-TIME)."""

    lead: timedelta
    until: datetime


@dataclass(frozen=True, slots=True)
class ImportedEvent:
    """One event of a calendar file, already checked.

    `uid` and `sequence` are those of the file (RFC 5545 3.8.4.7 and 3.8.7.4; without a UID
    one that is the same at every reading). `modified` is LAST-MODIFIED as a UTC instant, or
    None where the file does not tell. The same `uid` is never handed over twice at once, but
    for changed occurrences: they bear the `uid` of their series and the `recurrence_id`, the
    wall start they stand for in the zone of the series, which leaves that start out. They
    come after their series. Reminders due until `acknowledged` (UTC) were answered already
    (RFC 9074 6.1).
    """

    uid: str
    sequence: int
    modified: datetime | None
    draft: EventDraft
    recurrence_id: datetime | None = None
    acknowledged: datetime | None = None
    snoozes: tuple[ImportedSnooze, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """What an import did: events that are new, changed, and the same as before.

    `older` are those that were left alone because a newer version is here already; `removed`
    those of a subscription that it does not have any more; `restored` (counted in `updated`
    too) came back from the trash.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    older: int = 0
    removed: int = 0
    restored: int = 0

    @property
    def written(self) -> int:
        """How many events are not as they were before."""
        return self.added + self.updated + self.removed


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something of a calendar file that was left out: where it stands, and why in words.

    `line` counts from 1 in `file`; `uid` is '' where there is none.
    """

    file: str
    line: int
    uid: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportNote:
    """Something of a kept event that had to be changed to fit: where, and what in words."""

    file: str
    line: int
    uid: str
    words: str


@dataclass(frozen=True, slots=True)
class ImportResult:
    """All that was found in calendar files: what to import, and what to tell the person.

    `calendars` is how many of the files hold iCalendar data at all. `name` and `colour`
    ('#3a7bd5') are what the file calls the calendar and shows it in; '' where it does not tell,
    or where several calendars tell different things.
    """

    events: tuple[ImportedEvent, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[ImportNote, ...] = ()
    calendars: int = 0
    name: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True)
class UpcomingEvent:
    """An event that an import would bring, and when it happens next.

    `start` is in the system zone; of an all-day event only its date counts.
    """

    title: str
    start: datetime
    all_day: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPreview:
    """What an import would do, before anything is written.

    The counts add up to the events of the file: `new`, `changed`, `unchanged`, and `older`,
    which are left alone because a newer version is here. `occurrences` of them are changed
    occurrences of series. `in_trash` of the changed ones were deleted here and come back.
    `elsewhere` are own calendars by name that hold some of the events already: those are
    brought up to date where they are. `first` and `last` are the days of the earliest start and
    the latest end; `endless` when a series goes on for ever. `upcoming` is what comes next.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    older: int = 0
    occurrences: int = 0
    in_trash: int = 0
    elsewhere: tuple[tuple[str, int], ...] = ()
    first: date | None = None
    last: date | None = None
    endless: bool = False
    upcoming: tuple[UpcomingEvent, ...] = ()

    @property
    def written(self) -> int:
        """How many events would not be as they were before."""
        return self.new + self.changed
