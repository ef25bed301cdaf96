"""Settings as typed values. Their names in files and on the command line: `setting_keys`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from eventdesk.domain.insistence import ONCE, Insistence
from eventdesk.domain.late import LateRule
from eventdesk.domain.quiet_hours import QuietHours
from eventdesk.domain.reminder import Reminder, parse_reminder


class Theme(StrEnum):
    """Which palette the window uses."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Language(StrEnum):
    """What EventDesk speaks: the codes of ISO 639."""

    SYSTEM = "system"
    ENGLISH = "en"
    GERMAN = "de"


class MailSecurity(StrEnum):
    """How the connection to the mail server is protected (RFC 3207, RFC 8314)."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class GeneralSettings:
    """Start and looks."""

    theme: Theme = Theme.SYSTEM
    language: Language = Language.SYSTEM
    start_at_login: bool = False
    start_hidden: bool = False
    trash_days: int = 30


@dataclass(frozen=True, slots=True)
class ReminderSettings:
    """Defaults for new events, what happens to late reminders, and what *Snooze* means."""

    default: tuple[Reminder, ...] = (Reminder(),)
    all_day_default: tuple[Reminder, ...] = (parse_reminder("0d@09:00"),)
    late_rule: LateRule = field(default_factory=LateRule)
    snooze: timedelta = timedelta(minutes=10)
    keep_ledger_days: int = 730
    repeat_every: timedelta = ONCE
    email_after: timedelta = ONCE
    sound: bool = False

    @property
    def insistence(self) -> Insistence:
        """What holds for events without wishes of their own."""
        return Insistence(self.repeat_every, self.email_after, self.sound)


@dataclass(frozen=True, slots=True)
class QuietSettings:
    """When desktop reminders are held back: in quiet hours, and while the desktop is set to
    do not disturb or shows a presentation."""

    hours: QuietHours = field(default_factory=QuietHours)
    do_not_disturb: bool = True
    presentation: bool = True


@dataclass(frozen=True, slots=True)
class MailSettings:
    """The mail server and what is sent. The password is never here: see the secret store."""

    enabled: bool = False
    host: str = ""
    port: int = 587
    security: MailSecurity = MailSecurity.STARTTLS
    user: str = ""
    sender: str = ""
    to: str = ""
    on_create: bool = False
    per_minute: int = 30


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a person can set."""

    general: GeneralSettings = field(default_factory=GeneralSettings)
    reminders: ReminderSettings = field(default_factory=ReminderSettings)
    quiet: QuietSettings = field(default_factory=QuietSettings)
    mail: MailSettings = field(default_factory=MailSettings)
