"""The virtual desktop that the journeys rely on is what it says."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from tests.conftest import need_desktop

if TYPE_CHECKING:
    from tests.desktop import DesktopSession

pytestmark = pytest.mark.journey

WINDOW = """
import sys
from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QLineEdit, QSystemTrayIcon
app = QApplication(sys.argv)
edit = QLineEdit()
edit.setWindowTitle("A window of a test")
edit.returnPressed.connect(lambda: (print("typed", edit.text(), flush=True), app.quit()))
pixmap = QPixmap(22, 22)
pixmap.fill(Qt.GlobalColor.red)
tray = QSystemTrayIcon(QIcon(pixmap))
tray.show()
print("tray", QSystemTrayIcon.isSystemTrayAvailable(), flush=True)
edit.show()
app.exec()
"""


def send(desktop: DesktopSession, *more: str) -> None:
    desktop.run("notify-send", "-a", "EventDesk", *more, "Stand-up", "in 5 min & counting")


def test_a_notification_is_seen_on_the_bus_and_on_the_screen(
    desktop_session: DesktopSession, tmp_path: Path
) -> None:
    before = desktop_session.screenshot(tmp_path / "before.png").read_bytes()

    send(desktop_session)

    [seen] = desktop_session.notifications.wait_for(1)
    assert (seen.app_name, seen.summary, seen.body) == (
        "EventDesk",
        "Stand-up",
        "in 5 min & counting",
    )
    assert seen.id > 0
    assert not seen.error
    assert desktop_session.dunstctl("count", "displayed") == "1"
    after = desktop_session.screenshot(tmp_path / "after.png").read_bytes()
    assert after.startswith(b"\x89PNG")
    assert after != before
    desktop_session.notifications.stays_at(1, 0.3)


def test_a_button_of_a_notification_can_be_pressed(desktop_session: DesktopSession) -> None:
    from tests.desktop import eventually

    buttons = ("-A", "snooze=Snooze", "-A", "dismiss=Dismiss")
    waiting = desktop_session.start("notify-send", *buttons, "Dentist", "at 14:00")
    [seen] = desktop_session.notifications.wait_for(1)
    assert seen.labels == ("Snooze", "Dismiss")

    desktop_session.press("Dismiss", summary="Dentist")

    eventually(lambda: desktop_session.notifications.closed, what="NotificationClosed")
    assert desktop_session.notifications.invoked == [(seen.id, "dismiss")]
    assert [number for number, _ in desktop_session.notifications.closed] == [seen.id]
    assert waiting.wait(10) == 0
    assert desktop_session.log("notify-send").strip().endswith("dismiss")


def test_windows_tray_mouse_and_keyboard(desktop_session: DesktopSession, tmp_path: Path) -> None:
    assert desktop_session.has_tray
    program = desktop_session.start(sys.executable, "-c", WINDOW, name="program")

    window = desktop_session.window("A window of a test")
    desktop_session.click(window, 20, 10)
    desktop_session.type("Zahnarzt um 9")
    picture = desktop_session.screenshot(tmp_path / "window.png", window)
    desktop_session.key("Return")

    assert program.wait(10) == 0
    assert desktop_session.log("program").splitlines() == ["tray True", "typed Zahnarzt um 9"]
    assert picture.stat().st_size > 200


def test_parts_can_be_left_out_and_nothing_outlives_the_session(tmp_path: Path) -> None:
    from tests.desktop import eventually, running_desktop

    need_desktop()
    before = psutil.Process().children(recursive=True)

    def running() -> list[psutil.Process]:
        return [each for each in psutil.Process().children(recursive=True) if each not in before]

    with running_desktop(tmp_path / "bare", tray=False, notification_server=False) as desktop:
        assert not desktop.has_tray
        assert not desktop.has_name("org.freedesktop.Notifications")
        desktop.start("sh", "-c", "sleep 300 & sleep 300", name="sleepers")
        wanted = {"Xvfb", "dbus-daemon", "openbox", "sleep"}
        eventually(lambda: wanted <= {each.name() for each in running()}, what="all parts")
        children = running()
    assert psutil.wait_procs(children, timeout=5)[1] == []


def test_nothing_outlives_tests_that_are_killed(tmp_path: Path) -> None:
    from tests.desktop import ROOT

    need_desktop()
    code = (
        "import sys, pathlib, time\n"
        "from tests.desktop import running_desktop\n"
        "with running_desktop(pathlib.Path(sys.argv[1])) as desktop:\n"
        "    print(desktop.runtime, flush=True)\n"
        "    time.sleep(300)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "killed")],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as owner:
        assert owner.stdout is not None
        runtime = Path(owner.stdout.readline().strip())
        children = psutil.Process(owner.pid).children(recursive=True)
        owner.kill()
    shutil.rmtree(runtime)
    assert len(children) >= 5
    assert psutil.wait_procs(children, timeout=5)[1] == []
