"""Opening the SQLite file, its pragmas, and transactions that begin when we say so."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from eventdesk.domain.errors import StorageFailure
from eventdesk.storage.failures import storage_failure
from eventdesk.storage.migrations import migrate
from eventdesk.storage.transaction import Transaction

BUSY_TIMEOUT_S = 5.0


class Database:
    """One SQLite file in WAL mode. Thread-safe; transactions never cross threads.

    Reads never wait for writers. Writers wait for each other up to `busy_timeout` seconds.
    """

    def __init__(self, path: Path, *, busy_timeout: float = BUSY_TIMEOUT_S) -> None:
        self.path = path
        self._busy_timeout = busy_timeout
        self._engine = sa.create_engine(
            sa.URL.create("sqlite", database=str(path)),
            connect_args={"timeout": busy_timeout, "isolation_level": None},
        )
        event.listen(self._engine, "connect", self._prepare)
        event.listen(self._engine, "begin", _begin)

    @classmethod
    def open(cls, path: Path, *, busy_timeout: float = BUSY_TIMEOUT_S) -> Database:
        """Open or create the file and bring its schema up to date.

        StorageFailure when it cannot be read or written, or is not a database;
        DatabaseTooNew when a newer EventDesk wrote it. Nothing is changed then.
        """
        database = cls(path, busy_timeout=busy_timeout)
        try:
            with database.connection() as connection:
                migrate(connection, path)
        except StorageFailure:
            database.close()
            raise
        return database

    def close(self) -> None:
        """Close all idle connections; the last one folds the WAL back into the file."""
        self._engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A snapshot to read from."""
        with self.connection() as connection, connection.begin():
            yield Transaction(connection)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """BEGIN IMMEDIATE; committed to disk when the block ends, rolled back on any error."""
        with self.connection() as connection:
            writing = connection.execution_options(begin="IMMEDIATE")
            with writing.begin():
                yield Transaction(writing)

    @contextmanager
    def connection(self) -> Iterator[sa.Connection]:
        """A pooled connection; database errors leave as StorageFailure."""
        try:
            with self._engine.connect() as connection:
                yield connection
        except DBAPIError as error:
            raise storage_failure(error, self.path) from error
        except sqlite3.Error as error:
            raise storage_failure(error, self.path) from error

    def _prepare(self, connection: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
        del entry
        cursor = connection.cursor()
        try:
            # The first statement that touches the file: it tells whether this is a database.
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute("PRAGMA foreign_keys=ON")
        finally:
            cursor.close()


def _begin(connection: sa.Connection) -> None:
    mode: Any = connection.get_execution_options().get("begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")
