"""Events, occurrences and ledger rows as the JSON of the command line's contract."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from eventdesk.domain.event import Event, EventDraft
from eventdesk.domain.ledger import LedgerRow
from eventdesk.domain.occurrence import Occurrence, zone_of
from eventdesk.domain.recurrence_text import format_recurrence
from eventdesk.domain.reminder import Channel, Reminder


def event_json(event: Event, local: ZoneInfo) -> dict[str, object]:
    """An event as a JSON object. Instants are ISO 8601 with offset.

    `start` and `end` carry the event's own offset; events without a zone (floating and
    all-day ones) carry that of `local`. An all-day event ends at the midnight after its
    last day. `recurrence` is an RRULE value, content lines where single dates were added
    or removed, or null. From `late_rule` on null means 'as in the settings'; `late_rule` is
    the text of `--late-rule`, lengths are ISO 8601 durations ('PT0S': never, or at once).
    `calendar` is the id of the event's calendar.
    """
    zone, wishes = zone_of(event, local), event.insistence
    return {
        "id": event.id,
        "title": event.title,
        "description": event.description,
        "start": event.start.replace(tzinfo=zone).isoformat(),
        "end": event.end.replace(tzinfo=zone).isoformat() if event.end else None,
        "time_zone": event.time_zone,
        "all_day": event.all_day,
        "location": event.location,
        "url": event.url,
        "tags": list(event.tags),
        "reminders": [reminder_json(each) for each in event.reminders],
        "recurrence": format_recurrence(event.recurrence),
        "created_at": event.created_at.isoformat(),
        "updated_at": event.updated_at.isoformat(),
        "deleted_at": _instant(event.deleted_at),
        "late_rule": str(event.late_rule) if event.late_rule is not None else None,
        "repeat_every": _length(wishes.repeat_every),
        "email_after": _length(wishes.email_after),
        "sound": wishes.sound,
        "even_when_quiet": wishes.even_when_quiet,
        "calendar": event.calendar,
    }


def reminder_json(reminder: Reminder) -> dict[str, object]:
    """A reminder: `before` as an ISO 8601 duration, and its channels in a fixed order."""
    return {
        "before": iso_duration(reminder.lead),
        "channels": [each.value for each in Channel if each in reminder.channels],
    }


def occurrence_json(
    event: EventDraft, occurrence: Occurrence, local: ZoneInfo
) -> dict[str, str | None]:
    """One occurrence, start and end with the event's own offset; `end` null without an end."""
    zone = zone_of(event, local)
    end = occurrence.end
    return {
        "start": occurrence.start.astimezone(zone).isoformat(),
        "end": end.astimezone(zone).isoformat() if end else None,
    }


def ledger_json(row: LedgerRow) -> dict[str, object]:
    """A ledger row; `late_s` is in seconds after `due_at`, null until delivered."""
    return {
        "id": row.id,
        "event_id": row.event_id,
        "event_title": row.event_title,
        "occurrence_start": row.occurrence_start.isoformat(),
        "due_at": row.due_at.isoformat(),
        "channel": row.channel.value,
        "state": row.state.value,
        "reason": row.reason,
        "attempts": row.attempts,
        "backend": row.backend,
        "delivered_at": _instant(row.delivered_at),
        "late_s": row.late.total_seconds() if row.late is not None else None,
        "error": row.error,
        "snoozed_until": _instant(row.snoozed_until),
        "acknowledged_at": _instant(row.acknowledged_at),
        "acknowledged_by": row.acknowledged_by,
    }


def iso_duration(duration: timedelta) -> str:
    """An ISO 8601 duration in days, hours, minutes and seconds: 'PT5M', 'P1DT2H', '-PT9H'."""
    seconds = int(duration.total_seconds())
    if seconds == 0:
        return "PT0S"
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    days, rest = divmod(seconds, 86400)
    hours, rest = divmod(rest, 3600)
    minutes, seconds = divmod(rest, 60)
    parts = ((hours, "H"), (minutes, "M"), (seconds, "S"))
    clock = "".join(f"{count}{unit}" for count, unit in parts if count)
    return f"{sign}P{f'{days}D' if days else ''}{f'T{clock}' if clock else ''}"


def _length(length: timedelta | None) -> str | None:
    return iso_duration(length) if length is not None else None


def _instant(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None
