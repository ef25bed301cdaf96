"""`edit`, `show`, `delete`, `restore`: only what is given changes, and nothing is thrown away."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.conftest import CommandLine

START = ("--start", "2026-11-27T14:30")
WISHES = (
    *("--repeat-every", "5m", "--email-after", "10m", "--sound", "off", "--even-when-quiet"),
    *("--late-rule", "within 90m", "--remind", "5m:desktop+email"),
)
WISHED = {
    "repeat_every": "PT5M",
    "email_after": "PT10M",
    "sound": False,
    "even_when_quiet": True,
    "late_rule": "within 1h30m",
}
UNKNOWN = "00000000-0000-4000-8000-000000000000"


def changed(eventdesk: CommandLine, before: dict[str, Any], *argv: str) -> dict[str, Any]:
    """Edit the event; what differs afterwards."""
    after = eventdesk.json("edit", before["id"], *argv)
    assert after == eventdesk.json("show", before["id"])
    return {
        key: value
        for key, value in after.items()
        if value != before[key] and key not in ("updated_at",)
    }


@pytest.fixture
def event(eventdesk: CommandLine) -> dict[str, Any]:
    """An event with everything set."""
    made: dict[str, Any] = eventdesk.add(
        *START,
        *("--duration", "45m", "--remind", "1h", "--description", "about", "--location", "here"),
        *("--url", "https://example.org", "--tag", "a", "--tag", "b", "--repeat", "FREQ=DAILY"),
    )
    return made


@pytest.mark.parametrize(
    ("options", "changes"),
    [
        (("--title", "Other"), {"title": "Other"}),
        (("Other",), {"title": "Other"}),
        (("--description", "new"), {"description": "new"}),
        (("--description", ""), {"description": ""}),
        (("--location", ""), {"location": ""}),
        (("--url", ""), {"url": ""}),
        (("--tag", "c"), {"tags": ["c"]}),
        (("--tag", ""), {"tags": []}),
        (("--repeat", ""), {"recurrence": None}),
        (("--repeat", "weekly"), {"recurrence": "FREQ=WEEKLY"}),
        (("--repeat-every", "5m"), {"repeat_every": "PT5M"}),
        (("--repeat-every", "never"), {"repeat_every": "PT0S"}),
        (("--email-after", "90s"), {"email_after": "PT1M30S"}),
        (("--email-after", "0"), {"email_after": "PT0S"}),
        (("--sound", "on"), {"sound": True}),
        (("--sound", "OFF"), {"sound": False}),
        (("--even-when-quiet",), {"even_when_quiet": True}),
        (("--no-even-when-quiet",), {}),
        (("--late-rule", "within 15m"), {"late_rule": "within 15m"}),
        (("--late-rule", "always"), {"late_rule": "always"}),
        (("--end", ""), {"end": None}),
        (("--end", "2026-11-27T18:00"), {"end": "2026-11-27T18:00:00+01:00"}),
        (("--duration", "1h"), {"end": "2026-11-27T15:30:00+01:00"}),
        (("--remind", "none"), {"reminders": []}),
        (("--remind", "5m"), {"reminders": [{"before": "PT5M", "channels": ["desktop"]}]}),
        (("--email",), {"reminders": [{"before": "PT1H", "channels": ["desktop", "email"]}]}),
        (
            ("--start", "2026-12-01T10:00"),
            {"start": "2026-12-01T10:00:00+01:00", "end": "2026-12-01T10:45:00+01:00"},
        ),
        (
            ("--zone", "Asia/Tokyo"),
            {
                "start": "2026-11-27T14:30:00+09:00",
                "end": "2026-11-27T15:15:00+09:00",
                "time_zone": "Asia/Tokyo",
            },
        ),
        ((), {}),
    ],
)
def test_only_what_is_given_changes(
    eventdesk: CommandLine,
    event: dict[str, Any],
    options: tuple[str, ...],
    changes: dict[str, Any],
) -> None:
    assert changed(eventdesk, event, *options) == changes


def test_wishes_go_back_to_what_the_settings_say(eventdesk: CommandLine) -> None:
    event = eventdesk.add(*START, *WISHES)
    for name, value in WISHED.items():
        assert event[name] == value
    assert changed(eventdesk, event, "--sound", "default") == {"sound": None}
    back = ("--repeat-every", "default", "--email-after", "default", "--late-rule", "default")
    assert changed(eventdesk, event, *back, "--no-even-when-quiet") == {
        "repeat_every": None,
        "email_after": None,
        "sound": None,
        "even_when_quiet": False,
        "late_rule": None,
    }


def test_wishes_survive_other_edits(eventdesk: CommandLine) -> None:
    event = eventdesk.add(*START, *WISHES)
    assert changed(eventdesk, event, "Other") == {"title": "Other"}


def test_show_tells_wishes_in_words(eventdesk: CommandLine) -> None:
    event = eventdesk.add(*START, *WISHES)
    lines = eventdesk.ok("show", event["id"]).out.splitlines()
    assert lines[3:-1] == [
        "  Reminds again  every 5 min until dismissed",
        "  E-mail         only if not dismissed after 10 min",
        "  Sound          no",
        "  Quiet hours    reminded all the same",
        "  When late      within 1 h 30 min",
    ]
    eventdesk.ok("edit", event["id"], "--repeat-every", "never", "--email-after", "0")
    out = eventdesk.ok("show", event["id"]).out
    assert "  Reminds again  never\n" in out
    assert "  E-mail         at once\n" in out


def test_wishes_without_effect_are_told(eventdesk: CommandLine) -> None:
    event = eventdesk.add(*START, "--remind", "5m:email")
    done = eventdesk.ok("edit", event["id"], "--email-after", "10m", "--repeat-every", "5m")
    assert "no e-mail waits" in done.err
    assert "Only desktop reminders are repeated" in done.err
    both = ("--remind", "5m:desktop+email")
    quiet = eventdesk.ok("edit", event["id"], "--email-after", "5m", "--repeat-every", "5m", *both)
    assert "waits" not in quiet.err
    assert "repeated" not in quiet.err


def test_all_day_events_with_a_time_name_the_way_out(eventdesk: CommandLine) -> None:
    event = eventdesk.add("--all-day", "--start", "2026-12-24")
    for options in (("--start", "2026-12-24T10:00"), ("--end", "2026-12-24T10:00")):
        err = eventdesk.refused("edit", event["id"], *options, field=options[0][2:])
        assert "Write 2026-12-24, or add --no-all-day." in err
    err = eventdesk.refused("add", "A", "--all-day", "--start", "2026-12-24T10:00", field="start")
    assert "or leave out --all-day." in err


def test_no_email_takes_the_channel_away(eventdesk: CommandLine) -> None:
    event = eventdesk.add(*START, "--remind", "1h:desktop+email", "--remind", "5m:email")
    assert changed(eventdesk, event, "--no-email") == {
        "reminders": [{"before": "PT1H", "channels": ["desktop"]}]
    }


def test_an_event_keeps_its_zone_and_typed_times_are_local(eventdesk: CommandLine) -> None:
    event = eventdesk.add(*START, "--zone", "Asia/Tokyo", "--duration", "1h")
    assert changed(eventdesk, event, "--start", "2026-11-27T10:00") == {
        "start": "2026-11-27T18:00:00+09:00",
        "end": "2026-11-27T19:00:00+09:00",
    }


def test_a_move_across_summer_time_keeps_the_length(eventdesk: CommandLine) -> None:
    event = eventdesk.add("--start", "2026-10-24T01:30", "--duration", "2h")
    assert changed(eventdesk, event, "--start", "2026-10-25T01:30") == {
        "start": "2026-10-25T01:30:00+02:00",
        "end": "2026-10-25T02:30:00+01:00",
    }


def test_a_timed_event_becomes_all_day_and_back(eventdesk: CommandLine) -> None:
    event = eventdesk.add(*START, "--duration", "45m")
    after = changed(eventdesk, event, "--all-day")
    assert after["start"] == "2026-11-27T00:00:00+01:00"
    assert after["end"] == "2026-11-28T00:00:00+01:00"
    assert after["time_zone"] is None
    assert after["reminders"] == [{"before": "-PT9H", "channels": ["desktop"]}]
    eventdesk.refused("edit", event["id"], "--no-all-day", field="start")
    back = eventdesk.json("edit", event["id"], "--no-all-day", *START)
    assert (back["start"], back["end"]) == ("2026-11-27T14:30:00+01:00", None)
    assert back["reminders"] == [{"before": "PT5M", "channels": ["desktop"]}]


def test_an_all_day_event_is_moved_whole(eventdesk: CommandLine) -> None:
    event = eventdesk.add("--all-day", "--start", "2026-12-24", "--end", "2026-12-26")
    assert changed(eventdesk, event, "--start", "2027-03-27") == {
        "start": "2027-03-27T00:00:00+01:00",
        "end": "2027-03-30T00:00:00+02:00",
    }


def test_removed_dates_survive_a_new_rule(eventdesk: CommandLine) -> None:
    rule = "RRULE:FREQ=DAILY\nEXDATE:20261128T143000"
    event = eventdesk.add(*START, "--repeat", rule)
    assert event["recurrence"] == rule
    after = eventdesk.json("edit", event["id"], "--repeat", "FREQ=DAILY;COUNT=5")
    assert after["recurrence"] == "RRULE:FREQ=DAILY;COUNT=5\nEXDATE:20261128T143000"


@pytest.mark.parametrize(
    ("options", "field"),
    [
        (("--title", " "), "title"),
        (("--start", "x"), "start"),
        (("--end", "2026-11-27T10:00"), "end"),
        (("--zone", "Nowhere"), "zone"),
        (("--remind", "-1m"), "remind"),
        (("--start", "2026-03-29T02:30"), "start"),
        (("--repeat", "FREQ=OFTEN"), "repeat"),
        (("--url", "x"), "url"),
        (("--repeat-every", "5s"), "repeat-every"),
        (("--repeat-every", "often"), "repeat-every"),
        (("--email-after", "8d"), "email-after"),
        (("--sound", "loud"), "sound"),
        (("--late-rule", "sometimes"), "late-rule"),
    ],
)
def test_bad_input_changes_nothing(
    eventdesk: CommandLine, event: dict[str, Any], options: tuple[str, ...], field: str
) -> None:
    eventdesk.refused("edit", event["id"], *options, field=field)
    assert eventdesk.json("show", event["id"]) == event


def test_the_beginning_of_an_id_is_enough(eventdesk: CommandLine, event: dict[str, Any]) -> None:
    assert eventdesk.json("show", event["id"][:8]) == event
    assert eventdesk.json("edit", event["id"][:8], "New")["title"] == "New"
    assert eventdesk.json("delete", event["id"][:4])["deleted_at"] is not None
    assert eventdesk("show", event["id"][:3]).code == 3


def test_delete_and_restore(eventdesk: CommandLine, event: dict[str, Any]) -> None:
    done = eventdesk.ok("delete", event["id"])
    assert done.out.startswith("Deleted: Stand-up\n")
    assert eventdesk.json("list") == []
    assert eventdesk.json("show", event["id"])["deleted_at"] == "2026-11-20T11:00:00+00:00"
    restored = eventdesk.json("restore", event["id"])
    assert restored["deleted_at"] is None
    assert {**restored, "updated_at": event["updated_at"]} == event
    assert [each["id"] for each in eventdesk.json("list")] == [event["id"]]


def test_delete_and_restore_say_when_there_is_nothing_to_do(
    eventdesk: CommandLine, event: dict[str, Any]
) -> None:
    other = eventdesk.add(*START)
    assert eventdesk.ok("restore", other["id"]).out.startswith("Not deleted: Stand-up\n")
    deleted = eventdesk.json("delete", event["id"])
    again = eventdesk.ok("delete", event["id"], other["id"]).out
    assert [line for line in again.splitlines() if not line.startswith(" ")] == [
        "Deleted already: Stand-up",
        "",
        "Deleted: Stand-up",
    ]
    assert eventdesk.json("show", event["id"]) == deleted


def test_several_at_once(eventdesk: CommandLine) -> None:
    ids = [eventdesk.add(*START)["id"] for _ in range(3)]
    assert [each["id"] for each in eventdesk.json("show", *ids)] == ids
    assert len(eventdesk.json("delete", *ids)) == 3
    assert eventdesk.json("list") == []
    eventdesk.ok("restore", *ids)
    assert len(eventdesk.json("list")) == 3


def test_one_unknown_id_and_nothing_is_deleted(
    eventdesk: CommandLine, event: dict[str, Any]
) -> None:
    assert eventdesk("delete", event["id"], UNKNOWN).code == 3
    assert len(eventdesk.json("list")) == 1


@pytest.mark.parametrize("command", ["show", "edit", "delete", "restore", "occurrences"])
def test_an_unknown_event(eventdesk: CommandLine, command: str) -> None:
    done = eventdesk(command, UNKNOWN)
    assert done.code == 3
    assert done.out == ""
    assert done.err == f"eventdesk: Event not found: no event has the id '{UNKNOWN}'.\n"


def test_show_tells_all(eventdesk: CommandLine, event: dict[str, Any]) -> None:
    lines = eventdesk.ok("show", event["id"]).out.splitlines()
    assert lines == [
        "Stand-up",
        "  When       Fri 27 Nov 14:30 to 15:15 (45 min), in 7 d",
        "  Repeats    FREQ=DAILY",
        "  Reminders  1 h before (desktop)",
        "  Location   here",
        "  Link       https://example.org",
        "  Tags       a, b",
        "  About      about",
        f"  ID         {event['id']}",
    ]


def test_control_characters_cannot_reach_the_terminal(eventdesk: CommandLine) -> None:
    event = eventdesk.json(
        *("add", "Red \x1b[31malert\x07 \u202egnp", *START),
        *("--description", "one\x1b]0;owned\x07\ntwo"),
    )
    out = eventdesk.ok("show", event["id"]).out + eventdesk.ok("list").out
    assert not set("\x1b\x07\u202e") & set(out)
    assert "two" in out
