"""Bringing a database file up to date. Alembic is imported only when the file is behind."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from eventdesk.domain.errors import DatabaseTooNew, StorageFailure

VERSIONS = ("0001",)
"""All schema versions, oldest first; the last is this program's."""


def migrate(connection: sa.Connection, path: Path) -> None:
    """Upgrade the file behind `connection` if needed, all or nothing.

    A file with data is first copied to 'NAME.before-VERSION'. DatabaseTooNew when a newer
    EventDesk wrote it; StorageFailure for a database of another program.
    """
    version = current_version(connection)
    if version == VERSIONS[-1]:
        return
    if version is not None and version not in VERSIONS:
        raise DatabaseTooNew(
            f"{path} was written by a newer EventDesk (schema {version}).",
            "Install that version or a later one; the file was not changed.",
        )
    if version is None and _has_tables(connection):
        raise StorageFailure(
            f"{path} is not an EventDesk database.",
            "Move that file elsewhere, or choose another folder with EVENTDESK_HOME.",
        )
    connection.rollback()
    if version is not None:
        copy_file(path, path.with_name(f"{path.name}.before-{VERSIONS[-1]}"))
    # Imported late: it costs more than everything else here together.
    from eventdesk.storage.migrations.run import upgrade

    upgrade(connection)


def current_version(connection: sa.Connection) -> str | None:
    """The schema version written in the file, None for an empty or foreign file."""
    known = connection.exec_driver_sql(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
    ).scalar_one_or_none()
    if known is None:
        return None
    query = "SELECT version_num FROM alembic_version"
    return connection.exec_driver_sql(query).scalar_one_or_none()


def copy_file(source: Path, target: Path) -> None:
    """A consistent copy in one file by SQLite's online backup, also while others write."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
        # The copy inherits WAL mode; without it no side files are left beside the copy.
        new.execute("PRAGMA journal_mode=DELETE")


def _has_tables(connection: sa.Connection) -> bool:
    query = "SELECT count(*) FROM sqlite_master WHERE type = 'table'"
    return bool(connection.exec_driver_sql(query).scalar_one())
