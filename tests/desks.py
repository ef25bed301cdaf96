"""A whole EventDesk on a real SQLite file, with a clock and channels that tests hold in hand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from eventdesk.app.wiring import Outside, build
from eventdesk.domain.event import Event, EventDraft
from eventdesk.domain.ledger import LedgerRow
from eventdesk.domain.reminder import DESKTOP_ONLY, Channel, Reminder
from eventdesk.domain.settings import MailSettings, Settings
from eventdesk.domain.views import LedgerFilter
from eventdesk.domain.walltime import to_wall
from eventdesk.paths import Paths
from eventdesk.services.desk import Desk
from eventdesk.services.ports import Change, NoticeAction
from tests.fakes import (
    FakeClock,
    FakeProcesses,
    ManualAlarm,
    MemoryLogins,
    MemorySecrets,
    NoWeb,
    RecordingMailer,
    RecordingNotifier,
    RecordingSounder,
    SetPresence,
)

MAIL_ON = MailSettings(
    enabled=True, host="mail.example.org", sender="desk@example.org", to="me@example.org"
)


class MemorySettings:
    """A SettingsStore in memory."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()

    def load(self) -> Settings:
        """The settings."""
        return self.settings

    def save(self, settings: Settings) -> None:
        """Keep the settings."""
        self.settings = settings


@dataclass
class TestDesk:
    """A desk and everything around it."""

    __test__ = False

    paths: Paths
    clock: FakeClock = field(default_factory=FakeClock)
    alarm: ManualAlarm = field(default_factory=ManualAlarm)
    notifier: RecordingNotifier = field(default_factory=RecordingNotifier)
    mailer: RecordingMailer = field(default_factory=RecordingMailer)
    sounder: RecordingSounder = field(default_factory=RecordingSounder)
    presence: SetPresence = field(default_factory=SetPresence)
    settings: MemorySettings = field(default_factory=MemorySettings)
    processes: FakeProcesses = field(default_factory=FakeProcesses)
    fetcher: Any = field(default_factory=NoWeb)
    logins: MemoryLogins = field(default_factory=MemoryLogins)
    changes: list[Change] = field(default_factory=list)
    desk: Desk = None  # type: ignore[assignment]
    press: Any = None

    def open(self) -> TestDesk:
        """Build the services; the alarm is held by the test, no thread runs."""

        def notifier(act: Any) -> RecordingNotifier:
            self.press = lambda ref, action: act(NoticeAction(ref, action))
            return self.notifier

        self.desk = build(
            self.paths,
            Outside(
                clock=self.clock,
                alarm=self.alarm,
                notifier=notifier,
                mailer=self.mailer,
                sounder=self.sounder,
                presence=self.presence,
                secrets=MemorySecrets(),
                fetcher=self.fetcher,
                logins=self.logins,
                settings=self.settings,
                processes=self.processes,
                publish=self.changes.append,
            ),
        )
        self.alarm.start(self.desk.reminders.deliver_due)
        return self

    def reopen(self, **changed: Any) -> TestDesk:
        """Another process on the same database, with parts replaced."""
        parts = {"alarm": ManualAlarm(), "notifier": RecordingNotifier(), "changes": []}
        return replace(self, **{**parts, **changed, "desk": None}).open()

    def with_mail(self) -> TestDesk:
        """Switch e-mail on."""
        self.settings.settings = replace(self.settings.settings, mail=MAIL_ON)
        return self

    def ring(self) -> None:
        """The alarm rings: deliver what is due now."""
        self.alarm.ring()

    def send_mails(self) -> datetime | None:
        """Run the mail worker's work once."""
        return self.desk.outbox.send_due()

    def create(self, start: datetime, title: str = "Stand-up", **fields: Any) -> Event:
        """Create an event at an instant, on the clock's zone."""
        return self.desk.events.create(self.draft(start, title, **fields))

    def draft(self, start: datetime, title: str = "Stand-up", **fields: Any) -> EventDraft:
        """A draft of a timed event with a reminder five minutes before."""
        zone = self.clock.zone()
        fields.setdefault("reminders", (Reminder(),))
        length = fields.pop("duration", timedelta(minutes=30))
        end = to_wall(start + length, zone) if length is not None else None
        return EventDraft(
            title=title, start=to_wall(start, zone), end=end, time_zone=zone.key, **fields
        )

    def rows(self, event: Event | None = None) -> list[LedgerRow]:
        """Ledger rows, oldest due first."""
        wanted = LedgerFilter(event.id if event else None)
        return self.desk.history.rows(wanted, limit=100_000)[::-1]

    def states(self, event: Event | None = None) -> list[str]:
        """The states of `rows`."""
        return [row.state.value for row in self.rows(event)]

    @property
    def shown(self) -> list[str]:
        """Titles of all notices taken, in order."""
        return [notice.title for notice in self.notifier.taken]


def in_minutes(minutes: float, *channels: Channel) -> Reminder:
    """A reminder some minutes before."""
    return Reminder(timedelta(minutes=minutes), frozenset(channels) or DESKTOP_ONLY)


def new_desk(folder: Path) -> TestDesk:
    """A fresh desk in `folder`."""
    paths = Paths.in_folder(folder)
    paths.ensure()
    return TestDesk(paths).open()
