"""How hard an event's reminders insist: repeating, sound, and mail when nobody answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.language import tr
from eventdesk.domain.reminder import format_duration, parse_duration

ONCE = timedelta()
"""No repeating; for e-mails: no waiting."""
LEAST_REPEAT = timedelta(minutes=1)
MOST_REPEAT = timedelta(days=1)
MOST_WAIT = timedelta(days=7)
REPEAT_FOR = timedelta(hours=24)
"""How long after the end of its event a reminder that nobody answers is still repeated."""

_NEVER = {"0", "never", "off", "no", "once"}
_DEFAULT = {"", "default"}


@dataclass(frozen=True, slots=True)
class Insistence:
    """What happens while a reminder is not answered. None: as the settings say.

    A delivered desktop reminder is shown again every `repeat_every` until it is answered
    (zero: never). With `email_after` the e-mail of a reminder that is also shown on the
    desktop waits so long and is not sent when the reminder was answered meanwhile (zero: it
    is sent at once). `sound` plays one. `even_when_quiet` shows it in quiet hours too, and
    while the desktop wants quiet.
    """

    repeat_every: timedelta | None = None
    email_after: timedelta | None = None
    sound: bool | None = None
    even_when_quiet: bool = False

    def with_defaults(self, defaults: Insistence) -> Insistence:
        """These wishes, those of `defaults` where there are none."""
        return Insistence(
            defaults.repeat_every if self.repeat_every is None else self.repeat_every,
            defaults.email_after if self.email_after is None else self.email_after,
            defaults.sound if self.sound is None else self.sound,
            self.even_when_quiet,
        )

    @property
    def repeats_every(self) -> timedelta:
        """The interval between repeats, zero for none."""
        return self.repeat_every or ONCE

    @property
    def email_waits(self) -> timedelta:
        """How long the e-mail waits for an answer, zero for not at all."""
        return self.email_after or ONCE


def parse_repeat_every(text: str, field: str = "repeat-every") -> timedelta:
    """'5m', or 'never' for zero; InvalidInput names `field` otherwise."""
    return _parse(text, field, LEAST_REPEAT, MOST_REPEAT, tr("Use never, or 1m to 1d, such as 5m."))


def parse_email_after(text: str, field: str = "email-after") -> timedelta:
    """'10m', or '0' for at once; InvalidInput names `field` otherwise."""
    return _parse(
        text,
        field,
        timedelta(seconds=1),
        MOST_WAIT,
        tr("Use 0 for at once, or up to 7d, such as 10m."),
    )


def is_default(text: str) -> bool:
    """True for the words that leave a wish to the settings."""
    return text.strip().lower() in _DEFAULT


def format_insistence(length: timedelta) -> str:
    """The text that `parse_repeat_every` and `parse_email_after` read back."""
    return format_duration(length) if length else "0"


def _parse(text: str, field: str, least: timedelta, most: timedelta, remedy: str) -> timedelta:
    if text.strip().lower() in _NEVER:
        return ONCE
    length = parse_duration(text, field)
    if not least <= length <= most:
        raise InvalidInput.of(field, tr("{text} does not fit.", text=repr(text)), remedy)
    return length
