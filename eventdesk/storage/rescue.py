"""The database file as a whole: backed up, restored, salvaged, begun anew."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from eventdesk.domain.errors import StorageFailure
from eventdesk.domain.language import tr
from eventdesk.domain.safety import BackupFile, Replaced, Salvaged
from eventdesk.storage import backup


class Rescue:
    """One database file and its folder of backups. Any thread; all but `newest` may take long.

    What replaces the file (`restore`, `salvage`, `start_empty`) needs it closed everywhere and
    keeps what was there. All raise StorageFailure, and then nothing was changed.
    """

    def __init__(self, database: Path, folder: Path) -> None:
        self._database = database
        self._folder = folder

    def back_up(self, now: datetime) -> Path:
        """Make a checked backup."""
        return backup.back_up(self._database, self._folder, now)

    def backups(self) -> list[BackupFile]:
        """All backups, newest first, with what is in them."""
        return backup.listed(self._folder)

    def newest(self) -> datetime | None:
        """When the newest backup was made (UTC). Reads names only."""
        found = backup.backups(self._folder)
        return backup.made_at(found[0]) if found else None

    def newest_good(self) -> BackupFile | None:
        """The newest backup that is sound; each is read whole until one is."""
        good = backup.newest_good(self._folder)
        return next((each for each in self.backups() if each.path == good), None)

    def rotate(self, now: datetime, zone: ZoneInfo) -> list[Path]:
        """Delete the backups that need not be kept (`domain.safety.surplus`)."""
        return backup.rotate(self._folder, now, zone)

    def restore(self, source: Path | None = None) -> Replaced:
        """Put a backup, or a database kept earlier, in place; by default the newest good one."""
        if source is None:
            source = backup.newest_good(self._folder)
        if source is None:
            raise StorageFailure(
                tr("There is no good backup in {folder}.", folder=self._folder),
                tr("Run 'eventdesk salvage' to keep what can still be read of the database."),
            )
        return Replaced(backup.restore(source, self._database), source)

    def salvage(self, now: datetime, zone: ZoneInfo) -> Salvaged:
        """Replace the database by a fresh one with whatever can be read of it."""
        from eventdesk.storage.salvage import Salvage

        return Salvage(self._database, now, zone).run()

    def start_empty(self) -> Replaced:
        """Replace the database by an empty one."""
        from eventdesk.storage.salvage import start_empty

        return Replaced(start_empty(self._database))
