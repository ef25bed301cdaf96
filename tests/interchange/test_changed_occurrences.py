"""Changed occurrences of series: RECURRENCE-ID, alone and with all that follow."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from eventdesk.domain.occurrence import occurrences
from eventdesk.domain.recurrence import Recurrence
from eventdesk.interchange.read import read
from eventdesk.services.imports import ImportedEvent, ImportResult
from tests.interchange.calendars import BERLIN, calendar, result_of, vevent

FIRST = datetime(2026, 11, 27, 14, 30)
"""The start that `vevent` gives, a Friday."""
DAY = timedelta(days=1)
DAILY = vevent("RRULE:FREQ=DAILY;COUNT=5")
REST = "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin"


def change(*lines: str, day: int = 28, title: str = "Changed", uid: str = "1@x") -> str:
    """A changed occurrence of a day in November, which usually begins at 14:30."""
    which = f"RECURRENCE-ID;TZID=Europe/Berlin:202611{day:02}T143000"
    known = any(each.startswith("RECURRENCE-ID") for each in lines)
    return vevent(*(() if known else (which,)), f"SUMMARY:{title}", *lines, uid=uid)


def excluded(event: ImportedEvent) -> tuple[datetime, ...]:
    assert event.draft.recurrence is not None
    return event.draft.recurrence.excluded


def starts(event: ImportedEvent, limit: int = 10) -> list[datetime]:
    found = occurrences(event.draft, BERLIN, limit=limit)
    return [each.wall_start for each in found]


def reasons(result: ImportResult) -> list[str]:
    return [each.reason for each in result.skipped]


@pytest.mark.parametrize(
    "which",
    [
        "RECURRENCE-ID;TZID=Europe/Berlin:20261128T143000",
        "RECURRENCE-ID:20261128T133000Z",
        "RECURRENCE-ID;TZID=Asia/Tokyo:20261128T223000",
        "RECURRENCE-ID;TZID=W. Europe Standard Time:20261128T143000",
        "RECURRENCE-ID:20261128T143000",
        "RECURRENCE-ID;VALUE=DATE:20261128",
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_an_occurrence_on_its_own(which: str, turned: bool) -> None:
    moved = change(which, "DTSTART;TZID=Europe/Berlin:20261128T170000")
    result = result_of(*((moved, DAILY) if turned else (DAILY, moved)))
    series, changed = result.events
    assert (result.skipped, result.notes) == ((), ())
    assert (series.uid, series.recurrence_id) == ("1@x", None)
    assert excluded(series) == (FIRST + DAY,)
    assert (changed.uid, changed.recurrence_id) == ("1@x", FIRST + DAY)
    assert changed.draft.start == datetime(2026, 11, 28, 17)
    assert (changed.draft.title, changed.draft.recurrence) == ("Changed", None)


def test_an_occurrence_of_an_all_day_series() -> None:
    series = vevent("DTSTART;VALUE=DATE:20261127", "RRULE:FREQ=DAILY")
    for which in ("RECURRENCE-ID;VALUE=DATE:20261128", "RECURRENCE-ID:20261128T000000Z"):
        result = result_of(series, change(which, "DTSTART;VALUE=DATE:20261129"))
        assert [each.recurrence_id for each in result.events] == [None, datetime(2026, 11, 28)]
        assert excluded(result.events[0]) == (datetime(2026, 11, 28),)


def test_a_cancelled_occurrence_is_left_out() -> None:
    cancelled = (
        "BEGIN:VEVENT\nUID:1@x\nRECURRENCE-ID:20261128T133000Z\nSTATUS:CANCELLED\nEND:VEVENT"
    )
    result = result_of(cancelled, DAILY)
    (event,) = result.events
    assert result.skipped == ()
    assert excluded(event) == (FIRST + DAY,)


def test_the_newest_version_of_a_change_is_kept() -> None:
    old, new = (change(f"SEQUENCE:{n}", title=f"Version {n}") for n in (1, 2))
    for parts in ((old, new), (new, old)):
        result = result_of(DAILY, *parts)
        assert [each.draft.title for each in result.events] == ["Call", "Version 2"]
        assert ["Another version" in each for each in reasons(result)] == [True]


def test_series_and_change_in_different_files(tmp_path: Path) -> None:
    paths = [tmp_path / "a.ics", tmp_path / "b.ics"]
    paths[0].write_bytes(calendar(change()))
    paths[1].write_bytes(calendar(DAILY))
    result = read(paths, local_zone=BERLIN)
    assert [each.recurrence_id for each in result.events] == [None, FIRST + DAY]


def test_a_change_without_its_series_is_an_event() -> None:
    parts = [change(title="A"), change(title="B", day=29), change("SEQUENCE:1", title="C")]
    result = result_of(*parts)
    assert [each.draft.title for each in result.events] == ["C", "B"]
    uids = [each.uid for each in result.events]
    assert uids == ["1@x#20261128T143000", "1@x#20261129T143000"]
    assert uids == [each.uid for each in result_of(*parts).events]
    assert {each.recurrence_id for each in result.events} == {None}


def test_a_series_whose_occurrences_are_all_changed() -> None:
    result = result_of(vevent("RRULE:FREQ=DAILY;COUNT=1"), change(day=27))
    assert [each.uid for each in result.events] == ["1@x#20261127T143000"]
    assert result.skipped == ()


def test_a_series_whose_occurrences_are_all_cancelled() -> None:
    result = result_of(vevent("RRULE:FREQ=DAILY;COUNT=1"), change("STATUS:CANCELLED", day=27))
    assert result.events == ()
    assert reasons(result) == ["All its occurrences are cancelled."]


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (change("STATUS:CANCELLED"), "does not repeat"),
        (change("STATUS:CANCELLED", uid="2@x"), "not in the file"),
        (change("RECURRENCE-ID:then"), "RECURRENCE-ID is no date"),
    ],
)
def test_changes_of_nothing_are_reported(part: str, words: str) -> None:
    result = result_of(vevent(), part)
    assert len(result.events) == 1
    assert [words in each for each in reasons(result)] == [True]


def test_a_change_of_an_event_that_does_not_repeat() -> None:
    (event,) = result_of(vevent(), change(day=27)).events
    assert (event.uid, event.draft.title) == ("1@x", "Changed")
    other = result_of(vevent(), change(day=28))
    assert [each.uid for each in other.events] == ["1@x", "1@x#20261128T143000"]
    gone = result_of(vevent(), change("STATUS:CANCELLED", day=27))
    assert (gone.events, reasons(gone)) == ((), ["It has been cancelled."])


def test_a_rule_of_one_occurrence_is_not_kept() -> None:
    result = result_of(DAILY, change("RRULE:FREQ=DAILY"))
    assert result.events[1].draft.recurrence is None
    assert "its own rule is not kept" in result.notes[0].words


def test_this_and_all_that_follow() -> None:
    rest = change(
        f"{REST}:20261129T143000", "DTSTART;TZID=Europe/Berlin:20261129T160000", title="Later"
    )
    before, after = result_of(DAILY, rest).events
    assert (before.uid, after.uid) == ("1@x", "1@x#20261129T143000")
    assert starts(before) == [FIRST, FIRST + DAY]
    assert starts(after) == [datetime(2026, 11, day, 16) for day in (29, 30)] + [
        datetime(2026, 12, 1, 16)
    ]
    assert after.draft.title == "Later"


@pytest.mark.parametrize(
    ("rule", "moved"),
    [
        ("FREQ=WEEKLY;BYDAY=FR;UNTIL=20261230T000000Z", "FREQ=WEEKLY;BYDAY=SA"),
        ("FREQ=WEEKLY;UNTIL=20261230T000000Z", "FREQ=WEEKLY"),
        ("FREQ=WEEKLY;BYDAY=FR,SU;COUNT=10", "FREQ=WEEKLY;BYDAY=SA,MO"),
        ("FREQ=DAILY;BYDAY=MO,FR;COUNT=10", "FREQ=DAILY;BYDAY=TU,SA"),
        # Such rules cannot be told for another day: their dates are listed.
        ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=4", ""),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR,SU;COUNT=7", ""),
        ("FREQ=DAILY;BYHOUR=14,15;BYMINUTE=30;COUNT=9", ""),
    ],
)
def test_all_that_follow_on_another_day(rule: str, moved: str) -> None:
    series = vevent(f"RRULE:{rule}")
    (whole,) = result_of(series).events
    usual = starts(whole, 30)
    second = usual[1]
    move = timedelta(days=1, hours=-1)
    rest = change(
        f"{REST}:{second:%Y%m%dT%H%M%S}",
        f"DTSTART;TZID=Europe/Berlin:{second + move:%Y%m%dT%H%M%S}",
    )
    result = result_of(series, rest)
    before, after = result.events
    assert starts(before) == [FIRST]
    assert starts(after, 30) == [each + move for each in usual[1:]]
    assert after.draft.recurrence is not None
    assert after.draft.recurrence.rule.split(";UNTIL")[0].split(";COUNT")[0] == moved
    assert ["single dates now" in each.words for each in result.notes] == [True] * (not moved)


def test_an_endless_rule_that_cannot_follow_is_cut() -> None:
    series = vevent("RRULE:FREQ=MONTHLY;BYDAY=-1FR")
    rest = change(
        f"{REST}:20261225T143000", "DTSTART;TZID=Europe/Berlin:20261226T143000", title="Later"
    )
    result = result_of(series, rest)
    assert result.events[1].draft.recurrence is not None
    assert len(result.events[1].draft.recurrence.extra) == 999
    assert "Only the first 1,000 are kept." in result.notes[0].words


def test_all_that_follow_are_cancelled() -> None:
    (event,) = result_of(DAILY, change(f"{REST}:20261129T143000", "STATUS:CANCELLED")).events
    assert starts(event) == [FIRST, FIRST + DAY]


def test_the_whole_series_from_its_first_occurrence_on() -> None:
    (event,) = result_of(DAILY, change(f"{REST}:20261127T143000", title="New")).events
    assert (event.uid, event.draft.title, len(starts(event))) == ("1@x", "New", 5)


def test_the_last_occurrence_and_what_follows() -> None:
    before, after = result_of(DAILY, change(f"{REST}:20261201T143000", title="New")).events
    assert len(starts(before)) == 4
    assert after.draft.recurrence is None


def test_single_changes_follow_their_part_of_the_series() -> None:
    rest = change(
        f"{REST}:20261129T143000", "DTSTART;TZID=Europe/Berlin:20261129T160000", title="Rest"
    )
    result = result_of(DAILY, rest, change(title="Early"), change(title="Late", day=30))
    early, late = result.events[2:]
    assert (early.uid, early.recurrence_id) == ("1@x", FIRST + DAY)
    assert late.uid == "1@x#20261129T143000"
    assert late.recurrence_id == datetime(2026, 11, 30, 16)
    assert excluded(result.events[1]) == (datetime(2026, 11, 30, 16),)


def test_two_parts_with_all_that_follow() -> None:
    parts = [
        change(f"{REST}:202611{day}T143000", f"DTSTART;TZID=Europe/Berlin:202611{day}T{hour}0000")
        for day, hour in ((28, 16), (30, 18))
    ]
    result = result_of(DAILY, *parts)
    assert [starts(each) for each in result.events] == [
        [FIRST],
        [datetime(2026, 11, 28, 16), datetime(2026, 11, 29, 16)],
        [datetime(2026, 11, 30, 18), datetime(2026, 12, 1, 18)],
    ]
    assert len({each.uid for each in result.events}) == 3


def test_all_that_follow_become_all_day() -> None:
    rest = change(f"{REST}:20261129T143000", "DTSTART;VALUE=DATE:20261129")
    _, after = result_of(DAILY, rest).events
    assert after.draft.all_day
    assert starts(after) == [datetime(2026, 11, 29) + n * DAY for n in range(3)]


def test_a_change_that_fits_no_occurrence_is_kept() -> None:
    stray = change("RECURRENCE-ID:20261128T050000Z", title="Stray")
    series, changed = result_of(DAILY, stray).events
    assert len(starts(series)) == 5
    assert changed.recurrence_id == datetime(2026, 11, 28, 6)


def test_a_rule_with_count_and_until() -> None:
    rule = "FREQ=DAILY;COUNT=3;UNTIL=20261228T000000Z"
    (event,) = result_of(vevent(f"RRULE:{rule}")).events
    assert len(starts(event)) == 3
    assert isinstance(event.draft.recurrence, Recurrence)
    (event,) = result_of(vevent("RRULE:FREQ=DAILY;COUNT=9;UNTIL=20261128T235959Z")).events
    assert len(starts(event)) == 2
