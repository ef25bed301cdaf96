"""`add`: what is typed becomes the event that was meant."""

from __future__ import annotations

import pytest

from eventdesk.domain.setting_keys import SETTING_KEYS
from eventdesk.domain.settings import Settings
from tests.cli.conftest import CommandLine

KEYS = [
    "id",
    "title",
    "description",
    "start",
    "end",
    "time_zone",
    "all_day",
    "location",
    "url",
    "tags",
    "reminders",
    "recurrence",
    "created_at",
    "updated_at",
    "deleted_at",
    "late_rule",
    "repeat_every",
    "email_after",
    "sound",
    "even_when_quiet",
    "calendar",
]


def test_the_json_has_the_keys_of_the_contract(eventdesk: CommandLine) -> None:
    event = eventdesk.add("--start", "2026-11-27T14:30")
    assert list(event) == KEYS
    assert event["title"] == "Stand-up"
    assert event["start"] == "2026-11-27T14:30:00+01:00"
    assert event["end"] is None
    assert event["time_zone"] == "Europe/Berlin"
    assert event["all_day"] is False
    assert event["reminders"] == [{"before": "PT5M", "channels": ["desktop"]}]
    assert event["recurrence"] is None
    assert event["created_at"] == "2026-11-20T11:00:00+00:00"
    assert event["deleted_at"] is None


def test_every_option_is_kept(eventdesk: CommandLine) -> None:
    event = eventdesk.add(
        *("--start", "2026-11-27T14:30", "--end", "2026-11-27T15:15"),
        *("--description", "Bring the card\nand the form", "--location", "Main Street 1"),
        *("--url", "https://example.org/a?b=c", "--tag", "health", "--tag", "family"),
        *("--remind", "1h", "--remind", "5m:desktop+email", "--repeat", "FREQ=WEEKLY;COUNT=3"),
    )
    assert event["end"] == "2026-11-27T15:15:00+01:00"
    assert event["description"] == "Bring the card\nand the form"
    assert event["location"] == "Main Street 1"
    assert event["url"] == "https://example.org/a?b=c"
    assert event["tags"] == ["health", "family"]
    assert event["reminders"] == [
        {"before": "PT5M", "channels": ["desktop", "email"]},
        {"before": "PT1H", "channels": ["desktop"]},
    ]
    assert event["recurrence"] == "FREQ=WEEKLY;COUNT=3"
    assert eventdesk.json("show", event["id"]) == event


def test_a_duration_gives_the_end(eventdesk: CommandLine) -> None:
    event = eventdesk.add("--start", "2026-11-27T14:30", "--duration", "1h30m")
    assert event["end"] == "2026-11-27T16:00:00+01:00"


def test_a_duration_across_the_end_of_summer_time_is_real_time(eventdesk: CommandLine) -> None:
    event = eventdesk.add("--start", "2026-10-25T01:30", "--duration", "1h")
    assert event["end"] == "2026-10-25T02:30:00+02:00"
    event = eventdesk.add("--start", "2026-10-25T01:30", "--duration", "2h")
    assert event["end"] == "2026-10-25T02:30:00+01:00"


@pytest.mark.parametrize(
    ("typed", "zone", "start", "kept"),
    [
        ("2026-11-27T14:30", None, "2026-11-27T14:30:00+01:00", "Europe/Berlin"),
        ("2026-11-27 14:30", None, "2026-11-27T14:30:00+01:00", "Europe/Berlin"),
        ("20261127T1430", None, "2026-11-27T14:30:00+01:00", "Europe/Berlin"),
        ("2026-11-27T14:30", "Asia/Tokyo", "2026-11-27T14:30:00+09:00", "Asia/Tokyo"),
        ("2026-11-27T14:30Z", None, "2026-11-27T15:30:00+01:00", "Europe/Berlin"),
        ("2026-11-27T14:30-05:00", None, "2026-11-27T20:30:00+01:00", "Europe/Berlin"),
        ("2026-11-27T14:30Z", "Asia/Tokyo", "2026-11-27T23:30:00+09:00", "Asia/Tokyo"),
        ("2026-11-27T14:30:15.250", None, "2026-11-27T14:30:15.250000+01:00", "Europe/Berlin"),
    ],
)
def test_times_and_zones(
    eventdesk: CommandLine, typed: str, zone: str | None, start: str, kept: str
) -> None:
    options = ["--zone", zone] if zone else []
    event = eventdesk.add("--start", typed, *options)
    assert (event["start"], event["time_zone"]) == (start, kept)


