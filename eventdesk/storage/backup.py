"""Copies of the database that were checked before they count, and restoring them."""

from __future__ import annotations

import os
import re
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from eventdesk.domain.errors import DatabaseDamaged, StorageFailure
from eventdesk.domain.language import tr
from eventdesk.domain.safety import BackupFile, surplus
from eventdesk.storage import replacing
from eventdesk.storage.copying import copy_file
from eventdesk.storage.failures import ENGINE_ERRORS, RESCUE, storage_failure
from eventdesk.storage.migrations import VERSIONS

PREFIX = "eventdesk-"
STALE_S = 3600.0
_NAME = re.compile(r"eventdesk-(\d{8}-\d{6})\.db")
_STAMP = "%Y%m%d-%H%M%S"


def back_up(source: Path, folder: Path, now: datetime) -> Path:
    """Copy the database `source` into `folder`, named by `now`, and check the copy.

    Consistent while others write (SQLite online backup), and in small steps, so that nobody
    waits. StorageFailure; no unchecked copy is left behind.
    """
    target = folder / f"{PREFIX}{now.astimezone(UTC):{_STAMP}}.db"
    partial = target.with_suffix(f".{os.getpid()}.partial")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        copy_file(source, partial)
        problem = integrity_problem(partial)
        if problem:
            words = tr("The database is damaged ({reason}), so no backup was made.", reason=problem)
            raise DatabaseDamaged(words, tr(RESCUE))
        replacing.sync(partial)
        partial.replace(target)
    except ENGINE_ERRORS as error:
        raise storage_failure(error, source) from error
    except OSError as error:
        raise StorageFailure(
            tr("The backup could not be written: {reason}.", reason=error.strerror),
            tr("Check the folder {folder}.", folder=folder),
        ) from error
    finally:
        _discard_quietly(partial)
    return target


def backups(folder: Path) -> list[Path]:
    """The backups in `folder`, newest first."""
    return sorted(folder.glob(f"{PREFIX}*.db"), key=made_at, reverse=True)


def listed(folder: Path) -> list[BackupFile]:
    """The backups in `folder` with what is in them, newest first."""
    found = []
    for path in backups(folder):
        try:
            size = path.stat().st_size
        except OSError:
            continue
        found.append(BackupFile(path, made_at(path), size, _events_in(path)))
    return found


def newest_good(folder: Path) -> Path | None:
    """The newest backup that is sound and of this program; each is read whole."""
    return next((each for each in backups(folder) if not backup_problem(each)), None)


def rotate(folder: Path, now: datetime, zone: ZoneInfo) -> list[Path]:
    """Delete the backups that need not be kept (`domain.safety.surplus`); those deleted.

    What a killed process left half made goes too.
    """
    for partial in folder.glob("*.partial"):
        if time.time() - partial.stat().st_mtime > STALE_S:
            _discard_quietly(partial)
    found = {made_at(each).astimezone(zone): each for each in backups(folder)}
    # Checking the newest good one costs reading it; without anything to delete none is read.
    if not surplus(list(found), now, max(found, default=None)):
        return []
    good = newest_good(folder)
    known = None if good is None else made_at(good).astimezone(zone)
    gone = [found[each] for each in surplus(list(found), now.astimezone(zone), known)]
    for each in gone:
        each.unlink(missing_ok=True)
    return gone


def restore(backup: Path, target: Path) -> Path | None:
    """Put `backup` in place of the database; the old file is kept beside it and returned.

    The backup is copied and checked first; StorageFailure leaves everything as it was, also
    when another process has the database open.
    """
    if not backup.is_file():
        raise StorageFailure(tr("{path} is not a file.", path=backup), tr("Name a backup file."))
    fresh = target.with_name(f"{target.name}.restoring")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        replacing.discard(fresh)
        copy_file(backup, fresh)
        problem = backup_problem(fresh)
        if problem:
            raise StorageFailure(
                tr("{path} cannot be restored: {reason}.", path=backup, reason=problem),
                tr("Choose another backup."),
            )
        return replacing.replace(fresh, target)
    except ENGINE_ERRORS as error:
        raise storage_failure(error, backup) from error
    except OSError as error:
        raise StorageFailure(
            tr("The backup could not be restored: {reason}.", reason=error.strerror),
            tr("Check {folder}.", folder=target.parent),
        ) from error
    finally:
        _discard_quietly(fresh)


def integrity_problem(path: Path) -> str:
    """What SQLite finds wrong with the file, '' when nothing is."""
    if path.exists() and not path.stat().st_size:
        # Opening it would delete a write-ahead log beside it.
        return tr("the file is empty")
    try:
        with closing(_reading(path)) as connection:
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    except ENGINE_ERRORS as error:
        return str(error)
    if found != "ok":
        return str(found)
    return tr("a row of {table} refers to nothing", table=broken[0]) if broken else ""


def backup_problem(path: Path) -> str:
    """Why the file cannot be the database, '' when it can."""
    return integrity_problem(path) or _foreign_problem(path)


def _foreign_problem(path: Path) -> str:
    try:
        with closing(_reading(path)) as connection:
            version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except ENGINE_ERRORS:
        return tr("it is not an EventDesk database")
    if version is None or version[0] not in VERSIONS:
        return tr("a newer EventDesk wrote it")
    return ""


def _events_in(path: Path) -> int | None:
    query = "SELECT count(*) FROM events WHERE deleted_at IS NULL"
    try:
        with closing(_reading(path)) as connection:
            found: int = connection.execute(query).fetchone()[0]
    except ENGINE_ERRORS:
        return None
    return found


def _reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def made_at(path: Path) -> datetime:
    """The instant in the name; of a file named otherwise, when it was written."""
    if match := _NAME.fullmatch(path.name):
        try:
            return datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC)
        except ValueError:
            pass
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        return datetime.fromtimestamp(0, UTC)


def _discard_quietly(scratch: Path) -> None:
    try:
        replacing.discard(scratch)
    except OSError:
        # What could not be written cannot always be removed, and its reason is told already.
        return
