"""The dotted keys by which the settings file and the command line name settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from eventdesk.domain import setting_values
from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.insistence import format_insistence
from eventdesk.domain.language import tr
from eventdesk.domain.reminder import format_duration
from eventdesk.domain.setting_values import Plain
from eventdesk.domain.settings import Language, MailSecurity, Settings, Theme


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


SETTING_KEYS: dict[str, SettingKey] = {
    key.name: key
    for key in (
        SettingKey(
            "general.theme",
            "general",
            "theme",
            setting_values.choice(Theme),
            setting_values.text,
            "system, light or dark",
        ),
        SettingKey(
            "general.language",
            "general",
            "language",
            setting_values.choice(Language),
            setting_values.text,
            "system, en or de; from the next start",
        ),
        SettingKey(
            "general.start_at_login",
            "general",
            "start_at_login",
            setting_values.flag,
            setting_values.same,
            "start with login",
        ),
        SettingKey(
            "general.start_hidden",
            "general",
            "start_hidden",
            setting_values.flag,
            setting_values.same,
            "start in the tray",
        ),
        SettingKey(
            "general.trash_days",
            "general",
            "trash_days",
            setting_values.whole(0, 3650),
            setting_values.same,
            "days until deleted events are thrown away, 0 for never",
        ),
        SettingKey(
            "reminders.default",
            "reminders",
            "default",
            setting_values.reminders(all_day=False),
            setting_values.reminder_texts(all_day=False),
            "reminders of a new event, such as 5m or 1h:desktop+email",
        ),
        SettingKey(
            "reminders.all_day_default",
            "reminders",
            "all_day_default",
            setting_values.reminders(all_day=True),
            setting_values.reminder_texts(all_day=True),
            "reminders of a new all-day event, such as 0d@09:00 or 1d@18:00",
        ),
        SettingKey(
            "reminders.late_rule",
            "reminders",
            "late_rule",
            setting_values.late_rule,
            setting_values.text,
            "until-end, always or 'within 15m'",
        ),
        SettingKey(
            "reminders.snooze",
            "reminders",
            "snooze",
            setting_values.snooze_length,
            format_duration,
            "how long the button Snooze waits, such as 10m",
        ),
        SettingKey(
            "reminders.keep_ledger_days",
            "reminders",
            "keep_ledger_days",
            setting_values.whole(0, 36500),
            setting_values.same,
            "days the ledger is kept, 0 for ever",
        ),
        SettingKey(
            "reminders.repeat_every",
            "reminders",
            "repeat_every",
            setting_values.repeat_every,
            format_insistence,
            "show a reminder again so often until it is answered, 0 for never",
        ),
        SettingKey(
            "reminders.email_after",
            "reminders",
            "email_after",
            setting_values.email_after,
            format_insistence,
            "let an e-mail wait so long for an answer on the desktop, 0 for not at all",
        ),
        SettingKey(
            "reminders.sound",
            "reminders",
            "sound",
            setting_values.flag,
            setting_values.same,
            "play a sound",
        ),
        SettingKey(
            "quiet.hours",
            "quiet",
            "hours",
            setting_values.quiet_hours,
            setting_values.quiet_texts,
            "when reminders are held, such as 'mon-fri 22:00-07:00; sat,sun 23:00-09:00'",
        ),
        SettingKey(
            "quiet.do_not_disturb",
            "quiet",
            "do_not_disturb",
            setting_values.flag,
            setting_values.same,
            "hold reminders while the desktop is set to do not disturb",
        ),
        SettingKey(
            "quiet.presentation",
            "quiet",
            "presentation",
            setting_values.flag,
            setting_values.same,
            "hold reminders during a full-screen presentation",
        ),
        SettingKey(
            "mail.enabled",
            "mail",
            "enabled",
            setting_values.flag,
            setting_values.same,
            "send e-mail at all",
        ),
        SettingKey(
            "mail.host", "mail", "host", setting_values.host, setting_values.same, "mail server"
        ),
        SettingKey(
            "mail.port",
            "mail",
            "port",
            setting_values.whole(1, 65535),
            setting_values.same,
            "its port",
        ),
        SettingKey(
            "mail.security",
            "mail",
            "security",
            setting_values.choice(MailSecurity),
            setting_values.text,
            "starttls, tls or none",
        ),
        SettingKey(
            "mail.user",
            "mail",
            "user",
            setting_values.line,
            setting_values.same,
            "login name, empty for no login",
        ),
        SettingKey(
            "mail.from",
            "mail",
            "sender",
            setting_values.address,
            setting_values.same,
            "sender's address",
        ),
        SettingKey(
            "mail.to",
            "mail",
            "to",
            setting_values.addresses,
            setting_values.same,
            "recipients, separated by commas",
        ),
        SettingKey(
            "mail.on_create",
            "mail",
            "on_create",
            setting_values.flag,
            setting_values.same,
            "also send a mail on creation",
        ),
        SettingKey(
            "mail.per_minute",
            "mail",
            "per_minute",
            setting_values.whole(1, 1000),
            setting_values.same,
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
            "key",
            tr("{text} is not a setting.", text=repr(name)),
            tr("Use one of {choices}.", choices=known),
        ) from None
