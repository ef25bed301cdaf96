"""One occurrence of a series on the command line: edit, delete, and list what became of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.conftest import CommandLine

MONDAY = "2026-11-23T09:00"
ONE = ("--occurrence", MONDAY)
ALL_OF_THEM = [f"2026-11-{day}T09:00:00+01:00" for day in (21, 22, 23, 24, 25)]


@pytest.fixture
def series(eventdesk: CommandLine) -> dict[str, Any]:
    """Every day at 9 from Saturday 21 November on, five times."""
    made: dict[str, Any] = eventdesk.add(
        *("--start", "2026-11-21T09:00", "--duration", "30m", "--repeat", "FREQ=DAILY;COUNT=5")
    )
    return made


def starts(eventdesk: CommandLine, event: dict[str, Any]) -> list[str]:
    return [each["start"] for each in eventdesk.json("occurrences", event["id"])]


def test_one_is_changed_and_listed_with_the_others(
    eventdesk: CommandLine, series: dict[str, Any]
) -> None:
    one = eventdesk.json(
        "edit", series["id"], *ONE, "--start", "2026-11-24T17:00", "--title", "Late"
    )
    assert one["id"] != series["id"]
    assert (one["start"], one["end"]) == (
        "2026-11-24T17:00:00+01:00",
        "2026-11-24T17:30:00+01:00",
    )
    assert one["recurrence"] is None
    assert starts(eventdesk, series) == [
        *ALL_OF_THEM[:2],
        ALL_OF_THEM[3],
        "2026-11-24T17:00:00+01:00",
        ALL_OF_THEM[4],
    ]
    words = eventdesk.ok("occurrences", series["id"]).out.splitlines()
    assert [f"changed: Late, {one['id'][:8]}" in line for line in words] == [
        *(False, False, False, True, False)
    ]
    assert eventdesk.json("show", series["id"])["title"] == "Stand-up"


def test_a_changed_one_is_changed_again_by_its_old_or_its_new_start(
    eventdesk: CommandLine, series: dict[str, Any]
) -> None:
    one = eventdesk.json("edit", series["id"], *ONE, "--start", "2026-11-23T17:00")
    again = eventdesk.json("edit", series["id"], *ONE, "--title", "Once more")
    assert (again["id"], again["title"]) == (one["id"], "Once more")
    moved = eventdesk.json(
        "edit", series["id"], "--occurrence", "2026-11-23T17:00", "--location", "Hall"
    )
    assert (moved["id"], moved["location"]) == (one["id"], "Hall")
    said = eventdesk.refused("edit", series["id"], *ONE, "--scope", "all", field="scope")
    assert "--scope one" in said


def test_this_and_the_following(eventdesk: CommandLine, series: dict[str, Any]) -> None:
    rest = eventdesk.json(
        *("edit", series["id"], *ONE, "--scope", "following", "--start", "2026-11-23T10:00")
    )
    assert rest["recurrence"] == "FREQ=DAILY;COUNT=3"
    assert starts(eventdesk, series) == ALL_OF_THEM[:2]
    assert starts(eventdesk, rest) == [f"2026-11-{day}T10:00:00+01:00" for day in (23, 24, 25)]


def test_all_seen_from_one(eventdesk: CommandLine, series: dict[str, Any]) -> None:
    whole = eventdesk.json(
        *("edit", series["id"], *ONE, "--scope", "all", "--start", "2026-11-23T10:00"),
        *("--duration", "1h"),
    )
    assert whole["id"] == series["id"]
    assert (whole["start"], whole["end"]) == (
        "2026-11-21T10:00:00+01:00",
        "2026-11-21T11:00:00+01:00",
    )
    assert starts(eventdesk, series) == [each.replace("T09", "T10") for each in ALL_OF_THEM]


@pytest.mark.parametrize(
    ("options", "left"),
    [
        ((), [0, 1, 3, 4]),
        (("--scope", "one"), [0, 1, 3, 4]),
        (("--scope", "following"), [0, 1]),
    ],
)
def test_a_part_is_deleted(
    eventdesk: CommandLine, series: dict[str, Any], options: tuple[str, ...], left: list[int]
) -> None:
    eventdesk.json("delete", series["id"], *ONE, *options)
    assert starts(eventdesk, series) == [ALL_OF_THEM[each] for each in left]
    assert eventdesk.json("show", series["id"])["deleted_at"] is None


def test_all_is_deleted(eventdesk: CommandLine, series: dict[str, Any]) -> None:
    gone = eventdesk.json("delete", series["id"], *ONE, "--scope", "all")
    assert gone["deleted_at"] is not None
    assert eventdesk.json("list", "--from", "2026-11-20", "--to", "2026-12-20") == []


def test_a_changed_one_is_skipped_too(eventdesk: CommandLine, series: dict[str, Any]) -> None:
    eventdesk.ok("edit", series["id"], *ONE, "--start", "2026-11-23T17:00")
    eventdesk.ok("delete", series["id"], *ONE)
    assert starts(eventdesk, series) == [ALL_OF_THEM[each] for each in (0, 1, 3, 4)]


@pytest.mark.parametrize(
    "named", ["2026-11-23", MONDAY, "2026-11-23T08:00Z", "2026-11-23T17:00+09:00"]
)
def test_the_occurrence_is_found_by_day_by_local_time_and_by_offset(
    eventdesk: CommandLine, series: dict[str, Any], named: str
) -> None:
    eventdesk.ok("delete", series["id"], "--occurrence", named)
    assert ALL_OF_THEM[2] not in starts(eventdesk, series)


def test_all_day_series_are_found_by_day(eventdesk: CommandLine) -> None:
    series = eventdesk.add("--all-day", "--start", "2026-11-21", "--repeat", "daily")
    eventdesk.ok("delete", series["id"], "--occurrence", "2026-11-23")
    listed = eventdesk.json("occurrences", series["id"], "--limit", "3")
    assert [each["start"][:10] for each in listed] == ["2026-11-21", "2026-11-22", "2026-11-24"]


@pytest.mark.parametrize(
    ("argv", "field", "remedy"),
    [
        (("edit", "{}", "--scope", "one", "--title", "x"), "scope", "--occurrence"),
        (("delete", "{}", "--scope", "following"), "scope", "--occurrence"),
        (("edit", "{}", "--occurrence", "2026-11-23T09:01"), "occurrence", "eventdesk occurrences"),
        (("delete", "{}", "--occurrence", "2027-01-01"), "occurrence", "eventdesk occurrences"),
        (("delete", "{}", "--occurrence", "soon"), "occurrence", "2026-11-27T14:30"),
        (("edit", "{}", *ONE, "--repeat", "weekly"), "repeat", "--scope following"),
        (("delete", "{}", "{}", *ONE), "occurrence", "Name the one"),
        (("edit", "{}", *ONE, "--title", " "), "title", "Give the event a title"),
    ],
)
def test_what_cannot_be_done_is_said_with_its_remedy(
    eventdesk: CommandLine,
    series: dict[str, Any],
    argv: tuple[str, ...],
    field: str,
    remedy: str,
) -> None:
    told = eventdesk.refused(*(each.format(series["id"]) for each in argv), field=field)
    assert remedy in told
    assert starts(eventdesk, series) == ALL_OF_THEM


def test_several_a_day_need_the_time(eventdesk: CommandLine) -> None:
    series = eventdesk.add(
        "--start", "2026-11-23T09:00", "--repeat", "FREQ=HOURLY;INTERVAL=2;COUNT=4"
    )
    said = eventdesk.refused(
        "delete", series["id"], "--occurrence", "2026-11-23", field="occurrence"
    )
    assert "2026-11-23T09:00" in said
    eventdesk.ok("delete", series["id"], "--occurrence", "2026-11-23T11:00")
    assert len(starts(eventdesk, series)) == 3


def test_an_event_that_happens_once_has_no_occurrences(eventdesk: CommandLine) -> None:
    event = eventdesk.add("--start", MONDAY)
    said = eventdesk.refused("delete", event["id"], *ONE, field="occurrence")
    assert "Leave out --occurrence" in said


def test_the_zone_of_the_series_decides_over_summer_time(eventdesk: CommandLine) -> None:
    series = eventdesk.add(
        *("--start", "2026-10-30T09:00", "--zone", "America/New_York", "--repeat", "weekly")
    )
    # New York leaves summer time on 1 November 2026, a week after Berlin.
    one = eventdesk.json(
        "edit", series["id"], "--occurrence", "2026-11-27T15:00+01:00", "--title", "There"
    )
    assert one["start"] == "2026-11-27T09:00:00-05:00"
    assert one["time_zone"] == "America/New_York"
