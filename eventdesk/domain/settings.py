"""Settings as typed values, and the dotted keys by which the command line reaches them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.late import LateRule, parse_late_rule
from eventdesk.domain.reminder import (
    MAX_LEAD,
    Reminder,
    format_duration,
    format_reminder,
    parse_duration,
    parse_reminder,
)

ADDRESS = re.compile(r"^[^@\s<>,;:\"\x00-\x1f]+@[^@\s<>,;:\"\x00-\x1f]+$")


class Theme(StrEnum):
    """Which palette the window uses."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class MailSecurity(StrEnum):
    """How the connection to the mail server is protected (RFC 3207, RFC 8314)."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class GeneralSettings:
    """Start and looks."""

    theme: Theme = Theme.SYSTEM
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
    mail: MailSettings = field(default_factory=MailSettings)


Plain = str | int | bool | list[str]


@dataclass(frozen=True, slots=True)
class SettingKey:
    """A setting as the settings file and the command line name it.

    `parse` takes the plain value of the file or the text of the command line and raises
    InvalidInput (its field is the key's name); `plain` gives what the file holds.
    """

    name: str
    section: str
    attribute: str
    parse: Callable[[Any, str], Any]
    plain: Callable[[Any], Plain]
    meaning: str

    def get(self, settings: Settings) -> Plain:
        """The plain value of this setting."""
        return self.plain(getattr(getattr(settings, self.section), self.attribute))

    def put(self, settings: Settings, value: object) -> Settings:
        """The settings with this one set from a plain value or text."""
        part = getattr(settings, self.section)
        changed = replace(part, **{self.attribute: self.parse(value, self.name)})
        return replace(settings, **{self.section: changed})


def _flag(value: object, key: str) -> bool:
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower()
    if text in {"true", "yes", "on", "1"}:
        return True
    if text in {"false", "no", "off", "0"}:
        return False
    raise InvalidInput.of(key, f"{value!r} is neither true nor false.", "Use true or false.")


def _whole(least: int, most: int) -> Callable[[object, str], int]:
    def parse(value: object, key: str) -> int:
        try:
            number = int(str(value).strip())
        except ValueError:
            number = least - 1
        if isinstance(value, bool) or not least <= number <= most:
            raise InvalidInput.of(
                key, f"{value!r} does not fit.", f"Use a whole number from {least} to {most}."
            )
        return number

    return parse


def _choice(kind: type[StrEnum]) -> Callable[[object, str], StrEnum]:
    def parse(value: object, key: str) -> StrEnum:
        try:
            return kind(str(value).strip().lower())
        except ValueError:
            options = ", ".join(each.value for each in kind)
            raise InvalidInput.of(key, f"{value!r} is no choice.", f"Use {options}.") from None

    return parse


def _line(value: object, key: str) -> str:
    text = str(value).strip()
    if any(ord(character) < 32 or ord(character) == 127 for character in text):
        raise InvalidInput.of(key, "The value has a line break or control character.", "Remove it.")
    return text


def _host(value: object, key: str) -> str:
    text = _line(value, key)
    if text and not re.fullmatch(r"[A-Za-z0-9._:\[\]-]+|[^\s/@]+", text):
        raise InvalidInput.of(
            key, f"{text!r} is not a server name.", "Write it like smtp.example.org."
        )
    return text


def address(value: object, key: str) -> str:
    """A single mail address (RFC 5321 mailbox), or '' for none; InvalidInput otherwise."""
    text = _line(value, key)
    if text and (len(text) > 254 or not ADDRESS.match(text)):
        raise InvalidInput.of(
            key, f"{text!r} is not a mail address.", "Write it like name@example.org."
        )
    return text


def addresses(value: object, key: str) -> str:
    """Mail addresses separated by commas; InvalidInput names the first malformed one."""
    parts = [address(part, key) for part in _line(value, key).split(",") if part.strip()]
    return ", ".join(parts)


def _reminders(*, all_day: bool) -> Callable[[object, str], tuple[Reminder, ...]]:
    def parse(value: object, key: str) -> tuple[Reminder, ...]:
        parts = value if isinstance(value, list) else str(value).split(",")
        found = tuple(parse_reminder(str(part), key) for part in parts if str(part).strip())
        if not all_day and any(each.lead.total_seconds() < 0 for each in found):
            raise InvalidInput.of(
                key, "A reminder cannot come after the start.", "Use a time before it, or 0."
            )
        if any(each.lead > MAX_LEAD for each in found):
            raise InvalidInput.of(key, "A reminder is too early.", "Use at most 4 weeks.")
        return found

    return parse


def _reminder_texts(*, all_day: bool) -> Callable[[Any], Plain]:
    return lambda found: [format_reminder(each, all_day=all_day) for each in found]


def _text(value: object) -> Plain:
    return str(value)


def _same(value: Any) -> Plain:
    plain: Plain = value
    return plain


def _late_rule(value: object, key: str) -> LateRule:
    return parse_late_rule(str(value), key)


def _snooze(value: object, key: str) -> timedelta:
    length = parse_duration(str(value), key)
    if not timedelta() < length <= timedelta(days=7):
        raise InvalidInput.of(key, f"{value!r} does not fit.", "Use 1s to 7d, such as 10m.")
    return length


SETTING_KEYS: dict[str, SettingKey] = {
    key.name: key
    for key in (
        SettingKey(
            "general.theme", "general", "theme", _choice(Theme), _text, "system, light or dark"
        ),
        SettingKey(
            "general.start_at_login", "general", "start_at_login", _flag, _same, "start with login"
        ),
        SettingKey(
            "general.start_hidden", "general", "start_hidden", _flag, _same, "start in the tray"
        ),
        SettingKey(
            "general.trash_days",
            "general",
            "trash_days",
            _whole(0, 3650),
            _same,
            "days until deleted events are thrown away, 0 for never",
        ),
        SettingKey(
            "reminders.default",
            "reminders",
            "default",
            _reminders(all_day=False),
            _reminder_texts(all_day=False),
            "reminders of a new event, such as 5m or 1h:desktop+email",
        ),
        SettingKey(
            "reminders.all_day_default",
            "reminders",
            "all_day_default",
            _reminders(all_day=True),
            _reminder_texts(all_day=True),
            "reminders of a new all-day event, such as 0d@09:00 or 1d@18:00",
        ),
        SettingKey(
            "reminders.late_rule",
            "reminders",
            "late_rule",
            _late_rule,
            _text,
            "until-end, always or 'within 15m'",
        ),
        SettingKey(
            "reminders.snooze",
            "reminders",
            "snooze",
            _snooze,
            format_duration,
            "how long the button Snooze waits, such as 10m",
        ),
        SettingKey(
            "reminders.keep_ledger_days",
            "reminders",
            "keep_ledger_days",
            _whole(0, 36500),
            _same,
            "days the ledger is kept, 0 for ever",
        ),
        SettingKey("mail.enabled", "mail", "enabled", _flag, _same, "send e-mail at all"),
        SettingKey("mail.host", "mail", "host", _host, _same, "mail server"),
        SettingKey("mail.port", "mail", "port", _whole(1, 65535), _same, "its port"),
        SettingKey(
            "mail.security",
            "mail",
            "security",
            _choice(MailSecurity),
            _text,
            "starttls, tls or none",
        ),
        SettingKey("mail.user", "mail", "user", _line, _same, "login name, empty for no login"),
        SettingKey("mail.from", "mail", "sender", address, _same, "sender's address"),
        SettingKey("mail.to", "mail", "to", addresses, _same, "recipients, separated by commas"),
        SettingKey(
            "mail.on_create", "mail", "on_create", _flag, _same, "also send a mail on creation"
        ),
        SettingKey(
            "mail.per_minute",
            "mail",
            "per_minute",
            _whole(1, 1000),
            _same,
            "at most so many mails a minute",
        ),
    )
}


def setting_key(name: str) -> SettingKey:
    """The key called `name`; InvalidInput lists the known ones otherwise."""
    try:
        return SETTING_KEYS[name]
    except KeyError:
        known = ", ".join(SETTING_KEYS)
        raise InvalidInput.of(
            "key", f"{name!r} is not a setting.", f"Use one of {known}."
        ) from None
