"""Databases as earlier versions wrote them open, keep everything and go on as before."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from eventdesk.domain.insistence import Insistence
from eventdesk.domain.ledger import LedgerState
from eventdesk.domain.reminder import Channel
from eventdesk.paths import Paths
from eventdesk.storage.database import Database
from eventdesk.storage.migrations import VERSIONS
from eventdesk.storage.soundness import soundness_problem
from tests.desks import TestDesk

FOLDER = Path(__file__).parent / "databases"
OLD = sorted(FOLDER.glob("*.db"))
LEFT_AT = datetime(2026, 11, 20, 11, 39, tzinfo=UTC)
"""The instant at which the databases were left."""


@pytest.fixture(params=OLD, ids=lambda each: each.stem)
def desk(request: pytest.FixtureRequest, tmp_path: Path):
    paths = Paths.in_folder(tmp_path)
    paths.ensure()
    shutil.copyfile(request.param, paths.database)
    desk = TestDesk(paths).with_mail()
    desk.clock.set(LEFT_AT)
    desk.open()
    yield desk
    desk.desk.close()


def test_every_version_but_this_one_has_its_database() -> None:
    assert [each.stem for each in OLD] == list(VERSIONS[:-1])


def test_it_becomes_a_sound_database_of_this_version(desk: TestDesk) -> None:
    assert soundness_problem(desk.paths.database) == ""
    with closing(sqlite3.connect(desk.paths.database)) as connection:
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    assert found == (VERSIONS[-1],)


def test_events_and_ledger_are_all_there(desk: TestDesk) -> None:
    titles = {each.title for each in desk.desk.events.all()}
    assert titles == {"Dentist moved", "Stand-up", "Anna’s birthday", "Call"}
    assert {each.insistence for each in desk.desk.events.all()} == {Insistence()}
    found = {(row.event_title, row.channel, row.state) for row in desk.rows()}
    assert ("Stand-up", Channel.DESKTOP, LedgerState.MISSED) in found
    assert {row.state for row in desk.rows() if row.event_title == "Call"} >= {
        LedgerState.ACKNOWLEDGED
    }
    assert len(desk.rows()) >= 4


def test_what_was_planned_comes_and_nothing_is_repeated(desk: TestDesk) -> None:
    before = {row.id: row.state for row in desk.rows()}
    desk.ring()
    desk.alarm.ring_when_due(desk.clock, LEFT_AT + timedelta(hours=2))
    shown = [row for row in desk.rows() if row.delivered_at and row.delivered_at > LEFT_AT]
    assert {row.event_title for row in shown} >= {"Dentist moved"}
    for row in shown:
        assert before.get(row.id) in {None, LedgerState.SNOOZED}


def test_steps_of_old_can_still_be_undone(desk: TestDesk) -> None:
    assert desk.desk.events.undo() == "Edited “Dentist moved”"
    assert "Dentist" in {each.title for each in desk.desk.events.all()}
    assert desk.desk.events.redo() == "Edited “Dentist moved”"
    while desk.desk.events.undo():
        pass
    assert list(desk.desk.events.all()) == []


def test_a_damaged_old_database_is_salvaged(tmp_path: Path) -> None:
    from zoneinfo import ZoneInfo

    from eventdesk.storage.salvage import Salvage

    path = tmp_path / "eventdesk.db"
    data = bytearray((FOLDER / "0001.db").read_bytes())
    data[0:16] = bytes(16)
    path.write_bytes(data)
    found = Salvage(path, LEFT_AT, ZoneInfo("Europe/Berlin")).run()
    assert found.events == 4
    with closing(Database.open(path)) as database, database.read() as tx:
        assert len(list(tx.events.every())) == 4
