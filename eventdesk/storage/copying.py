"""A consistent copy of a database that others may be writing to."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

PAGES = 512
PAUSE_S = 0.002


def copy_file(source: Path, target: Path) -> None:
    """Copy `source` to one file `target` by SQLite's online backup, in small steps.

    One snapshot is copied: what others write meanwhile neither delays the copy nor is in it.
    sqlite3.Error; a missing source is one, and is not made.
    """
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=rw", uri=True)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        old.isolation_level = None
        old.execute("BEGIN")
        old.execute("SELECT count(*) FROM sqlite_master").fetchone()
        old.backup(new, pages=PAGES, sleep=PAUSE_S)
        # The copy inherits WAL mode; without it no side files are left beside the copy.
        new.execute("PRAGMA journal_mode=DELETE")
