"""Starting with the login: what the system has been told, and telling it."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from eventdesk import APP_ID
from eventdesk.domain.errors import SettingsFailure
from eventdesk.domain.language import tr

NAME = "EventDesk"


@dataclass(frozen=True, slots=True)
class Entry:
    """What the system starts with the login. `command` are program and arguments; `held_by`
    tells what keeps it from starting all the same, such as "the desktop's own settings"."""

    command: tuple[str, ...]
    held_by: str = ""

    @property
    def on(self) -> bool:
        """True when the program really starts."""
        return not self.held_by


class Autostart(Protocol):
    """Whether and how the program starts with the login of this person.

    `enable` and `disable` raise SettingsFailure when the system does not let them.
    """

    def look(self) -> Entry | None:
        """What there is; None when nothing starts."""
        ...

    def enable(self, command: Sequence[str]) -> None:
        """Start `command` with every login, whatever kept it from starting before."""
        ...

    def disable(self) -> None:
        """Start no longer; nothing when it did not."""
        ...


def system_autostart(home: Path | None = None) -> Autostart:
    """The one of this system. Each data folder but the usual one (`home`) has its own."""
    mark = hashlib.sha256(str(home).encode("utf-8", "surrogateescape")).hexdigest()[:8]
    name = f"{APP_ID}-{mark}" if home else APP_ID
    if sys.platform == "win32":
        import winreg

        from eventdesk.system.autostart_windows import WindowsAutostart

        return WindowsAutostart(winreg, f"{NAME} {mark}" if home else NAME)
    if sys.platform == "darwin":
        from eventdesk.system.autostart_mac import MacAutostart

        return MacAutostart(Path.home() / "Library" / "LaunchAgents", name)
    from eventdesk.system.autostart_xdg import XdgAutostart

    config = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    of_all = os.environ.get("XDG_CONFIG_DIRS") or "/etc/xdg"
    folders = [Path(each) / "autostart" for each in of_all.split(":") if each]
    return XdgAutostart(Path(config) / "autostart", name, folders)


def autostart_failure(where: object, error: OSError) -> SettingsFailure:
    """In words: the system does not let it be changed."""
    return SettingsFailure(
        tr(
            "Starting with the login cannot be changed in {place} ({reason}).",
            place=where,
            reason=error.strerror,
        ),
        tr("Check that the place may be written."),
    )
