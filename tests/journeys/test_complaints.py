"""What people complain about in the windows of other reminder programs, one test each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.desktop import DesktopSession, eventually
from tests.journeys.program import EDITOR, WINDOW, Program

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]
POPUP = "^Reminders$"


def due_in(program: Program, title: str, seconds: float, *more: str) -> None:
    """Plan a reminder that is due so soon."""
    start = datetime.now(UTC) + timedelta(minutes=5, seconds=seconds)
    program.command("add", title, "--start", start.isoformat(), "--remind", "5m", *more)


def test_nothing_when_the_window_is_closed(desktop_session: DesktopSession, home: Path) -> None:
    program = Program(desktop_session, home)
    program.open()
    desktop_session.activate(program.window)
    desktop_session.key("alt+F4")
    desktop_session.is_gone(WINDOW)
    due_in(program, "Closed", 3)
    desktop_session.notifications.wait_for(1)
    eventually(lambda: desktop_session.windows(POPUP), what="the popup")
    assert program.end() == 0


def test_a_tray_icon_that_is_missing_on_gnome(desktop_session: DesktopSession, home: Path) -> None:
    """Without a place for tray icons the program stays within reach: the window waits in the
    taskbar, and every reminder comes."""
    desktop_session.stop("tint2")
    eventually(lambda: not desktop_session.has_tray, what="the end of the tray")
    program = Program(desktop_session, home)
    program.open()
    desktop_session.activate(program.window)
    desktop_session.key("alt+F4")
    due_in(program, "No tray", 3)
    desktop_session.notifications.wait_for(1)
    assert program.process is not None
    assert program.process.poll() is None
    assert desktop_session.windows(WINDOW, only_visible=False)
    assert program.end() == 0


def test_a_popup_that_steals_the_focus_while_typing(
    desktop_session: DesktopSession, home: Path
) -> None:
    program = Program(desktop_session, home)
    program.open()
    program.new_event()
    desktop_session.type("Before ")
    editor = desktop_session.xdotool("getactivewindow")
    due_in(program, "Interruption", 2)
    eventually(lambda: desktop_session.windows(POPUP), what="the popup")
    assert desktop_session.xdotool("getactivewindow") == editor
    desktop_session.type("and after")
    program.save()
    titles = {each["title"] for each in program.ask("list")}
    assert titles == {"Interruption", "Before and after"}
    assert not desktop_session.windows(EDITOR)
    assert program.end() == 0


def test_quiet_hours_that_swallow_reminders(desktop_session: DesktopSession, home: Path) -> None:
    """What comes due while the desktop is set to do not disturb is held, seen to be held, and
    comes in one notification when that is over."""
    program = Program(desktop_session, home)
    desktop_session.dunstctl("set-paused", "true")
    program.open()
    due_in(program, "First", 2, "--duration", "2h")
    due_in(program, "Second", 2, "--duration", "2h")
    program.wait_for_states(("desktop", "snoozed"), ("desktop", "snoozed"))
    assert {row["reason"] for row in program.log()} == {"Held: do not disturb is on"}
    assert not desktop_session.windows(POPUP)
    assert desktop_session.notifications.all == []
    desktop_session.dunstctl("set-paused", "false")
    program.wait_for_states(("desktop", "delivered"), ("desktop", "delivered"), timeout=40)
    desktop_session.notifications.stays_at(1, 2)
    (seen,) = desktop_session.notifications.all
    assert seen.summary == "2 reminders held until now"
    eventually(lambda: desktop_session.windows(POPUP), what="the popup")
    assert program.end() == 0
