"""What is done once a day so that nothing is lost: backups, and what may be forgotten."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from eventdesk.domain.errors import StorageFailure
from eventdesk.domain.language import tr
from eventdesk.domain.safety import BackupFile
from eventdesk.domain.settings import Settings
from eventdesk.services.ports import Clock, EventsChanged, HealthChanged, LedgerChanged, Publish

if TYPE_CHECKING:
    from eventdesk.storage.database import Database
    from eventdesk.storage.rescue import Rescue

log = logging.getLogger(__name__)
FIRST_LOOK_S = 10.0
"""The start of the program comes first."""
LOOK_S = 60.0
RETRY = timedelta(minutes=15)
BATCH = 25
BETWEEN_BATCHES_S = 0.05
CLAIMED_AT = "backup_claimed_at"


@dataclass(frozen=True, slots=True, kw_only=True)
class SafekeepingPorts:
    """What safekeeping needs from around it. `calm` makes the calling thread give way to all
    others."""

    clock: Clock
    publish: Publish
    settings: Callable[[], Settings]
    calm: Callable[[], None] = lambda: None


class Safekeeping:
    """Backs up every day and forgets what is old, on a thread of its own that hurries nobody."""

    def __init__(self, database: Database, rescue: Rescue, ports: SafekeepingPorts) -> None:
        self._database = database
        self._rescue = rescue
        self._ports = ports
        self._backed_up: date | None = None
        self._retry_at: datetime | None = None
        self._forgot: tuple[date, int, int] | None = None
        self._problem = ""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="safekeeping", daemon=True)

    def start(self) -> None:
        """Begin looking once a minute."""
        self._thread.start()

    def close(self) -> None:
        """Stop; returns when the thread is gone, or after 10 s of a long backup."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(10.0)

    @property
    def problem(self) -> str:
        """Why the last backup failed, '' when it did not."""
        return self._problem

    def backups(self) -> list[BackupFile]:
        """All backups, newest first. Reads each of them: run it as a job."""
        return self._rescue.backups()

    def newest(self) -> datetime | None:
        """When the newest backup was made (UTC)."""
        return self._rescue.newest()

    def back_up_now(self) -> Path:
        """Make a checked backup; StorageFailure."""
        made = self._rescue.back_up(self._ports.clock.now())
        self._report("")
        return made

    def look(self) -> None:
        """Do what is due. What fails is told as HealthChanged and tried again in 15 min."""
        try:
            self._back_up_daily()
        except StorageFailure as error:
            log.warning("no backup could be made: %s", error)
            self._retry_at = self._ports.clock.now() + RETRY
            self._report(tr("No backup could be made. {error}", error=error))
        try:
            self._forget()
        except StorageFailure:
            # Delivering meets the same failure and reports it.
            log.warning("what is old could not be removed", exc_info=True)

    def _back_up_daily(self) -> None:
        now = self._ports.clock.now()
        today = self._day(now)
        if today == self._backed_up:
            return
        if self._retry_at is not None and now < self._retry_at <= now + RETRY:
            return
        newest = self._rescue.newest()
        if newest is not None and newest <= now and self._day(newest) == today:
            self._backed_up = today
            self._report("")
            return
        if newest is None and not self._worth_it():
            return
        if not self._claim(now):
            return
        self._rescue.back_up(now)
        self._backed_up, self._retry_at = today, None
        self._report("")
        for each in self._rescue.rotate(now, self._ports.clock.zone()):
            log.info("removed the old backup %s", each.name)

    def _worth_it(self) -> bool:
        with self._database.read() as tx:
            return bool(tx.events.walk()) or tx.trash.count() > 0

    def _claim(self, now: datetime) -> bool:
        """Of all processes on this database only one makes the day's backup."""
        with self._database.write() as tx:
            known = tx.state.instant(CLAIMED_AT)
            if known is not None and abs(now - known) < RETRY:
                return False
            tx.state.put_instant(CLAIMED_AT, now)
        return True

    def _forget(self) -> None:
        settings, now = self._ports.settings(), self._ports.clock.now()
        trash_days = settings.general.trash_days
        ledger_days = settings.reminders.keep_ledger_days
        wanted = (self._day(now), trash_days, ledger_days)
        if wanted == self._forgot:
            return
        if trash_days and self._empty_trash(now - timedelta(days=trash_days)):
            self._ports.publish(EventsChanged())
        if ledger_days and self._shorten_ledger(now - timedelta(days=ledger_days)):
            self._ports.publish(LedgerChanged())
        if not self._stop.is_set():
            self._forgot = wanted

    def _empty_trash(self, before: datetime) -> bool:
        some = False
        while not self._stop.is_set():
            with self._database.read() as tx:
                ids = tx.trash.deleted_before(before, BATCH)
            if not ids:
                break
            with self._database.write() as tx:
                some |= bool(tx.trash.erase(ids))
            self._stop.wait(BETWEEN_BATCHES_S)
        return some

    def _shorten_ledger(self, before: datetime) -> bool:
        some = False
        while not self._stop.is_set():
            with self._database.write() as tx:
                gone = tx.trash.forget_ledger(before, BATCH)
            some |= gone > 0
            if gone < BATCH:
                break
            self._stop.wait(BETWEEN_BATCHES_S)
        return some

    def _day(self, instant: datetime) -> date:
        return instant.astimezone(self._ports.clock.zone()).date()

    def _work(self) -> None:
        self._ports.calm()
        wait_s = FIRST_LOOK_S
        while not self._stop.wait(wait_s):
            wait_s = LOOK_S
            try:
                self.look()
            except Exception:
                log.exception("safekeeping failed")

    def _report(self, problem: str) -> None:
        if problem != self._problem:
            self._problem = problem
            self._ports.publish(HealthChanged("backup", problem))
