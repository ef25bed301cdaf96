"""How hard reminders insist, in plain words for window and terminal."""

from __future__ import annotations

from datetime import timedelta

from eventdesk.domain.insistence import Insistence
from eventdesk.domain.late import LateMode, LateRule

_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


def length_words(length: timedelta) -> str:
    """'5 min', '1 h 30 min', '1 min 30 s': exact, `reminder.parse_duration` reads it back."""
    left, parts = int(length.total_seconds()), []
    for seconds, unit in _UNITS:
        count, left = divmod(left, seconds)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts) or "0"


def repeat_words(every: timedelta) -> str:
    """'never', 'every 5 min'."""
    return f"every {length_words(every)}" if every else "never"


def email_words(after: timedelta) -> str:
    """'at once', 'only if not dismissed after 10 min'."""
    return f"only if not dismissed after {length_words(after)}" if after else "at once"


def sound_words(sound: bool) -> str:
    """'yes', 'no'."""
    return "yes" if sound else "no"


def late_rule_words(rule: LateRule) -> str:
    """'until it ends', 'within 15 min', 'always'."""
    if rule.mode is LateMode.WITHIN:
        return f"within {length_words(rule.limit)}"
    return "always" if rule.mode is LateMode.ALWAYS else "until it ends"


def wish_words(wishes: Insistence, late_rule: LateRule | None) -> list[str]:
    """What an event wants otherwise than the settings, a few words each."""
    found = []
    if wishes.repeat_every is not None:
        every = repeat_words(wishes.repeat_every)
        found.append(every if wishes.repeat_every else "no repeating")
    if wishes.email_after is not None:
        after = length_words(wishes.email_after)
        found.append(f"e-mail after {after}" if wishes.email_after else "e-mail at once")
    if wishes.sound is not None:
        found.append("sound" if wishes.sound else "no sound")
    if wishes.even_when_quiet:
        found.append("even in quiet hours")
    if late_rule is not None:
        found.append(f"when late {late_rule_words(late_rule)}")
    return found
