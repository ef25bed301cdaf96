"""Once a day: one backup of all processes together, and what is old is forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from eventdesk.domain.errors import EventNotFound, StorageFailure
from eventdesk.domain.ledger import LedgerState
from eventdesk.services.ports import HealthChanged
from eventdesk.storage import backup
from tests.desks import TestDesk


def made(test: TestDesk) -> list[Path]:
    return backup.backups(test.paths.backups)


def look(test: TestDesk) -> None:
    test.desk.safekeeping.look()


def with_days(test: TestDesk, *, trash: int = 30, ledger: int = 730) -> None:
    known = test.settings.settings
    test.settings.settings = replace(
        known,
        general=replace(known.general, trash_days=trash),
        reminders=replace(known.reminders, keep_ledger_days=ledger),
    )


def test_there_is_one_backup_a_day_from_the_first_event_on(desk: TestDesk) -> None:
    look(desk)
    assert made(desk) == []
    desk.create(desk.clock.now() + timedelta(hours=1))
    look(desk)
    look(desk)
    assert len(made(desk)) == 1
    assert backup.backup_problem(made(desk)[0]) == ""
    desk.clock.advance(hours=11)
    look(desk)
    assert len(made(desk)) == 1
    desk.clock.advance(hours=4)  # past midnight
    look(desk)
    assert len(made(desk)) == 2


def test_two_processes_make_one_together(desk: TestDesk) -> None:
    desk.create(desk.clock.now() + timedelta(hours=1))
    other = desk.reopen()
    for each in (desk, other, desk, other):
        look(each)
    assert len(made(desk)) == 1
    other.desk.close()


def test_a_process_that_is_at_it_is_not_disturbed(desk: TestDesk) -> None:
    desk.create(desk.clock.now() + timedelta(hours=1))
    other = desk.reopen()
    assert other.desk.safekeeping._claim(desk.clock.now())
    look(desk)
    assert made(desk) == []
    desk.clock.advance(minutes=16)  # it died over it
    look(desk)
    assert len(made(desk)) == 1
    other.desk.close()


def test_a_failing_backup_is_told_and_tried_again(
    desk: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.create(desk.clock.now() + timedelta(hours=1))
    broken = StorageFailure("The disk is full.", "Free some space.")

    def fail(*_: object) -> Path:
        raise broken

    with monkeypatch.context() as patched:
        patched.setattr(backup, "back_up", fail)
        look(desk)
        look(desk)
    told = [each for each in desk.changes if isinstance(each, HealthChanged)]
    assert told == [HealthChanged("backup", f"No backup could be made. {broken}")]
    assert desk.desk.safekeeping.problem
    look(desk)
    assert made(desk) == []
    desk.clock.advance(minutes=16)
    look(desk)
    assert len(made(desk)) == 1
    assert desk.changes[-1] == HealthChanged("backup", "")


def test_a_clock_set_back_does_not_end_backups(desk: TestDesk) -> None:
    desk.create(desk.clock.now() + timedelta(hours=1))
    desk.clock.advance(days=30)
    look(desk)
    desk.clock.set(desk.clock.now() - timedelta(days=30))
    look(desk)
    assert len(made(desk)) == 2


def test_a_month_of_days_keeps_few(desk: TestDesk) -> None:
    desk.create(desk.clock.now() + timedelta(hours=1))
    for _ in range(40):
        look(desk)
        desk.clock.advance(days=1)
    assert 9 <= len(made(desk)) <= 12
    assert all(backup.backup_problem(each) == "" for each in made(desk))


def test_deleted_events_go_after_their_days_and_their_ledger_stays(desk: TestDesk) -> None:
    kept = desk.create(desk.clock.now() + timedelta(minutes=4), "Kept")
    gone = desk.create(desk.clock.now() + timedelta(minutes=4), "Confidential")
    desk.ring()
    desk.desk.events.delete([gone.id])
    desk.clock.advance(days=29)
    look(desk)
    assert desk.desk.trash.count() == 1
    desk.clock.advance(days=2)
    look(desk)
    assert desk.desk.trash.count() == 0
    with pytest.raises(EventNotFound):
        desk.desk.events.get(gone.id)
    assert desk.desk.events.get(kept.id)
    assert [row.event_title for row in desk.rows() if row.event_id == gone.id] == ["Confidential"]
    assert desk.desk.history.why(gone.id)


def test_never_means_never(desk: TestDesk) -> None:
    with_days(desk, trash=0, ledger=0)
    event = desk.create(desk.clock.now() + timedelta(minutes=4))
    desk.ring()
    desk.desk.events.delete([event.id])
    desk.clock.advance(days=3000)
    look(desk)
    assert desk.desk.trash.count() == 1
    assert len(desk.rows()) == 1


def test_old_finished_rows_of_the_ledger_go_and_open_ones_stay(desk: TestDesk) -> None:
    with_days(desk, ledger=10)
    start = desk.clock.now() + timedelta(minutes=4)
    events = [desk.create(start, title) for title in ("Dismissed", "Snoozed", "Shown")]
    desk.ring()
    rows = {row.event_title: row for row in desk.rows()}
    desk.desk.reminders.dismiss([rows["Dismissed"].id], by="test")
    until = (desk.clock.now() + timedelta(days=40)).astimezone(desk.clock.zone())
    with desk.desk.history._database.write() as tx:
        tx.ledger.change(
            [rows["Snoozed"].id], state=LedgerState.SNOOZED, wake_at=until, snoozed_until=until
        )
    desk.clock.advance(days=9)
    look(desk)
    assert len(desk.rows()) == 3
    desk.clock.advance(days=2)
    look(desk)
    assert [row.event_title for row in desk.rows()] == ["Snoozed"]
    assert [desk.desk.events.get(each.id).title for each in events]


def test_erasing_takes_the_texts_out_of_search_and_undo(desk: TestDesk) -> None:
    start = desk.clock.now() + timedelta(hours=1)
    one, two = desk.create(start, "Secret plan"), desk.create(start, "Other")
    desk.desk.events.delete([one.id, two.id])
    assert [each.title for each in desk.desk.trash.deleted("secret")] == ["Secret plan"]
    assert desk.desk.trash.erase([one.id]) == 1
    assert desk.desk.trash.deleted("secret") == []
    with desk.desk.history._database.read() as tx:
        run = tx._connection.exec_driver_sql
        texts = run("SELECT group_concat(before || after) FROM edits").scalar_one()
        found = run("SELECT count(*) FROM events_search WHERE events_search MATCH 'secret'")
        assert found.scalar_one() == 0
    assert "Secret plan" not in texts
    assert desk.desk.events.undo()  # brings back what is left of the step
    assert desk.desk.events.get(two.id).deleted_at is None
    assert desk.desk.events.undo() == "Created “Other”"


def test_live_events_are_never_erased(desk: TestDesk) -> None:
    event = desk.create(desk.clock.now() + timedelta(hours=1))
    assert desk.desk.trash.erase([event.id, "unknown"]) == 0
    assert desk.desk.events.get(event.id)
    desk.desk.events.delete([event.id])
    assert desk.desk.trash.empty() == 1
    assert desk.desk.trash.empty() == 0
