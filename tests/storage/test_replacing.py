"""Replacing the database is safe at every instant: the old file or the new one, never neither."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from eventdesk.domain.errors import DatabaseDamaged, StorageFailure
from eventdesk.storage.backup import back_up, backups, integrity_problem
from eventdesk.storage.database import Database
from eventdesk.storage.rescue import Rescue

OLDEST = Path(__file__).parent / "databases" / "0001.db"
NOW = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


class Killed(BaseException):
    """Stands for the end of the process."""


def put(path: Path, text: str) -> None:
    with closing(Database.open(path)) as database, database.write() as tx:
        tx.state.put("key", text)


def value(path: Path) -> str | None:
    with closing(Database.open(path)) as database, database.read() as tx:
        return tx.state.get("key")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "eventdesk.db"


@pytest.fixture
def rescue(path: Path) -> Rescue:
    put(path, "backed up")
    found = Rescue(path, path.with_name("backups"))
    found.back_up(NOW)
    put(path, "newer")
    return found


@pytest.mark.parametrize("before", range(4))
def test_killed_before_each_renaming(
    path: Path, rescue: Rescue, monkeypatch: pytest.MonkeyPatch, before: int
) -> None:
    path.with_name("eventdesk.db-wal").write_bytes(b"")
    rename, done = Path.replace, []

    def dying(self: Path, target: Path) -> Path:
        if len(done) == before:
            raise Killed
        done.append(self)
        return rename(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", dying)
        with suppress(Killed):
            rescue.restore()
    kept = path.with_name("eventdesk.db.replaced-1")
    if before == 0:
        assert value(path) == "newer"
    else:
        assert value(path) == "backed up"
        assert value(kept) == "newer"
    assert integrity_problem(path) == ""


def test_a_restore_can_be_taken_back_by_restoring_what_was_kept(path: Path, rescue: Rescue) -> None:
    done = rescue.restore()
    assert value(path) == "backed up"
    assert done.kept is not None
    undone = rescue.restore(done.kept)
    assert value(path) == "newer"
    assert undone.kept is not None
    assert undone.kept.name == "eventdesk.db.replaced-2"


def test_beginning_anew_keeps_the_old_file(path: Path, rescue: Rescue) -> None:
    done = rescue.start_empty()
    assert value(path) is None
    assert done.kept is not None
    assert value(done.kept) == "newer"


def test_nothing_is_replaced_while_it_is_open(path: Path, rescue: Rescue) -> None:
    with closing(Database.open(path)) as database:
        with database.read() as tx:
            assert tx.state.get("key") == "newer"
        for work in (rescue.restore, rescue.start_empty):
            with pytest.raises(StorageFailure, match="is running"):
                work()
        with database.write() as tx:
            tx.state.put("key", "newest")
    assert value(path) == "newest"
    assert not list(path.parent.glob("*.replaced-*"))


def test_a_closed_database_touches_nothing(path: Path) -> None:
    put(path, "x")
    database = Database.open(path)
    database.close()
    path.unlink()
    with pytest.raises(StorageFailure, match="closed"), database.read():
        pass
    assert not path.exists()


def test_a_migration_is_preceded_by_a_checked_backup(path: Path) -> None:
    shutil.copyfile(OLDEST, path)
    folder = path.with_name("backups")
    Database.open(path, backup_folder=folder, now=lambda: NOW).close()
    made = backups(folder)
    assert [each.name for each in made] == ["eventdesk-20261120-110000.db"]
    assert integrity_problem(made[0]) == ""


def test_without_that_backup_nothing_is_migrated(path: Path) -> None:
    shutil.copyfile(OLDEST, path)
    folder = path.with_name("backups")
    folder.write_text("in the way")
    with pytest.raises(StorageFailure):
        Database.open(path, backup_folder=folder, now=lambda: NOW)
    with closing(sqlite3.connect(path)) as connection:
        version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    assert version == ("0001",)


def test_values_nobody_wrote_are_damage(path: Path) -> None:
    put(path, "x")
    with closing(Database.open(path)) as database:
        with database.write() as tx:
            tx.state.put("paused_until", "not a number")
        with pytest.raises(DatabaseDamaged, match="damaged"), database.read() as tx:
            tx.state.instant("paused_until")


def test_a_backup_is_one_snapshot_while_others_write(path: Path, tmp_path: Path) -> None:
    put(path, "x")
    with closing(Database.open(path)) as database, database.write() as tx:
        tx.state.put("key", "uncommitted")
        made = back_up(path, tmp_path / "backups", NOW)
        tx.state.put("key", "later")
    assert value(made) == "x"
