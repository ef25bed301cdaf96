"""SQLite's error codes turned into sentences with a remedy."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from eventdesk.domain.errors import StorageFailure

_SENTENCES = {
    "SQLITE_BUSY": (
        "The database is locked by another program.",
        "Close the other program that uses {path}, then try again.",
    ),
    "SQLITE_LOCKED": (
        "The database is locked by another program.",
        "Close the other program that uses {path}, then try again.",
    ),
    "SQLITE_READONLY": (
        "The database cannot be written: it or its folder is read-only.",
        "Allow writing to {path} and its folder, then try again.",
    ),
    "SQLITE_FULL": (
        "The disk is full, so nothing was saved.",
        "Free some space on the disk that holds {path}, then try again.",
    ),
    "SQLITE_IOERR": (
        "The disk reported an error while reading or writing the database.",
        "Check the disk that holds {path} and its free space, then try again.",
    ),
    "SQLITE_CANTOPEN": (
        "The database cannot be opened.",
        "Check that {path} is a file in a folder you may read and write.",
    ),
    "SQLITE_NOTADB": (
        "{path} is not an EventDesk database.",
        "Move that file elsewhere, or restore a backup with 'eventdesk restore-backup FILE'.",
    ),
    "SQLITE_CORRUPT": (
        "The database is damaged.",
        "Restore a backup of {path} with 'eventdesk restore-backup FILE'.",
    ),
    "SQLITE_PERM": (
        "The database may not be opened.",
        "Allow yourself to read and write {path}, then try again.",
    ),
}


def storage_failure(error: BaseException, path: Path) -> StorageFailure:
    """The StorageFailure for an sqlite3 error (or one wrapping it in `orig`)."""
    cause = getattr(error, "orig", None) or error
    name = getattr(cause, "sqlite_errorname", "") if isinstance(cause, sqlite3.Error) else ""
    for prefix, (problem, remedy) in _SENTENCES.items():
        if name.startswith(prefix):
            return StorageFailure(problem.format(path=path), remedy.format(path=path))
    return StorageFailure(
        f"The database failed: {cause}.", f"Check {path}, or restore a backup of it."
    )
