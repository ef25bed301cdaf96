"""Importing: by UID never twice, all or nothing, undone whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from eventdesk.domain.calendar import PERSONAL, Calendar, Subscription
from eventdesk.domain.errors import CalendarNotFound, ImportCancelled
from eventdesk.services.imports import ImportCounts, ImportedEvent, ImportResult
from tests.desks import TestDesk

HOUR = timedelta(hours=1)
WORK = Calendar(id="work", name="Work")
FEED = Calendar(id="feed", name="Feed", subscription=Subscription(url="https://example.org/a.ics"))


def imported(
    desk: TestDesk,
    uid: str,
    title: str = "Imported",
    *,
    hours: float = 2,
    sequence: int = 0,
    modified: datetime | None = None,
) -> ImportedEvent:
    draft = desk.draft(desk.clock.now() + hours * HOUR, title)
    return ImportedEvent(uid, sequence, modified, draft)


def run(
    desk: TestDesk, *events: ImportedEvent, calendar: str | Calendar = PERSONAL, **more: object
) -> ImportCounts:
    found = ImportResult(tuple(events))
    return desk.desk.importing.run(found, calendar=calendar, **more)  # type: ignore[arg-type]


def titles(desk: TestDesk) -> list[str]:
    return sorted(each.title for each in desk.desk.events.all())


def test_it_adds_updates_and_leaves_alone(desk: TestDesk) -> None:
    past = imported(desk, "b", "Long ago", hours=-200)
    assert run(desk, imported(desk, "a"), past) == ImportCounts(added=2)
    desk.ring()
    assert desk.rows() == [], "past events do not fire on import"
    renamed = imported(desk, "a", "Renamed", sequence=1)
    assert run(desk, renamed, past) == ImportCounts(updated=1, unchanged=1)
    assert run(desk, imported(desk, "a")) == ImportCounts(older=1)
    assert titles(desk) == ["Long ago", "Renamed"]


def test_of_equal_sequences_the_one_modified_later_counts(desk: TestDesk) -> None:
    now = desk.clock.now()
    run(desk, imported(desk, "a", "Old", modified=now - 3 * HOUR))
    assert run(desk, imported(desk, "a", "New", modified=now - 2 * HOUR)).updated == 1
    assert run(desk, imported(desk, "a", "Older", modified=now - 4 * HOUR)).older == 1
    assert titles(desk) == ["New"]


def test_the_version_of_a_known_event_counts_though_nothing_else_changed(desk: TestDesk) -> None:
    run(desk, imported(desk, "a", "Same"))
    assert run(desk, imported(desk, "a", "Same", sequence=5)).unchanged == 1
    assert run(desk, imported(desk, "a", "Other", sequence=4)).older == 1
    assert titles(desk) == ["Same"]


def test_what_the_person_edited_since_stays(desk: TestDesk) -> None:
    run(desk, imported(desk, "a", "Theirs"))
    event = desk.desk.events.by_uid("a")
    assert event is not None
    desk.desk.events.update(event.id, replace(event.draft(), title="Mine"))
    desk.clock.advance(hours=1)
    assert run(desk, imported(desk, "a", "Theirs again")).older == 1
    assert titles(desk) == ["Mine"]
    assert run(desk, imported(desk, "a", "Theirs, newer", sequence=2)).updated == 1


def test_a_deleted_event_comes_back_by_hand(desk: TestDesk) -> None:
    event = imported(desk, "a")
    run(desk, event)
    found = desk.desk.events.by_uid("a")
    assert found is not None
    desk.desk.events.delete([found.id])
    preview = desk.desk.importing.preview(ImportResult((event,)), PERSONAL)
    assert (preview.changed, preview.in_trash) == (1, 1)
    assert run(desk, event) == ImportCounts(updated=1, restored=1)
    assert titles(desk) == ["Imported"]
    desk.alarm.ring_when_due(desk.clock, desk.clock.now() + 2 * HOUR)
    assert desk.shown == ["Imported"]


def test_an_own_event_is_never_doubled_in_another_calendar(desk: TestDesk) -> None:
    run(desk, imported(desk, "a"), calendar=WORK)
    newer = imported(desk, "a", "Newer", sequence=1)
    preview = desk.desk.importing.preview(ImportResult((newer,)), PERSONAL)
    assert preview.elsewhere == (("Work", 1),)
    assert run(desk, newer) == ImportCounts(updated=1)
    (event,) = desk.desk.events.all()
    assert (event.title, event.calendar) == ("Newer", "work")


def test_a_subscription_has_uids_of_its_own(desk: TestDesk) -> None:
    run(desk, imported(desk, "a", "Mine"))
    assert run(desk, imported(desk, "a", "Theirs"), calendar=FEED, whole=True).added == 1
    assert titles(desk) == ["Mine", "Theirs"]
    assert run(desk, imported(desk, "a", "Mine, newer", sequence=1)).updated == 1
    assert titles(desk) == ["Mine, newer", "Theirs"]
    assert [each.uid for each in desk.desk.events.all()] == ["a", "a"]


def test_what_a_subscription_has_is_new_to_the_own_calendars(desk: TestDesk) -> None:
    run(desk, imported(desk, "a", "Theirs"), calendar=FEED, whole=True)
    assert run(desk, imported(desk, "a", "Mine", sequence=1)) == ImportCounts(added=1)
    assert titles(desk) == ["Mine", "Theirs"]


def test_a_whole_calendar_becomes_what_the_file_is(desk: TestDesk) -> None:
    run(desk, imported(desk, "mine"))
    first, second = imported(desk, "a", "A", sequence=3), imported(desk, "b", "B")
    run(desk, first, second, calendar=FEED, whole=True)
    back = imported(desk, "a", "A as before", sequence=2)
    counts = run(desk, back, calendar="feed", whole=True)
    assert counts == ImportCounts(updated=1, removed=1)
    assert titles(desk) == ["A as before", "Imported"]
    assert run(desk, back, second, calendar="feed", whole=True).restored == 1
    assert run(desk, back, second, calendar="feed", whole=True) == ImportCounts(unchanged=2)
    assert desk.desk.events.undo() == "Imported 1 event", "a subscription is not undone"


def test_cancelling_leaves_nothing_half_done(desk: TestDesk) -> None:
    run(desk, imported(desk, "0", "Old"))
    many = [imported(desk, str(number), "New", sequence=1) for number in range(3_000)]
    seen: list[tuple[int, int]] = []
    asked = len(desk.alarm.instants)
    with pytest.raises(ImportCancelled):
        run(
            desk,
            *many,
            calendar=WORK,
            progress=lambda done, total: seen.append((done, total)),
            cancelled=lambda: bool(seen) and seen[-1][0] >= 1_000,
        )
    assert 1_000 <= seen[-1][0] < 3_000
    assert len(desk.alarm.instants) > asked, "what came due meanwhile rings now"
    assert titles(desk) == ["Old"]
    assert [each.id for each in desk.desk.calendars.all()] == [PERSONAL]
    assert desk.desk.events.undo() == "Imported 1 event"


def test_an_unknown_calendar_is_refused_and_nothing_written(desk: TestDesk) -> None:
    with pytest.raises(CalendarNotFound):
        run(desk, imported(desk, "a"), calendar="nowhere")
    assert titles(desk) == []


def test_a_whole_import_is_undone_and_redone(desk: TestDesk) -> None:
    run(desk, *[imported(desk, str(n), f"Old {n}") for n in range(3)])
    many = [imported(desk, str(n), f"New {n}", sequence=1) for n in range(1_300)]
    assert run(desk, *many, source="work.ics") == ImportCounts(added=1_297, updated=3)
    assert desk.desk.events.undo() == "Imported 1,300 events from work.ics"
    assert titles(desk) == ["Old 0", "Old 1", "Old 2"]
    assert len(desk.desk.events.occurring()) == 3
    assert desk.desk.events.redo() == "Imported 1,300 events from work.ics"
    assert titles(desk) == sorted(f"New {n}" for n in range(1_300))
    assert len(desk.desk.events.occurring()) == 1_300
    desk.desk.events.undo()
    assert titles(desk) == ["Old 0", "Old 1", "Old 2"]
    desk.alarm.ring_when_due(desk.clock, desk.clock.now() + 3 * HOUR)
    assert sorted(desk.shown) == ["Old 0", "Old 1", "Old 2"]
    assert run(desk, *many).updated == 1_300, "undone, it can be imported again"


def test_undo_of_an_import_whose_events_were_thrown_away(desk: TestDesk) -> None:
    run(desk, imported(desk, "a"), imported(desk, "b", "Kept"))
    found = desk.desk.events.by_uid("a")
    assert found is not None
    desk.desk.events.delete([found.id])
    desk.desk.trash.empty()
    assert desk.desk.events.undo() == "Imported 2 events"
    assert titles(desk) == []
    desk.desk.trash.empty()
    assert desk.desk.events.redo() is None, "nothing is left of it"
    run(desk, imported(desk, "c", "New"))
    assert desk.desk.events.undo() == "Imported 1 event"
    assert desk.desk.events.undo() is None


def test_a_reminder_inside_its_window_is_told_at_once(desk: TestDesk) -> None:
    run(desk, imported(desk, "soon", "Soon", hours=0.05), imported(desk, "began", hours=-0.05))
    desk.ring()
    assert desk.shown == ["Soon"]


def test_nothing_is_repeated_by_importing_again(desk: TestDesk) -> None:
    event = imported(desk, "a", hours=1)
    run(desk, event)
    desk.alarm.ring_when_due(desk.clock, desk.clock.now() + 58 * timedelta(minutes=1))
    run(desk, event)
    run(desk, replace(event, sequence=1, draft=replace(event.draft, title="Renamed")))
    desk.ring()
    assert desk.shown == ["Imported"]
    desk.desk.events.undo()
    desk.ring()
    assert desk.shown == ["Imported"]


def test_a_reminder_that_is_late_is_not_lost_by_a_new_title(desk: TestDesk) -> None:
    event = imported(desk, "a", hours=1)
    run(desk, event)
    desk.clock.advance(minutes=63)
    run(desk, replace(event, sequence=1, draft=replace(event.draft, title="Renamed")))
    desk.ring()
    assert desk.shown == ["Renamed"]


def test_a_moved_event_is_reminded_of_anew(desk: TestDesk) -> None:
    event = imported(desk, "a", hours=1)
    run(desk, event)
    desk.alarm.ring_when_due(desk.clock, desk.clock.now() + 58 * timedelta(minutes=1))
    later = desk.draft(desk.clock.now() + 3 * HOUR, "Imported")
    run(desk, replace(event, sequence=1, draft=later))
    assert desk.desk.reminders.active() == []
    desk.alarm.ring_when_due(desk.clock, desk.clock.now() + 3 * HOUR)
    assert desk.shown == ["Imported", "Imported"]


def test_the_preview_tells_what_would_come(desk: TestDesk) -> None:
    run(desk, imported(desk, "same", "Same"), imported(desk, "new", "New here", sequence=7))
    found = (
        imported(desk, "same", "Same"),
        imported(desk, "new", "Old there"),
        *(imported(desk, f"n{hours}", f"In {hours} h", hours=hours) for hours in range(9, 0, -1)),
        imported(desk, "past", hours=-48),
    )
    preview = desk.desk.importing.preview(ImportResult(found), PERSONAL)
    counts = (preview.new, preview.changed, preview.unchanged, preview.older)
    assert counts == (10, 0, 1, 1)
    words = [each.title for each in preview.upcoming]
    assert words == ["In 1 h", "In 2 h", "Old there", "Same", "In 3 h"]
    assert str(preview.first) == "2026-11-18"
    assert str(preview.last) == "2026-11-20"
    assert titles(desk) == ["New here", "Same"], "nothing is written"
