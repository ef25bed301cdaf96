"""The end of the session, in whatever way it comes: nothing is lost, nothing is left behind."""

from __future__ import annotations

import contextlib
import json
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.desktop import DesktopSession, eventually
from tests.journeys.desktop_life import has_icon, is_up, kept, main_window, traces, type_unsaved
from tests.journeys.program import Program

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]
SOON = 6.0
"""Seconds in which the program has ended when it is told to."""


@pytest.fixture
def program(desktop_session: DesktopSession, home: Path) -> Program:
    return Program(desktop_session, home)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_it_cleanly(program: Program, home: Path, number: signal.Signals) -> None:
    program.open()
    eventually(lambda: is_up(program, home), 20, "the services")
    type_unsaved(program, "Half an event")
    assert program.process is not None
    begun = time.monotonic()
    program.process.send_signal(number)
    assert program.process.wait(20) == 0
    assert time.monotonic() - begun < SOON
    assert traces(home) == set()
    assert not has_icon(program.desktop)
    assert "Half an event" in kept(home)
    assert "Traceback" not in program.desktop.log("eventdesk")


def test_a_session_that_sends_one_signal_after_the_other(program: Program, home: Path) -> None:
    program.open()
    eventually(lambda: is_up(program, home), 20, "the services")
    process = program.process
    assert process is not None

    def ended() -> bool:
        for number in (signal.SIGTERM, signal.SIGHUP):
            process.send_signal(number)  # does nothing once it has ended
        return process.poll() is not None

    for _ in range(2_000):
        if ended():
            break
        time.sleep(0.001)
    assert process.wait(20) == 0
    assert traces(home) == set()


def test_what_was_delivered_before_the_end_is_not_repeated_after_it(
    program: Program, home: Path
) -> None:
    start_at = datetime.now(UTC) + timedelta(minutes=4)
    program.open()
    program.command("add", "Dentist", "--start", start_at.isoformat(), "--remind", "5m")
    program.desktop.notifications.wait_for(1)
    assert program.end() == 0
    with contextlib.closing(sqlite3.connect(home / "eventdesk.db")) as connection:
        states = connection.execute("SELECT state FROM ledger").fetchall()
    assert states == [("delivered",)]
    program.open()
    program.desktop.notifications.stays_at(1, 3)
    assert program.end() == 0


def test_the_x_server_goes_away(program: Program, home: Path) -> None:
    program.open()
    eventually(lambda: is_up(program, home), 20, "the services")
    type_unsaved(program, "Half an event")
    eventually(lambda: "Half an event" in kept(home), what="the kept text")
    assert program.process is not None
    program.desktop.stop("Xvfb")
    program.process.wait(SOON + 10)
    assert traces(home) == set()
    log = (home / "eventdesk.log").read_text()
    assert "Traceback" not in log + program.desktop.log("eventdesk")
    assert len(log.splitlines()) < 20


def test_the_session_bus_goes_away(program: Program, home: Path) -> None:
    program.open()
    eventually(lambda: is_up(program, home), 20, "the services")
    program.desktop.stop("dbus-daemon")
    start_at = datetime.now(UTC) + timedelta(minutes=4)
    program.command("add", "Dentist", "--start", start_at.isoformat(), "--remind", "5m")
    program.desktop.window("^Reminders$")
    log = home / "eventdesk.log"
    assert not log.exists() or len(log.read_text().splitlines()) < 40
    assert program.end() == 0
    assert traces(home) == set()


def test_one_that_outlives_its_terminal(program: Program, home: Path) -> None:
    command = ("nohup", sys.executable, "-m", "eventdesk")
    process = program.desktop.start(*command, name="eventdesk", **program.env)
    main_window(program.desktop)
    eventually(lambda: is_up(program, home), 20, "the services")
    process.send_signal(signal.SIGHUP)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(1)
    process.terminate()
    assert process.wait(20) == 0
    assert json.loads(program.command("list", "--json")) == []
