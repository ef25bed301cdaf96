"""Copies of the database that were checked before they count, and restoring them."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from eventdesk.domain.errors import StorageFailure
from eventdesk.storage.failures import storage_failure
from eventdesk.storage.migrations import VERSIONS, copy_file

PREFIX = "eventdesk-"
_SIDE_FILES = ("-wal", "-shm")


def back_up(source: Path, folder: Path, now: datetime) -> Path:
    """Copy the database `source` into `folder`, named by `now`, and check the copy.

    Consistent while others write (SQLite online backup). StorageFailure; no unchecked copy
    is left behind.
    """
    target = folder / f"{PREFIX}{now:%Y%m%d-%H%M%S}.db"
    partial = target.with_suffix(".partial")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        copy_file(source, partial)
        problem = integrity_problem(partial)
        if problem:
            raise StorageFailure(
                f"The database is damaged ({problem}), so no backup was made.",
                "Restore an earlier backup with 'eventdesk restore-backup FILE'.",
            )
        partial.replace(target)
    except sqlite3.Error as error:
        raise storage_failure(error, source) from error
    except OSError as error:
        raise StorageFailure(
            f"The backup could not be written: {error.strerror}.", f"Check the folder {folder}."
        ) from error
    finally:
        _discard(partial)
    return target


def backups(folder: Path) -> list[Path]:
    """The backups in `folder`, newest first."""
    return sorted(folder.glob(f"{PREFIX}*.db"), reverse=True)


def restore(backup: Path, target: Path) -> Path | None:
    """Put `backup` in place of the database; the old file is kept beside it and returned.

    The backup is copied and checked first; StorageFailure leaves everything as it was, also
    when another process has the database open.
    """
    if not backup.is_file():
        raise StorageFailure(f"{backup} is not a file.", "Name a backup file.")
    fresh = target.with_name(f"{target.name}.restoring")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        copy_file(backup, fresh)
        problem = integrity_problem(fresh) or _foreign_problem(fresh)
        if problem:
            raise StorageFailure(
                f"{backup} cannot be restored: {problem}.", "Choose another backup."
            )
        _refuse_in_use(target)
        kept = _set_aside(target)
        _fsync(fresh)
        fresh.replace(target)
    except sqlite3.Error as error:
        raise storage_failure(error, backup) from error
    except OSError as error:
        raise StorageFailure(
            f"The backup could not be restored: {error.strerror}.", f"Check {target.parent}."
        ) from error
    finally:
        _discard(fresh)
    return kept


def integrity_problem(path: Path) -> str:
    """What SQLite finds wrong with the file, '' when nothing is."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.Error as error:
        return str(error)
    if found != "ok":
        return str(found)
    return f"a row of {broken[0]} refers to nothing" if broken else ""


def _foreign_problem(path: Path) -> str:
    try:
        with closing(sqlite3.connect(path)) as connection:
            version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error:
        return "it is not an EventDesk database"
    if version is None or version[0] not in VERSIONS:
        return "a newer EventDesk wrote it"
    return ""


def _refuse_in_use(target: Path) -> None:
    """Leaving WAL mode needs the file for oneself, so it fails while anyone has it open."""
    if not target.exists():
        return
    try:
        with closing(sqlite3.connect(target, timeout=0.5)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY"):
            raise StorageFailure(
                "EventDesk is running and uses the database.",
                "Quit the window and stop 'eventdesk service', then restore the backup.",
            ) from error
    except sqlite3.DatabaseError:
        # A damaged file is what a backup is restored over.
        return


def _set_aside(target: Path) -> Path | None:
    if not target.exists():
        return None
    number = 1
    while (kept := target.with_name(f"{target.name}.replaced-{number}")).exists():
        number += 1
    for ending in ("", *_SIDE_FILES):
        part = target.with_name(target.name + ending)
        if part.exists():
            part.replace(kept.with_name(kept.name + ending))
    return kept


def _discard(scratch: Path) -> None:
    for ending in ("", "-journal", *_SIDE_FILES):
        scratch.with_name(scratch.name + ending).unlink(missing_ok=True)


def _fsync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
