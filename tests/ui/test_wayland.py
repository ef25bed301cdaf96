"""The real program on Wayland (sway, without a screen): quiet, in its place, easy to bring back."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.desktop import DesktopSession, eventually
from tests.journeys.program import ZONE, Program
from tests.wayland import ShownWindow, need_wayland, running_wayland, shown_windows

TYPING = """
import sys
from PySide6.QtWidgets import QApplication, QLineEdit
app = QApplication(sys.argv)
edit = QLineEdit()
edit.setWindowTitle("Somebody types here")
edit.show()
app.exec()
"""
OTHER = "Somebody types here"


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[DesktopSession]:
    need_wayland()
    with running_wayland(tmp_path / "desktop") as session:
        yield session


@pytest.fixture
def program(desktop: DesktopSession, home: Path) -> Program:
    return Program(desktop, home)


def start(program: Program, *arguments: str) -> None:
    command = (sys.executable, "-m", "eventdesk", *arguments)
    program.desktop.start(*command, name="eventdesk", **program.env)
    eventually(lambda: program.ask("log") == [], 20, "the program")


def type_elsewhere(desktop: DesktopSession) -> None:
    """Another program comes to the front."""
    desktop.start(sys.executable, "-c", TYPING, name="typing")
    eventually(lambda: focused(desktop) == OTHER, 20, OTHER)


def focused(desktop: DesktopSession) -> str:
    return next((each.title for each in shown_windows(desktop) if each.focused), "")


def titles(desktop: DesktopSession) -> set[str]:
    return {each.title for each in shown_windows(desktop)}


def remind(program: Program) -> None:
    begin = datetime.now(ZONE) + timedelta(minutes=5)
    program.command("add", "Dentist", "--start", begin.isoformat(), "--remind", "10m")
    program.wait_for_states(("desktop", "delivered"))


def close(desktop: DesktopSession, title: str) -> None:
    desktop.run("swaymsg", f'[title="^{title}$"] kill')


def test_it_starts_without_a_word_and_ends_when_asked(program: Program) -> None:
    start(program)
    eventually(lambda: titles(program.desktop) == {"EventDesk"}, 20, "the window")
    program.desktop.stop("eventdesk")
    assert program.desktop.log("eventdesk") == ""


def test_a_reminder_opens_no_window_and_its_button_brings_up_the_one_there_is(
    program: Program,
) -> None:
    if shutil.which("mako") is None:
        pytest.skip("mako is not installed")
    desktop = program.desktop
    desktop.start("mako")
    eventually(lambda: desktop.has_name("org.freedesktop.Notifications"), 20, "mako")
    start(program)
    eventually(lambda: titles(desktop) == {"EventDesk"}, 20, "the window")
    desktop.run("swaymsg", "workspace", "2")
    type_elsewhere(desktop)
    remind(program)
    desktop.notifications.wait_for(1)
    assert focused(desktop) == OTHER
    assert titles(desktop) == {"EventDesk", OTHER}
    desktop.run("makoctl", "invoke")
    eventually(lambda: focused(desktop) == "EventDesk", what="the window")
    program.wait_for_states(("desktop", "acknowledged"))


def test_what_no_server_shows_gets_a_window(program: Program) -> None:
    desktop = program.desktop
    start(program, "--hidden")
    type_elsewhere(desktop)
    remind(program)
    assert program.log()[0]["backend"] == "popup"
    card = ShownWindow("Reminders", True, True)
    eventually(lambda: card in shown_windows(desktop), what="the card")


def test_closing_hides_the_window_and_another_start_brings_it_back(program: Program) -> None:
    desktop = program.desktop
    start(program)
    eventually(lambda: titles(desktop) == {"EventDesk"}, 20, "the window")
    close(desktop, "EventDesk")
    eventually(lambda: not titles(desktop), what="the end of the window")
    program.command()
    eventually(lambda: focused(desktop) == "EventDesk", what="the window")


def test_another_start_brings_up_a_window_that_is_out_of_sight(program: Program) -> None:
    desktop = program.desktop
    start(program)
    eventually(lambda: titles(desktop) == {"EventDesk"}, 20, "the window")
    desktop.run("swaymsg", "workspace", "2")
    type_elsewhere(desktop)
    program.command()
    eventually(lambda: focused(desktop) == "EventDesk", what="the window")
