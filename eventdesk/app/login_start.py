"""Starting with the login: which command, and keeping its entry true."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from eventdesk.app.start_request import HIDDEN, HOME
from eventdesk.domain.errors import SettingsFailure
from eventdesk.domain.language import later, retold, tr
from eventdesk.paths import HOME_VARIABLE, Paths
from eventdesk.services.ports import LoginState
from eventdesk.system.autostart import Autostart, Entry, system_autostart
from eventdesk.system.own_program import NAME, Running

log = logging.getLogger(__name__)
GONE = later("The entry for it was removed.")


class SystemLoginStart:
    """`services.ports.LoginStart` over an Autostart; `command` gives what starts this program
    hidden, and is asked for only when that is to be written."""

    def __init__(self, autostart: Autostart, command: Callable[[], Sequence[str]]) -> None:
        self._autostart = autostart
        self._command = command

    def look(self) -> LoginState:
        """What the system says."""
        entry = self._autostart.look()
        if entry is None:
            return LoginState(False, tr(GONE))
        note = ""
        if entry.held_by:
            note = tr("It is switched off by {who}.", who=retold(entry.held_by))
        return LoginState(entry.on, note)

    def held_by(self) -> str:
        """Who switched the entry off, '' where it is on or gone."""
        entry = self._autostart.look()
        return retold(entry.held_by) if entry is not None else ""

    def switch(self, on: bool) -> None:
        """Write or remove the entry; SettingsFailure."""
        if on:
            self._autostart.enable(self._command())
        else:
            self._autostart.disable()

    def missing(self) -> str:
        """The program that the entry starts, where that is not there any more; else ''."""
        entry = self._autostart.look()
        return entry.command[0] if entry is not None and _is_gone(entry) else ""

    def mend(self) -> bool:
        """Let the entry start this program when it starts one that is gone, or an EventDesk
        somewhere else; True when it was changed. What a person wrote into it stays, and so
        does the wish of one who switched it off."""
        entry = self._autostart.look()
        if entry is None or not entry.on or not self._is_stale(entry):
            return False
        try:
            self._autostart.enable(self._command())
        except SettingsFailure as error:
            log.warning("the entry for starting with the login is old: %s", error)
            return False
        log.info("the login now starts %s", self._command()[0])
        return True

    def _is_stale(self, entry: Entry) -> bool:
        if not entry.command or _is_gone(entry):
            return True
        program, own = Path(entry.command[0]), Path(self._command()[0])
        is_ours = program.stem.lower().startswith(NAME) or entry.command[1:3] == ("-m", NAME)
        return is_ours and program.absolute() != own.absolute()


def login_start(paths: Paths) -> SystemLoginStart:
    """The one of this system, for the data folder of `paths`."""
    home = paths.data if os.environ.get(HOME_VARIABLE, "").strip() else None

    def command() -> list[str]:
        # The environment of a login need not be that of this start.
        return [*Running.here().command(), HIDDEN, *([f"{HOME}{home}"] if home else [])]

    return SystemLoginStart(system_autostart(home), command)


def _is_gone(entry: Entry) -> bool:
    program = Path(entry.command[0]) if entry.command else Path()
    return program.is_absolute() and not program.exists()
