"""`next`, `log`, `snooze` and `dismiss`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from eventdesk.domain.reminder import DESKTOP_AND_EMAIL, Reminder
from eventdesk.services.ports import LedgerChanged
from tests.cli.conftest import CommandLine

LEDGER_KEYS = [
    "id",
    "event_id",
    "event_title",
    "occurrence_start",
    "due_at",
    "channel",
    "state",
    "reason",
    "attempts",
    "backend",
    "delivered_at",
    "late_s",
    "error",
    "snoozed_until",
    "acknowledged_at",
    "acknowledged_by",
]


@pytest.fixture
def delivered(eventdesk: CommandLine) -> int:
    """An event whose reminder was delivered one second late: its ledger id."""
    test = eventdesk.test
    test.create(test.clock.now() + timedelta(minutes=10), duration=timedelta(hours=2))
    test.clock.advance(minutes=5, seconds=1)
    test.ring()
    (row,) = test.rows()
    return row.id


def test_the_ledger_json_has_the_keys_of_the_contract(
    eventdesk: CommandLine, delivered: int
) -> None:
    (row,) = eventdesk.json("log")
    assert list(row) == LEDGER_KEYS
    assert row["id"] == delivered
    assert row["event_title"] == "Stand-up"
    assert row["occurrence_start"] == "2026-11-20T11:10:00+00:00"
    assert row["due_at"] == "2026-11-20T11:05:00+00:00"
    assert (row["channel"], row["state"], row["backend"]) == ("desktop", "delivered", "recording")
    assert row["delivered_at"] == "2026-11-20T11:05:01+00:00"
    assert row["late_s"] == 1.0
    assert (row["snoozed_until"], row["acknowledged_at"]) == (None, None)


def test_log_filters(eventdesk: CommandLine, delivered: int) -> None:
    event_id = eventdesk.json("log")[0]["event_id"]
    other = eventdesk.add("--start", "2026-11-27T09:00")["id"]
    assert len(eventdesk.json("log", "--event", event_id)) == 1
    assert len(eventdesk.json("log", "--event", event_id[:8])) == 1
    assert eventdesk.json("log", "--event", other) == []
    assert len(eventdesk.json("log", "--state", "delivered")) == 1
    assert eventdesk.json("log", "--state", "gave_up") == []
    assert eventdesk("log", "--event", "unknown").code == 3
    done = eventdesk("log", "--state", "lost")
    assert done.code == 2
    assert "--state" in done.err
    assert "missed" in done.err


def test_history_survives_deletion(eventdesk: CommandLine, delivered: int) -> None:
    event_id = eventdesk.json("log")[0]["event_id"]
    eventdesk.ok("delete", event_id)
    assert len(eventdesk.json("log", "--event", event_id)) == 1


def test_log_for_people(eventdesk: CommandLine, delivered: int) -> None:
    assert eventdesk.ok("log").out.splitlines() == [
        "ID  DUE          STATE      CHANNEL  TITLE     DETAIL",
        f"{delivered:>2}  Today 12:05  delivered  desktop  Stand-up  1.0 s late, through recording",
    ]


def test_the_log_is_whole_as_json_and_short_for_people(eventdesk: CommandLine) -> None:
    test = eventdesk.test
    for _ in range(150):
        test.create(test.clock.now() + timedelta(minutes=10))
    test.clock.advance(minutes=5)
    test.ring()
    assert len(eventdesk.json("log")) == 150
    assert len(eventdesk.json("log", "--limit", "7")) == 7
    done = eventdesk.ok("log")
    assert len(done.out.splitlines()) == 101
    assert "50 older ones are not shown; --limit 150 shows them." in done.err


def test_an_empty_log(eventdesk: CommandLine) -> None:
    assert eventdesk.json("log") == []
    assert "No reminder has come due yet." in eventdesk.ok("log").err


def test_next(eventdesk: CommandLine) -> None:
    assert eventdesk.json("next") is None
    assert eventdesk.ok("next").out == "No reminder is planned.\n"
    event = eventdesk.add("--start", "2026-11-20T12:12")
    assert eventdesk.json("next") == {
        "event_id": event["id"],
        "event_title": "Stand-up",
        "occurrence_start": "2026-11-20T11:12:00+00:00",
        "due_at": "2026-11-20T11:07:00+00:00",
        "all_day": False,
        "snoozed": False,
    }
    assert eventdesk.ok("next").out == (
        "Stand-up: reminder Today 12:07, in 7 min; the event starts in 12 min (12:12)\n"
    )


def test_a_pause_is_mentioned(eventdesk: CommandLine) -> None:
    eventdesk.test.desk.reminders.pause(datetime(2026, 11, 20, 12, tzinfo=UTC))
    done = eventdesk.ok("next", "--json")
    assert done.json is None
    assert "paused until Today 13:00" in done.err


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ((), "2026-11-20T11:15:01+00:00"),
        (("30m",), "2026-11-20T11:35:01+00:00"),
        (("tomorrow",), "2026-11-21T08:00:00+00:00"),
        (("at-start",), "2026-11-20T11:10:00+00:00"),
        (("2026-11-20T14:00",), "2026-11-20T13:00:00+00:00"),
    ],
)
def test_snooze(eventdesk: CommandLine, delivered: int, text: tuple[str, ...], until: str) -> None:
    row = eventdesk.json("snooze", str(delivered), *text)
    assert row["state"] == "snoozed"
    assert datetime.fromisoformat(row["snoozed_until"]) == datetime.fromisoformat(until)
    assert eventdesk.json("next")["snoozed"] is True
    assert eventdesk.json("log") == [row]


def test_snooze_and_dismiss_for_people(eventdesk: CommandLine, delivered: int) -> None:
    out = eventdesk.ok("snooze", str(delivered), "30m").out
    assert out == "Snoozed: “Stand-up” until Today 12:35, in 30 min\n"
    assert eventdesk.ok("dismiss", str(delivered)).out == "Dismissed: “Stand-up”\n"


def test_dismiss_ends_it_and_says_by_whom(eventdesk: CommandLine, delivered: int) -> None:
    eventdesk.test.changes.clear()
    row = eventdesk.json("dismiss", str(delivered))
    assert row["state"] == "acknowledged"
    assert row["acknowledged_at"] == "2026-11-20T11:05:01+00:00"
    assert row["acknowledged_by"] == "command line"
    assert LedgerChanged((delivered,)) in eventdesk.test.changes
    assert eventdesk.json("next") is None


@pytest.mark.parametrize("text", ["soon", "-5m", "2020-01-01T00:00"])
def test_bad_snoozes(eventdesk: CommandLine, delivered: int, text: str) -> None:
    eventdesk.refused("snooze", str(delivered), text, field="snooze")
    assert eventdesk.json("log")[0]["state"] == "delivered"


@pytest.mark.parametrize("command", ["snooze", "dismiss"])
def test_ledger_ids(eventdesk: CommandLine, command: str) -> None:
    done = eventdesk(command, "4711")
    assert done.code == 3
    assert done.err == ("eventdesk: Ledger row not found: no reminder has the number 4711.\n")
    done = eventdesk(command, "four")
    assert done.code == 2
    assert "LEDGER_ID" in done.err


def test_an_email_row(eventdesk: CommandLine) -> None:
    test = eventdesk.test.with_mail()
    both = (Reminder(timedelta(minutes=5), DESKTOP_AND_EMAIL),)
    test.create(test.clock.now() + timedelta(minutes=10), reminders=both)
    test.clock.advance(minutes=5)
    test.ring()
    test.send_mails()
    states = {row["channel"]: row["state"] for row in eventdesk.json("log")}
    assert states == {"desktop": "delivered", "email": "delivered"}
    assert "e-mail" in eventdesk.ok("log").out
