"""Databases with many events, made quickly: the schema by EventDesk, the rows by executemany."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from sqlite3 import Connection
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from eventdesk.storage.agenda_store import TITLE_KEY_LENGTH
from eventdesk.storage.database import Database
from eventdesk.storage.values import to_micros

ZONE = ZoneInfo("Europe/Berlin")
SECOND, MINUTE = 1_000_000, 60_000_000
QUIET = timedelta(hours=3)
"""Nothing but what a benchmark asks for is due so soon after a database was made."""
PAST, FUTURE = timedelta(days=180), timedelta(days=360)
FIRST_WORDS = (
    "Weekly", "Quarterly", "Design", "Team", "Project", "Budget", "Customer", "Server", "Choir",
    "Tax", "Dentist", "School", "Garden", "Board", "Sprint", "Travel", "Kitchen", "Insurance",
)  # fmt: skip
LAST_WORDS = (
    "review", "meeting", "appointment", "call", "lunch", "planning", "rehearsal", "workshop",
    "interview", "deadline", "check", "visit", "maintenance", "retrospective", "presentation",
)  # fmt: skip
NAMES = (
    "Alice", "Bob", "Chloé", "Dmitri", "Eva", "Farid", "Grace", "Hiro", "Ines", "Jürgen", "Kofi",
    "Lena", "Marek", "Nadia", "Olu", "Priya", "Quentin", "Rosa", "Sven", "Tariq", "Uma", "Vera",
)  # fmt: skip
PLACES = ("", "", "Room 2.14", "Room 3.01", "Café Central", "Video call", "Town hall", "Gym")
TAGS = ((), (), ("work",), ("home",), ("work", "urgent"), ("club",))
NOTES = (
    "", "", "Bring the figures of last month and the list of open questions.",
    "See the notes of the previous time; the agenda follows the day before.",
)  # fmt: skip
LENGTHS = (15, 30, 30, 45, 60, 60, 90, 120, 240)
LEADS = ((300,), (300,), (600,), (900, 86_400), (3_600,), (0,))
PART = 20_000


@dataclass(frozen=True, slots=True)
class Planned:
    """One event to be stored: number, start and reminders as (lead in s, due in us or None)."""

    number: int
    start: datetime
    minutes: int
    reminders: tuple[tuple[int, int | None], ...]


def fill(path: Path, events: int, *, now: datetime, seed: int = 1) -> None:
    """Make a database of `events` events from half a year back to a year ahead of `now`.

    Those of the past are in the ledger, answered; nothing is due within three hours.
    """
    Database.open(path).close()
    dice = random.Random(seed)
    with _quick(path) as connection:
        _without_indexes(connection, lambda: _store(connection, _spread(events, now, dice), dice))
        _store_history(connection, now)


def fill_reminders(path: Path, reminders: int, *, now: datetime) -> None:
    """Make a database with so many planned reminders ahead, two to an event."""
    Database.open(path).close()
    dice = random.Random(2)
    span = FUTURE - QUIET

    def planned() -> Iterator[Planned]:
        for number in range(1, reminders // 2 + 1):
            start = _rounded(now + QUIET + timedelta(days=1) + span * dice.random())
            at = to_micros(start)
            leads = tuple((lead, at - lead * SECOND) for lead in (300, 3_600))
            yield Planned(number, start, dice.choice(LENGTHS), leads)

    with _quick(path) as connection:
        _without_indexes(connection, lambda: _store(connection, planned(), dice))


def add_due(path: Path, dues: Iterable[datetime]) -> list[int]:
    """Add an event for each instant, whose only reminder, 5 minutes before, is due then.

    Returns the due instants in microseconds, in order.
    """
    dice = random.Random()
    with closing(connect(path)) as connection:
        first = 1 + (connection.execute("SELECT max(pk) FROM events").fetchone()[0] or 0)
        wanted = [(number, due, to_micros(due)) for number, due in enumerate(dues, first)]
        lead = timedelta(minutes=5)
        planned = (Planned(n, due + lead, 30, ((300, at),)) for n, due, at in wanted)
        connection.execute("BEGIN IMMEDIATE")
        _store(connection, planned, dice)
        connection.execute("COMMIT")
    return [at for _, _, at in wanted]


def _spread(events: int, now: datetime, dice: random.Random) -> Iterator[Planned]:
    quiet = to_micros(now + QUIET)
    for number in range(1, events + 1):
        start = _rounded(now - PAST + (PAST + FUTURE) * dice.random())
        at = to_micros(start)
        dues = [(lead, at - lead * SECOND) for lead in dice.choice(LEADS)]
        planned = tuple((lead, due if due > quiet else None) for lead, due in dues)
        yield Planned(number, start, dice.choice(LENGTHS), planned)


def _rounded(instant: datetime) -> datetime:
    return instant.replace(minute=instant.minute // 5 * 5, second=0, microsecond=0)


def _store(connection: Connection, planned: Iterable[Planned], dice: random.Random) -> None:
    rows = iter(planned)
    while part := list(islice(rows, PART)):
        texts = [_texts(dice) for _ in part]
        pairs = list(zip(part, texts, strict=True))
        connection.executemany(_EVENT, (_event(each, text, dice) for each, text in pairs))
        connection.executemany(_SEARCH, ((each.number, *text) for each, text in pairs))
        connection.executemany(_OCCURRENCE, (_occurrence(each, text[0]) for each, text in pairs))
        connection.executemany(_REMINDER, (row for each in part for row in _reminders(each)))


def _texts(dice: random.Random) -> tuple[str, str, str, str]:
    title = f"{dice.choice(FIRST_WORDS)} {dice.choice(LAST_WORDS)} {dice.choice(NAMES)}"
    return title, dice.choice(NOTES), dice.choice(PLACES), " ".join(dice.choice(TAGS))


_EVENT = (
    'INSERT INTO events(pk, id, uid, title, description, location, url, tags, start, "end", '
    "time_zone, all_day, rule, extra, excluded, late_rule, created_at, updated_at, deleted_at, "
    "sequence) VALUES (?, ?, ?, ?, ?, ?, '', ?, ?, ?, ?, 0, NULL, '[]', '[]', NULL, ?, ?, NULL, 0)"
)
_SEARCH = "INSERT INTO events_search(rowid, title, description, location, tags) VALUES (?,?,?,?,?)"
_OCCURRENCE = (
    "INSERT INTO occurrences(event_pk, start_at, end_at, ends_at, title_key, duration_s, lead_s) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_REMINDER = (
    "INSERT INTO reminders(event_pk, lead_s, channels, due_at, occurrence_start, occurrence_end) "
    "VALUES (?, ?, 'desktop', ?, ?, ?)"
)


def _event(each: Planned, texts: tuple[str, str, str, str], dice: random.Random) -> tuple[Any, ...]:
    title, note, place, tags = texts
    identity = str(UUID(int=dice.getrandbits(128), version=4))
    wall = each.start.astimezone(ZONE).replace(tzinfo=None)
    end = wall + timedelta(minutes=each.minutes)
    made = to_micros(each.start) - 30 * 86_400 * SECOND
    return (each.number, identity, identity, title, note, place, json.dumps(tags.split()),
            wall.isoformat(), end.isoformat(), ZONE.key, made, made)  # fmt: skip


def _occurrence(each: Planned, title: str) -> tuple[Any, ...]:
    start = to_micros(each.start)
    end = start + each.minutes * MINUTE
    least = min((lead for lead, _ in each.reminders), default=None)
    key = title.casefold()[:TITLE_KEY_LENGTH]
    return each.number, start, end, end, key, each.minutes * 60, least


def _reminders(each: Planned) -> Iterator[tuple[Any, ...]]:
    start = to_micros(each.start)
    for lead, due in each.reminders:
        if due is None:
            yield each.number, lead, None, None, None
        else:
            yield each.number, lead, due, start, start + each.minutes * MINUTE


def _store_history(connection: Connection, now: datetime) -> None:
    """Ledger rows of what was reminded of before `now`, all dismissed."""
    connection.execute(
        "INSERT INTO ledger(event_id, event_title, location, occurrence_start, occurrence_end, "
        "all_day, lead_s, channel, due_at, late_rule, state, reason, attempts, backend, "
        "backend_ref, claimed_at, claimed_by, delivered_at, late_us, error, acknowledged_at, "
        "acknowledged_by) "
        "SELECT e.id, e.title, e.location, o.start_at, o.ends_at, 0, r.lead_s, 'desktop', "
        "o.start_at - r.lead_s * 1000000, 'until-end', 'acknowledged', '', 1, 'D-Bus', '', "
        "o.start_at - r.lead_s * 1000000, '', o.start_at - r.lead_s * 1000000 + 4000, 4000, '', "
        "o.start_at, 'popup' "
        "FROM occurrences o JOIN events e ON e.pk = o.event_pk "
        "JOIN reminders r ON r.event_pk = o.event_pk WHERE o.start_at < ?",
        (to_micros(now),),
    )


def _without_indexes(connection: Connection, work: Callable[[], None]) -> None:
    """Do `work` with the plain indexes of its tables dropped, then make them anew."""
    found = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
        "AND tbl_name IN ('events', 'reminders', 'occurrences')"
    ).fetchall()
    for name, _ in found:
        connection.execute(f"DROP INDEX {name}")
    work()
    for _, statement in found:
        connection.execute(statement)


@contextmanager
def _quick(path: Path) -> Iterator[Connection]:
    """One transaction that asks the disk for nothing; the file is in WAL mode when opened next."""
    with closing(connect(path, "journal_mode=MEMORY", "synchronous=OFF")) as connection:
        connection.execute("BEGIN")
        yield connection
        connection.execute("COMMIT")


def connect(path: Path, *pragmas: str) -> Connection:
    """A plain connection without implicit transactions, as the raw floor uses it."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=30)
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")
    return connection
