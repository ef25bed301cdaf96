"""`list` and `occurrences`."""

from __future__ import annotations

import pytest

from tests.cli.conftest import CommandLine


def titles(eventdesk: CommandLine, *argv: str) -> list[str]:
    return [each["title"] for each in eventdesk.json("list", *argv)]


@pytest.fixture
def three(eventdesk: CommandLine) -> None:
    """Three events, on the 27th, 28th and 29th."""
    for day, title, tag in ((28, "Middle", "a"), (27, "First", "b"), (29, "Last", "a")):
        start = f"2026-11-{day}T10:00"
        eventdesk.ok("add", title, "--start", start, "--tag", tag, "--location", f"Room {day}")


@pytest.mark.usefixtures("three")
def test_by_start(eventdesk: CommandLine) -> None:
    assert titles(eventdesk) == ["First", "Middle", "Last"]


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("options", "found"),
    [
        (("--from", "2026-11-28"), ["Middle", "Last"]),
        (("--to", "2026-11-28"), ["First", "Middle"]),
        (("--from", "2026-11-28", "--to", "2026-11-28"), ["Middle"]),
        (("--from", "2026-11-28T10:00", "--to", "2026-11-29T10:00"), ["Middle"]),
        (("--from", "2026-11-28T09:00Z", "--to", "2026-11-28T09:00:01Z"), ["Middle"]),
        (("--search", "mid"), ["Middle"]),
        (("--search", "room 29"), ["Last"]),
        (("--tag", "a"), ["Middle", "Last"]),
        (("--tag", "a", "--search", "last"), ["Last"]),
        (("--search", "nothing like it"), []),
        (("--tag", "nowhere"), []),
    ],
)
def test_filters(eventdesk: CommandLine, options: tuple[str, ...], found: list[str]) -> None:
    assert titles(eventdesk, *options) == found


def test_a_series_is_listed_once_or_by_occurrence(eventdesk: CommandLine) -> None:
    event = eventdesk.add("--start", "2026-11-16T09:00", "--duration", "15m", "--repeat", "daily")
    (once,) = eventdesk.json("list")
    assert once["start"] == event["start"]
    assert once["occurrence"] == {
        "start": "2026-11-21T09:00:00+01:00",
        "end": "2026-11-21T09:15:00+01:00",
    }
    week = eventdesk.json("list", "--from", "2026-11-23", "--to", "2026-11-29")
    assert [each["occurrence"]["start"][:10] for each in week] == [
        f"2026-11-{day}" for day in range(23, 30)
    ]
    assert {each["id"] for each in week} == {event["id"]}


def test_past_events_are_listed(eventdesk: CommandLine) -> None:
    eventdesk.add("--start", "2026-11-01T09:00")
    assert titles(eventdesk) == ["Stand-up"]


def test_a_table_for_people(eventdesk: CommandLine) -> None:
    one = eventdesk.json("add", "医者", "--start", "2026-11-21T09:00", "--duration", "30m")
    two = eventdesk.json("add", "Dentist", "--all-day", "--start", "2026-11-22")
    assert eventdesk.ok("list").out.splitlines() == [
        "WHEN            LASTS   TITLE    REMINDERS                    ID",
        f"Tomorrow 09:00  30 min  医者     5 min before (desktop)       {one['id'][:8]}",
        f"Sun 22 Nov      1 d     Dentist  on the day, 09:00 (desktop)  {two['id'][:8]}",
    ]


def test_nothing_found_is_no_error(eventdesk: CommandLine) -> None:
    done = eventdesk.ok("list")
    assert done.out == ""
    assert "No event found" in done.err
    assert eventdesk.json("list") == []