def test_a_time_that_comes_twice_is_the_first_and_says_so(eventdesk: CommandLine) -> None:
    done = eventdesk.ok("add", "Night", "--start", "2026-10-25T02:30", "--json")
    assert done.json["start"] == "2026-10-25T02:30:00+02:00"
    assert "02:30 comes twice on 25 October 2026 in Europe/Berlin" in done.err
    assert "2026-10-25T02:30+01:00" in done.err


def test_an_offset_chooses_within_a_time_that_comes_twice(eventdesk: CommandLine) -> None:
    done = eventdesk.ok("add", "Night", "--start", "2027-10-31T02:30+01:00", "--json")
    assert done.json["start"] == "2027-10-31T02:30:00+01:00"
    assert done.err == ""


def test_an_all_day_event_ends_with_its_last_day(eventdesk: CommandLine) -> None:
    event = eventdesk.add("--all-day", "--start", "2026-12-24", "--end", "2026-12-26")
    assert event["all_day"] is True
    assert event["time_zone"] is None
    assert event["start"] == "2026-12-24T00:00:00+01:00"
    assert event["end"] == "2026-12-27T00:00:00+01:00"
    again = eventdesk.json("edit", event["id"], "--end", event["end"])
    assert again["end"] == event["end"], "an end as printed is read back as the same"


def test_an_all_day_event_takes_one_day_and_the_reminders_of_the_settings(
    eventdesk: CommandLine,
) -> None:
    event = eventdesk.add("--all-day", "--start", "2026-12-24")
    assert event["end"] == "2026-12-25T00:00:00+01:00"
    assert event["reminders"] == [{"before": "-PT9H", "channels": ["desktop"]}]
    event = eventdesk.add("--all-day", "--start", "2026-12-24", "--duration", "2d")
    assert event["end"] == "2026-12-26T00:00:00+01:00"


def test_an_all_day_event_has_no_zone_and_says_so(eventdesk: CommandLine) -> None:
    options = ("--all-day", "--start", "2026-12-24", "--zone", "Asia/Tokyo")
    done = eventdesk.ok("add", "Holiday", *options, "--json")
    assert done.json["time_zone"] is None
    assert "--zone is not used" in done.err


def test_all_day_reminders_at_a_time_of_day(eventdesk: CommandLine) -> None:
    event = eventdesk.add(
        *("--all-day", "--start", "2026-12-24"),
        *("--remind", "1d@18:00", "--remind", "0d@08:30:email"),
    )
    assert event["reminders"] == [
        {"before": "-PT8H30M", "channels": ["email"]},
        {"before": "PT6H", "channels": ["desktop"]},
    ]


def test_default_reminders_come_from_the_settings(eventdesk: CommandLine) -> None:
    settings = SETTING_KEYS["reminders.default"].put(Settings(), "10m,1d:email")
    eventdesk.test.settings.settings = settings
    event = eventdesk.add("--start", "2026-11-27T14:30")
    assert event["reminders"] == [
        {"before": "PT10M", "channels": ["desktop"]},
        {"before": "P1D", "channels": ["email"]},
    ]


def test_no_reminder_at_all(eventdesk: CommandLine) -> None:
    assert eventdesk.add("--start", "2026-11-27T14:30", "--remind", "none")["reminders"] == []


def test_a_reminder_at_the_start(eventdesk: CommandLine) -> None:
    event = eventdesk.add("--start", "2026-11-27T14:30", "--remind", "0")
    assert event["reminders"] == [{"before": "PT0S", "channels": ["desktop"]}]


