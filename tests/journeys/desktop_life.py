"""What the tests of life on the desktop share: starting again, and looking at what is there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from eventdesk.system.desktop_entry import exec_words, read_entry
from tests.desktop import DesktopSession, eventually
from tests.journeys.program import WINDOW, Program

ANOTHER = """
import sys
from PySide6.QtWidgets import QApplication, QLineEdit
app = QApplication([])
line = QLineEdit()
line.setWindowTitle("Another program")
line.resize(700, 500)
line.show()
sys.exit(app.exec())
"""


def start(program: Program, *arguments: str, **env: str) -> subprocess.Popen[str]:
    """Another start, not waited for."""
    command = (sys.executable, "-m", "eventdesk", *arguments)
    return program.desktop.start(*command, name="another", **program.env, **env)


def entries(desktop: DesktopSession) -> list[Path]:
    """What starts with the login."""
    return sorted(Path(desktop.env["XDG_CONFIG_HOME"]).glob("autostart/*.desktop"))


def exec_of(entry: Path) -> list[str]:
    return exec_words(read_entry(entry.read_text())["Exec"])


def with_another_in_front(desktop: DesktopSession) -> str:
    """Another program that has the keyboard; its window."""
    desktop.start(sys.executable, "-c", ANOTHER, name="another program")
    window = desktop.window("^Another program$")
    desktop.activate(window)
    return window


def shown(desktop: DesktopSession) -> list[str]:
    """The main windows that can be seen."""
    return desktop.windows(WINDOW)


def managed(desktop: DesktopSession) -> list[str]:
    """The windows of EventDesk that the desktop knows of, minimised ones too."""
    known = desktop.run("xprop", "-root", "_NET_CLIENT_LIST")
    ids = {str(int(each, 16)) for each in re.findall(r"0x[0-9a-f]+", known)}
    return [each for each in desktop.windows(WINDOW, only_visible=False) if each in ids]


def main_window(desktop: DesktopSession) -> str:
    """The main window once it can be seen."""
    return eventually(lambda: shown(desktop), 20, "the window")[0]


def has_icon(desktop: DesktopSession) -> bool:
    """Whether the tray shows an icon of EventDesk."""
    tree = desktop.run("xwininfo", "-root", "-tree")
    return re.search(r'"EventDesk": \("eventdesk" "EventDesk"\) +\d\dx\d\d\+', tree) is not None


def is_up(program: Program, home: Path) -> bool:
    """Whether the alarm runs: the program has left a sign of life."""
    return bool(list((home / "running").glob("*.json")))


def traces(home: Path) -> set[str]:
    """What a running program leaves in its folder, and one that ended must not."""
    found = {each.name for each in home.glob("instance.[!l]*")}
    return found | {each.name for each in (home / "running").glob("*")}


def kept(home: Path) -> str:
    """What was typed and not saved."""
    drafts = home / "drafts.json"
    return drafts.read_text() if drafts.exists() else ""


def type_unsaved(program: Program, words: str) -> None:
    """Type into the editor so that nothing has been kept by a pause yet."""
    program.new_event()
    program.desktop.type(words)
