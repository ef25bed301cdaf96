"""What changes many events: in small transactions, all or nothing, and never in the way of a
reminder."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from eventdesk.domain.calendar import PERSONAL, Calendar, Subscription
from eventdesk.domain.errors import EventNotFound, ImportCancelled, StorageFailure
from eventdesk.domain.recurrence import Recurrence
from eventdesk.domain.series import without
from eventdesk.domain.walltime import to_wall
from eventdesk.services.imports import ImportedEvent, ImportResult
from eventdesk.services.long_steps import CUT_SHORT, LongSteps
from eventdesk.services.pacing import Pace
from eventdesk.services.ports import HealthChanged
from eventdesk.services.step_work import under_way
from eventdesk.storage.database import Database
from tests.desks import TestDesk
from tests.fakes import FakeProcesses

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
WORK = Calendar(id="work", name="Work")
FEED = Calendar(id="feed", name="Feed", subscription=Subscription(url="https://example.org/a.ics"))


class Killed(BaseException):
    """Stands for SIGKILL: nobody tidies up after it."""


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every slice is a transaction of its own, of few events."""
    monkeypatch.setattr("eventdesk.services.pacing.HELD_S", 0.0)
    monkeypatch.setattr("eventdesk.services.pacing.BREATH_S", 0.0)
    monkeypatch.setattr("eventdesk.services.pacing.FIRST", 10)
    monkeypatch.setattr("eventdesk.services.pacing.MOST", 10)


def found(desk: TestDesk, count: int, title: str = "New", sequence: int = 0) -> ImportResult:
    start = desk.clock.now() + 2 * HOUR
    return ImportResult(
        tuple(
            ImportedEvent(str(n), sequence, None, desk.draft(start + n * MINUTE, f"{title} {n}"))
            for n in range(count)
        )
    )


def titles(desk: TestDesk) -> list[str]:
    return sorted(each.title for each in desk.desk.events.all())


def after_commits(
    monkeypatch: pytest.MonkeyPatch, count: int, then: Callable[[], object]
) -> list[int]:
    """Call `then` between two transactions of long work, `count` of them done."""
    done: list[int] = []

    def rest(pace: Pace) -> None:
        done.append(1)
        if len(done) == count:
            then()

    monkeypatch.setattr(Pace, "rest", rest)
    return done


@contextmanager
def killed(desk: TestDesk, commits: int) -> Iterator[None]:
    """The block dies after so many commits, without a chance to take anything back."""

    def die() -> None:
        raise Killed

    with pytest.MonkeyPatch.context() as patch:
        after_commits(patch, commits, die)
        patch.setattr(LongSteps, "_take_back", lambda steps, name: None)
        with pytest.raises(Killed):
            yield
    desk.desk.close()


def started_again(desk: TestDesk) -> TestDesk:
    """A process after a dead one, whose alarm rang until there was nothing more to do."""
    desk.processes.kill("process-1")
    again = desk.reopen(processes=another(desk))
    again.desk.start()
    again.alarm.ring()
    while again.alarm.ring_if_asked():
        pass
    with again.desk.events._database.read() as tx:
        assert under_way(tx) == {}
        assert tx.edits.hidden() == []
    return again


def another(desk: TestDesk) -> FakeProcesses:
    """Another process, which knows the dead ones."""
    return FakeProcesses("process-2", desk.processes.dead)


def dump(desk: TestDesk) -> list[object]:
    """All events, plans, rows of the table and undo steps, apart from their numbers."""
    queries = (
        "SELECT uid, title, deleted_at, sequence, updated_at, calendar_id FROM events ORDER BY 1",
        "SELECT e.uid, lead_s, due_at FROM reminders JOIN events e ON e.pk = event_pk ORDER BY 1",
        "SELECT e.uid, start_at FROM occurrences JOIN events e ON e.pk = event_pk ORDER BY 1",
        "SELECT label, undone FROM edits ORDER BY pk",
        "SELECT id FROM calendars ORDER BY 1",
        "SELECT title FROM events_search ORDER BY 1",
    )
    with closing(sqlite3.connect(desk.paths.database)) as connection:
        return [connection.execute(each).fetchall() for each in queries]


