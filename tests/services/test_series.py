"""Parts of a series: one occurrence, or one and all that follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.event import Event, EventDraft
from eventdesk.domain.occurrence import occurrences
from eventdesk.domain.recurrence import Recurrence
from eventdesk.domain.series import Scope, following
from eventdesk.domain.views import AgendaView, QuickFilter
from tests.desks import TestDesk

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def series(desk: TestDesk) -> Event:
    """Every day at 13:00 from today on, ten times."""
    start = desk.clock.now() + HOUR
    return desk.create(start, recurrence=Recurrence("FREQ=DAILY;COUNT=10"))


def starts(desk: TestDesk) -> list[str]:
    """All occurrences in the event table's rows, in words."""
    zone = desk.clock.zone()
    found = desk.desk.events.occurring()
    return [f"{each.start.astimezone(zone):%d %H:%M} {event.title}" for event, each in found]


def nth(desk: TestDesk, event: Event, number: int) -> datetime:
    found = list(occurrences(event, desk.clock.zone(), limit=number + 1))
    return found[number].start


def moved(desk: TestDesk, event: Event, number: int, by: timedelta, title: str):
    zone = desk.clock.zone()
    at = (nth(desk, event, number) + by).astimezone(zone).replace(tzinfo=None)
    length = event.end - event.start if event.end else timedelta()
    return replace(event.draft(), title=title, start=at, end=at + length)


def test_one_is_changed_and_the_others_stay(desk: TestDesk, series: Event) -> None:
    draft = moved(desk, series, 2, 2 * HOUR, "Later")
    one = desk.desk.series.edit(series.id, nth(desk, series, 2), draft, Scope.ONE)
    assert (one.series_id, one.recurrence_id) == (series.id, datetime(2026, 11, 22, 13))
    assert starts(desk)[1:4] == ["21 13:00 Stand-up", "22 15:00 Later", "23 13:00 Stand-up"]
    assert len(starts(desk)) == 10
    assert desk.desk.events.undo() == "Edited one of “Stand-up”"
    assert starts(desk)[2] == "22 13:00 Stand-up"
    assert len(starts(desk)) == 10
    desk.desk.events.redo()
    assert starts(desk)[2] == "22 15:00 Later"


def test_one_is_skipped(desk: TestDesk, series: Event) -> None:
    desk.desk.series.delete(series.id, nth(desk, series, 1), Scope.ONE)
    assert starts(desk)[:2] == ["20 13:00 Stand-up", "22 13:00 Stand-up"]
    assert len(starts(desk)) == 9
    desk.desk.events.undo()
    assert len(starts(desk)) == 10


def test_the_rest_is_changed_and_goes_on_counting(desk: TestDesk, series: Event) -> None:
    draft = moved(desk, series, 6, HOUR, "New hour")
    rest = desk.desk.series.edit(series.id, nth(desk, series, 6), draft, Scope.FOLLOWING)
    assert rest.recurrence is not None
    assert rest.recurrence.rule == "FREQ=DAILY;COUNT=4"
    assert starts(desk)[5:7] == ["25 13:00 Stand-up", "26 14:00 New hour"]
    assert len(starts(desk)) == 10
    desk.desk.events.undo()
    assert starts(desk)[6] == "26 13:00 Stand-up"
    assert len(starts(desk)) == 10


def test_the_rest_is_deleted_with_what_was_changed_in_it(desk: TestDesk, series: Event) -> None:
    draft = moved(desk, series, 8, HOUR, "Changed")
    desk.desk.series.edit(series.id, nth(desk, series, 8), draft, Scope.ONE)
    desk.desk.series.delete(series.id, nth(desk, series, 5), Scope.FOLLOWING)
    assert len(starts(desk)) == 5
    desk.desk.events.undo()
    assert len(starts(desk)) == 10
    assert "28 14:00 Changed" in starts(desk)


def test_the_rest_from_the_first_on_is_the_whole(desk: TestDesk, series: Event) -> None:
    desk.desk.series.delete(series.id, nth(desk, series, 0), Scope.FOLLOWING)
    assert starts(desk) == []
    assert desk.desk.events.get(series.id).deleted_at is not None


def test_all_of_it_takes_the_changed_ones_along_and_back(desk: TestDesk, series: Event) -> None:
    draft = moved(desk, series, 2, HOUR, "Changed")
    desk.desk.series.edit(series.id, nth(desk, series, 2), draft, Scope.ONE)
    desk.desk.series.delete(series.id, nth(desk, series, 4), Scope.ALL)
    assert starts(desk) == []
    desk.desk.events.restore([series.id])
    assert len(starts(desk)) == 10
    assert "22 14:00 Changed" in starts(desk)


