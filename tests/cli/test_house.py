"""`service`, `doctor`, `backup`, `restore-backup`, `self-test`, failures and help."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import pytest

from eventdesk import __version__
from eventdesk.domain.errors import DatabaseTooNew, SettingsFailure, StorageFailure
from eventdesk.services.health import Check
from tests.cli.conftest import CommandLine

ALL = [
    *("add", "list", "show", "edit", "delete", "restore", "occurrences", "next", "log", "snooze"),
    *("dismiss", "import", "export", "config", "service", "doctor", "backup", "restore-backup"),
    "self-test",
]
WELL = Check("clock", True, "12:00 in Europe/Berlin")
BROKEN = Check("notifications", False, "there is no session bus", "Keep the window running.")


def test_doctor(eventdesk: CommandLine) -> None:
    eventdesk.terminal.checks = [WELL, BROKEN]
    done = eventdesk("doctor")
    assert done.code == 0, "a check that found something has still done its work"
    assert done.out.splitlines() == [
        "ok       clock          12:00 in Europe/Berlin",
        "PROBLEM  notifications  there is no session bus",
        "                        Keep the window running.",
        "",
        "1 of 2 checks found a problem.",
    ]
    assert eventdesk("doctor", "--json").json == [
        {"name": "clock", "ok": True, "detail": "12:00 in Europe/Berlin", "remedy": ""},
        {
            "name": "notifications",
            "ok": False,
            "detail": "there is no session bus",
            "remedy": "Keep the window running.",
        },
    ]


def test_doctor_with_a_broken_database(eventdesk: CommandLine) -> None:
    eventdesk.terminal.checks = [WELL, Check("database", False, "is no database", "Restore it.")]
    assert eventdesk("doctor").code == 4


def test_self_test(eventdesk: CommandLine) -> None:
    eventdesk.terminal.checks = [WELL]
    done = eventdesk.ok("self-test")
    assert done.out.endswith("\nAll is well.\n")
    eventdesk.terminal.checks = [WELL, BROKEN]
    assert eventdesk("self-test").code == 1
    assert eventdesk("self-test", "--json").code == 1


def test_backup_prints_its_file(eventdesk: CommandLine) -> None:
    out = eventdesk.ok("backup").out
    assert Path(out.removesuffix("\n")).name == "backup.db"


def test_restore_backup(eventdesk: CommandLine, tmp_path: Path) -> None:
    eventdesk.refused("restore-backup", str(tmp_path / "none.db"), field="file")
    assert eventdesk.terminal.restored is None
    path = tmp_path / "backup.db"
    path.touch()
    eventdesk.ok("restore-backup", str(path))
    assert eventdesk.terminal.restored == path


def test_restore_backup_without_a_file_takes_the_newest(eventdesk: CommandLine) -> None:
    out = eventdesk.ok("restore-backup").out
    assert out == "Restored: newest.db\nWhat was there is kept as kept\n"


def test_salvage_tells_what_was_saved_and_where_the_rest_is(eventdesk: CommandLine) -> None:
    out = eventdesk.ok("salvage").out
    assert out == ("Saved 2 events, 1 past reminder.\nWhat was there is kept as kept\n")
    assert "empty database" in eventdesk.ok("salvage", "--empty").out


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_service_ends_with_a_signal(eventdesk: CommandLine, number: signal.Signals) -> None:
    def serving(stop: threading.Event) -> None:
        assert not stop.is_set()
        signal.raise_signal(number)
        assert stop.wait(10)
        # A session that ends sends several.
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGHUP)

    before = signal.getsignal(number)
    eventdesk.terminal.serving = serving
    assert eventdesk.ok("service").out == ""
    assert signal.getsignal(number) is before


def test_a_service_that_was_told_to_outlive_its_terminal_does(eventdesk: CommandLine) -> None:
    def serving(stop: threading.Event) -> None:
        signal.raise_signal(signal.SIGHUP)
        assert not stop.wait(0.2)

    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        eventdesk.terminal.serving = serving
        eventdesk.ok("service")
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_second_interrupt_ends_a_service_that_hangs(eventdesk: CommandLine) -> None:
    def serving(stop: threading.Event) -> None:
        signal.raise_signal(signal.SIGINT)
        assert stop.wait(10)
        signal.raise_signal(signal.SIGINT)
        pytest.fail("the second one is not heard")

    eventdesk.terminal.serving = serving
    assert eventdesk("service").code == 130


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (StorageFailure("The disk is full.", "Make room."), "The disk is full. Make room."),
        (DatabaseTooNew("It is newer.", "Update EventDesk."), "It is newer. Update EventDesk."),
        (SettingsFailure("Line 3 is broken.", "Repair it."), "Line 3 is broken. Repair it."),
    ],
)
@pytest.mark.parametrize(
    "argv",
    [
        ("add", "A", "--start", "2026-11-27T10:00"),
        ("list", "--json"),
        ("show", "x"),
        ("next",),
        ("log",),
        ("dismiss", "1"),
        ("config",),
        ("export", "x.ics"),
    ],
)
def test_storage_failures(
    eventdesk: CommandLine, argv: tuple[str, ...], failure: StorageFailure, words: str
) -> None:
    eventdesk.terminal.fails = failure
    done = eventdesk(*argv)
    assert (done.code, done.out, done.err) == (4, "", f"eventdesk: {words}\n")


def test_help_names_every_command(eventdesk: CommandLine) -> None:
    for argv in (("--help",), ("-h",)):
        out = eventdesk.ok(*argv).out
        for name in ALL:
            assert f"\n  {name} " in out


@pytest.mark.parametrize("command", ALL)
def test_every_command_has_help_of_its_own(eventdesk: CommandLine, command: str) -> None:
    out = eventdesk.ok(command, "--help").out
    assert out.startswith(f"Usage: eventdesk {command} ")
    assert max(map(len, out.splitlines())) <= 80


def test_the_version(eventdesk: CommandLine) -> None:
    for option in ("--version", "-V"):
        assert eventdesk.ok(option).out == f"EventDesk {__version__}\n"


def test_an_unknown_command(eventdesk: CommandLine) -> None:
    done = eventdesk("lits")
    assert done.code == 2
    assert "Did you mean list?" in done.err
