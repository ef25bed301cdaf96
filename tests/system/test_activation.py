"""What the window manager is told, on a real X server with a real window manager."""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from eventdesk.system.activation import BEGIN, FOR_ALL, MORE, bring_up, end_startup
from eventdesk.system.presence.patience import Deadline
from eventdesk.system.presence.x11 import XConnection
from tests.conftest import need_desktop
from tests.desktop import DesktopSession, eventually, running_desktop

WINDOWS = """
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
for title in ("Below", "Above"):
    window = QWidget()
    window.setWindowTitle(title)
    window.resize(300, 200)
    window.show()
    globals()[title] = window
app.exec()
"""


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[DesktopSession]:
    need_desktop()
    parts = {"notification_server": False, "tray": False}
    with running_desktop(tmp_path / "desktop", **parts) as session:
        yield session


class Listener(XConnection):
    """A client that hears what is told to the root window."""

    def listen(self) -> None:
        self._send(struct.pack("<BBHIII", 2, 0, 4, self.root, 0x800, FOR_ALL))
        self.atoms(["WM_STATE"])

    def told(self, atoms: dict[str, int], end: bytes) -> bytes:
        """The text of the startup messages until one holds `end`."""
        text = b""
        while end not in text:
            event = self._receive(32)
            if event[0] & 0x7F == 33 and struct.unpack_from("<I", event, 8)[0] in atoms.values():
                text += event[12:32]
        return text


def make_atoms(desktop: DesktopSession) -> None:
    """As a desktop that shows starts does."""
    for name in (BEGIN, MORE):
        desktop.run("xprop", "-root", "-f", name, "8s", "-set", name, "x")
        desktop.run("xprop", "-root", "-remove", name)


def test_the_desktop_hears_that_a_start_is_over(desktop: DesktopSession) -> None:
    make_atoms(desktop)
    with Listener(desktop.env, Deadline(20)) as listener:
        atoms = listener.atoms([BEGIN, MORE])
        listener.listen()
        end_startup('menu-"7"\\3-host-eventdesk_TIME4711', desktop.env)
        text = listener.told(atoms, b"\0")
    assert text.rstrip(b"\0") == b'remove: ID="menu-\\"7\\"\\\\3-host-eventdesk_TIME4711"'


def test_a_window_comes_to_the_front(desktop: DesktopSession) -> None:
    desktop.start(sys.executable, "-c", WINDOWS, name="windows")
    below, above = desktop.window("^Below$"), desktop.window("^Above$")
    desktop.activate(above)
    bring_up(int(below), "no time", desktop.env)
    assert desktop.xdotool("getactivewindow") == above
    bring_up(int(below), f"menu_TIME{2**31}", desktop.env)
    eventually(lambda: desktop.xdotool("getactivewindow") == below, what="the other window")


@pytest.mark.parametrize("display", ["", ":4711", "elsewhere:0"])
def test_without_a_server_nothing_happens(display: str) -> None:
    bring_up(1, "x_TIME1", {**os.environ, "DISPLAY": display})
    end_startup("x_TIME1", {**os.environ, "DISPLAY": display})
