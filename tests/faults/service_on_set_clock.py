"""The real service with a wall clock and a system zone that tests set while it runs.

    python -m tests.faults.service_on_set_clock FOLDER

FOLDER/offset holds the seconds by which the wall clock is ahead of the computer's, and
FOLDER/etc/localtime is the link that names the zone. Monotonic time is the computer's, so
a change of the offset looks to the program as a suspend or a clock that was set.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime, timedelta
from pathlib import Path

from eventdesk.__main__ import main
from eventdesk.app import outside
from eventdesk.system.clock import SystemClock


class SetClock(SystemClock):
    """A SystemClock that reads `folder`."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._offset = folder / "offset"

    def now(self) -> datetime:
        """The computer's wall clock and the offset."""
        return super().now() + timedelta(seconds=float(self._offset.read_text()))


def set_clock(folder: Path, ahead: timedelta) -> None:
    """Let the wall clock of the service in `folder` be so far ahead, from now on."""
    _put(folder / "offset", lambda path: path.write_text(f"{ahead.total_seconds()}"))


def set_zone(folder: Path, zone: str) -> None:
    """Change the system's zone of the service in `folder`."""
    (folder / "etc").mkdir(exist_ok=True)
    _put(folder / "etc/localtime", lambda path: path.symlink_to(f"/usr/share/zoneinfo/{zone}"))


def _put(path: Path, write: object) -> None:
    """Write a file so that readers see the old or the new one, never half of it."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    assert callable(write)
    write(fresh)
    fresh.replace(path)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    outside.SystemClock = lambda: SetClock(folder)  # type: ignore[assignment, misc]
    sys.exit(main(["service"]))