def test_email_goes_with_every_reminder(eventdesk: CommandLine) -> None:
    event = eventdesk.add(
        "--start", "2026-11-27T14:30", "--email", "--remind", "5m", "--remind", "1h"
    )
    assert [each["channels"] for each in event["reminders"]] == [["desktop", "email"]] * 2


def test_email_that_is_switched_off_is_mentioned(eventdesk: CommandLine) -> None:
    argv = ("add", "Stand-up", "--start", "2026-11-27T14:30", "--email")
    assert "E-mail is switched off" in eventdesk.ok(*argv).err
    eventdesk.test.with_mail()
    assert eventdesk.ok(*argv).err == ""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("FREQ=WEEKLY;BYDAY=MO,WE", "FREQ=WEEKLY;BYDAY=MO,WE"),
        ("RRULE:freq=daily;count=2", "FREQ=DAILY;COUNT=2"),
        ("weekdays", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("FREQ=DAILY;UNTIL=20261201T133000Z", "FREQ=DAILY;UNTIL=20261201T143000"),
        ("FREQ=DAILY;UNTIL=20261201", "FREQ=DAILY;UNTIL=20261201T235959"),
    ],
)
def test_rules(eventdesk: CommandLine, typed: str, kept: str) -> None:
    event = eventdesk.add("--start", "2026-11-27T14:30", "--repeat", typed)
    assert event["recurrence"] == kept


def test_what_a_person_reads(eventdesk: CommandLine) -> None:
    done = eventdesk.ok(
        *("add", "Call Tokyo", "--start", "2026-11-20T21:00", "--zone", "Asia/Tokyo"),
        *("--duration", "45m", "--remind", "1h", "--location", "Room 5"),
    )
    lines = done.out.splitlines()
    assert lines[0] == "Added: Call Tokyo"
    assert lines[1] == "  When       Today 13:00 to 13:45 (45 min), in 60 min"
    assert lines[2] == "  There      Fri 20 Nov 21:00 Asia/Tokyo"
    assert lines[3] == "  Reminders  1 h before (desktop)"
    assert lines[4] == "  Location   Room 5"
    assert lines[5].startswith("  ID         ")
    assert len(lines) == 6


@pytest.mark.parametrize(
    ("options", "over"),
    [
        (("--start", "2026-11-19T10:00"), True),
        (("--start", "2026-11-20T11:30", "--duration", "2h"), False),
        (("--start", "2026-11-19T10:00", "--repeat", "daily"), False),
        (("--start", "2026-11-21T10:00"), False),
    ],
)
def test_a_past_date_is_taken_and_mentioned(
    eventdesk: CommandLine, options: tuple[str, ...], over: bool
) -> None:
    err = eventdesk.ok("add", "Stand-up", *options).err
    assert ("already passed" in err) is over


def test_a_title_that_looks_like_an_option(eventdesk: CommandLine) -> None:
    done = eventdesk.ok("add", "--start", "2026-11-27T14:30", "--json", "--", "--really?")
    assert done.json["title"] == "--really?"


