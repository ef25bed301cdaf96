"""What the command line needs from the composition root."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from eventdesk.domain.event import Event
    from eventdesk.domain.safety import Replaced, Salvaged
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

    def service(self, stop: threading.Event, begun: Callable[[], None]) -> None:
        """Deliver reminders without a window, from the call of `begun` on; returns soon after
        `stop` is set. StorageFailure."""
        ...

    def read_calendars(
        self, sources: Sequence[Path | bytes], *, local_zone: ZoneInfo
    ) -> ImportResult:
        """The events in iCalendar files or data (`interchange.read`). InvalidInput."""
        ...

    def write_calendar(self, events: Iterable[Event]) -> bytes:
        """Events as one iCalendar file (`interchange.write`)."""
        ...

    def doctor(self, *, test: bool = False) -> Sequence[Check]:
        """Looks at everything reminders depend on; with `test` a notification is shown and
        the mail login made. Never raises an EventDeskError."""
        ...

    def save_diagnostics(self, path: Path, checks: Sequence[Check]) -> None:
        """Writes a zip file without secrets and event texts. StorageFailure."""
        ...

    def backup(self) -> Path:
        """Makes a backup and returns its file. StorageFailure."""
        ...

    def restore_backup(self, path: Path | None) -> Replaced:
        """Puts a backup, or the newest good one, in place of the database. StorageFailure."""
        ...

    def salvage(self) -> Salvaged:
        """Replaces a damaged database by what can be read of it. StorageFailure."""
        ...

    def start_empty(self) -> Replaced:
        """Replaces the database by an empty one. StorageFailure."""
        ...

    def self_test(self) -> Sequence[Check]:
        """Plays the main job in a scratch folder. Never raises an EventDeskError."""
        ...
