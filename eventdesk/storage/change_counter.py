"""Noticing commits of other connections and processes (PRAGMA data_version)."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from eventdesk.storage.failures import storage_failure


class ChangeCounter:
    """A connection that only watches. Use it on one thread. A look costs some microseconds."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=0.1)

    def version(self) -> int:
        """A number that differs after any commit by another connection; StorageFailure."""
        try:
            found: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        except sqlite3.Error as error:
            raise storage_failure(error, self._path) from error
        return found

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
