"""A desk with the real alarm, clock and database, and a notifier that only looks at the clock."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from eventdesk.app.wiring import Outside, build
from eventdesk.domain.settings import Settings
from eventdesk.paths import Paths
from eventdesk.services.desk import Desk
from eventdesk.services.ports import Change, Notice, Refused, Taken
from eventdesk.system.alarm import ApschedulerAlarm
from eventdesk.system.clock import SystemClock
from eventdesk.system.processes import SystemProcesses
from tests.fakes import (
    MemoryLogins,
    MemorySecrets,
    NoWeb,
    RecordingMailer,
    RecordingSounder,
    SetPresence,
)


class StampingNotifier:
    """A Notifier that takes everything and keeps when each ledger row was handed over."""

    def __init__(self, clock: SystemClock) -> None:
        self._clock = clock
        self._changed = threading.Condition()
        self.stamps: dict[int, datetime] = {}

    def notify(self, notice: Notice) -> Taken | Refused:
        """Keep the instant."""
        now = self._clock.now()
        with self._changed:
            self.stamps.update(dict.fromkeys(notice.ledger_ids, now))
            self._changed.notify_all()
        return Taken("stamp", str(notice.ledger_ids[0]) if notice.ledger_ids else "")

    def wait_for(self, count: int, timeout: float) -> bool:
        """True once `count` rows were handed over; False at the timeout (s)."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self.stamps) >= count, timeout)

    def withdraw(self, ref: str) -> None:
        """Nothing is shown."""

    def close(self) -> None:
        """Nothing is held."""


class FixedSettings:
    """A SettingsStore that holds the defaults."""

    def load(self) -> Settings:
        """The defaults."""
        return Settings()

    def save(self, settings: Settings) -> None:
        """Nothing is kept."""


@contextmanager
def opened_desk(
    home: Path, publish: Callable[[Change], None] = lambda change: None
) -> Iterator[tuple[Desk, StampingNotifier]]:
    """The desk of `home`, built but not started, and its notifier; closed at the end."""
    clock = SystemClock()
    notifier = StampingNotifier(clock)
    outside = Outside(
        clock=clock,
        alarm=ApschedulerAlarm(clock),
        notifier=lambda on_action: notifier,
        sounder=RecordingSounder(),
        presence=SetPresence(),
        mailer=RecordingMailer(),
        secrets=MemorySecrets(),
        fetcher=NoWeb(),
        logins=MemoryLogins(),
        settings=FixedSettings(),
        processes=SystemProcesses(),
        publish=publish,
    )
    desk = build(Paths.in_folder(home), outside)
    try:
        yield desk, notifier
    finally:
        desk.close()
