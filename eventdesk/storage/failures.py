"""SQLite's error codes turned into sentences with a remedy."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from eventdesk.domain.errors import DatabaseDamaged, StorageFailure
from eventdesk.domain.language import later, tr

RESCUE = later(
    "Run 'eventdesk restore-backup' to go back to the newest good backup, or 'eventdesk salvage' "
    "to keep what can still be read. The file itself is kept in both cases."
)
"""What to do about a damaged database, for `tr`."""

_SENTENCES = {
    "SQLITE_BUSY": (
        later("The database is locked by another program."),
        later("Close the other program that uses {path}, then try again."),
    ),
    "SQLITE_LOCKED": (
        later("The database is locked by another program."),
        later("Close the other program that uses {path}, then try again."),
    ),
    "SQLITE_READONLY": (
        later("The database cannot be written: it or its folder is read-only."),
        later("Allow writing to {path} and its folder, then try again."),
    ),
    "SQLITE_FULL": (
        later("The disk is full, so nothing was saved."),
        later("Free some space on the disk that holds {path}, then try again."),
    ),
    "SQLITE_IOERR": (
        later("The disk reported an error while reading or writing the database."),
        later("Check the disk that holds {path} and its free space, then try again."),
    ),
    "SQLITE_CANTOPEN": (
        later("The database cannot be opened."),
        later("Check that {path} is a file in a folder you may read and write."),
    ),
    "SQLITE_PERM": (
        later("The database may not be opened."),
        later("Allow yourself to read and write {path}, then try again."),
    ),
}
ENGINE_ERRORS = (sqlite3.Error, UnicodeDecodeError)
"""What sqlite3 raises of a file it cannot use. It quotes the file in its messages, and what it
quotes from a damaged one may be no text."""

_DAMAGED = later("The database {path} is damaged.")
_DAMAGE = {
    "SQLITE_NOTADB": later("{path} is not an EventDesk database, or its beginning is damaged."),
    "SQLITE_CORRUPT": _DAMAGED,
}
_MISFITS = ("SQLITE_ERROR", "SQLITE_CONSTRAINT", "SQLITE_MISMATCH")


def damaged(path: Path, problem: str = "") -> DatabaseDamaged:
    """The failure for a database that cannot be used as it is."""
    return DatabaseDamaged(problem or tr(_DAMAGED, path=path), tr(RESCUE))


def damaged_by(path: Path, reason: object) -> DatabaseDamaged:
    """The same where it is known what is wrong."""
    return damaged(path, tr("The database {path} is damaged ({reason}).", path=path, reason=reason))


def storage_failure(error: BaseException, path: Path) -> StorageFailure:
    """The StorageFailure for an sqlite3 error (or one wrapping it in `orig`)."""
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, UnicodeDecodeError):
        return damaged(path)
    name = getattr(cause, "sqlite_errorname", "") if isinstance(cause, sqlite3.Error) else ""
    for prefix, problem in _DAMAGE.items():
        if name.startswith(prefix):
            return damaged(path, tr(problem, path=path))
    for prefix, (problem, remedy) in _SENTENCES.items():
        if name.startswith(prefix):
            return StorageFailure(tr(problem, path=path), tr(remedy, path=path))
    # Text that is no UTF-8 is found by the Python module, which gives it no name.
    if name.startswith(_MISFITS) or (not name and isinstance(cause, sqlite3.OperationalError)):
        # The program's own SQL fits every file it made: this one is no longer as it was made.
        return damaged_by(path, cause)
    return StorageFailure(
        tr("The database failed: {reason}.", reason=cause),
        tr("Check {path}, or restore a backup of it.", path=path),
    )
