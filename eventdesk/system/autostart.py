"""Starting with the login: an XDG entry, a Run key or a launch agent."""

from __future__ import annotations

import logging
import os
import plistlib
import subprocess
import sys
from pathlib import Path
from typing import Any, Protocol

from eventdesk.domain.errors import SettingsFailure

log = logging.getLogger(__name__)

NAME = "EventDesk"
RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"
AGENT = "org.eventdesk.EventDesk"


class Autostart(Protocol):
    """Whether and how the program starts with the login.

    `enable` and `disable` raise SettingsFailure when the system does not let them.
    """

    def enabled(self) -> bool:
        """True when it starts with the login."""
        ...

    def enable(self, command: list[str]) -> None:
        """Start `command` (program and arguments) with every login."""
        ...

    def disable(self) -> None:
        """Start no longer; nothing when it did not."""
        ...


def system_autostart() -> Autostart:
    """The one of this system."""
    if sys.platform == "win32":
        import winreg

        return WindowsAutostart(winreg)
    if sys.platform == "darwin":
        return MacAutostart(Path.home() / "Library" / "LaunchAgents")
    config = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return XdgAutostart(Path(config) / "autostart")


class XdgAutostart:
    """A desktop entry in `folder` (Desktop Application Autostart Specification)."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "eventdesk.desktop"

    def enabled(self) -> bool:
        """True when the entry is there and not switched off by the desktop."""
        try:
            lines = self._file.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return False
        entries = {line.replace(" ", "").lower() for line in lines}
        return not entries & {"hidden=true", "x-gnome-autostart-enabled=false"}

    def enable(self, command: list[str]) -> None:
        """Write the entry."""
        words = " ".join(_quoted(each) for each in command)
        text = (
            "[Desktop Entry]\n"
            "Type=Application\n"
            f"Name={NAME}\n"
            "Comment=Reminders for your events\n"
            f"Exec={words}\n"
            "Icon=eventdesk\n"
            "Terminal=false\n"
            "X-GNOME-Autostart-enabled=true\n"
        )
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_text(text, encoding="utf-8")
        except OSError as error:
            raise _failure(self._file, error) from error

    def disable(self) -> None:
        """Remove the entry."""
        _remove(self._file)


class MacAutostart:
    """A launch agent in `folder` (launchd.plist(5))."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / f"{AGENT}.plist"

    def enabled(self) -> bool:
        """True when the agent is there and not disabled."""
        try:
            agent = plistlib.loads(self._file.read_bytes())
        except (OSError, ValueError):
            return False
        if not isinstance(agent, dict):
            return False
        return bool(agent.get("RunAtLoad")) and not agent.get("Disabled")

    def enable(self, command: list[str]) -> None:
        """Write the agent."""
        agent = {
            "Label": AGENT,
            "ProgramArguments": command,
            "RunAtLoad": True,
            "ProcessType": "Interactive",
        }
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_bytes(plistlib.dumps(agent))
        except OSError as error:
            raise _failure(self._file, error) from error

    def disable(self) -> None:
        """Remove the agent."""
        _remove(self._file)


class WindowsAutostart:
    """A value of the person's Run key; `registry` is the module winreg."""

    def __init__(self, registry: Any) -> None:
        self._registry = registry

    def enabled(self) -> bool:
        """True when the value is there."""
        registry = self._registry
        try:
            with registry.OpenKey(registry.HKEY_CURRENT_USER, RUN_KEY) as key:
                return bool(registry.QueryValueEx(key, NAME)[0])
        except OSError:
            return False

    def enable(self, command: list[str]) -> None:
        """Write the value."""
        registry = self._registry
        try:
            with registry.CreateKey(registry.HKEY_CURRENT_USER, RUN_KEY) as key:
                words = subprocess.list2cmdline(command)
                registry.SetValueEx(key, NAME, 0, registry.REG_SZ, words)
        except OSError as error:
            raise _failure(RUN_KEY, error) from error

    def disable(self) -> None:
        """Remove the value."""
        registry = self._registry
        try:
            with registry.OpenKey(
                registry.HKEY_CURRENT_USER, RUN_KEY, 0, registry.KEY_SET_VALUE
            ) as key:
                registry.DeleteValue(key, NAME)
        except FileNotFoundError:
            log.debug("it did not start with the login")
        except OSError as error:
            raise _failure(RUN_KEY, error) from error


def _quoted(word: str) -> str:
    # Desktop Entry Specification, 'The Exec key': quoting first, then the escapes of strings.
    for character in ("\\", '"', "`", "$"):
        word = word.replace(character, f"\\{character}")
    return '"' + word.replace("\\", "\\\\").replace("%", "%%").replace("\n", "\\n") + '"'


def _remove(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise _failure(file, error) from error


def _failure(where: object, error: OSError) -> SettingsFailure:
    return SettingsFailure(
        f"Starting with the login cannot be changed in {where} ({error.strerror}).",
        "Check that the place may be written.",
    )
