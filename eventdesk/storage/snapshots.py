"""Events as JSON for the undo history: exactly what is stored, nothing rounded."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from eventdesk.domain.calendar import PERSONAL
from eventdesk.domain.event import Event
from eventdesk.storage.event_store import event_from, event_values
from eventdesk.storage.types import WallTime
from eventdesk.storage.values import from_micros, reminder_from, to_micros, wall_from_text

_INSTANTS = ("created_at", "updated_at", "deleted_at")
_WALLS = ("start", "end", "recurrence_id")
_WALL_TYPE = WallTime()
_SINCE = {
    "repeat_s": None,
    "email_after_s": None,
    "sound": None,
    "even_when_quiet": False,
    "calendar_id": PERSONAL,
    "series_id": None,
    "recurrence_id": None,
}
"""What snapshots of older versions lack."""


def snapshot(event: Event) -> dict[str, Any]:
    """The stored form of an event and its reminders."""
    values = event_values(event)
    for name in _INSTANTS:
        values[name] = to_micros(values[name]) if values[name] else None
    for name in _WALLS:
        values[name] = _WALL_TYPE.process_bind_param(values[name], None)
    values["reminders"] = [
        [each.lead_s, ",".join(sorted(each.channels))] for each in event.reminders
    ]
    return values


def from_snapshot(values: dict[str, Any]) -> Event:
    """The event of a snapshot."""
    row = _SINCE | values
    for name in _INSTANTS:
        row[name] = None if row[name] is None else from_micros(row[name])
    for name in _WALLS:
        row[name] = None if row[name] is None else wall_from_text(row[name])
    leads = tuple(reminder_from(lead_s, channels) for lead_s, channels in row.pop("reminders"))
    return event_from(SimpleNamespace(**row), leads)
