"""What the command line needs, made from the real parts when a command asks for it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from eventdesk.app.rescuer import Rescuer
from eventdesk.domain.errors import SettingsFailure, StorageFailure, UnfitSettings
from eventdesk.domain.settings import Settings
from eventdesk.paths import Paths
from eventdesk.services.ports import Change, HealthChanged, LedgerChanged, RemindersDelivered

if TYPE_CHECKING:
    from eventdesk.domain.calendar import Calendar
    from eventdesk.domain.event import Event
    from eventdesk.domain.safety import Replaced, Salvaged
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
            with suppress(StorageFailure):  # which the command itself will meet
                # Perhaps no other process is there to do it.
                desk.events.finish()
            yield desk
        finally:
            desk.close()

    def service(self, stop: threading.Event, begun: Callable[[], None]) -> None:
        """Deliver reminders until `stop` is set; `begun` is called when that is so."""
        from eventdesk import logs
        from eventdesk.app.outside import running_outside, sleep_watch
        from eventdesk.app.spoken import speak_as_set
        from eventdesk.app.wiring import build

        self._paths.ensure()
        logs.configure(self._paths, stderr=True)
        speak_as_set(self._paths, self._settings())
        logs.install_excepthooks()
        outside = running_outside(self._paths, _log_change)
        desk = build(self._paths, outside)
        watch = sleep_watch(desk)
        desk.start()
        log.info("reminders on")
        begun()
        try:
            stop.wait()
        finally:
            watch()
            desk.close()
            log.info("reminders off")

    def read_calendars(
        self,
        sources: Sequence[Path | bytes],
        *,
        local_zone: ZoneInfo,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> ImportResult:
        """The events in iCalendar files or data. InvalidInput; ImportCancelled."""
        from eventdesk.interchange.read import read

        return read(sources, local_zone=local_zone, progress=progress, cancelled=cancelled)

    def write_calendar(self, events: Iterable[Event]) -> bytes:
        """Events as one iCalendar file, with name and colour where all are of one calendar."""
        from eventdesk.interchange.write import write

        found = list(events)
        of_one = self._only_calendar(found)
        return write(
            found,
            attendee=self._settings().mail.to,
            name=of_one.name if of_one is not None else "",
            colour=of_one.colour if of_one is not None else "",
        )

    def _only_calendar(self, events: Sequence[Event]) -> Calendar | None:
        ids = {each.calendar for each in events}
        if len(ids) != 1:
            return None
        with self.desk() as desk:
            return next((each for each in desk.calendars.all() if each.id in ids), None)

    def _settings(self) -> Settings:
        from eventdesk.system.settings_file import TomlSettings

        try:
            return TomlSettings(self._paths.settings_file).load()
        except UnfitSettings as error:
            return error.settings
        except SettingsFailure:
            return Settings()

    def doctor(self, *, test: bool = False) -> Sequence[Check]:
        """Look at everything reminders depend on; with `test` try the channels for real."""
        from eventdesk.app.doctor import examine

        return examine(self._paths, test=test)

    def save_diagnostics(self, path: Path, checks: Sequence[Check]) -> None:
        """Write diagnostics without secrets and event texts. StorageFailure."""
        from eventdesk.app.diagnostics import save_diagnostics
        from eventdesk.app.outside import MaskedSecret

        save_diagnostics(path, self._paths, checks, MaskedSecret().read())

    def backup(self) -> Path:
        """Make a checked backup; its path. StorageFailure."""
        with self.desk() as desk:
            return desk.safekeeping.back_up_now()

    def restore_backup(self, path: Path | None) -> Replaced:
        """Put a backup, or the newest good one, in place of the database. StorageFailure."""
        return Rescuer(self._paths).restore(path)

    def salvage(self) -> Salvaged:
        """Replace a damaged database by what can be read of it. StorageFailure."""
        return Rescuer(self._paths).salvage()

    def start_empty(self) -> Replaced:
        """Replace the database by an empty one. StorageFailure."""
        return Rescuer(self._paths).start_empty()

    def self_test(self) -> Sequence[Check]:
        """Play the main job in a scratch folder."""
        from eventdesk.app.self_test import self_test

        return self_test(self._paths)


def _log_change(change: Change) -> None:
    """Tell what happened without anything of the person's: no settings, no texts."""
    match change:
        case LedgerChanged(ledger_ids=ids) | RemindersDelivered(ledger_ids=ids):
            log.info("%s %s", type(change).__name__, list(ids[:20]))
        case HealthChanged(part=part, problem=problem):
            log.info("%s: %s", part, problem or "well again")
        case _:
            log.info("%s", type(change).__name__)
