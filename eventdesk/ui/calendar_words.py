"""What windows say about calendars. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from eventdesk.domain.calendar import COLOURS, Calendar, Subscription
from eventdesk.domain.language import later, retold, tr, tr_n
from eventdesk.domain.wording import inner_when_words, relative_words

if TYPE_CHECKING:
    from eventdesk.services.calendars import Removed

COLOUR_NAMES = dict(
    zip(
        COLOURS,
        (
            later("Blue"),
            later("Green"),
            later("Orange"),
            later("Red"),
            later("Purple"),
            later("Teal"),
            later("Pink"),
            later("Brown"),
        ),
        strict=True,
    )
)
"""English, for `tr`."""


def colour_words(colour: str) -> str:
    """'Blue', or the colour as it is written."""
    known = COLOUR_NAMES.get(colour.lower())
    return tr(known) if known else colour


def named(calendar: Calendar) -> str:
    """'Work', 'Work (off)'."""
    return calendar.name if calendar.on else tr("{calendar} (off)", calendar=calendar.name)


def owned(calendar: Calendar) -> str:
    """'Work', or 'Holidays, from elsewhere' for one whose events cannot be changed."""
    if calendar.read_only:
        return tr("{calendar}, from elsewhere", calendar=calendar.name)
    return calendar.name


def counted(events: int) -> str:
    """'1 event', '1,200 events'."""
    return tr_n("{count} event", "{count} events", events)


def removed_words(removed: Removed) -> str:
    """That a calendar was removed, and what became of its events."""
    name = removed.calendar.name
    if removed.calendar.read_only:
        return tr("Unsubscribed from “{calendar}”.", calendar=name)
    if not removed.events:
        return tr("Removed “{calendar}”.", calendar=name)
    return tr_n(
        "Removed “{calendar}” with {count} event, which is kept among the deleted ones.",
        "Removed “{calendar}” with {count} events, which are kept among the deleted ones.",
        removed.events,
        calendar=name,
    )


def state_words(calendar: Calendar, now: datetime, zone: ZoneInfo) -> str:
    """When a subscription was fetched, or why it could not be, in one line; '' for one's own."""
    found = calendar.subscription
    if found is None:
        return ""
    if found.error:
        return tr("Not refreshed: {why}", why=retold(found.error))
    if found.refreshed_at is None:
        return tr("Not fetched yet")
    ago = relative_words(found.refreshed_at, now)
    return tr(
        "Refreshed {when} ({ago})", when=inner_when_words(found.refreshed_at, now, zone), ago=ago
    )


def subscription_words(found: Subscription, now: datetime, zone: ZoneInfo) -> str:
    """Everything about how fetching a subscription went, in sentences."""
    parts = []
    if found.error:
        parts.append(tr("It could not be refreshed: {why}", why=retold(found.error)))
    if found.refreshed_at is not None:
        when = inner_when_words(found.refreshed_at, now, zone)
        ago = relative_words(found.refreshed_at, now)
        parts.append(tr("Last refreshed {when} ({ago}).", when=when, ago=ago))
    elif not found.error:
        parts.append(tr("It was not fetched yet."))
    if found.next_at is not None and found.next_at > now:
        parts.append(tr("Next: {when}.", when=inner_when_words(found.next_at, now, zone)))
    elif found.next_at is not None:
        parts.append(tr("Next: soon."))
    return " ".join(parts)
