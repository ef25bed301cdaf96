"""The real program on a virtual desktop, as a person sees and works it."""

from __future__ import annotations

import re
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.desktop import DesktopSession, eventually

NAME = "eventdesk"
_PLACE = ("Absolute upper-left X", "Absolute upper-left Y", "Width", "Height")
STEADY_S = 0.25  # the screen is at rest once it has looked the same for so long


@dataclass
class ShownProgram:
    """EventDesk's window on `desktop`; its data are in `home`, `env` is added to its start."""

    desktop: DesktopSession
    home: Path
    env: dict[str, str] = field(default_factory=dict)
    window: str = ""

    def start(self) -> None:
        """Start the program and wait until its window shows events; the mouse leaves it alone."""
        self.desktop.xdotool("mousemove", "0", "0")
        stages = self.desktop.folder / "stages"
        stages.unlink(missing_ok=True)
        env = {**self._env(), "EVENTDESK_TRACE_START": str(stages)}
        self.desktop.start(sys.executable, "-m", "eventdesk", name=NAME, **env)
        self.window = self.desktop.window("^EventDesk$")
        eventually(lambda: stages.exists() and "ready" in stages.read_text(), 20.0, "the events")
        self.desktop.activate(self.window)
        self.settle()

    def stop(self) -> None:
        """End it as a session manager does."""
        self.desktop.stop(NAME)

    def command(self, *arguments: str) -> str:
        """Run the command line on the same data; its output."""
        return self.desktop.run(sys.executable, "-m", "eventdesk", *arguments, **self._env())

    def open(self, keys: str, title: str) -> str:
        """Press keys that open a window, from the main window; the id of the new window."""
        self.desktop.activate(self.window)
        self.desktop.key(keys)
        found = self.desktop.window(title)
        self.desktop.activate(found)
        self.settle()
        return found

    def close(self, window: str, title: str) -> None:
        """Close a window with Esc."""
        self.desktop.activate(window)
        self.desktop.key("Escape")
        self.desktop.is_gone(title)

    def settle(self, timeout: float = 5.0) -> None:
        """Wait until the screen rests; after `timeout` seconds go on all the same."""
        end = time.monotonic() + timeout
        before, since = b"", 0.0
        while time.monotonic() < end:
            now = self._look()
            if now != before:
                before, since = now, time.monotonic()
            elif time.monotonic() - since >= STEADY_S:
                return
            time.sleep(0.05)

    def picture(self, path: Path, window: str | None = None) -> Path:
        """Save the screen, or the part of it where a window is, once it rests."""
        self.settle()
        if window is None:
            return self.desktop.screenshot(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        left, top, width, height = self.place(window)
        part = f"{width}x{height}+{left}+{top}"
        taking = ("-silent", "-window", "root", "-crop", part, "+repage", "-strip")
        self.desktop.run("import", *taking, str(path))
        return path

    def place(self, window: str) -> tuple[int, int, int, int]:
        """Left, top, width and height of a window without its frame, in pixels of the screen."""
        told = self.desktop.run("xwininfo", "-id", window)
        found = [re.search(rf"{name}: +(-?\d+)", told) for name in _PLACE]
        left, top, width, height = (int(each[1]) for each in found if each)
        return left, top, width, height

    def tray_icon(self) -> str:
        """The id of the tray icon's window, once it is in the panel."""

        def find() -> list[str]:
            ids = self.desktop.xdotool("search", "--class", "^EventDesk$").split()
            return [each for each in ids if 1 < self.place(each)[2] < 64]

        return eventually(find, what="the icon in the tray")[0]

    def notification(self) -> str:
        """The id of the window in which the notification server shows its notifications."""

        def find() -> list[str]:
            ids = self.desktop.xdotool("search", "--class", "^Dunst$").split()
            return [each for each in ids if self.place(each)[3] > 1]

        return eventually(find, what="the notification on the screen")[0]

    def log(self) -> str:
        """What the program printed."""
        return self.desktop.log(NAME)

    def _look(self) -> bytes:
        return self.desktop.screenshot(self.desktop.folder / "look.rgb").read_bytes()

    def _env(self) -> dict[str, str]:
        return {"EVENTDESK_HOME": str(self.home), **self.env}
