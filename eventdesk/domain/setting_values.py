"""How values of settings are read from plain values or text, and written back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from typing import Any

from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.insistence import parse_email_after, parse_repeat_every
from eventdesk.domain.language import tr
from eventdesk.domain.late import LateRule, parse_late_rule
from eventdesk.domain.quiet_hours import QuietHours, parse_quiet_span
from eventdesk.domain.reminder import (
    MAX_LEAD,
    Reminder,
    format_reminder,
    parse_duration,
    parse_reminder,
)

ADDRESS = re.compile(r"^[^@\s<>,;:\"\x00-\x1f]+@[^@\s<>,;:\"\x00-\x1f]+$")
Plain = str | int | bool | list[str]


def flag(value: object, key: str) -> bool:
    """A switch."""
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower()
    if text in {"true", "yes", "on", "1"}:
        return True
    if text in {"false", "no", "off", "0"}:
        return False
    raise InvalidInput.of(
        key, tr("{text} is neither true nor false.", text=repr(value)), tr("Use true or false.")
    )


def whole(least: int, most: int) -> Callable[[object, str], int]:
    """A whole number in these bounds."""

    def parse(value: object, key: str) -> int:
        try:
            number = int(str(value).strip())
        except ValueError:
            number = least - 1
        if isinstance(value, bool) or not least <= number <= most:
            raise InvalidInput.of(
                key,
                tr("{text} does not fit.", text=repr(value)),
                tr("Use a whole number from {least} to {most}.", least=least, most=most),
            )
        return number

    return parse


def choice(kind: type[StrEnum]) -> Callable[[object, str], StrEnum]:
    """One of the values of an enumeration."""

    def parse(value: object, key: str) -> StrEnum:
        try:
            return kind(str(value).strip().lower())
        except ValueError:
            options = ", ".join(each.value for each in kind)
            raise InvalidInput.of(
                key,
                tr("{text} is no choice.", text=repr(value)),
                tr("Use {choices}.", choices=options),
            ) from None

    return parse


def line(value: object, key: str) -> str:
    """One line of text without control characters."""
    text = str(value).strip()
    if any(ord(character) < 32 or ord(character) == 127 for character in text):
        raise InvalidInput.of(
            key, tr("The value has a line break or control character."), tr("Remove it.")
        )
    return text


def host(value: object, key: str) -> str:
    """The name or address of a server."""
    text = line(value, key)
    if text and not re.fullmatch(r"[A-Za-z0-9._:\[\]-]+|[^\s/@]+", text):
        raise InvalidInput.of(
            key,
            tr("{text} is not a server name.", text=repr(text)),
            tr("Write it like {example}.", example="smtp.example.org"),
        )
    return text


def address(value: object, key: str) -> str:
    """A single mail address (RFC 5321 mailbox), or '' for none; InvalidInput otherwise."""
    text = line(value, key)
    if text and (len(text) > 254 or not ADDRESS.match(text)):
        raise InvalidInput.of(
            key,
            tr("{text} is not a mail address.", text=repr(text)),
            tr("Write it like {example}.", example="name@example.org"),
        )
    return text


def addresses(value: object, key: str) -> str:
    """Mail addresses separated by commas; InvalidInput names the first malformed one."""
    parts = [address(part, key) for part in line(value, key).split(",") if part.strip()]
    return ", ".join(parts)


def reminders(*, all_day: bool) -> Callable[[object, str], tuple[Reminder, ...]]:
    """Reminders, separated by commas."""

    def parse(value: object, key: str) -> tuple[Reminder, ...]:
        parts = value if isinstance(value, list) else str(value).split(",")
        found = tuple(parse_reminder(str(part), key) for part in parts if str(part).strip())
        if not all_day and any(each.lead.total_seconds() < 0 for each in found):
            raise InvalidInput.of(
                key,
                tr("A reminder cannot come after the start."),
                tr("Use a time before it, or 0."),
            )
        if any(each.lead > MAX_LEAD for each in found):
            raise InvalidInput.of(key, tr("A reminder is too early."), tr("Use at most 4 weeks."))
        return found

    return parse


def reminder_texts(*, all_day: bool) -> Callable[[Any], Plain]:
    """Reminders as `reminders` reads them."""
    return lambda found: [format_reminder(each, all_day=all_day) for each in found]


def text(value: object) -> Plain:
    """The text of a value."""
    return str(value)


def same(value: Any) -> Plain:
    """A value that is plain already."""
    plain: Plain = value
    return plain


def late_rule(value: object, key: str) -> LateRule:
    """A late rule."""
    return parse_late_rule(str(value), key)


def snooze_length(value: object, key: str) -> timedelta:
    """How long *Snooze* waits."""
    length = parse_duration(str(value), key)
    if not timedelta() < length <= timedelta(days=7):
        raise InvalidInput.of(
            key, tr("{text} does not fit.", text=repr(value)), tr("Use 1s to 7d, such as 10m.")
        )
    return length


def repeat_every(value: object, key: str) -> timedelta:
    """How often a reminder is shown again, zero for never."""
    return parse_repeat_every(str(value), key)


def email_after(value: object, key: str) -> timedelta:
    """How long an e-mail waits for an answer, zero for not at all."""
    return parse_email_after(str(value), key)


def quiet_hours(value: object, key: str) -> QuietHours:
    """Quiet hours, separated by ';'."""
    # A comma parts days too: 'mon,sat 22:00-07:00; sun 20:00-09:00' parts spans with ';'.
    parts = value if isinstance(value, list) else str(value).split(";")
    return QuietHours(
        tuple(parse_quiet_span(str(part), key) for part in parts if str(part).strip())
    )


def quiet_texts(hours: QuietHours) -> Plain:
    """Quiet hours as `quiet_hours` reads them."""
    return [str(each) for each in hours.spans]