def test_a_series_at_another_hour_keeps_what_was_taken_out(desk: TestDesk, series: Event) -> None:
    desk.desk.series.delete(series.id, nth(desk, series, 1), Scope.ONE)
    draft = moved(desk, series, 2, 5 * HOUR, "Changed")
    desk.desk.series.edit(series.id, nth(desk, series, 2), draft, Scope.ONE)
    whole = desk.desk.events.get(series.id)
    later = replace(
        whole.draft(), start=whole.start + HOUR, end=whole.end + HOUR if whole.end else None
    )
    desk.desk.series.edit(series.id, nth(desk, whole, 0), later, Scope.ALL)
    assert starts(desk)[:3] == ["20 14:00 Stand-up", "22 18:00 Changed", "23 14:00 Stand-up"]
    assert len(starts(desk)) == 9


def test_what_was_reminded_of_is_not_repeated_by_an_edit(desk: TestDesk, series: Event) -> None:
    desk.alarm.ring_when_due(desk.clock, desk.clock.now() + 58 * timedelta(minutes=1))
    assert desk.shown == ["Stand-up"]
    (row,) = desk.rows()
    draft = moved(desk, series, 0, timedelta(), "Renamed")
    one = desk.desk.series.edit(series.id, nth(desk, series, 0), draft, Scope.ONE)
    desk.ring()
    assert desk.shown == ["Stand-up"]
    assert [each.id for each in desk.rows(one)] == [row.id]
    assert [each.id for each in desk.desk.reminders.active()] == [row.id]
    desk.desk.events.undo()
    desk.ring()
    assert desk.shown == ["Stand-up"]
    assert [each.id for each in desk.rows(series)] == [row.id]


def test_a_changed_one_has_a_reminder_of_its_own(desk: TestDesk, series: Event) -> None:
    desk.alarm.ring_when_due(desk.clock, desk.clock.now() + 58 * timedelta(minutes=1))
    draft = moved(desk, series, 0, 2 * HOUR, "Moved")
    desk.desk.series.edit(series.id, nth(desk, series, 0), draft, Scope.ONE)
    assert desk.desk.reminders.active() == []
    desk.alarm.ring_when_due(desk.clock, desk.clock.now() + 3 * HOUR)
    assert desk.shown == ["Stand-up", "Moved"]
    desk.alarm.ring_when_due(desk.clock, desk.clock.now() + 5 * DAY)
    assert desk.shown[2:] == ["Stand-up"] * 5


def test_dividing_a_series_repeats_nothing(desk: TestDesk, series: Event) -> None:
    desk.alarm.ring_when_due(desk.clock, desk.clock.now() + DAY + 58 * timedelta(minutes=1))
    assert desk.shown == ["Stand-up"] * 2
    draft = moved(desk, series, 1, timedelta(), "The rest")
    desk.desk.series.edit(series.id, nth(desk, series, 1), draft, Scope.FOLLOWING)
    desk.ring()
    assert desk.shown == ["Stand-up"] * 2
    desk.desk.events.undo()
    desk.ring()
    assert desk.shown == ["Stand-up"] * 2
    desk.alarm.ring_when_due(desk.clock, desk.clock.now() + DAY)
    assert desk.shown == ["Stand-up"] * 3


def test_an_occurrence_that_went_meanwhile_is_refused_with_words(
    desk: TestDesk, series: Event
) -> None:
    at = nth(desk, series, 3)
    desk.desk.series.delete(series.id, at, Scope.ONE)
    with pytest.raises(InvalidInput, match="not there any more"):
        desk.desk.series.delete(series.id, at, Scope.ONE)


def test_an_event_that_repeats_no_longer_keeps_what_was_changed(
    desk: TestDesk, series: Event
) -> None:
    draft = moved(desk, series, 2, HOUR, "Changed")
    desk.desk.series.edit(series.id, nth(desk, series, 2), draft, Scope.ONE)
    whole = desk.desk.events.get(series.id)
    desk.desk.events.update(series.id, replace(whole.draft(), recurrence=None))
    assert starts(desk) == ["20 13:00 Stand-up", "22 14:00 Changed"]


def test_single_ones_of_several_are_deleted_in_one_step(desk: TestDesk, series: Event) -> None:
    once = desk.create(desk.clock.now() + 2 * DAY, "Dentist")
    chosen = [(series.id, nth(desk, series, n)) for n in (1, 3)]
    chosen.append((once.id, once.start.replace(tzinfo=desk.clock.zone()).astimezone(UTC)))
    desk.desk.series.delete_each(chosen)
    assert starts(desk)[:3] == ["20 13:00 Stand-up", "22 13:00 Stand-up", "24 13:00 Stand-up"]
    assert len(starts(desk)) == 8
    assert desk.desk.events.undo() == "Deleted 3 events"
    assert len(starts(desk)) == 11
    desk.desk.events.redo()
    assert len(starts(desk)) == 8


def test_single_ones_of_one_series(desk: TestDesk, series: Event) -> None:
    desk.desk.series.delete_each([(series.id, nth(desk, series, n)) for n in (1, 1, 3)])
    assert len(starts(desk)) == 8
    assert desk.desk.events.undo() == "Skipped some of “Stand-up”"
    with pytest.raises(InvalidInput, match="not there any more"):
        desk.desk.series.delete_each([(series.id, desk.clock.now())])
    assert len(starts(desk)) == 10