@pytest.mark.parametrize(
    ("options", "field"),
    [
        (("--from", "x"), "from"),
        (("--to", "2026-13-01"), "to"),
        (("--from", "2026-11-29", "--to", "2026-11-27"), "to"),
        (("--from", "2026-11-28", "--to", "2026-11-27"), "to"),
        (("--from", "2026-11-28T00:00", "--to", "2026-11-27"), "to"),
        (("--from", "2026-11-27T10:01", "--to", "2026-11-27T10:00"), "to"),
    ],
)
@pytest.mark.parametrize("command", ["list", "occurrences"])
def test_bad_ranges(
    eventdesk: CommandLine, command: str, options: tuple[str, ...], field: str
) -> None:
    event = eventdesk.add("--start", "2026-11-27T10:00")
    ids = [event["id"]] if command == "occurrences" else []
    eventdesk.refused(command, *ids, *options, field=field)


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        ("2026-11-27", "2026-11-27", 1),
        ("2026-11-27T23:59", "2026-11-27", 0),
        ("2026-11-27T10:00", "2026-11-27T10:00", 0),
    ],
)
def test_short_ranges(eventdesk: CommandLine, start: str, end: str, found: int) -> None:
    eventdesk.add("--start", "2026-11-27T10:00")
    assert len(eventdesk.json("list", "--from", start, "--to", end)) == found


def test_occurrences_keep_their_hour_across_summer_time(eventdesk: CommandLine) -> None:
    event = eventdesk.add(
        *("--start", "2026-10-24T09:00", "--duration", "1h", "--repeat", "FREQ=DAILY;COUNT=3")
    )
    assert eventdesk.json("occurrences", event["id"]) == [
        {"start": "2026-10-24T09:00:00+02:00", "end": "2026-10-24T10:00:00+02:00"},
        {"start": "2026-10-25T09:00:00+01:00", "end": "2026-10-25T10:00:00+01:00"},
        {"start": "2026-10-26T09:00:00+01:00", "end": "2026-10-26T10:00:00+01:00"},
    ]


def test_occurrences_carry_the_offset_of_the_event(eventdesk: CommandLine) -> None:
    event = eventdesk.add("--start", "2026-11-27T09:00", "--zone", "Asia/Tokyo")
    assert eventdesk.json("occurrences", event["id"]) == [
        {"start": "2026-11-27T09:00:00+09:00", "end": None}
    ]


def test_occurrences_in_a_range_and_up_to_a_limit(eventdesk: CommandLine) -> None:
    event = eventdesk.add("--start", "2020-01-01T09:00", "--repeat", "daily")
    ranged = eventdesk.json(
        "occurrences", event["id"], "--from", "2026-12-01", "--to", "2026-12-03"
    )
    assert [each["start"][:10] for each in ranged] == ["2026-12-01", "2026-12-02", "2026-12-03"]
    limited = eventdesk.json("occurrences", event["id"], "--limit", "2")
    assert [each["start"][:10] for each in limited] == ["2020-01-01", "2020-01-02"]
    assert len(eventdesk.json("occurrences", event["id"])) == 100
    assert eventdesk("occurrences", event["id"], "--limit", "0").code == 2


def test_a_long_series_with_an_end_is_listed_whole(eventdesk: CommandLine) -> None:
    event = eventdesk.add("--start", "2026-01-01T09:00", "--repeat", "FREQ=DAILY;COUNT=400")
    assert len(eventdesk.json("occurrences", event["id"])) == 400


def test_removed_and_extra_dates(eventdesk: CommandLine) -> None:
    rule = "RRULE:FREQ=DAILY;COUNT=3\nRDATE:20261205T080000\nEXDATE:20261128T090000"
    event = eventdesk.add("--start", "2026-11-27T09:00", "--repeat", rule)
    found = [each["start"][5:16] for each in eventdesk.json("occurrences", event["id"])]
    assert found == ["11-27T09:00", "11-29T09:00", "12-05T08:00"]


def test_occurrences_for_people(eventdesk: CommandLine) -> None:
    event = eventdesk.add("--start", "2026-11-21T09:00", "--repeat", "FREQ=DAILY;COUNT=2")
    assert eventdesk.ok("occurrences", event["id"]).out.splitlines() == [
        "Tomorrow 09:00, in 21 h",
        "Sun 22 Nov 09:00, in 2 d",
    ]
