"""A data folder for pictures, with a past: real services lived through nine days beforehand.

Time is a fake clock that runs up to the real now, so that the ledger tells what EventDesk
itself wrote: delivered, snoozed, dismissed, missed, retried and given up.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from eventdesk.domain.calendar import PERSONAL
from eventdesk.domain.event import EventDraft
from eventdesk.domain.ledger import LedgerRow, LedgerState
from eventdesk.domain.settings import (
    GeneralSettings,
    MailSecurity,
    MailSettings,
    Settings,
    Theme,
)
from eventdesk.paths import Paths
from eventdesk.services.imports import ImportResult
from eventdesk.services.ports import NotSent, Sent
from eventdesk.system.settings_file import TomlSettings
from tests import picture_events
from tests.desks import TestDesk
from tests.fakes import FakeClock, RecordingMailer, RecordingNotifier

DAYS_BEFORE = 9
AWAY = (timedelta(hours=66), timedelta(hours=60))
"""From and until when before now the computer was off."""
MAIL = MailSettings(
    enabled=True,
    host="smtp.example.org",
    port=465,
    security=MailSecurity.TLS,
    user="lena",
    sender="desk@example.org",
    to="lena@example.org",
)
BUSY = NotSent("421 4.3.2 smtp.example.org: too busy, try again later")
FULL = NotSent("552 5.2.2 lena@example.org: mailbox full", permanent=True)


def seed(home: Path, zone: ZoneInfo, *, events: int = -1) -> None:
    """Fill `home`: the weeks and their past (-1), nothing (0), or so many events instead."""
    paths = Paths.in_folder(home)
    paths.ensure()
    store = TomlSettings(paths.settings_file)
    store.save(Settings(general=GeneralSettings(theme=Theme.LIGHT), mail=MAIL))
    now = datetime.now(UTC)
    past = _Past(paths, store, now, zone)
    try:
        if events < 0:
            past.live(picture_events.weeks(now, zone))
        elif events > 0:
            past.desk.desk.importing.run(
                ImportResult(tuple(picture_events.many(events, now, zone))), calendar=PERSONAL
            )
    finally:
        past.desk.desk.close()


class _Past:
    """The days before `now`, lived by a person who answers most reminders."""

    def __init__(self, paths: Paths, store: TomlSettings, now: datetime, zone: ZoneInfo) -> None:
        self._now = now
        self._chance = random.Random(11)
        self._clock = FakeClock(now - timedelta(days=DAYS_BEFORE), zone.key)
        self._mailer = RecordingMailer()
        self._mailer.answers.extend([BUSY, BUSY, Sent("250 2.0.0 Ok"), FULL])
        self._mail_at: datetime | None = None
        self.desk = TestDesk(
            paths,
            clock=self._clock,
            notifier=RecordingNotifier("dbus"),
            mailer=self._mailer,
            settings=store,  # type: ignore[arg-type]
        ).open()

    def live(self, drafts: Sequence[EventDraft]) -> None:
        """Create the events at the beginning, then let the days pass up to now."""
        for draft in drafts:
            self.desk.desk.events.create(draft)
        self._pass_to(self._now)
        reminders = self.desk.desk.reminders
        reminders.dismiss([row.id for row in reminders.active()], by="popup")

    def _pass_to(self, end: datetime) -> None:
        while (moment := self._next()) is not None and moment < end:
            self._wait_until(moment)
            self.desk.ring()
            self._mail_at = self.desk.send_mails()
            self._answer(self.desk.desk.reminders.active())
        self._clock.set(end)

    def _next(self) -> datetime | None:
        waiting = [each for each in (self.desk.alarm.instant, self._mail_at) if each is not None]
        return min(waiting, default=None)

    def _wait_until(self, moment: datetime) -> None:
        """A few milliseconds after `moment`; later where the computer was off then."""
        moment = max(moment, self._clock.now())
        off, on = (self._now - each for each in AWAY)
        if off < moment < on:
            moment = on
        self._clock.set(moment + timedelta(microseconds=self._chance.randrange(900, 6000)))

    def _answer(self, rows: Sequence[LedgerRow]) -> None:
        """Dismiss most, snooze some, half a minute later unless the next is due by then."""
        reminders = self.desk.desk.reminders
        for row in rows:
            later = self._clock.now() + timedelta(seconds=self._chance.randrange(4, 40))
            coming = self._next()
            self._clock.set(min(later, coming or later, self._now))
            if row.all_day and self._now - row.due_at < timedelta(hours=8):
                reminders.snooze([row.id], "4h", by="popup")  # not before noon of today
            elif row.state is LedgerState.DELIVERED and self._chance.random() < 0.2:
                reminders.snooze([row.id], "10m", by="notification")
            else:
                by = self._chance.choice(("popup", "notification", "notification"))
                reminders.dismiss([row.id], by=by)
