"""`calendars`, and `--calendar` of the other commands."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from eventdesk.domain.calendar import PERSONAL, Calendar, Subscription
from tests.cli.conftest import CommandLine

AT = ("--start", "2026-11-27T10:00")


@pytest.fixture
def work(eventdesk: CommandLine) -> Any:
    return eventdesk.json("calendars", "add", "Work", "--colour", "#2F9E67", "--remind", "10m")


def test_one_is_added_and_listed(eventdesk: CommandLine, work: Any) -> None:
    eventdesk.ok("add", "Meeting", *AT, "--calendar", "work")
    personal, listed = eventdesk.json("calendars")
    assert listed == work | {"events": 1}
    assert (listed["name"], listed["colour"], listed["on"]) == ("Work", "#2f9e67", True)
    assert listed["reminders"] == [{"before": "PT10M", "channels": ["desktop"]}]
    assert (listed["all_day_reminders"], listed["subscription"]) == (None, None)
    assert (personal["id"], personal["events"]) == (PERSONAL, 0)
    lines = eventdesk.ok("calendars").out.splitlines()
    assert lines[2].split()[:4] == ["Work", "1", "on", "#2f9e67"]


def test_it_is_changed_in_part(eventdesk: CommandLine, work: Any) -> None:
    all_day = ("--remind-all-day", "1d@18:00", "--remind-all-day", "0d@09:00")
    changed = eventdesk.json("calendars", "change", "Work", "--name", "Office", *all_day)
    assert changed["reminders"] == work["reminders"]
    assert [each["before"] for each in changed["all_day_reminders"]] == ["-PT9H", "PT6H"]
    changed = eventdesk.json("calendars", "change", work["id"][:8], "--remind", "settings")
    assert (changed["name"], changed["reminders"]) == ("Office", None)
    assert eventdesk.json("calendars", "change", "Office", "--remind", "none")["reminders"] == []


@pytest.mark.parametrize(
    ("argv", "field"),
    [
        (("calendars", "add", "Garden", "--colour", "green"), "colour"),
        (("calendars", "add", " "), "name"),
        (("calendars", "add", "WORK"), "name"),
        (("calendars", "add", "Garden", "--remind", "soon"), "remind"),
        (("calendars", "add", "Garden", "--remind", "0d@09:00"), "remind"),
        (("calendars", "add", "Garden", "--remind", "none", "--remind", "5m"), "remind"),
        (("calendars", "remove", "personal"), "calendar"),
        (("add", "Meeting", *AT, "--calendar", "Garden"), "calendar"),
        (("list", "--calendar", "Garden"), "calendar"),
        (("list", "--deleted", "--calendar", "Work"), "deleted"),
    ],
)
@pytest.mark.usefixtures("work")
def test_refused(eventdesk: CommandLine, argv: tuple[str, ...], field: str) -> None:
    eventdesk.refused(*argv, field=field)


def test_an_unknown_calendar_is_told(eventdesk: CommandLine) -> None:
    done = eventdesk("calendars", "off", "Garden")
    assert (done.code, done.out) == (2, "")
    assert "no calendar 'Garden'" in done.err


def test_new_events_get_its_reminders_and_edits_move_them(
    eventdesk: CommandLine, work: Any
) -> None:
    event = eventdesk.add(*AT, "--calendar", "Work")
    assert event["calendar"] == work["id"]
    assert list(event)[-1] == "calendar"
    assert event["reminders"] == work["reminders"]
    assert eventdesk.add(*AT)["calendar"] == PERSONAL
    moved = eventdesk.json("edit", event["id"], "--calendar", "personal")
    assert (moved["calendar"], moved["reminders"]) == (PERSONAL, work["reminders"])
    assert eventdesk.json("edit", event["id"], "--title", "New")["calendar"] == PERSONAL


def test_the_calendar_is_shown_where_there_are_several(eventdesk: CommandLine) -> None:
    event = eventdesk.add(*AT)
    assert "Calendar" not in eventdesk.ok("show", event["id"]).out
    eventdesk.ok("calendars", "add", "Work")
    assert "Calendar   Personal" in eventdesk.ok("show", event["id"]).out


def test_off_its_events_are_not_listed(eventdesk: CommandLine, work: Any) -> None:
    eventdesk.add(*AT, "--calendar", "Work")
    eventdesk.ok("add", "Dentist", *AT)
    assert len(eventdesk.json("list", "--calendar", "Work")) == 1
    assert eventdesk.json("calendars", "off", "work")["on"] is False
    assert [each["title"] for each in eventdesk.json("list")] == ["Dentist"]
    assert "is off" in eventdesk.ok("list", "--calendar", "work").err
    assert "is off" in eventdesk.ok("add", "Other", *AT, "--calendar", "work").err
    assert eventdesk.ok("calendars", "on", "work").out == "On: Work\n"
    assert len(eventdesk.json("list", "--calendar", "work")) == 2
    del work


def test_far_ahead_only_its_events_are_listed(eventdesk: CommandLine, work: Any) -> None:
    eventdesk.add(*AT, "--repeat", "yearly", "--calendar", "Work")
    eventdesk.ok("add", "Birthday", *AT, "--repeat", "yearly")
    far = ("--from", "2036-11-01", "--to", "2036-12-01")
    found = eventdesk.json("list", *far, "--calendar", "Work")
    assert [each["calendar"] for each in found] == [work["id"]]


def test_removed_its_events_can_be_restored(eventdesk: CommandLine, work: Any) -> None:
    event = eventdesk.add(*AT, "--calendar", "Work")
    removed = eventdesk.json("calendars", "remove", "Work")
    assert (removed["id"], removed["deleted_events"]) == (work["id"], 1)
    assert [each["name"] for each in eventdesk.json("calendars")] == ["Personal"]
    assert eventdesk.json("restore", event["id"])["calendar"] == PERSONAL


def test_a_subscription_is_told_with_its_error(eventdesk: CommandLine) -> None:
    url = "https://example.org/a.ics"
    every = timedelta(hours=2)
    fetched = Subscription(url=url, every=every, failures=3, error="No answer.")
    feed = Calendar(id="", name="Feed", subscription=fetched)
    eventdesk.test.desk.calendars.add(feed)
    assert "failed: No answer." in eventdesk.ok("calendars").out
    listed = eventdesk.json("calendars")[1]
    assert listed["read_only"] is True
    assert listed["subscription"] == {
        "url": url,
        "every": "PT2H",
        "refreshed_at": None,
        "next_at": None,
        "failures": 3,
        "error": "No answer.",
    }
    eventdesk.refused("add", "Mine", *AT, "--calendar", "Feed", field="calendar")
