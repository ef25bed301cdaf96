"""Starting EventDesk again after it has ended: for another language, and after an update."""

from __future__ import annotations

import logging
import os
import sys
from typing import TYPE_CHECKING

from eventdesk.app.start_request import HOME
from eventdesk.paths import HOME_VARIABLE

if TYPE_CHECKING:
    import subprocess

log = logging.getLogger(__name__)


class Restart:
    """Remembers that a new start is wanted. `begin` is for the end, with the place given up."""

    def __init__(self) -> None:
        self._wanted = False

    def want(self) -> None:
        """Start again at the end."""
        self._wanted = True

    def begin(self) -> subprocess.Popen[bytes] | None:
        """Start the program that now lies there, if that is wanted; it goes on by itself."""
        if not self._wanted:
            return None
        import subprocess

        command = restart_command()
        flags = getattr(subprocess, "DETACHED_PROCESS", 0)
        try:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=sys.platform != "win32",
                creationflags=flags,
            )
        except OSError:
            log.exception("EventDesk could not be started again")
            return None


def restart_command() -> list[str]:
    """What starts the window of the same folders."""
    from eventdesk.system.own_program import Running

    home = os.environ.get(HOME_VARIABLE, "").strip()
    return [*Running.here().command(), *([f"{HOME}{home}"] if home else [])]
