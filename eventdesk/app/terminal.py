"""What the command line needs, made from the real parts when a command asks for it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from eventdesk.paths import Paths

if TYPE_CHECKING:
    from eventdesk.domain.event import Event
    from eventdesk.services.desk import Desk
    from eventdesk.services.health import Check
    from eventdesk.services.imports import ImportResult

log = logging.getLogger(__name__)


class Terminal:
    """`cli.connect.Connect` over the folders of `paths`."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """The services on the opened database; nothing runs in the background."""
        from eventdesk.app.outside import command_outside
        from eventdesk.app.wiring import build

        self._paths.ensure()
        desk = build(self._paths, command_outside(self._paths))
        try:
            yield desk
        finally:
            desk.close()

    def service(self, stop: threading.Event) -> None:
        """Deliver reminders until `stop` is set."""
        from eventdesk import logs
        from eventdesk.app.outside import running_outside, sleep_watch
        from eventdesk.app.wiring import build

        self._paths.ensure()
        logs.configure(self._paths, stderr=True)
        logs.install_excepthooks()
        outside = running_outside(self._paths, lambda change: log.info("%s", change))
        desk = build(self._paths, outside)
        watch = sleep_watch(desk)
        desk.start()
        log.info("reminders on")
        try:
            stop.wait()
        finally:
            watch()
            desk.close()
            log.info("reminders off")

    def read_calendars(
        self, sources: Sequence[Path | bytes], *, local_zone: ZoneInfo
    ) -> ImportResult:
        """The events in iCalendar files or data. InvalidInput."""
        from eventdesk.interchange.read import read

        return read(sources, local_zone=local_zone)

    def write_calendar(self, events: Iterable[Event]) -> bytes:
        """Events as one iCalendar file."""
        from eventdesk.interchange.write import write

        return write(list(events))

    def doctor(self) -> Sequence[Check]:
        """Look at everything reminders depend on."""
        from eventdesk.app.doctor import examine

        return examine(self._paths)

    def backup(self) -> Path:
        """Make a checked backup; its path. StorageFailure."""
        from eventdesk.storage.backup import back_up

        with self.desk() as desk:
            now = desk.clock.now()
        return back_up(self._paths.database, self._paths.backups, now)

    def restore_backup(self, path: Path) -> None:
        """Put a backup in place of the database. StorageFailure."""
        from eventdesk.storage.backup import restore

        self._paths.ensure()
        restore(path, self._paths.database)

    def self_test(self) -> Sequence[Check]:
        """Play the main job in a scratch folder."""
        from eventdesk.app.self_test import self_test

        return self_test(self._paths)
