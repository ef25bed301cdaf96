"""Whether a database file is whole, looked at in a time a person can wait for."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from eventdesk.storage.backup import integrity_problem

BIG = 200_000_000
"""Bytes from which only the structure is checked: the whole would take many seconds."""


def soundness_problem(path: Path, *, big: int = BIG) -> str:
    """What SQLite finds wrong with the file, '' when nothing is.

    Big files get PRAGMA quick_check, which leaves out that indices match their tables.
    """
    if path.stat().st_size < big:
        return integrity_problem(path)
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        return str(error)
    return "" if found == "ok" else str(found)
