"""What windows say about calendars. Pure."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from eventdesk.domain.calendar import COLOURS, Calendar, Subscription
from eventdesk.domain.wording import relative_words, when_words

COLOUR_NAMES = dict(
    zip(
        COLOURS,
        ("Blue", "Green", "Orange", "Red", "Purple", "Teal", "Pink", "Brown"),
        strict=True,
    )
)


def colour_words(colour: str) -> str:
    """'Blue', or the colour as it is written."""
    return COLOUR_NAMES.get(colour.lower(), colour)


def named(calendar: Calendar) -> str:
    """'Work', 'Work (off)'."""
    return calendar.name if calendar.on else f"{calendar.name} (off)"


def owned(calendar: Calendar) -> str:
    """'Work', or 'Holidays, from elsewhere' for one whose events cannot be changed."""
    return f"{calendar.name}, from elsewhere" if calendar.read_only else calendar.name


def counted(events: int) -> str:
    """'1 event', '1,200 events'."""
    return "1 event" if events == 1 else f"{events:,} events"


def state_words(calendar: Calendar, now: datetime, zone: ZoneInfo) -> str:
    """When a subscription was fetched, or why it could not be, in one line; '' for one's own."""
    found = calendar.subscription
    if found is None:
        return ""
    if found.error:
        return f"Not refreshed: {found.error}"
    if found.refreshed_at is None:
        return "Not fetched yet"
    return f"Refreshed {_moment(found.refreshed_at, now, zone)}"


def subscription_words(found: Subscription, now: datetime, zone: ZoneInfo) -> str:
    """Everything about how fetching a subscription went, in sentences."""
    parts = []
    if found.error:
        parts.append(f"It could not be refreshed: {found.error}")
    if found.refreshed_at is not None:
        parts.append(f"Last refreshed {_moment(found.refreshed_at, now, zone)}.")
    elif not found.error:
        parts.append("It was not fetched yet.")
    if found.next_at is not None:
        following = _day_small(when_words(found.next_at, now, zone))
        parts.append(f"Next: {following if found.next_at > now else 'soon'}.")
    return " ".join(parts)


def _moment(instant: datetime, now: datetime, zone: ZoneInfo) -> str:
    words = _day_small(when_words(instant, now, zone))
    return f"{words} ({relative_words(instant, now)})"


def _day_small(words: str) -> str:
    """'today 12:00' within a sentence, but 'Wed 18 Nov'."""
    near = words.startswith(("Today", "Tomorrow", "Yesterday"))
    return words[:1].lower() + words[1:] if near else words