@pytest.mark.parametrize("changed_rule", [False, True])
def test_the_rest_at_another_hour_keeps_what_was_taken_out(
    desk: TestDesk, series: Event, changed_rule: bool
) -> None:
    before = desk.desk.events.get(series.id)
    desk.desk.series.delete(series.id, nth(desk, series, 7), Scope.ONE)
    desk.desk.series.delete(series.id, nth(desk, before, 1), Scope.ONE)
    whole = desk.desk.events.get(series.id)
    draft = moved(desk, before, 5, 2 * HOUR, "Rest")
    recurrence = whole.recurrence
    assert recurrence is not None
    rest = following(recurrence, whole.start, draft.start - 2 * HOUR)
    if changed_rule:
        assert rest is not None
        rest = replace(rest, rule="FREQ=DAILY;COUNT=4")
    draft = replace(draft, recurrence=rest)
    desk.desk.series.edit(series.id, nth(desk, before, 5), draft, Scope.FOLLOWING)
    last = ["28 15:00 Rest"] + ([] if changed_rule else ["29 15:00 Rest"])
    assert starts(desk)[4:] == ["25 15:00 Rest", "26 15:00 Rest", *last]


def test_a_series_that_moves_to_another_weekday_keeps_what_was_taken_out(desk: TestDesk) -> None:
    start = datetime(2026, 11, 23, 9, tzinfo=desk.clock.zone())
    series = desk.create(start, recurrence=Recurrence("FREQ=WEEKLY;COUNT=5"))
    desk.desk.series.delete(series.id, nth(desk, series, 1), Scope.ONE)
    draft = moved(desk, series, 2, HOUR, "Changed")
    desk.desk.series.edit(
        series.id, nth(desk, desk.desk.events.get(series.id), 1), draft, Scope.ONE
    )
    whole = desk.desk.events.get(series.id)
    later = replace(whole.draft(), start=whole.start + DAY, end=whole.start + DAY + HOUR)
    desk.desk.events.update(series.id, later)
    assert starts(desk) == [
        *("24 09:00 Stand-up", "07 10:00 Changed", "15 09:00 Stand-up", "22 09:00 Stand-up")
    ]


def test_a_daily_series_that_begins_a_day_later_leaves_out_the_same_days(
    desk: TestDesk, series: Event
) -> None:
    desk.desk.series.delete(series.id, nth(desk, series, 3), Scope.ONE)
    whole = desk.desk.events.get(series.id)
    assert whole.end is not None
    later = replace(whole.draft(), start=whole.start + DAY, end=whole.end + DAY)
    desk.desk.events.update(series.id, later)
    assert starts(desk)[:3] == ["21 13:00 Stand-up", "22 13:00 Stand-up", "24 13:00 Stand-up"]


def test_the_story_of_an_occurrence_goes_on_when_it_is_changed(
    desk: TestDesk, series: Event
) -> None:
    at = nth(desk, series, 0)
    desk.alarm.ring_when_due(desk.clock, desk.clock.now() + 58 * timedelta(minutes=1))
    told = [entry.words for entry in desk.desk.history.why(series.id, at)]
    draft = moved(desk, series, 0, timedelta(), "Renamed")
    one = desk.desk.series.edit(series.id, at, draft, Scope.ONE)
    desk.ring()
    story = [entry.words for entry in desk.desk.history.why(one.id, at)]
    before, after = (
        [each for each in words if each.startswith("Desktop")] for words in (told, story)
    )
    assert before
    assert after == [
        *before,
        "Desktop reminder (5 min): not repeated: this reminder has its row already (delivered)",
    ]


def test_whole_days_stay_on_their_day_in_the_table_after_a_journey(desk: TestDesk) -> None:
    fair = desk.desk.events.create(
        EventDraft(
            title="Fair",
            start=datetime(2026, 11, 24),
            end=datetime(2026, 11, 26),
            all_day=True,
            recurrence=Recurrence("FREQ=WEEKLY;COUNT=2"),
        )
    )
    desk.desk.events.follow_zone("planned_zone")
    for name in ("Asia/Tokyo", "America/Los_Angeles", "Europe/Berlin"):
        desk.clock.move_to(name)
        desk.desk.events.follow_zone("planned_zone")
        agenda = desk.desk.agenda
        rows = agenda.rows(agenda.keys(AgendaView(quick=QuickFilter.ALL)))
        days = [(row.start.astimezone(desk.clock.zone()), row.end) for row in rows]
        assert [f"{start:%d %H:%M}" for start, _ in days] == ["24 00:00", "01 00:00"]
        assert all(
            f"{end.astimezone(desk.clock.zone()):%H:%M}" == "00:00" for _, end in days if end
        )
        assert {row.event_id for row in rows} == {fair.id}
