"""SQLite's error codes turned into sentences with a remedy."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from eventdesk.domain.errors import DatabaseDamaged, StorageFailure

RESCUE = (
    "Run 'eventdesk restore-backup' to go back to the newest good backup, or 'eventdesk salvage' "
    "to keep what can still be read. The file itself is kept in both cases."
)
"""What to do about a damaged database."""

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
    "SQLITE_PERM": (
        "The database may not be opened.",
        "Allow yourself to read and write {path}, then try again.",
    ),
}
ENGINE_ERRORS = (sqlite3.Error, UnicodeDecodeError)
"""What sqlite3 raises of a file it cannot use. It quotes the file in its messages, and what it
quotes from a damaged one may be no text."""

_DAMAGE = {
    "SQLITE_NOTADB": "{path} is not an EventDesk database, or its beginning is damaged.",
    "SQLITE_CORRUPT": "The database {path} is damaged.",
}
_MISFITS = ("SQLITE_ERROR", "SQLITE_CONSTRAINT", "SQLITE_MISMATCH")


def damaged(path: Path, problem: str = "") -> DatabaseDamaged:
    """The failure for a database that cannot be used as it is."""
    return DatabaseDamaged(problem or _DAMAGE["SQLITE_CORRUPT"].format(path=path), RESCUE)


def storage_failure(error: BaseException, path: Path) -> StorageFailure:
    """The StorageFailure for an sqlite3 error (or one wrapping it in `orig`)."""
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, UnicodeDecodeError):
        return damaged(path)
    name = getattr(cause, "sqlite_errorname", "") if isinstance(cause, sqlite3.Error) else ""
    for prefix, problem in _DAMAGE.items():
        if name.startswith(prefix):
            return damaged(path, problem.format(path=path))
    for prefix, (problem, remedy) in _SENTENCES.items():
        if name.startswith(prefix):
            return StorageFailure(problem.format(path=path), remedy.format(path=path))
    # Text that is no UTF-8 is found by the Python module, which gives it no name.
    if name.startswith(_MISFITS) or (not name and isinstance(cause, sqlite3.OperationalError)):
        # The program's own SQL fits every file it made: this one is no longer as it was made.
        return damaged(path, f"The database {path} is damaged ({cause}).")
    return StorageFailure(
        f"The database failed: {cause}.", f"Check {path}, or restore a backup of it."
    )
