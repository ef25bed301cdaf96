"""The floor of importing: the rows that an import wrote, written again by plain sqlite3."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path
from sqlite3 import Connection

from tests.benchmarks.sample_events import connect

_TABLES = ("events", "occurrences", "reminders", "edits", "edit_events")
_TEXTS = "SELECT pk, title, description, location, tags FROM events"
_SEARCH = "INSERT INTO events_search(rowid, title, description, location, tags) VALUES (?,?,?,?,?)"


def write_again(imported: Path, empty: Path) -> float:
    """Seconds to write the rows of the database `imported` to `empty`, which has the schema.

    One transaction, BEGIN IMMEDIATE, synchronous=FULL; the rows are in memory before.
    """
    with closing(connect(imported)) as source:
        work = [_insertion(source, table) for table in _TABLES]
        work.append((_SEARCH, source.execute(_TEXTS).fetchall()))
    with closing(connect(empty, "journal_mode=WAL", "synchronous=FULL")) as target:
        begin = time.perf_counter()
        target.execute("BEGIN IMMEDIATE")
        for sql, rows in work:
            target.executemany(sql, rows)
        target.execute("COMMIT")
        return time.perf_counter() - begin


def _insertion(source: Connection, table: str) -> tuple[str, list[tuple[object, ...]]]:
    rows = source.execute(f"SELECT * FROM {table}")
    marks = ", ".join("?" * len(rows.description))
    return f"INSERT INTO {table} VALUES ({marks})", rows.fetchall()
