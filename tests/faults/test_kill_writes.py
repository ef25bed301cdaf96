"""SIGKILL at random instants while the database is written: sound, and nothing acknowledged
is missing."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from eventdesk.paths import Paths
from eventdesk.services.step_work import under_way
from eventdesk.storage.backup import backup_problem, backups, integrity_problem
from eventdesk.storage.database import Database
from eventdesk.storage.migrations import VERSIONS
from tests.desks import TestDesk
from tests.faults.damage import ROOT
from tests.faults.ledger_copy import copied
from tests.faults.write_until_killed import OLD

LONG = os.environ.get("EVENTDESK_FAULTS") == "long"
KILLS = 100 if LONG else 2

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL"),
    pytest.mark.timeout(3600 if LONG else 120),
]


def killed(folder: Path, kind: str, seed: int, *, spread_s: float = 0.25) -> list[str]:
    """Run the writer and kill it up to `spread_s` after its first words; what it
    acknowledged."""
    command = [sys.executable, "-m", "tests.faults.write_until_killed", str(folder), kind]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    program = subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert program.stdout is not None
    first = program.stdout.readline()
    time.sleep(random.Random(seed).uniform(0.0, spread_s))
    program.kill()
    rest, _ = program.communicate(timeout=30)
    lines = (first + rest).splitlines(keepends=True)
    assert first, "the writer said nothing"
    return [line.strip() for line in lines if line.endswith("\n")]


def ids(database: Path) -> set[str]:
    """The ids of all events, after the recovery that any start does."""
    opened = Database.open(database)
    try:
        with opened.read() as tx:
            return {event.id for event in tx.events.every()}
    finally:
        opened.close()


@pytest.mark.parametrize("seed", range(KILLS))
def test_while_saving(tmp_path: Path, seed: int) -> None:
    saved = killed(tmp_path, "save", seed)
    database = Paths.in_folder(tmp_path).database
    assert set(saved) <= ids(database)
    assert integrity_problem(database) == ""


@pytest.mark.parametrize("seed", range(KILLS))
def test_while_editing(tmp_path: Path, seed: int) -> None:
    kind, number = killed(tmp_path, "edit", seed)[-1].split()
    database = Paths.in_folder(tmp_path).database
    Database.open(database).close()
    with closing(sqlite3.connect(database)) as connection:
        query = "SELECT title, deleted_at IS NOT NULL FROM events"
        ((title, deleted),) = connection.execute(query).fetchall()
    # The step after the last one acknowledged may be done too.
    now = (title, bool(deleted))
    this, following = f"Event {number}", f"Event {int(number) + 1}"
    assert (
        now
        in {
            "edited": {(this, False), (this, True)},
            "deleted": {(this, True), (this, False)},
            "restored": {(this, False), (following, False)},
        }[kind]
    )
    assert integrity_problem(database) == ""


@pytest.mark.parametrize("seed", range(KILLS))
def test_while_undoing(tmp_path: Path, seed: int) -> None:
    said = killed(tmp_path, "undo", seed)
    database = Paths.in_folder(tmp_path).database
    opened = Database.open(database)
    with opened.read() as tx:
        deleted = tx.trash.count() == 1
        can_undo, can_redo = tx.edit_to_undo(), tx.edit_to_redo()
    opened.close()
    # The step after the last one acknowledged may be done too.
    assert deleted in ((said[-1] == "deleted"), (said[-1] == "alive"))
    assert can_undo is not None
    assert (can_redo is None) is deleted
    assert integrity_problem(database) == ""


@pytest.mark.parametrize("seed", range(2 * KILLS))
def test_while_importing(tmp_path: Path, seed: int) -> None:
    """Whole files are in after the next start, or not in at all; so it is with their undo."""
    kind, last = killed(tmp_path, "import", seed, spread_s=1.5)[-1].split()
    number = int(last)
    paths = Paths.in_folder(tmp_path)
    desk = TestDesk(paths).open()
    desk.desk.start()
    desk.alarm.ring()
    while desk.alarm.ring_if_asked():
        pass
    found = Counter(each.title for each in desk.desk.events.all())
    after = {f"File {n}": 500 for n in range(number)}
    before = after | {f"File {number - 1}": 600}
    after |= {f"File {number}": 600}
    both = (before, after)
    # The step after the last one acknowledged may be done too.
    assert (
        found
        in {
            "importing": both,
            "imported": both,
            "undone": both,
            "redone": both,
        }[kind]
    ), found
    with desk.desk.events._database.read() as tx:
        assert under_way(tx) == {}
        assert tx.edits.hidden() == []
    with closing(sqlite3.connect(paths.database)) as connection:
        query = "SELECT count(*) FROM events e LEFT JOIN reminders r ON r.event_pk = e.pk "
        (unarmed,) = connection.execute(
            query + "WHERE deleted_at IS NULL AND r.due_at IS NULL"
        ).fetchone()
        (armed,) = connection.execute(
            query + "WHERE deleted_at IS NOT NULL AND r.due_at IS NOT NULL"
        ).fetchone()
    assert (unarmed, armed) == (0, 0)
    assert integrity_problem(paths.database) == ""
    desk.desk.close()


@pytest.mark.parametrize("seed", range(KILLS))
def test_while_backing_up(tmp_path: Path, seed: int) -> None:
    said = killed(tmp_path, "backup", seed)
    paths = Paths.in_folder(tmp_path)
    assert {each for each in said if not each.startswith("backup")} <= ids(paths.database)
    made = [each for each in said if each.startswith("backup")]
    found = backups(paths.backups)
    assert len(found) >= len(made)
    assert [backup_problem(each) for each in found] == [""] * len(found)
    assert integrity_problem(paths.database) == ""


@pytest.mark.parametrize("seed", range(KILLS))
def test_while_restoring(tmp_path: Path, seed: int) -> None:
    said = killed(tmp_path, "restore", seed)
    paths = Paths.in_folder(tmp_path)
    count = len(ids(paths.database))
    assert count in (1, 2)
    assert said[-1].startswith("restored")
    assert integrity_problem(paths.database) == ""
    kept = sorted(tmp_path.glob("eventdesk.db.replaced-*"))
    assert len(kept) >= len(said)
    assert all(integrity_problem(each) == "" for each in kept)


@pytest.mark.parametrize("seed", range(KILLS))
def test_while_migrating(tmp_path: Path, seed: int) -> None:
    killed(tmp_path, "migrate", seed)
    database = Paths.in_folder(tmp_path / "new").database
    database.parent.mkdir(exist_ok=True)
    assert ids(database) == set()
    assert integrity_problem(database) == ""


@pytest.mark.parametrize("seed", range(KILLS))
def test_while_upgrading_an_old_database(tmp_path: Path, seed: int) -> None:
    """All or nothing, and a backup that is there is a good one."""
    kind, number = killed(tmp_path, "upgrade", seed)[-1].split()
    folder = tmp_path / f"old-{number}"
    database, before = folder / "eventdesk.db", version(folder / "eventdesk.db")
    assert before in ({VERSIONS[-1]} if kind == "new" else {VERSIONS[0], VERSIONS[-1]})
    found = backups(folder / "backups")
    assert [backup_problem(each) for each in found] == [""] * len(found)
    assert before == VERSIONS[0] or found
    assert ids(database) == ids(copied(OLD, tmp_path / "oldest.db"))
    assert version(database) == VERSIONS[-1]
    assert integrity_problem(database) == ""


def version(database: Path) -> str:
    """The schema version written in a database."""
    with closing(sqlite3.connect(database)) as connection:
        found: str = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    return found
