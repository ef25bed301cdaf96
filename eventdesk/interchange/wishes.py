"""What an event wants otherwise than the settings, as properties of its VEVENT.

iCalendar has no words for it, so these are X- properties (RFC 5545 3.8.8.2). Lengths are
DURATION values; PT0S says 'never', and 'at once' for e-mails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.event import EventDraft
from eventdesk.domain.event_json import iso_duration
from eventdesk.domain.insistence import (
    Insistence,
    format_insistence,
    parse_email_after,
    parse_repeat_every,
)
from eventdesk.domain.language import later
from eventdesk.domain.late import LateRule, parse_late_rule
from eventdesk.interchange.components import Component
from eventdesk.interchange.content_lines import unescaped
from eventdesk.interchange.event_times import Note
from eventdesk.interchange.values import parse_length

LATE_RULE = "X-EVENTDESK-LATE-RULE"
REPEAT_EVERY = "X-EVENTDESK-REPEAT-EVERY"
EMAIL_AFTER = "X-EVENTDESK-EMAIL-AFTER"
SOUND = "X-EVENTDESK-SOUND"
EVEN_WHEN_QUIET = "X-EVENTDESK-EVEN-WHEN-QUIET"
_WORDS = {True: "TRUE", False: "FALSE"}


def wish_lines(draft: EventDraft) -> Iterator[str]:
    """The content lines, none for what is left to the settings. No value needs escaping."""
    wishes = draft.insistence
    if draft.late_rule is not None:
        yield f"{LATE_RULE}:{draft.late_rule}"
    if wishes.repeat_every is not None:
        yield f"{REPEAT_EVERY}:{iso_duration(wishes.repeat_every)}"
    if wishes.email_after is not None:
        yield f"{EMAIL_AFTER}:{iso_duration(wishes.email_after)}"
    if wishes.sound is not None:
        yield f"{SOUND}:{_WORDS[wishes.sound]}"
    if wishes.even_when_quiet:
        yield f"{EVEN_WHEN_QUIET}:TRUE"


def read_insistence(component: Component, note: Note) -> Insistence:
    """The insistence that a VEVENT's own properties tell of."""
    return Insistence(
        _length(component, REPEAT_EVERY, parse_repeat_every, note),
        _length(component, EMAIL_AFTER, parse_email_after, note),
        _flag(component, SOUND, note),
        _flag(component, EVEN_WHEN_QUIET, note) or False,
    )


def read_late_rule(component: Component, note: Note) -> LateRule | None:
    """The late rule of a VEVENT."""
    text = component.value(LATE_RULE)
    if not text:
        return None
    try:
        return parse_late_rule(unescaped(text))
    except InvalidInput as error:
        note(str(error))
        return None


def _length(
    component: Component, name: str, check: Callable[[str], timedelta], note: Note
) -> timedelta | None:
    text = component.value(name)
    if not text:
        return None
    try:
        return check(format_insistence(parse_length(text)))
    except (ValueError, InvalidInput):
        words = later("{value} in its {property} does not fit and is left out.")
        note(words.format(value=repr(text[:40]), property=name))
        return None


def _flag(component: Component, name: str, note: Note) -> bool | None:
    text = component.value(name).upper()
    if text in _WORDS.values():
        return text == _WORDS[True]
    if text:
        words = later("{value} in its {property} is neither TRUE nor FALSE and is left out.")
        note(words.format(value=repr(text[:40]), property=name))
    return None
