"""The file itself: pragmas, migrations, and everything that can be wrong with it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from eventdesk.domain.errors import DatabaseTooNew, StorageFailure
from eventdesk.storage.change_counter import ChangeCounter
from eventdesk.storage.database import Database
from eventdesk.storage.failures import storage_failure
from eventdesk.storage.migrations import VERSIONS
from eventdesk.storage.migrations.run import scripts
from eventdesk.storage.tables import desk_state, metadata
from eventdesk.storage.types import Instant


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "eventdesk.db"


@pytest.fixture
def database(path: Path):
    found = Database.open(path)
    yield found
    found.close()


def test_the_promised_pragmas_hold_on_every_connection(database: Database) -> None:
    with database.connection() as one, database.connection() as two:
        for connection in (one, two):
            ask = connection.exec_driver_sql
            assert ask("PRAGMA journal_mode").scalar_one() == "wal"
            assert ask("PRAGMA synchronous").scalar_one() == 2
            assert ask("PRAGMA foreign_keys").scalar_one() == 1


def test_a_failed_write_leaves_nothing_behind_not_even_a_table(database: Database) -> None:
    def failing() -> None:
        with database.write() as tx:
            tx.state.put("key", "value")
            tx._connection.exec_driver_sql("CREATE TABLE stray (a)")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        failing()
    with database.read() as tx:
        assert tx.state.get("key") is None
        names = tx._connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars().all()
    assert "stray" not in names


def test_writers_lock_at_once_and_readers_do_not_wait(database: Database, path: Path) -> None:
    with database.write() as tx:
        tx.state.put("key", "value")
        with database.read() as reader:
            assert reader.state.get("key") is None
        other = Database(path, busy_timeout=0.01)
        with pytest.raises(StorageFailure, match="locked by another program"), other.write():
            pass
        other.close()


def test_instants_refuse_naive_times_and_keep_microseconds(database: Database) -> None:
    moment = datetime(2026, 11, 20, 12, 0, 0, 123457, tzinfo=UTC)
    with database.write() as tx:
        tx.state.put_instant("key", moment)
        assert tx.state.instant("key") == moment
    with pytest.raises(ValueError, match="naive"):
        Instant().process_bind_param(datetime(2026, 1, 1), None)


def test_the_migrations_make_exactly_the_tables_of_the_program(database: Database) -> None:
    with database.connection() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_name": lambda name, kind, _: not str(name).startswith("events_search")},
        )
        assert compare_metadata(context, metadata) == []
        indexes = set(
            connection.exec_driver_sql(
                "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
            ).scalars()
        )
    assert indexes == {index.name for table in metadata.tables.values() for index in table.indexes}


def test_the_list_of_versions_is_that_of_the_scripts() -> None:
    found = [script.revision for script in scripts().walk_revisions()]
    assert tuple(reversed(found)) == VERSIONS


def test_alembic_is_not_imported_without_need(database: Database, path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from eventdesk.storage.database import Database\n"
        f"Database.open(Path({str(path)!r})).close()\n"
        "print([name for name in ('alembic', 'sqlalchemy.orm') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


def test_a_newer_database_is_refused_and_left_alone(database: Database, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(DatabaseTooNew, match="newer EventDesk"):
        Database.open(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("9999",)


def test_another_programs_database_is_refused_and_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (url)")
        connection.commit()
    with pytest.raises(StorageFailure, match="not an EventDesk database"):
        Database.open(path)
    with closing(sqlite3.connect(path)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master")]
    assert names == ["bookmarks"]


def test_a_file_that_is_no_database_is_refused_and_left_alone(path: Path) -> None:
    path.write_bytes(b"Dear diary, " * 100)
    with pytest.raises(StorageFailure, match="not an EventDesk database") as caught:
        Database.open(path)
    assert "restore-backup" in caught.value.remedy
    assert path.read_bytes() == b"Dear diary, " * 100


def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageFailure, match="cannot be opened"):
        Database.open(tmp_path / "missing" / "eventdesk.db")


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX file modes")
def test_a_read_only_file_is_told() -> None:
    # Root may write everything, so the look is taken as another user, outside root's folders.
    code = (
        "import os, sys; from pathlib import Path\n"
        "from eventdesk.storage.database import Database\n"
        "from eventdesk.domain.errors import StorageFailure\n"
        "os.getuid() == 0 and os.setuid(65534)\n"
        "try:\n"
        "    database = Database.open(Path(sys.argv[1]))\n"
        "    with database.write() as tx: tx.state.put('a', 'b')\n"
        "except StorageFailure as error: print(error)\n"
    )
    with tempfile.TemporaryDirectory(prefix="eventdesk-read-only-") as name:
        path = Path(name) / "eventdesk.db"
        Database.open(path).close()
        path.chmod(0o444)
        path.parent.chmod(0o555)
        done = subprocess.run(
            [sys.executable, "-c", code, str(path)],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        path.parent.chmod(0o755)
    assert "read-only" in done.stdout or "cannot be opened" in done.stdout, done.stderr
    assert "Traceback" not in done.stderr


def test_a_full_disk_is_told_and_what_was_there_stays(database: Database, path: Path) -> None:
    with database.write() as tx:
        tx.state.put("kept", "yes")
    with database.connection() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        connection.rollback()
        big = {"key": "big", "value": "x" * 1_000_000}
        with pytest.raises(sa.exc.DBAPIError) as caught:
            connection.execute(desk_state.insert(), big)
        connection.rollback()
    assert storage_failure(caught.value, path).problem == "The disk is full, so nothing was saved."
    with database.read() as tx:
        assert tx.state.get("kept") == "yes"


def test_the_change_counter_sees_commits_of_others(database: Database, path: Path) -> None:
    counter = ChangeCounter(path)
    before = counter.version()
    assert counter.version() == before
    with database.write() as tx:
        tx.state.put("key", "value")
    assert counter.version() != before
    counter.close()


def explain(database: Database, statement: sa.Select) -> str:
    compiled = statement.compile(
        dialect=database._engine.dialect, compile_kwargs={"literal_binds": True}
    )
    with database.connection() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}").all()
    return " | ".join(str(row[3]) for row in rows)


def test_finding_the_next_due_and_claiming_use_the_index(database: Database) -> None:
    from eventdesk.storage.reminder_store import DUE, NEXT_DUE

    plan = explain(database, NEXT_DUE)
    assert "USING COVERING INDEX ix_reminders_due_at" in plan, plan
    now = datetime.now(UTC) + timedelta(hours=1)
    plan = explain(database, DUE.params(now=now, limit=5))
    assert "USING INDEX ix_reminders_due_at (due_at>? AND due_at<?)" in plan, plan
    assert "TEMP B-TREE" not in plan.replace("USE TEMP B-TREE FOR LAST TERM OF ORDER BY", "")


def test_waking_and_the_suppression_key_use_their_indexes(database: Database) -> None:
    from eventdesk.domain.reminder import Channel
    from eventdesk.storage.tables import ledger

    waking = sa.select(ledger).where(
        ledger.c.channel == Channel.DESKTOP,
        ledger.c.wake_at.is_not(None),
        ledger.c.wake_at <= datetime.now(UTC),
    )
    assert "ix_ledger_wake_at (channel=? AND wake_at>? AND wake_at<?)" in explain(database, waking)
    with database.connection() as connection:
        plan = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT id FROM ledger WHERE event_id = 'a' "
            "AND occurrence_start = 1 AND lead_s = 1 AND channel = 'desktop'"
        ).all()
    assert "sqlite_autoindex_ledger_1" in str(plan)
