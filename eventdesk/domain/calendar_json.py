"""Calendars as the JSON of the command line's contract."""

from __future__ import annotations

from collections.abc import Sequence

from eventdesk.domain.calendar import Calendar, Subscription
from eventdesk.domain.event_json import iso_duration, reminder_json
from eventdesk.domain.reminder import Reminder


def calendar_json(calendar: Calendar, events: int) -> dict[str, object]:
    """A calendar with its number of events. `reminders` and `all_day_reminders` are what its
    new events get, null: as in the settings; `subscription` is null for one's own."""
    return {
        "id": calendar.id,
        "name": calendar.name,
        "colour": calendar.colour,
        "on": calendar.on,
        "events": events,
        "reminders": _reminders(calendar.reminders),
        "all_day_reminders": _reminders(calendar.all_day_reminders),
        "read_only": calendar.read_only,
        "subscription": _subscription(calendar.subscription),
    }


def _reminders(found: Sequence[Reminder] | None) -> list[dict[str, object]] | None:
    return None if found is None else [reminder_json(each) for each in found]


def _subscription(found: Subscription | None) -> dict[str, object] | None:
    if found is None:
        return None
    return {
        "url": found.url,
        "every": iso_duration(found.every),
        "refreshed_at": found.refreshed_at.isoformat() if found.refreshed_at else None,
        "next_at": found.next_at.isoformat() if found.next_at else None,
        "failures": found.failures,
        "error": found.error,
    }
