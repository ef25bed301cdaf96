"""Reminders: how long before an event, and through which channels (RFC 5545 3.6.6 VALARM)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.language import tr

MAX_LEAD = timedelta(weeks=4)
DAY = timedelta(days=1)


class Channel(StrEnum):
    """A way a reminder reaches the person."""

    DESKTOP = "desktop"
    EMAIL = "email"


DESKTOP_ONLY = frozenset({Channel.DESKTOP})
DESKTOP_AND_EMAIL = frozenset({Channel.DESKTOP, Channel.EMAIL})


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder `lead` before the start.

    For timed events `lead` is real time, 0 to 4 weeks. For all-day events it is wall time
    before midnight of the first day, so 6 hours means 18:00 on the day before and minus
    9 hours means 09:00 on the day itself, on days with 23 or 25 hours too.
    """

    lead: timedelta = timedelta(minutes=5)
    channels: frozenset[Channel] = DESKTOP_ONLY

    @property
    def lead_s(self) -> int:
        """The lead in whole seconds, as used in the suppression key."""
        return int(self.lead.total_seconds())


_PART = re.compile(r"(\d+(?:\.\d+)?)\s*(w|d|h|min|m|s)", re.ASCII | re.IGNORECASE)
_UNIT = {
    "w": timedelta(weeks=1),
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
    "min": timedelta(minutes=1),
    "s": timedelta(seconds=1),
}
_CLOCK_TIME = re.compile(r"(?:(\d{1,2})d)?@(\d{1,2}):(\d{2})", re.ASCII)


def parse_duration(text: str, field: str = "duration") -> timedelta:
    """'45m', '1h30m', '2 d', '0' as a duration; InvalidInput names `field` otherwise."""
    compact = text.strip()
    if compact.startswith("-"):
        raise InvalidInput.of(
            field,
            tr("{text} is negative.", text=repr(text)),
            tr("Give a length of time such as 5m, 1h30m or 2d."),
        )
    if compact == "0":
        return timedelta()
    total, position = timedelta(), 0
    while match := _PART.match(compact, position):
        try:
            total += float(match[1]) * _UNIT[match[2].lower()]
        except OverflowError:
            raise InvalidInput.of(
                field, tr("{text} is too long.", text=repr(text)), tr("Give less.")
            ) from None
        position = match.end()
        while position < len(compact) and compact[position] == " ":
            position += 1
    if position == 0 or position != len(compact):
        raise InvalidInput.of(
            field,
            tr("{text} is not a length of time.", text=repr(text)),
            tr("Write it like 5m, 1h30m, 2d or 1w."),
        )
    return timedelta(seconds=round(total.total_seconds()))


def parse_reminder(text: str, field: str = "remind") -> Reminder:
    """'5m', '1h:email', '1d@18:00:desktop+email' as a Reminder.

    `Nd@HH:MM` is the time of day N days before an all-day event. The optional part after
    the last colon names the channels; without it the reminder is shown on the desktop.
    """
    body, channels = text.strip(), DESKTOP_ONLY
    head, separator, tail = body.rpartition(":")
    if separator and not tail.strip().isdigit():
        channels, body = _parse_channels(tail, field), head
    if match := _CLOCK_TIME.fullmatch(body.replace(" ", "")):
        days, hour, minute = int(match[1] or 0), int(match[2]), int(match[3])
        if hour > 23 or minute > 59:
            raise InvalidInput.of(
                field,
                tr("{time} is no time of day.", time=f"{hour}:{minute:02}"),
                tr("Use 00:00 to 23:59."),
            )
        return Reminder(days * DAY - timedelta(hours=hour, minutes=minute), channels)
    return Reminder(parse_duration(body, field), channels)


def _parse_channels(text: str, field: str) -> frozenset[Channel]:
    names = [name.strip().lower() for name in text.split("+")]
    try:
        return frozenset(Channel(name) for name in names)
    except ValueError:
        raise InvalidInput.of(
            field,
            tr("{text} is not a channel.", text=repr(text)),
            tr("Use desktop, email or desktop+email."),
        ) from None


def format_reminder(reminder: Reminder, *, all_day: bool = False) -> str:
    """The text `parse_reminder` reads back to the same reminder."""
    if all_day:
        days = max(0, -(-reminder.lead // DAY))
        at = days * DAY - reminder.lead
        minutes = int(at.total_seconds()) // 60
        body = f"{days}d@{minutes // 60:02}:{minutes % 60:02}"
    else:
        body = format_duration(reminder.lead)
    if reminder.channels == DESKTOP_ONLY:
        return body
    return f"{body}:{'+'.join(sorted(reminder.channels))}"


def format_duration(duration: timedelta) -> str:
    """The shortest text `parse_duration` reads back, such as '1h30m'."""
    left, parts = int(duration.total_seconds()), []
    for unit, seconds in (("w", 604800), ("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        if unit == "w" and left % seconds:
            continue
        count, left = divmod(left, seconds)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0"
