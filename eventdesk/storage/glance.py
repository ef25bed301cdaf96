"""A first look at the event table, by plain sqlite3 and read only.

A start shows its first rows from here while the rest of the database room is imported.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from eventdesk.storage.agenda_reader import AgendaReader
from eventdesk.storage.failures import ENGINE_ERRORS, damaged, storage_failure
from eventdesk.storage.migrations import VERSIONS
from eventdesk.storage.values import Unreadable

BUSY_TIMEOUT_S = 0.2


class Glance:
    """The event table of one file. Any thread; raises StorageFailure. Never writes."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path = path
        self._connection = connection
        self._lock = threading.Lock()

    @classmethod
    def open(cls, path: Path) -> Glance | None:
        """None when there is nothing to see yet: no file, or one of another version. Whatever
        else is wrong with the file, opening it properly tells."""
        try:
            if not path.stat().st_size:
                # SQLite would delete the write-ahead log beside it, which may hold everything.
                return None
            connection = sqlite3.connect(
                f"file:{quote(str(path))}?mode=ro",
                uri=True,
                timeout=BUSY_TIMEOUT_S,
                isolation_level=None,
                check_same_thread=False,
            )
        except (*ENGINE_ERRORS, OSError):
            return None
        try:
            version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except ENGINE_ERRORS:
            version = None
        if version != (VERSIONS[-1],):
            connection.close()
            return None
        return cls(path, connection)

    @cached_property
    def agenda(self) -> AgendaReader:
        """The rows; use it inside `read`."""

        def run(sql: str, values: Sequence[Any]) -> Iterable[Any]:
            return self._connection.execute(sql, values)

        return AgendaReader(run)

    @contextmanager
    def read(self) -> Iterator[Glance]:
        """The file as it is now."""
        with self._lock:
            try:
                yield self
            except ENGINE_ERRORS as error:
                raise storage_failure(error, self._path) from error
            except Unreadable as error:
                raise damaged(self._path) from error

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()
