"""Databases as earlier versions wrote them open, keep everything and go on as before."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from eventdesk.domain.errors import DatabaseTooNew
from eventdesk.domain.insistence import Insistence
from eventdesk.domain.ledger import LedgerState
from eventdesk.domain.reminder import Channel, Reminder
from eventdesk.interchange.read import read
from eventdesk.paths import Paths
from eventdesk.services.views import AgendaView, QuickFilter
from eventdesk.storage.database import Database
from eventdesk.storage.migrations import VERSIONS
from eventdesk.storage.soundness import soundness_problem
from tests.desks import TestDesk
from tests.services.feeds import URL, Web, calendar, event
from tests.storage.leave_database import FOLDER

OLD = sorted(FOLDER.glob("*.db"))
OWN = {"Dentist moved", "Stand-up", "Anna’s birthday", "Call"}
"""What all of them hold; later ones hold more."""
LEFT_AT = datetime(2026, 11, 20, 11, 39, tzinfo=UTC)
"""The instant at which the databases were left."""


def opened(file: Path, folder: Path) -> TestDesk:
    """A desk on a copy of an old database, at the instant it was left."""
    paths = Paths.in_folder(folder)
    paths.ensure()
    shutil.copyfile(file, paths.database)
    desk = TestDesk(paths).with_mail()
    desk.clock.set(LEFT_AT)
    return desk.open()


@pytest.fixture(params=OLD, ids=lambda each: each.stem)
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TestDesk]:
    desk = opened(request.param, tmp_path)
    yield desk
    desk.desk.close()


@pytest.fixture(params=[each for each in OLD if each.stem >= "0004"], ids=lambda each: each.stem)
def full_desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TestDesk]:
    """From 0004 on: calendars, subscriptions, changed occurrences, imports."""
    desk = opened(request.param, tmp_path)
    yield desk
    desk.desk.close()


def test_every_version_has_its_database() -> None:
    """Missing? `python -m tests.storage.leave_database` with the code of that version."""
    assert [each.stem for each in OLD] == list(VERSIONS)


def test_it_becomes_a_sound_database_of_this_version(desk: TestDesk) -> None:
    assert soundness_problem(desk.paths.database) == ""
    with closing(sqlite3.connect(desk.paths.database)) as connection:
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    assert found == (VERSIONS[-1],)


def test_events_and_ledger_are_all_there(desk: TestDesk) -> None:
    titles = {each.title for each in desk.desk.events.all()}
    assert titles >= OWN
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
    subscribed = {each.id for each in desk.desk.calendars.all() if each.read_only}
    assert {each.calendar for each in desk.desk.events.all()} <= subscribed


def test_calendars_keep_their_reminders_and_switches(full_desk: TestDesk) -> None:
    found = {each.name: each for each in full_desk.desk.calendars.all()}
    assert set(found) == {"Personal", "Work", "Club", "Team"}
    assert found["Work"].reminders == (Reminder(timedelta(minutes=10)),)
    assert found["Work"].colour == "#2f9e67"
    assert not found["Club"].on
    agenda = full_desk.desk.agenda
    titles = {row.title for row in agenda.rows(agenda.keys(AgendaView(quick=QuickFilter.ALL)))}
    assert "Planning" in titles
    assert "Rehearsal" not in titles
    full_desk.desk.calendars.switch(found["Club"].id, True)
    titles = {row.title for row in agenda.rows(agenda.keys(AgendaView(quick=QuickFilter.ALL)))}
    assert "Rehearsal" in titles


def test_a_subscription_is_refreshed_as_before(full_desk: TestDesk) -> None:
    (team,) = full_desk.desk.subscriptions.all()
    assert team.subscription is not None
    assert team.subscription.every == timedelta(hours=6)
    (review,) = [each for each in full_desk.desk.events.all() if each.calendar == team.id]
    assert review.title == "Review"
    web = Web({URL: calendar(event("review", "Review, moved", more="SEQUENCE:1"))})
    full_desk.desk.close()
    again = full_desk.reopen(fetcher=web)
    again.clock.advance(timedelta(hours=7))
    again.desk.subscriptions.refresh_due()
    assert again.desk.events.get(review.id).title == "Review, moved"
    again.desk.close()


def test_a_changed_occurrence_still_belongs_to_its_series(full_desk: TestDesk) -> None:
    series = next(each for each in full_desk.desk.events.all() if each.title == "Stand-up")
    (changed,) = full_desk.desk.series.changed(series.id)
    assert changed.title == "Stand-up with guests"
    assert changed.series_id == series.id


def test_an_imported_event_is_known_again_and_both_imports_undone(full_desk: TestDesk) -> None:
    file = calendar(event("concert", "Concert, sold out", "20261205T190000Z", "SEQUENCE:99"))
    found = read([file], local_zone=full_desk.clock.zone())
    counts = full_desk.desk.importing.run(found, calendar="personal")
    assert (counts.added, counts.updated) == (0, 1)
    for title in ("Concert, other hall", "Concert"):
        while title not in {each.title for each in full_desk.desk.events.all()}:
            assert full_desk.desk.events.undo()


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


def test_a_database_of_a_newer_version_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "eventdesk.db"
    shutil.copyfile(OLD[-1], path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA journal_mode=WAL")  # as every version leaves it
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = path.read_bytes()
    with pytest.raises(DatabaseTooNew) as caught:
        Database.open(path)
    assert "newer EventDesk" in caught.value.problem
    assert "not changed" in caught.value.remedy
    assert path.read_bytes() == before
