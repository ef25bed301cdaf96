"""The Health page on a real desktop: what is wrong is said, tried, and mended."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.desktop import DesktopSession, eventually
from tests.journeys.program import Program

pytestmark = pytest.mark.journey


def test_a_desktop_that_keeps_notifications_back(
    desktop_session: DesktopSession, home: Path, tmp_path: Path
) -> None:
    desktop = desktop_session
    desktop.dunstctl("set-paused", "true")
    program = Program(desktop, home)
    program.open()

    def check(name: str, *more: str) -> dict[str, object]:
        checks = {each["name"]: each for each in program.ask("doctor", *more)}
        return dict(checks[name])

    eventually(lambda: check("scheduler")["ok"], 20, "the window's sign of life")
    quiet = check("notifications")
    assert not quiet["ok"]
    assert "dunst is paused" in str(quiet["detail"])
    assert "do not disturb" in str(quiet["remedy"])
    assert desktop.notifications.all == [], "asking shows nothing"

    # The page opens by its keys, and its first Test button stands at what is not well.
    desktop.activate(program.window)
    desktop.key("ctrl+shift+h")

    page = desktop.window("^Health$")
    desktop.activate(page)
    width = int(desktop.xdotool("getwindowgeometry", "--shell", page).split("WIDTH=")[1].split()[0])

    def tested() -> bool:
        desktop.click(page, width - 46, 112)
        return bool(desktop.notifications.all)

    eventually(tested, 20, "the test notification")
    assert desktop.notifications.all[0].summary == "EventDesk test notification"
    desktop.key("Escape")
    desktop.is_gone("^Health$")

    desktop.dunstctl("set-paused", "false")
    assert check("notifications", "--test")["ok"]
    assert check("notifications tested", "--test")["ok"]
    program.command("doctor", "--save", str(tmp_path / "x.zip"))
    assert zipfile.is_zipfile(tmp_path / "x.zip")
    assert program.end() == 0
    assert not check("scheduler")["ok"]