def test_reminders_are_claimed_between_the_transactions_of_an_import(
    desk: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The alarm of another process rings while 2,000 events are imported: between any two
    transactions it claims at once, waiting for nothing."""
    monkeypatch.setattr("eventdesk.services.pacing.FIRST", 100)
    monkeypatch.setattr("eventdesk.services.pacing.MOST", 100)
    for n in range(5):
        desk.create(desk.clock.now() + (6 + n) * MINUTE, f"Due {n}")
    other = desk.reopen(clock=desk.clock)
    patient = other.desk.events._database
    patient._engine.dispose()
    impatient = Database(desk.paths.database, busy_timeout=0.0)
    shown: list[int] = []

    def rest(pace: Pace) -> None:
        with impatient.write():
            pass
        if len(shown) < 5:
            desk.clock.advance(minutes=1)
        other.ring()
        shown.append(len(other.shown))

    monkeypatch.setattr(Pace, "rest", rest)
    desk.desk.importing.run(found(desk, 2_000), calendar=PERSONAL)
    assert shown[:5] == [1, 2, 3, 4, 5], "one batch is the longest wait"
    assert len(shown) >= 20
    impatient.close()
    other.desk.close()


def test_a_cancelled_import_leaves_nothing(desk: TestDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.desk.importing.run(found(desk, 20, "Old"), calendar=PERSONAL, source="a.ics")
    desk.desk.events.undo()
    desk.desk.events.redo()
    desk.desk.events.delete([desk.desk.events.by_uid("3").id])  # type: ignore[union-attr]
    desk.desk.events.undo()
    before, stop = dump(desk), threading.Event()
    after_commits(monkeypatch, 4, stop.set)
    with pytest.raises(ImportCancelled):
        desk.desk.importing.run(
            found(desk, 90, sequence=1), calendar=WORK, cancelled=stop.is_set, source="b.ics"
        )
    assert desk.desk.events.go_on() is True, "the hidden step is forgotten"
    assert desk.desk.events.go_on() is False
    assert dump(desk) == before
    assert desk.desk.events.redo() == "Deleted “Old 3”", "what can be redone stays so"


def test_a_failure_in_the_middle_leaves_nothing(
    desk: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.desk.importing.run(found(desk, 5, "Old"), calendar=PERSONAL)
    before = dump(desk)

    def fail() -> None:
        raise StorageFailure("The disk is full.", "Free some space.")

    after_commits(monkeypatch, 3, fail)
    with pytest.raises(StorageFailure, match="full"):
        desk.desk.importing.run(found(desk, 60, sequence=1), calendar=PERSONAL)
    while desk.desk.events.go_on():
        pass
    assert dump(desk) == before


def test_an_import_that_died_is_taken_back_by_the_next_start(desk: TestDesk) -> None:
    desk.desk.importing.run(found(desk, 15, "Old"), calendar=PERSONAL, source="a.ics")
    before = dump(desk)
    with killed(desk, 4):
        desk.desk.importing.run(found(desk, 90, sequence=1), calendar=WORK)
    assert len(dump(desk)[0]) > 15, "some of it was in"  # type: ignore[arg-type]
    again = started_again(desk)
    assert dump(again) == before
    assert HealthChanged("import", CUT_SHORT) in again.changes
    assert again.desk.events.undo() == "Imported 15 events from a.ics"
    again.desk.importing.run(found(again, 3), calendar=WORK)
    assert HealthChanged("import", "") in again.changes
    again.desk.close()


def test_an_import_of_a_living_process_is_left_alone(desk: TestDesk) -> None:
    with killed(desk, 4):
        desk.desk.importing.run(found(desk, 90), calendar=PERSONAL)
    other = desk.reopen(processes=another(desk))
    assert other.desk.events.go_on() is False
    other.desk.events.finish()
    count = len(titles(other))
    assert count >= 30
    assert other.desk.events.undo() is None, "it is no step yet"
    assert len(titles(other)) == count
    other.desk.close()


def test_nothing_fires_twice_when_an_import_is_taken_back(desk: TestDesk) -> None:
    """A reminder of an event that the dead import changed was shown in between."""
    desk.desk.importing.run(found(desk, 30, "Old"), calendar=PERSONAL)
    with killed(desk, 2):
        desk.desk.importing.run(found(desk, 30, "Changed", sequence=1), calendar=PERSONAL)
    middle = desk.reopen()
    middle.clock.advance(minutes=120)
    middle.ring()
    assert len(middle.rows()) == 6
    middle.desk.close()
    again = started_again(desk)
    again.ring()
    assert titles(again) == sorted(f"Old {n}" for n in range(30))
    assert len(again.rows()) == 6
    assert again.shown == []
    again.desk.close()


def test_what_a_person_edits_meanwhile_stays_theirs(
    desk: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.desk.importing.run(found(desk, 5, "Old"), calendar=PERSONAL)
    stop, events = threading.Event(), desk.desk.events

    def edit() -> None:
        for uid in ("1", "7"):
            event = events.by_uid(uid)
            assert event is not None
            events.update(event.id, replace(event.draft(), title=f"Mine {uid}"))
        stop.set()

    after_commits(monkeypatch, 2, edit)
    with pytest.raises(ImportCancelled):
        desk.desk.importing.run(
            found(desk, 60, sequence=1), calendar=PERSONAL, cancelled=stop.is_set
        )
    assert titles(desk) == ["Mine 1", "Old 0", "Old 2", "Old 3", "Old 4"]
    assert [each.title for each in desk.desk.trash.deleted()] == ["Mine 7"]


def test_an_import_is_the_newest_step_though_others_wrote_meanwhile(
    desk: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    after_commits(monkeypatch, 2, lambda: desk.create(desk.clock.now() + HOUR, "Between"))
    desk.desk.importing.run(found(desk, 40), calendar=PERSONAL, source="a.ics")
    assert desk.desk.events.undo() == "Imported 40 events from a.ics"
    assert titles(desk) == ["Between"]
    assert desk.desk.events.undo() == "Created “Between”"
    assert desk.desk.events.redo() == "Created “Between”"
    assert desk.desk.events.redo() == "Imported 40 events from a.ics"
    assert len(titles(desk)) == 41


@pytest.mark.parametrize("commits", [1, 2, 4])
def test_an_undo_that_died_is_finished(desk: TestDesk, commits: int) -> None:
    desk.desk.importing.run(found(desk, 15, "Old"), calendar=PERSONAL, source="a.ics")
    old = titles(desk)
    desk.desk.importing.run(found(desk, 45, sequence=1), calendar=PERSONAL, source="b.ics")
    with killed(desk, commits):
        desk.desk.events.undo()
    again = started_again(desk)
    assert titles(again) == old
    assert again.desk.events.redo() == "Imported 45 events from b.ics"
    assert titles(again) == sorted(f"New {n}" for n in range(45))
    again.desk.events.undo()
    assert again.desk.events.undo() == "Imported 15 events from a.ics"
    assert titles(again) == []
    again.desk.close()


def test_a_series_is_taken_back_together_with_what_was_changed_in_it(desk: TestDesk) -> None:
    """Between two transactions a reminder never finds an occurrence twice, or not at all."""
    series = replace(desk.draft(desk.clock.now() + HOUR), recurrence=Recurrence("FREQ=DAILY"))
    plain = ImportedEvent("series", 0, None, series)
    desk.desk.importing.run(ImportResult((plain,)), calendar=PERSONAL)
    rule = without(series.recurrence, series.start)  # type: ignore[arg-type]
    moved = desk.draft(desk.clock.now() + HOUR, "Moved")
    stands_for = to_wall(desk.clock.now() + HOUR, desk.clock.zone())
    newer = ImportedEvent("series", 1, None, replace(series, recurrence=rule))
    one = ImportedEvent("series", 1, None, moved, stands_for)
    many = found(desk, 40).events
    desk.desk.importing.run(ImportResult((*many, newer, one)), calendar=PERSONAL)
    desk.clock.advance(minutes=57)
    desk.ring()
    assert desk.shown == ["Moved"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pace, "rest", lambda pace: desk.ring())
        desk.desk.events.undo()
    desk.ring()
    assert desk.shown == ["Moved"]
    assert titles(desk) == ["Stand-up"]


def test_many_events_are_deleted_and_brought_back_as_one_step(desk: TestDesk) -> None:
    desk.desk.importing.run(found(desk, 120), calendar=PERSONAL)
    ids = [each.id for each in desk.desk.events.all()]
    with pytest.raises(EventNotFound):
        desk.desk.events.delete([*ids, "unknown"])
    assert len(titles(desk)) == 120
    desk.desk.events.delete(ids)
    assert titles(desk) == []
    assert desk.desk.events.undo() == "Deleted 120 events"
    assert len(titles(desk)) == 120
    desk.desk.events.redo()
    desk.desk.events.restore(ids)
    assert len(titles(desk)) == 120
    assert desk.desk.events.undo() == "Restored 120 events"
    assert desk.desk.trash.empty() == 120
    assert desk.desk.events.undo() is None


def test_a_deletion_that_died_is_taken_back(desk: TestDesk) -> None:
    desk.desk.importing.run(found(desk, 80), calendar=PERSONAL)
    before = dump(desk)
    ids = [each.id for each in desk.desk.events.all()]
    with killed(desk, 3):
        desk.desk.events.delete(ids)
    again = started_again(desk)
    assert dump(again) == before
    assert not [each for each in again.changes if isinstance(each, HealthChanged)]
    again.desk.close()


def test_a_subscription_that_died_half_way_is_as_it_was(desk: TestDesk) -> None:
    desk.desk.importing.run(found(desk, 50, "Old"), calendar=FEED, whole=True)
    desk.desk.events.finish()
    before = dump(desk)
    with killed(desk, 6):
        half = ImportResult(found(desk, 70, "Other", 1).events[25:])
        desk.desk.importing.run(half, calendar="feed", whole=True)
    again = started_again(desk)
    assert dump(again) == before
    again.desk.close()


def test_a_large_step_that_is_no_longer_kept_is_forgotten_bit_by_bit(desk: TestDesk) -> None:
    desk.desk.importing.run(found(desk, 600), calendar=PERSONAL)
    desk.desk.events.undo()
    desk.create(desk.clock.now() + HOUR)

    def kept() -> int:
        with closing(sqlite3.connect(desk.paths.database)) as connection:
            count: int = connection.execute("SELECT count(*) FROM edit_events").fetchone()[0]
            return count

    assert desk.desk.events.redo() is None
    seen = [kept()]
    while desk.desk.events.go_on():
        seen.append(kept())
    assert seen == [600, 350, 100, 0]
    assert desk.desk.events.undo() == "Created “Stand-up”"
    assert desk.desk.events.undo() is None
