"""Replacing the database as a whole, for window and command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from eventdesk.domain.safety import BackupFile, Replaced, Salvaged
from eventdesk.paths import Paths

if TYPE_CHECKING:
    from eventdesk.storage.rescue import Rescue


class Rescuer:
    """The rescue of the database in the folders of `paths`, by the system's clock.

    Everything blocks and raises StorageFailure; nothing is imported before it is used.
    """

    def __init__(self, paths: Paths) -> None:
        self._paths = paths

    def newest_good(self) -> BackupFile | None:
        """The newest backup that is sound."""
        return self._rescue().newest_good()

    def restore(self, source: Path | None = None) -> Replaced:
        """Put a backup in place, by default the newest good one."""
        return self._rescue().restore(source)

    def salvage(self) -> Salvaged:
        """Replace a damaged database by what can be read of it."""
        from eventdesk.system.clock import SystemClock

        clock = SystemClock()
        return self._rescue().salvage(clock.now(), clock.zone())

    def start_empty(self) -> Replaced:
        """Replace the database by an empty one."""
        return self._rescue().start_empty()

    def _rescue(self) -> Rescue:
        from eventdesk.storage.rescue import Rescue

        self._paths.ensure()
        return Rescue(self._paths.database, self._paths.backups)
