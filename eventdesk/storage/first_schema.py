"""A database as the first EventDesk made it, for trying out whether migrations work here."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from eventdesk.storage.database import Database
from eventdesk.storage.migrations import VERSIONS, current_version
from eventdesk.storage.values import to_micros

FIRST, LAST = VERSIONS[0], VERSIONS[-1]
"""The schema versions of the first EventDesk and of this one."""
_EVENT = """
    INSERT INTO events(pk, id, uid, title, description, location, url, tags, start, end,
        time_zone, all_day, extra, excluded, created_at, updated_at, sequence)
    VALUES (1, :id, :id, :title, '', '', '', '[]', :start, NULL, :zone, 0, '[]', '[]', :now,
        :now, 0)
"""
_SEARCHED = """
    INSERT INTO events_search(rowid, title, description, location, tags)
    VALUES (1, :title, '', '', '')
"""
_REMINDER = """
    INSERT INTO reminders(event_pk, lead_s, channels, due_at, occurrence_start, occurrence_end)
    VALUES (1, :lead_s, 'desktop', :due_at, :start_at, :end_at)
"""
_OCCURRENCE = """
    INSERT INTO occurrences(event_pk, start_at, end_at, ends_at, title_key, duration_s, lead_s)
    VALUES (1, :start_at, NULL, :end_at, lower(:title), 0, :lead_s)
"""


def make_first_database(
    path: Path, *, event_id: str, title: str, start: datetime, zone: ZoneInfo, lead: timedelta
) -> None:
    """Make the file, with one event at `start` (wall time in `zone`) and its reminder.

    The migration scripts make it, as far as the first: what alembic raises when they cannot
    be found or run, StorageFailure when the file cannot be written.
    """
    from eventdesk.storage.migrations.run import upgrade

    start_at = start.replace(tzinfo=zone).astimezone(UTC)
    values = {
        "id": event_id,
        "title": title,
        "start": start.isoformat(),
        "zone": zone.key,
        "now": to_micros(datetime.now(UTC)),
        "lead_s": int(lead.total_seconds()),
        "due_at": to_micros(start_at - lead),
        "start_at": to_micros(start_at),
        "end_at": to_micros(start_at + timedelta(hours=1)),
    }
    with closing(Database(path)) as database:
        with database.connection() as connection:
            upgrade(connection, FIRST)
        with database.connection() as connection, connection.begin():
            for each in (_EVENT, _SEARCHED, _REMINDER, _OCCURRENCE):
                connection.execute(sa.text(each), values)


def missing_scripts() -> list[str]:
    """The migration scripts that are not where Alembic looks for them, by schema version."""
    from eventdesk.storage.migrations import run

    there = {each.name[:4] for each in Path(run.scripts().versions).glob("*.py")}
    return [each for each in VERSIONS if each not in there]


def schema_version(path: Path) -> str:
    """The schema version of a database file, '' for none. StorageFailure."""
    with closing(Database(path)) as database, database.connection() as connection:
        return current_version(connection) or ""


def sqlite_version() -> str:
    """The version of the SQLite library in use, such as '3.46.1'."""
    return sqlite3.sqlite_version
