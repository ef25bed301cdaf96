"""The real adapters to the outside, chosen for this system."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from eventdesk import logs
from eventdesk.app.login_start import login_start
from eventdesk.app.wiring import Outside
from eventdesk.paths import Paths
from eventdesk.services.desk import Desk
from eventdesk.services.ports import (
    Change,
    Mailer,
    Notice,
    NoticeAction,
    Notifier,
    NotSent,
    Reached,
    Refused,
    SecretStore,
    Sent,
    Taken,
)
from eventdesk.system.alarm import ApschedulerAlarm
from eventdesk.system.clock import SystemClock
from eventdesk.system.fetch import HttpFetcher
from eventdesk.system.presence import desktop_presence
from eventdesk.system.processes import SystemProcesses
from eventdesk.system.secrets import CalendarLogins, MailSecret
from eventdesk.system.settings_file import TomlSettings
from eventdesk.system.sound import reminder_sound

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

    from eventdesk.domain.settings import MailSettings


class MaskedSecret(MailSecret):
    """The mail password; once read or written it is masked in every log line."""

    def read(self) -> str | None:
        """The mail password, or None."""
        secret = super().read()
        if secret:
            logs.mask(secret)
        return secret

    def write(self, secret: str) -> str:
        """Keep the password; '' or why it is kept for this run only."""
        if secret:
            logs.mask(secret)
        return super().write(secret)


class MaskedLogins(CalendarLogins):
    """The logins of subscriptions; once read or written their passwords are masked in every
    log line."""

    def read(self, calendar_id: str, url: str) -> str:
        """The login, '' for none."""
        return self._masked(super().read(calendar_id, url))

    def write(self, calendar_id: str, login: str) -> str:
        """Keep a login; '' or what is in the way."""
        return super().write(calendar_id, self._masked(login))

    @staticmethod
    def _masked(login: str) -> str:
        logs.mask(login)
        logs.mask(login.partition(":")[2])
        return login


class NoAlarm:
    """The Alarm of a command that only reads or writes: another process does the ringing."""

    def start(self, look: Callable[[], None]) -> None:
        """Nothing rings."""

    def wake_at(self, instant: datetime | None) -> None:
        """Nothing rings: the running window or service notices the change itself."""

    def look_now(self) -> None:
        """Nothing rings."""

    def heartbeat_age(self) -> float | None:
        """There is no heartbeat."""
        return None

    def close(self) -> None:
        """Nothing to stop."""


class WhenNeeded:
    """A Notifier that connects at its first use, so that most commands never connect."""

    def __init__(self, make: Callable[[], Notifier]) -> None:
        self._make = make
        self._made: Notifier | None = None

    def notify(self, notice: Notice) -> Taken | Refused:
        """Hand over a notice."""
        return self._notifier().notify(notice)

    def withdraw(self, ref: str) -> None:
        """Close a shown notice."""
        self._notifier().withdraw(ref)

    def close(self) -> None:
        """Release connections, if there are any."""
        if self._made is not None:
            self._made.close()

    def _notifier(self) -> Notifier:
        if self._made is None:
            self._made = self._make()
        return self._made


class MailerWhenNeeded:
    """A Mailer whose libraries (smtplib, ssl) are imported by the first mail. Any thread."""

    def __init__(self, secrets: SecretStore) -> None:
        self._secrets = secrets

    def send(self, message: EmailMessage, settings: MailSettings) -> Sent | NotSent:
        """Hand over a mail."""
        return self._mailer().send(message, settings)

    def probe(self, settings: MailSettings) -> Reached | NotSent:
        """Connect, protect and log in."""
        return self._mailer().probe(settings)

    def _mailer(self) -> Mailer:
        from eventdesk.system.mail import SmtpMailer

        return SmtpMailer(self._secrets)


def desktop_notifier(
    paths: Paths, on_action: Callable[[NoticeAction], None], last: Sequence[Notifier] = ()
) -> Notifier:
    """This system's notifications in order of preference, then those of `last`."""
    from eventdesk.system.notifiers import platform_notifiers
    from eventdesk.system.notifiers.chain import FirstThatTakes

    return FirstThatTakes([*platform_notifiers(_notice_icon(paths), on_action), *last])


def _notice_icon(paths: Paths) -> Path | None:
    """Windows refuses a notification whose icon is no .ico; only the bundle has one."""
    name = "eventdesk.ico" if sys.platform == "win32" else "eventdesk.svg"
    icon = paths.icons / name
    return icon if icon.is_file() else None


def running_outside(
    paths: Paths, publish: Callable[[Change], None], last: Sequence[Notifier] = ()
) -> Outside:
    """The outside of a process that delivers reminders."""
    clock, secrets = SystemClock(), MaskedSecret()
    return Outside(
        clock=clock,
        alarm=ApschedulerAlarm(clock),
        notifier=lambda on_action: desktop_notifier(paths, on_action, last),
        sounder=reminder_sound(paths.resources),
        presence=desktop_presence(),
        mailer=MailerWhenNeeded(secrets),
        secrets=secrets,
        fetcher=HttpFetcher(),
        logins=MaskedLogins(),
        settings=TomlSettings(paths.settings_file),
        processes=SystemProcesses(),
        publish=publish,
        login=login_start(paths),
    )


def command_outside(paths: Paths) -> Outside:
    """The outside of one command: nothing rings, nothing listens, nothing connects at once."""
    secrets = MaskedSecret()
    return Outside(
        clock=SystemClock(),
        alarm=NoAlarm(),
        notifier=lambda on_action: WhenNeeded(lambda: desktop_notifier(paths, on_action)),
        sounder=reminder_sound(paths.resources),
        presence=desktop_presence(),
        mailer=MailerWhenNeeded(secrets),
        secrets=secrets,
        fetcher=HttpFetcher(),
        logins=MaskedLogins(),
        settings=TomlSettings(paths.settings_file),
        processes=SystemProcesses(),
        publish=lambda change: None,
        login=login_start(paths),
    )


def sleep_watch(desk: Desk) -> Callable[[], None]:
    """Let `desk` look at once after a resume, where the system tells of it; stops it."""
    if not sys.platform.startswith("linux"):
        return lambda: None
    from eventdesk.system.sleep import SleepWatch

    return SleepWatch(desk.look_now).close
