"""What the command line needs from the composition root."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from eventdesk.domain.event import Event
    from eventdesk.services.desk import Desk
    from eventdesk.services.health import Check
    from eventdesk.services.imports import ImportResult


class Connect(Protocol):
    """Opens things for one command; nothing is opened before it is asked for."""

    def desk(self) -> AbstractContextManager[Desk]:
        """The services on the opened database, without alarm and mail threads.

        Entering raises StorageFailure and SettingsFailure.
        """
        ...

    def service(self, stop: threading.Event) -> None:
        """Deliver reminders without a window; returns soon after `stop` is set."""
        ...

    def read_calendars(
        self, sources: Sequence[Path | bytes], *, local_zone: ZoneInfo
    ) -> ImportResult:
        """The events in iCalendar files or data (`interchange.read`). InvalidInput."""
        ...

    def write_calendar(self, events: Iterable[Event]) -> bytes:
        """Events as one iCalendar file (`interchange.write`)."""
        ...

    def doctor(self) -> Sequence[Check]:
        """Looks at everything reminders depend on. Never raises an EventDeskError."""
        ...

    def backup(self) -> Path:
        """Makes a backup and returns its file. StorageFailure."""
        ...

    def restore_backup(self, path: Path) -> None:
        """Puts a backup in place of the database. InvalidInput, StorageFailure."""
        ...

    def self_test(self) -> Sequence[Check]:
        """Plays the main job in a scratch folder. Never raises an EventDeskError."""
        ...
