"""Putting another file in place of the database, so that a crash at any instant loses nothing.

The new file is made complete beside the database first and then called 'NAME.ready'. From
that instant the replacement counts as done: whoever opens the database next finishes it. The
old file with its write-ahead log is renamed to 'NAME.replaced-1' (2, 3 ...), never deleted.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from eventdesk.domain.errors import StorageFailure
from eventdesk.domain.language import tr
from eventdesk.storage.failures import ENGINE_ERRORS

SIDE_FILES = ("-wal", "-shm")
_MUTEX_WAIT_S = 10.0


def replace(fresh: Path, target: Path) -> Path | None:
    """Make the complete file `fresh`, which lies beside `target`, the database.

    Returns where the old file is kept, None when there was none. StorageFailure when another
    process has the database open; OSError. Then all is as before.
    """
    sync(fresh)
    with _alone(target):
        refuse_in_use(target)
        ready = _ready(target)
        fresh.replace(ready)
        _sync_folder(target.parent)
        return _finish(ready, target)


def finish(target: Path) -> None:
    """Finish a replacement that a crash interrupted; costs one look when there was none."""
    ready = _ready(target)
    if not ready.exists():
        return
    with _alone(target):
        if ready.exists():
            _finish(ready, target)


def refuse_in_use(target: Path) -> None:
    """StorageFailure while another process or thread has the database open."""
    if not target.exists() or not target.stat().st_size:
        return
    try:
        # Leaving WAL mode needs the file for oneself.
        with closing(sqlite3.connect(target, timeout=0.5)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY"):
            raise StorageFailure(
                tr("EventDesk is running and uses the database."),
                tr("Quit the window and stop 'eventdesk service', then try again."),
            ) from error
    except ENGINE_ERRORS:
        # A damaged file is what a backup is restored over.
        return


def discard(scratch: Path) -> None:
    """Delete a scratch file and what SQLite laid beside it."""
    for ending in ("", "-journal", *SIDE_FILES):
        scratch.with_name(scratch.name + ending).unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Force a file to the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _ready(target: Path) -> Path:
    return target.with_name(f"{target.name}.ready")


def _finish(ready: Path, target: Path) -> Path | None:
    kept = _set_aside(target)
    ready.replace(target)
    _sync_folder(target.parent)
    return kept


def _set_aside(target: Path) -> Path | None:
    parts = [(end, target.with_name(target.name + end)) for end in (*SIDE_FILES, "-journal", "")]
    found = [(end, part) for end, part in parts if part.exists()]
    if not found:
        return None
    number = 1
    while target.with_name(f"{target.name}.replaced-{number}").exists():
        number += 1
    kept = target.with_name(f"{target.name}.replaced-{number}")
    # The database itself comes last: after a crash in between, its log is found beside it.
    for end, part in found:
        part.replace(kept.with_name(kept.name + end))
    return kept


@contextlib.contextmanager
def _alone(target: Path) -> Iterator[None]:
    """Only one process at a time; the lock ends with the process, however it ends."""
    lock = target.with_name(f"{target.name}.lock")
    with closing(sqlite3.connect(lock, timeout=_MUTEX_WAIT_S, isolation_level=None)) as mutex:
        mutex.execute("BEGIN EXCLUSIVE")
        yield


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:  # some file systems cannot
        return
    finally:
        os.close(handle)
