"""Backups are checked before they count; restoring never loses the file it replaces."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from eventdesk.domain.errors import StorageFailure
from eventdesk.storage.backup import (
    back_up,
    backups,
    integrity_problem,
    newest_good,
    restore,
    rotate,
)
from eventdesk.storage.database import Database

NOW = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


def value(path: Path) -> str | None:
    database = Database.open(path)
    with database.read() as tx:
        found = tx.state.get("key")
    database.close()
    return found


def put(path: Path, text: str) -> None:
    database = Database.open(path)
    with database.write() as tx:
        tx.state.put("key", text)
    database.close()


def test_a_backup_made_while_the_database_is_open_restores_to_the_same(tmp_path: Path) -> None:
    path, folder = tmp_path / "eventdesk.db", tmp_path / "backups"
    database = Database.open(path)
    with database.write() as tx:
        tx.state.put("key", "before")
    made = back_up(path, folder, NOW)
    assert made.name == "eventdesk-20261120-110000.db"
    assert backups(folder) == [made]
    with database.write() as tx:
        tx.state.put("key", "after")
    database.close()
    kept = restore(made, path)
    assert value(path) == "before"
    assert kept is not None
    assert value(kept) == "after"


def test_a_database_in_use_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "eventdesk.db"
    put(path, "mine")
    made = back_up(path, tmp_path / "backups", NOW)
    database = Database.open(path)
    with pytest.raises(StorageFailure, match="is running"):
        restore(made, path)
    with database.write() as tx:
        tx.state.put("key", "still mine")
    database.close()
    assert value(path) == "still mine"


def test_a_damaged_database_gives_no_backup(tmp_path: Path) -> None:
    path, folder = tmp_path / "eventdesk.db", tmp_path / "backups"
    put(path, "x")
    data = bytearray(path.read_bytes())
    data[4096 * 3 : 4096 * 5] = b"\xff" * 8192
    path.write_bytes(data)
    with pytest.raises(StorageFailure):
        back_up(path, folder, NOW)
    assert backups(folder) == []
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"no database" * 500])
def test_what_is_no_backup_is_refused_and_the_database_stays(
    tmp_path: Path, content: bytes
) -> None:
    path, bad = tmp_path / "eventdesk.db", tmp_path / "bad.db"
    put(path, "mine")
    bad.write_bytes(content)
    with pytest.raises(StorageFailure):
        restore(bad, path)
    with pytest.raises(StorageFailure, match="not a file"):
        restore(tmp_path / "missing.db", path)
    assert value(path) == "mine"
    assert integrity_problem(path) == ""


def test_what_a_killed_backup_left_goes_in_time(tmp_path: Path) -> None:
    path, folder = tmp_path / "eventdesk.db", tmp_path / "backups"
    put(path, "x")
    back_up(path, folder, NOW)
    old, fresh = folder / "eventdesk-1.partial", folder / "eventdesk-2.partial"
    for each in (old, fresh):
        each.write_bytes(b"half")
    os.utime(old, (0, 0))
    rotate(folder, NOW, ZoneInfo("UTC"))
    assert not old.exists()
    assert fresh.exists()
    assert len(backups(folder)) == 1


def test_the_only_good_backup_is_never_rotated_away(tmp_path: Path) -> None:
    path, folder = tmp_path / "eventdesk.db", tmp_path / "backups"
    put(path, "x")
    good = back_up(path, folder, NOW - timedelta(days=300))
    for days in range(30):
        bad = folder / f"eventdesk-{NOW - timedelta(days=days):%Y%m%d-%H%M%S}.db"
        bad.write_bytes(b"rotten")
    rotate(folder, NOW, ZoneInfo("UTC"))
    assert good.exists()
    assert len(backups(folder)) < 15
    assert newest_good(folder) == good
