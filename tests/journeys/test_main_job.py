"""The main job, by mouse and keyboard, on a real desktop with a real mail server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.desktop import DesktopSession, eventually
from tests.journeys.program import EDITOR, Program
from tests.smtp_server import SmtpServer, silent_server, smtp_server

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]
PASSWORD = "correct horse battery"


def in_minutes(minutes: float) -> datetime:
    """A full minute, so that the editor can hold it: between `minutes` and one more."""
    return datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(minutes=minutes + 1)


@pytest.fixture
def mail(tmp_path: Path) -> Iterator[SmtpServer]:
    with smtp_server(tmp_path / "mail", user="desk", password=PASSWORD) as server:
        yield server


def mailing(program: Program, server_host: str, port: int) -> Program:
    """Switch e-mail on, through the command line."""
    for key, value in {
        "mail.host": server_host,
        "mail.port": str(port),
        "mail.user": "desk",
        "mail.from": "desk@example.org",
        "mail.to": "me@example.org",
        "mail.enabled": "true",
        "reminders.snooze": "3s",
        "reminders.default": "5m:desktop+email",
    }.items():
        program.command("config", key, value)
    return program


def test_the_main_job(desktop_session: DesktopSession, mail: SmtpServer, home: Path) -> None:
    desktop, bus = desktop_session, desktop_session.notifications
    secret = {"EVENTDESK_MAIL_PASSWORD": PASSWORD, **mail.env}
    program = mailing(Program(desktop, home, **secret), mail.host, mail.port)

    # Created by mouse and keyboard inside its window: one notification, one mail, two rows.
    program.open()
    program.new_event()
    desktop.type("Dentist")
    program.type_start(in_minutes(2))
    program.save()
    bus.wait_for(1)
    mail.wait_for(1)
    program.wait_for_states(("desktop", "delivered"), ("email", "delivered"))
    (seen,) = bus.all
    assert seen.summary == "Dentist"
    assert "min" in seen.body
    assert "Dentist" in str(mail.mails[0].message["Subject"])
    assert {row["backend"] for row in program.log()} == {"dbus", "smtp"}
    assert desktop.windows("^Reminders$"), "the popup is there as well"

    # After a restart: nothing again, and the popup is restored.
    assert program.end() == 0
    program.open()
    eventually(lambda: desktop.windows("^Reminders$"), what="the popup after the restart")
    bus.stays_at(1, 3)
    mail.stays_at(1, 1)

    # Snooze on the notification brings it back on time; Dismiss ends it.
    desktop.press("Snooze", summary="Dentist")
    bus.wait_for(2)
    program.wait_for_states(("desktop", "delivered"), ("email", "delivered"))
    (row,) = [row for row in program.log() if row["channel"] == "desktop"]
    assert 0 <= row["late_s"] < 2
    desktop.press("Dismiss", summary="Dentist")
    program.wait_for_states(("desktop", "acknowledged"), ("email", "delivered"))
    (row,) = [row for row in program.log() if row["channel"] == "desktop"]
    assert row["acknowledged_by"] == "notification"
    desktop.is_gone("^Reminders$")
    bus.stays_at(2, 4)

    # Moving the event arms it anew.
    desktop.activate(program.window)
    desktop.key("Escape", "Return")
    desktop.window(EDITOR)
    program.type_start(in_minutes(3))
    program.save()
    bus.wait_for(3)
    mail.wait_for(2)
    program.wait_for_states(
        ("desktop", "acknowledged"),
        ("email", "delivered"),
        ("desktop", "delivered"),
        ("email", "delivered"),
    )
    ids = {mail.message["Message-ID"] for mail in mail.mails}
    assert len(ids) == 2
    assert program.end() == 0
    for file in home.rglob("*"):
        assert not file.is_file() or PASSWORD.encode() not in file.read_bytes(), file


def test_an_event_saved_just_before_kill_9_is_there_and_reminded_after_the_restart(
    desktop_session: DesktopSession, home: Path
) -> None:
    program = Program(desktop_session, home)
    program.open()
    program.new_event()
    desktop_session.type("Survivor")
    program.type_start(in_minutes(30))
    program.save()
    program.kill()
    assert [event["title"] for event in program.ask("list")] == ["Survivor"]
    program.open()
    assert program.ask("next")["event_title"] == "Survivor"
    start = in_minutes(1).isoformat()
    program.command("add", "Beside the window", "--start", start)
    (seen,) = desktop_session.notifications.wait_for(1)
    assert seen.summary == "Beside the window"
    assert program.end() == 0


def test_a_mail_server_that_hangs_holds_up_nothing_else(
    desktop_session: DesktopSession, home: Path
) -> None:
    desktop = desktop_session
    with silent_server() as port:
        secret = {"EVENTDESK_MAIL_PASSWORD": PASSWORD}
        program = mailing(Program(desktop, home, **secret), "127.0.0.1", port)
        program.open()
        start = in_minutes(2).isoformat()
        program.command("add", "First", "--start", start, "--email")
        desktop.notifications.wait_for(1)
        eventually(lambda: ("email", "claimed") in program.states(), what="the mail on its way")
        # The window still answers at once, and the next reminder comes.
        program.new_event()
        desktop.type("Second")
        program.type_start(in_minutes(2))
        program.save()
        desktop.notifications.wait_for(2)
        assert ("email", "claimed") in program.states()
        assert program.end() == 0


def test_without_a_notification_server_the_popup_still_shows_every_reminder(
    desktop_session: DesktopSession, home: Path
) -> None:
    desktop = desktop_session
    desktop.stop("dunst")
    program = Program(desktop, home)
    program.open()
    program.command("add", "Seen anyway", "--start", in_minutes(2).isoformat())
    desktop.window("^Reminders$")
    (row,) = program.log()
    assert row["state"] == "delivered"
    assert row["backend"] in {"tray", "popup"}
    assert program.end() == 0


def test_a_second_start_raises_the_first_and_makes_no_second_process(
    desktop_session: DesktopSession, home: Path
) -> None:
    desktop = desktop_session
    program = Program(desktop, home)
    window = program.open()
    desktop.xdotool("windowminimize", window)
    second = Program(desktop, home)
    second.open()
    assert second.process is not None
    assert second.process.wait(20) == 0
    eventually(
        lambda: desktop.xdotool("getactivewindow") == window, what="the first window in front"
    )
    assert program.end() == 0
