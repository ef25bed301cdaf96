"""How hard reminders insist, in plain words for window and terminal."""

from __future__ import annotations

from datetime import timedelta

from eventdesk.domain.insistence import Insistence
from eventdesk.domain.language import later, tr
from eventdesk.domain.late import LateMode, LateRule

_UNITS = (
    (86_400, later("{days} d")),
    (3_600, later("{hours} h")),
    (60, later("{minutes} min")),
    (1, later("{seconds} s")),
)
_EVERY_ONE = {
    timedelta(days=1): later("every 1 d"),
    timedelta(hours=1): later("every 1 h"),
    timedelta(minutes=1): later("every 1 min"),
}


def length_words(length: timedelta) -> str:
    """'5 min', '1 h 30 min', '1 min 30 s': exact; `reminder.parse_duration` reads the English."""
    left, parts = int(length.total_seconds()), []
    for size, form in _UNITS:
        count, left = divmod(left, size)
        if count:
            parts.append(tr(form, days=count, hours=count, minutes=count, seconds=count))
    return " ".join(parts) or "0"


def repeat_words(every: timedelta) -> str:
    """'never', 'every 5 min'."""
    if not every:
        return tr("never")
    if every in _EVERY_ONE:
        return tr(_EVERY_ONE[every])
    return tr("every {length}", length=length_words(every))


def email_words(after: timedelta) -> str:
    """'at once', 'only if not dismissed after 10 min'."""
    if not after:
        return tr("at once")
    return tr("only if not dismissed after {length}", length=length_words(after))


def sound_words(sound: bool) -> str:
    """'yes', 'no'."""
    return tr("yes") if sound else tr("no")


def late_rule_words(rule: LateRule) -> str:
    """'until it ends', 'within 15 min', 'always'."""
    if rule.mode is LateMode.WITHIN:
        return tr("within {length}", length=length_words(rule.limit))
    return tr("always") if rule.mode is LateMode.ALWAYS else tr("until it ends")


def wish_words(wishes: Insistence, late_rule: LateRule | None) -> list[str]:
    """What an event wants otherwise than the settings, a few words each."""
    found = []
    if wishes.repeat_every is not None:
        every = wishes.repeat_every
        found.append(repeat_words(every) if every else tr("no repeating"))
    if wishes.email_after is not None:
        after = length_words(wishes.email_after)
        found.append(
            tr("e-mail after {length}", length=after)
            if wishes.email_after
            else tr("e-mail at once")
        )
    if wishes.sound is not None:
        found.append(tr("sound") if wishes.sound else tr("no sound"))
    if wishes.even_when_quiet:
        found.append(tr("even in quiet hours"))
    if late_rule is not None:
        found.append(_late_wish(late_rule))
    return found


def _late_wish(rule: LateRule) -> str:
    if rule.mode is LateMode.WITHIN:
        return tr("when late within {length}", length=length_words(rule.limit))
    return tr("when late always") if rule.mode is LateMode.ALWAYS else tr("when late until it ends")