@pytest.mark.parametrize(
    ("options", "field", "words"),
    [
        (("--start", "garbage"), "start", "Write it like 2026-11-27T14:30"),
        (("--start", "2026-02-30T10:00"), "start", "day is out of range for month"),
        (("--start", "2026-11-27T25:00"), "start", "hour must be in 0..23"),
        (("--start", ""), "start", "is no date and time"),
        (("--start", "0001-01-01T00:00"), "start", "Use years 1900 to 9000."),
        (("--start", "2026-11-27"), "start", "add --all-day"),
        (("--all-day", "--start", "2026-11-27T10:00"), "start", "leave out --all-day"),
        (("--start", "2026-03-29T02:30"), "start", "Use 03:30 or another time."),
        ((), "start", "Give it like --start"),
        (("--start", "2026-11-27T10:00", "--end", "2026-11-27T09:00"), "end", "at or after"),
        (("--start", "2026-11-27T10:00", "--end", "x"), "end", "Write it like"),
        (("--start", "2026-11-27T10:00", "--end", "2026-11-28"), "end", "no time of day"),
        (
            ("--start", "2026-11-27T10:00", "--end", "2026-11-28T09:00", "--duration", "1h"),
            "end",
            "only one of them",
        ),
        (
            ("--all-day", "--start", "2026-11-27", "--end", "2026-11-26"),
            "end",
            "at or after the start",
        ),
        (("--all-day", "--start", "2026-11-27", "--duration", "5h"), "duration", "Write 1d"),
        (("--start", "2026-11-27T10:00", "--duration", "soon"), "duration", "Write it like 5m"),
        (("--start", "2026-11-27T10:00", "--duration", "-5m"), "duration", "negative"),
        (("--start", "2026-11-27T10:00", "--duration", "999999999d"), "duration", "out of range"),
        (("--start", "2026-11-27T10:00", "--zone", "Mars/Phobos"), "zone", "Europe/Berlin"),
        (("--start", "2026-11-27T10:00", "--zone", "../etc/passwd"), "zone", "IANA"),
        (("--start", "2026-11-27T10:00", "--remind", "-5m"), "remind", "negative"),
        (("--start", "2026-11-27T10:00", "--remind", "5w"), "remind", "at most 4 weeks"),
        (("--start", "2026-11-27T10:00", "--remind", "5m:pigeon"), "remind", "desktop, email"),
        (("--start", "2026-11-27T10:00", "--remind", "1d@18:00"), "remind", "all-day"),
        (("--start", "2026-11-27T10:00", "--remind", "none", "--email"), "remind", "Drop one"),
        (("--start", "2026-11-27T10:00", "--url", "not a link"), "url", "https://"),
        (("--start", "2026-11-27T10:00", "--repeat", "now and then"), "repeat", "RFC 5545"),
        (("--start", "2026-11-27T10:00", "--repeat", "FREQ=SECONDLY"), "repeat", "HOURLY"),
        (("--start", "2026-11-27T10:00", "--repeat", "FREQ=DAILY;INTERVAL=0"), "repeat", "1 or"),
        (("--start", "2026-11-27T10:00", "--repeat", "FREQ=DAILY;UNTIL=never"), "repeat", "UNTIL"),
        (("--start", "2026-11-27T10:00", "--repeat", "FREQ=DAILY;BYDAY=XX"), "repeat", "RFC 5545"),
        (("--start", "2026-11-27T10:00", "--description", "\udcff"), "description", "UTF-8"),
        (("--start", "2026-11-27T10:00", "--tag", "\udcff"), "tag", "UTF-8"),
    ],
)
def test_bad_input_names_the_field_and_the_remedy(
    eventdesk: CommandLine, options: tuple[str, ...], field: str, words: str
) -> None:
    assert words in eventdesk.refused("add", "Stand-up", *options, field=field)
    assert eventdesk.json("list") == []


@pytest.mark.parametrize("title", ["", "   ", "\t\n", "x" * 501])
def test_bad_titles(eventdesk: CommandLine, title: str) -> None:
    eventdesk.refused("add", title, "--start", "2026-11-27T10:00", field="title")
    assert eventdesk.json("list") == []


def test_a_title_of_500_characters_is_fine(eventdesk: CommandLine) -> None:
    event = eventdesk.json("add", f" {'ü' * 500} ", "--start", "2026-11-27T10:00")
    assert event["title"] == "ü" * 500


def test_every_refused_field_is_named_at_once(eventdesk: CommandLine) -> None:
    err = eventdesk.refused(
        "add", " ", "--start", "x", "--zone", "y", "--remind", "z", field="title"
    )
    for field in ("start", "zone", "remind"):
        assert f"{field}: " in err


def test_usage_errors_are_bad_input(eventdesk: CommandLine) -> None:
    done = eventdesk("add", "Stand-up", "--strat", "2026-11-27T10:00")
    assert done.code == 2
    assert "--start" in done.err, "the nearest option is offered"
    assert eventdesk("add").code == 2
