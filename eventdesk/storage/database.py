"""Opening the SQLite file, its pragmas, and transactions that begin when we say so."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from eventdesk.domain.errors import StorageFailure
from eventdesk.domain.language import tr
from eventdesk.storage import replacing
from eventdesk.storage.backup import back_up, backups
from eventdesk.storage.failures import ENGINE_ERRORS, damaged, damaged_by, storage_failure
from eventdesk.storage.migrations import migrate
from eventdesk.storage.transaction import Transaction
from eventdesk.storage.values import Unreadable

BUSY_TIMEOUT_S = 5.0
TRY_EVERY_S = 0.005
"""Between two tries to begin writing while another process writes."""
USUAL_KIB, MUCH_KIB = 2_000, 131_072
"""How much of the file a connection keeps in memory."""
_STRANGER = """
    SELECT 1 FROM sqlite_master WHERE type = 'table'
    AND NOT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'alembic_version')
"""
"""Finds something in the database of another program, which is not changed in any way."""


class Database:
    """One SQLite file in WAL mode. Thread-safe; transactions never cross threads.

    Reads never wait for writers. Writers wait for each other up to `busy_timeout` seconds; those
    of one process in turn, without SQLite's pauses between two tries.
    """

    def __init__(self, path: Path, *, busy_timeout: float = BUSY_TIMEOUT_S) -> None:
        self.path = path
        self._busy_timeout = busy_timeout
        self._closed = False
        self._turn = threading.Lock()
        self._counting = threading.Lock()
        self._waiting = 0
        self._engine = sa.create_engine(
            sa.URL.create("sqlite", database=str(path)),
            connect_args={"timeout": busy_timeout, "isolation_level": None},
            # Errors would carry titles and descriptions into the log.
            hide_parameters=True,
        )
        event.listen(self._engine, "connect", self._prepare)
        event.listen(self._engine, "begin", self._begin)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        busy_timeout: float = BUSY_TIMEOUT_S,
        backup_folder: Path | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> Database:
        """Open or create the file and bring its schema up to date.

        StorageFailure when it cannot be read or written; DatabaseDamaged when it is no
        database of EventDesk (any more), or is gone while there are backups in
        `backup_folder` (the folder 'backups' beside it); DatabaseTooNew when a newer EventDesk
        wrote it. Nothing is changed then.
        """
        folder = backup_folder or path.with_name("backups")
        _look_before(path, folder)
        database = cls(path, busy_timeout=busy_timeout)
        try:
            with database.connection() as connection:
                migrate(connection, path, lambda: back_up(path, folder, now()))
        except StorageFailure:
            database.close()
            raise
        return database

    def close(self) -> None:
        """Close all idle connections; the last one folds the WAL back into the file.

        From now on the file is not touched: using the database raises StorageFailure.
        """
        self._closed = True
        self._engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A snapshot to read from."""
        with self.connection() as connection, connection.begin():
            yield Transaction(connection)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """BEGIN IMMEDIATE; committed to disk when the block ends, rolled back on any error."""
        with self.connection() as connection, self._begun(connection) as tx:
            yield tx

    @contextmanager
    def writes(self) -> Iterator[Callable[[], AbstractContextManager[Transaction]]]:
        """What begins `write` transactions, many in a row, on one connection that keeps more of
        the file in memory: writing 100,000 rows, whose places in the indexes lie far apart,
        takes a quarter less time."""
        with self.connection() as connection:
            _remember(connection, MUCH_KIB)
            try:
                yield lambda: self._begun(connection)
            finally:
                if not connection.invalidated:
                    _remember(connection, USUAL_KIB)

    @property
    def awaited(self) -> bool:
        """Whether another thread of this process waits for the end of a write transaction."""
        return self._waiting > 0

    @contextmanager
    def _begun(self, connection: sa.Connection) -> Iterator[Transaction]:
        writing = connection.execution_options(begin="IMMEDIATE")
        with self._in_turn(), writing.begin():
            yield Transaction(writing)

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        with self._counting:
            self._waiting += 1
        # Whoever waits too long is left to SQLite, which says so.
        mine = self._turn.acquire(timeout=self._busy_timeout)
        with self._counting:
            self._waiting -= 1
        try:
            yield
        finally:
            if mine:
                self._turn.release()

    @contextmanager
    def connection(self) -> Iterator[sa.Connection]:
        """A pooled connection; database errors leave as StorageFailure."""
        if self._closed:
            raise StorageFailure(
                tr("The database is closed just now."), tr("Try again in a moment.")
            )
        try:
            with self._engine.connect() as connection:
                yield connection
        except (DBAPIError, *ENGINE_ERRORS) as error:
            raise storage_failure(error, self.path) from error
        except Unreadable as error:
            raise damaged_by(self.path, error) from error

    def _begin(self, connection: sa.Connection) -> None:
        mode: Any = connection.get_execution_options().get("begin", "DEFERRED")
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        if mode == "DEFERRED":
            raw.execute("BEGIN DEFERRED")
            return
        # SQLite sleeps up to 100 ms between two tries, and misses the moments in which long work
        # of another process lets others in.
        end = time.monotonic() + self._busy_timeout
        raw.execute("PRAGMA busy_timeout=0")
        try:
            while not _tried(raw, f"BEGIN {mode}", last=time.monotonic() >= end):
                time.sleep(TRY_EVERY_S)
        finally:
            raw.execute(f"PRAGMA busy_timeout={int(self._busy_timeout * 1000)}")

    def _prepare(self, connection: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
        del entry
        cursor = connection.cursor()
        try:
            # The first statement that touches the file: it tells whether this is a database.
            if cursor.execute(_STRANGER).fetchone() is None:
                cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute("PRAGMA foreign_keys=ON")
        finally:
            cursor.close()


def _remember(connection: sa.Connection, kib: int) -> None:
    raw = connection.connection.driver_connection
    if isinstance(raw, sqlite3.Connection):
        raw.execute(f"PRAGMA cache_size=-{kib}")
        if kib == USUAL_KIB:
            raw.execute("PRAGMA shrink_memory")


def _tried(raw: sqlite3.Connection, sql: str, *, last: bool) -> bool:
    try:
        raw.execute(sql)
    except sqlite3.OperationalError as error:
        if last or not getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY"):
            raise
        return False
    return True


def _look_before(path: Path, backup_folder: Path) -> None:
    """Refuse what SQLite would take for a new database although one was here before."""
    try:
        replacing.finish(path)
        size = path.stat().st_size if path.exists() else None
        log = path.with_name(f"{path.name}-wal")
        if not size and (backups(backup_folder) or (log.exists() and log.stat().st_size)):
            problem = (
                tr("The database {path} is missing, although it was used before.", path=path)
                if size is None
                else tr("The database {path} is empty, although it was used before.", path=path)
            )
            raise damaged(path, problem)
    except ENGINE_ERRORS as error:
        raise storage_failure(error, path) from error
    except OSError as error:
        raise StorageFailure(
            tr("The database cannot be opened: {reason}.", reason=error.strerror),
            tr("Check that {path} is a file in a folder you may read and write.", path=path),
        ) from error
