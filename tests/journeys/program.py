"""EventDesk on a virtual desktop, driven by mouse, keyboard and command line."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.desktop import DesktopSession, eventually

ZONE = ZoneInfo("Europe/Berlin")
WINDOW = "^EventDesk$"
EDITOR = "(New|Edit) event"


FROM_SOURCE = (sys.executable, "-m", "eventdesk")


class Program:
    """One data folder and the window that runs on it; `starter` is what starts EventDesk."""

    def __init__(
        self,
        desktop: DesktopSession,
        folder: Path,
        *,
        starter: Sequence[str] = FROM_SOURCE,
        **env: str,
    ) -> None:
        self.desktop = desktop
        self.starter = tuple(starter)
        self.env = {"EVENTDESK_HOME": str(folder), "TZ": ZONE.key, **env}
        self.process: subprocess.Popen[str] | None = None
        self.window = ""

    def open(self, *arguments: str) -> str:
        """Start the window; its id once it is there and the services are ready."""
        self.process = self.desktop.start(*self.starter, *arguments, name="eventdesk", **self.env)
        self.window = self.desktop.window(WINDOW)
        return self.window

    def end(self) -> int:
        """End the program as a session does; its exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(20)

    def kill(self) -> None:
        """End the program without any warning."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(20)

    def command(self, *arguments: str) -> str:
        """Run the command line beside the window."""
        return self.desktop.run(*self.starter, *arguments, **self.env)

    def ask(self, *arguments: str) -> Any:
        """The JSON a command prints."""
        return json.loads(self.command(*arguments, "--json"))

    def log(self) -> list[dict[str, Any]]:
        """The ledger, oldest row first."""
        return sorted(self.ask("log"), key=lambda row: row["id"])

    def states(self) -> list[tuple[str, str]]:
        """Channel and state of every ledger row."""
        return [(row["channel"], row["state"]) for row in self.log()]

    def wait_for_states(self, *wanted: tuple[str, str], timeout: float = 15.0) -> None:
        """Wait until the ledger holds exactly these rows."""
        try:
            eventually(lambda: sorted(self.states()) == sorted(wanted), timeout, "ledger")
        except AssertionError:
            raise AssertionError(f"ledger: {self.log()}") from None

    def new_event(self) -> str:
        """Open the editor by a mouse click on New."""
        desktop = self.desktop
        desktop.activate(self.window)

        def opened() -> str | None:
            desktop.click(self.window, 48, 24)
            found = [window for _ in range(10) for window in desktop.windows(EDITOR)]
            return found[0] if found else None

        return eventually(opened, 20, "the editor")

    def type_start(self, start: datetime) -> None:
        """In the editor, with the cursor in the title: type date and time of the start."""
        local = start.astimezone(ZONE)
        self.desktop.key("Tab", "ctrl+a")
        self.desktop.type(f"{local:%Y-%m-%d}")
        self.desktop.key("Tab", "ctrl+a")
        self.desktop.type(f"{local:%H:%M}")

    def save(self) -> None:
        """Save what the editor holds and wait until it has closed."""
        self.desktop.key("ctrl+Return")
        self.desktop.is_gone(EDITOR)
