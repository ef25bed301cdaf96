"""Starting with the login on macOS: a launch agent (launchd.plist(5), launchctl(1))."""

from __future__ import annotations

import os
import plistlib
import re
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from eventdesk import APP_ID
from eventdesk.domain.language import later, tr
from eventdesk.system.autostart import Entry, autostart_failure

ASK_S = 3.0
HELD_BY = later("launchd")


def launchctl(*words: str) -> str:
    """What launchctl says to these words, '' when it fails."""
    with suppress(OSError, subprocess.SubprocessError):
        command = ["/bin/launchctl", *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=ASK_S, check=False)
        return done.stdout
    return ""


class MacAutostart:
    """The agent `label` in `folder`; `ask` speaks to launchd."""

    def __init__(
        self, folder: Path, label: str = APP_ID, ask: Callable[..., str] = launchctl
    ) -> None:
        self._label = label
        self._file = folder / f"{label}.plist"
        self._ask = ask

    def look(self) -> Entry | None:
        """What the agent says, and whether launchd heeds it."""
        try:
            agent = plistlib.loads(self._file.read_bytes())
        except (OSError, ValueError):
            return None
        if not isinstance(agent, dict) or not agent.get("RunAtLoad"):
            return None
        command = tuple(str(each) for each in agent.get("ProgramArguments", ()))
        held = bool(agent.get("Disabled")) or self._disabled()
        return Entry(command, tr(HELD_BY) if held else "")

    def enable(self, command: Sequence[str]) -> None:
        """Write the agent, and let launchd heed it."""
        agent = {
            "Label": self._label,
            "ProgramArguments": list(command),
            "RunAtLoad": True,
            "ProcessType": "Interactive",
            "LimitLoadToSessionType": "Aqua",
            "AssociatedBundleIdentifiers": APP_ID,
        }
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_bytes(plistlib.dumps(agent))
        except OSError as error:
            raise autostart_failure(self._file, error) from error
        if self._disabled():
            self._ask("enable", f"{self._domain()}/{self._label}")

    def disable(self) -> None:
        """Remove the agent."""
        try:
            self._file.unlink(missing_ok=True)
        except OSError as error:
            raise autostart_failure(self._file, error) from error

    def _disabled(self) -> bool:
        # launchd remembers what was switched off apart from the agents' files.
        said = self._ask("print-disabled", self._domain())
        return re.search(rf'"{re.escape(self._label)}" => (?:true|disabled)', said) is not None

    @staticmethod
    def _domain() -> str:
        return f"gui/{os.getuid()}" if hasattr(os, "getuid") else "gui/0"
