"""Importing series with changed occurrences, and what was answered where they come from."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from eventdesk.domain.calendar import PERSONAL, Calendar, Subscription
from eventdesk.domain.event import Event
from eventdesk.domain.ledger import LedgerState
from eventdesk.domain.recurrence import Recurrence
from eventdesk.domain.series import Scope, without
from eventdesk.domain.walltime import to_wall
from eventdesk.services.imports import (
    ImportCounts,
    ImportedEvent,
    ImportedSnooze,
    ImportResult,
)
from tests.desks import TestDesk, in_minutes

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
FEED = Calendar(id="feed", name="Feed", subscription=Subscription(url="https://example.org/a.ics"))


def run(desk: TestDesk, *events: ImportedEvent, **more: object) -> ImportCounts:
    target = {"calendar": PERSONAL} | more
    return desk.desk.importing.run(ImportResult(tuple(events)), **target)  # type: ignore[arg-type]


def series(desk: TestDesk, *, out: tuple[int, ...] = (), sequence: int = 0) -> ImportedEvent:
    """Ten days at 13:00 from today on, without those in `out`."""
    recurrence = Recurrence("FREQ=DAILY;COUNT=10")
    draft = desk.draft(today(desk), recurrence=recurrence)
    for number in out:
        recurrence = without(recurrence, draft.start + number * DAY)
    return ImportedEvent("series", sequence, None, replace(draft, recurrence=recurrence))


def changed(
    desk: TestDesk, number: int, title: str, *, later: timedelta = HOUR, sequence: int = 0
) -> ImportedEvent:
    """One of them, moved."""
    at = today(desk) + number * DAY
    stands_for = to_wall(at, desk.clock.zone())
    draft = desk.draft(at + later, title)
    return ImportedEvent("series", sequence, None, draft, stands_for)


def today(desk: TestDesk) -> datetime:
    """13:00 of the day the tests begin."""
    return datetime(2026, 11, 20, 13, tzinfo=desk.clock.zone())


def starts(desk: TestDesk) -> list[str]:
    zone = desk.clock.zone()
    found = desk.desk.events.occurring()
    return [f"{each.start.astimezone(zone):%d %H:%M} {event.title}" for event, each in found]


def the_series(desk: TestDesk) -> Event:
    found = desk.desk.events.by_uid("series")
    assert found is not None
    return found


def test_a_changed_occurrence_belongs_to_its_series(desk: TestDesk) -> None:
    counts = run(desk, series(desk, out=(2,)), changed(desk, 2, "Moved"))
    assert counts == ImportCounts(added=2)
    assert starts(desk)[1:4] == ["21 13:00 Stand-up", "22 14:00 Moved", "23 13:00 Stand-up"]
    (one,) = [each for each in desk.desk.events.all() if each.title == "Moved"]
    assert (one.series_id, one.recurrence_id) == (the_series(desk).id, datetime(2026, 11, 22, 13))
    assert one.uid == one.id, "its own UID is only ours"


def test_it_is_found_again_and_never_doubled(desk: TestDesk) -> None:
    both = series(desk, out=(2,)), changed(desk, 2, "Moved")
    run(desk, *both)
    assert run(desk, *both) == ImportCounts(unchanged=2)
    again = changed(desk, 2, "Moved again", later=2 * HOUR, sequence=1)
    assert run(desk, both[0], again) == ImportCounts(updated=1, unchanged=1)
    assert starts(desk)[2] == "22 15:00 Moved again"
    assert len(starts(desk)) == 10
    preview = desk.desk.importing.preview(ImportResult(both), PERSONAL)
    assert (preview.unchanged, preview.older, preview.occurrences) == (1, 1, 1)


def test_a_newer_series_takes_back_what_it_no_longer_changes(desk: TestDesk) -> None:
    run(desk, series(desk, out=(2, 3)), changed(desk, 2, "Two"), changed(desk, 3, "Three"))
    newer = series(desk, out=(3,), sequence=1), changed(desk, 3, "Three")
    assert run(desk, *newer) == ImportCounts(updated=1, unchanged=1, removed=1)
    assert starts(desk)[2:4] == ["22 13:00 Stand-up", "23 14:00 Three"]
    assert len(starts(desk)) == 10
    desk.desk.events.undo()
    assert starts(desk)[2:4] == ["22 14:00 Two", "23 14:00 Three"]
    assert len(starts(desk)) == 10


def test_an_older_series_brings_nothing_back_that_was_skipped_here(desk: TestDesk) -> None:
    plain = series(desk)
    run(desk, plain)
    at = today(desk) + 2 * DAY
    desk.desk.series.delete(the_series(desk).id, at, Scope.ONE)
    counts = run(desk, series(desk, out=(2,)), changed(desk, 2, "Moved"))
    assert counts.added == 0
    assert len(starts(desk)) == 9


def test_a_changed_occurrence_that_comes_alone_finds_its_series(desk: TestDesk) -> None:
    run(desk, series(desk))
    assert run(desk, changed(desk, 2, "Moved", sequence=1)) == ImportCounts(added=1)
    assert starts(desk)[2] == "22 14:00 Moved"
    assert len(starts(desk)) == 10
    assert run(desk, changed(desk, 2, "Moved", sequence=1)) == ImportCounts(unchanged=1)
    assert desk.desk.events.undo() == "Imported 1 event"
    assert starts(desk)[2] == "22 13:00 Stand-up"


def test_without_a_series_it_is_an_event_of_its_own(desk: TestDesk) -> None:
    alone = changed(desk, 2, "Alone")
    assert run(desk, alone) == ImportCounts(added=1)
    assert run(desk, alone) == ImportCounts(unchanged=1)
    assert starts(desk) == ["22 14:00 Alone"]


def test_what_was_reminded_of_is_not_repeated_by_a_changed_occurrence(desk: TestDesk) -> None:
    run(desk, series(desk))
    desk.alarm.ring_when_due(desk.clock, desk.clock.now() + 58 * MINUTE)
    assert desk.shown == ["Stand-up"]
    renamed = changed(desk, 0, "Renamed", later=timedelta(), sequence=1)
    run(desk, series(desk, out=(0,), sequence=1), renamed)
    desk.ring()
    assert desk.shown == ["Stand-up"]
    desk.desk.events.undo()
    desk.ring()
    assert desk.shown == ["Stand-up"]


def test_a_subscription_loses_what_its_series_lost(desk: TestDesk) -> None:
    both = series(desk, out=(2,)), changed(desk, 2, "Moved")
    run(desk, *both, calendar=FEED, whole=True)
    run(desk, series(desk, out=(2,)), calendar="feed", whole=True)
    assert len(starts(desk)) == 9
    run(desk, *both, calendar="feed", whole=True)
    assert len(starts(desk)) == 10
    run(desk, calendar="feed", whole=True)
    assert starts(desk) == []


def test_what_was_answered_elsewhere_is_not_told(desk: TestDesk) -> None:
    now = desk.clock.now()
    soon = desk.draft(now + 3 * MINUTE, "Answered", reminders=(in_minutes(5), in_minutes(1)))
    run(desk, ImportedEvent("a", 0, None, soon, acknowledged=now - MINUTE))
    coming = desk.desk.agenda.next_reminder()
    assert coming is not None
    assert coming.due_at == now + 2 * MINUTE
    desk.ring()
    assert desk.shown == []
    (row,) = desk.rows()
    assert (row.state, row.acknowledged_by) == (LedgerState.ACKNOWLEDGED, "import")
    desk.alarm.ring_when_due(desk.clock, now + 4 * MINUTE)
    assert desk.shown == ["Answered"], "what came after the answer is told"


def test_an_answer_elsewhere_closes_what_is_shown_here(desk: TestDesk) -> None:
    event = ImportedEvent("a", 0, None, desk.draft(desk.clock.now() + 3 * MINUTE, "Shown"))
    run(desk, event)
    desk.ring()
    assert len(desk.desk.reminders.active()) == 1
    desk.clock.advance(minutes=2)
    run(desk, replace(event, acknowledged=desk.clock.now() - MINUTE))
    assert desk.desk.reminders.active() == []


def test_an_answer_from_the_future_answers_nothing_to_come(desk: TestDesk) -> None:
    found = replace(series(desk), acknowledged=desk.clock.now() + 4000 * DAY)
    run(desk, found)
    desk.alarm.ring_when_due(desk.clock, desk.clock.now() + 2 * DAY)
    assert desk.shown == ["Stand-up"] * 2


def test_a_snooze_goes_on_here(desk: TestDesk) -> None:
    now = desk.clock.now()
    draft = desk.draft(now + 4 * MINUTE, "Snoozed")
    snooze = ImportedSnooze(5 * MINUTE, now + 2 * MINUTE)
    event = ImportedEvent("a", 0, None, draft, acknowledged=now, snoozes=(snooze,))
    run(desk, event)
    desk.ring()
    assert desk.states() == ["snoozed"]
    desk.alarm.ring_when_due(desk.clock, now + 3 * MINUTE)
    assert desk.shown == ["Snoozed"]
    run(desk, event)
    desk.ring()
    assert desk.shown == ["Snoozed"]


def test_a_snooze_of_what_is_over_is_left_alone(desk: TestDesk) -> None:
    now = desk.clock.now()
    draft = desk.draft(now - 4 * HOUR, "Over")
    run(desk, ImportedEvent("a", 0, None, draft, snoozes=(ImportedSnooze(HOUR, now + HOUR),)))
    desk.alarm.ring_when_due(desk.clock, now + 2 * HOUR)
    assert desk.rows() == []
