"""An event in plain words for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from eventdesk.cli.output import print_details
from eventdesk.domain.calendar import Calendar
from eventdesk.domain.day_words import short_date
from eventdesk.domain.event import Event, EventDraft
from eventdesk.domain.insistence_words import (
    email_words,
    late_rule_words,
    repeat_words,
    sound_words,
)
from eventdesk.domain.occurrence import Occurrence, occurrence_at, occurrences
from eventdesk.domain.recurrence_text import format_recurrence
from eventdesk.domain.reminder import DAY
from eventdesk.domain.wording import (
    channels_words,
    day_words,
    duration_words,
    lead_words,
    relative_words,
    when_words,
)


def print_event(
    heading: str, event: Event, now: datetime, local: ZoneInfo, calendar: str = ""
) -> None:
    """Everything about an event; `now` is UTC, `calendar` what `calendar_words` said."""
    first = occurrence_at(event, event.start, local)
    following = next(islice(occurrences(event, local, after=now, limit=1), 1), None)
    shown = following or first
    pairs = [
        ("When", span_words(event, shown, now, local)),
        ("There", there_words(event, shown, local)),
        ("Repeats", format_recurrence(event.recurrence) or ""),
        ("Since", when_words(first.start, now, local) if shown.start != first.start else ""),
        ("Reminders", reminders_words(event)),
        *wishes_pairs(event),
        ("Calendar", calendar),
        ("Location", event.location),
        ("Link", event.url),
        ("Tags", ", ".join(event.tags)),
        ("About", event.description),
        ("Deleted", when_words(event.deleted_at, now, local) if event.deleted_at else ""),
        ("ID", event.id),
    ]
    print_details(heading, pairs)


def calendar_words(known: Sequence[Calendar], event: EventDraft) -> str:
    """The name of the event's calendar, '' while there is only one."""
    if len(known) < 2:
        return ""
    found = [each for each in known if each.id == event.calendar]
    return "".join(f"{each.name}{'' if each.on else ' (off)'}" for each in found)


def wishes_pairs(event: EventDraft) -> list[tuple[str, str]]:
    """What the event wants otherwise than the settings say; '' for the rest."""
    wishes = event.insistence
    repeats = ""
    if wishes.repeat_every is not None:
        until = " until dismissed" if wishes.repeat_every else ""
        repeats = repeat_words(wishes.repeat_every) + until
    return [
        ("Reminds again", repeats),
        ("E-mail", email_words(wishes.email_after) if wishes.email_after is not None else ""),
        ("Sound", sound_words(wishes.sound) if wishes.sound is not None else ""),
        ("Quiet hours", "reminded all the same" if wishes.even_when_quiet else ""),
        ("When late", late_rule_words(event.late_rule) if event.late_rule else ""),
    ]


def span_words(event: EventDraft, occurrence: Occurrence, now: datetime, local: ZoneInfo) -> str:
    """'Today 14:55 to 15:10 (15 min), in 7 min', in local time."""
    start = when_words(occurrence.start, now, local, all_day=event.all_day)
    if event.all_day:
        return f"{start}{_last_day(event, occurrence, now, local)}, all day"
    text = start
    if occurrence.end is not None and occurrence.end > occurrence.start:
        end = when_words(occurrence.end, now, local)
        if occurrence.end.astimezone(local).date() == occurrence.start.astimezone(local).date():
            end = f"{occurrence.end.astimezone(local):%H:%M}"
        text += f" to {end} ({duration_words(occurrence.end - occurrence.start)})"
    return f"{text}, {relative_words(occurrence.start, now)}"


def there_words(event: EventDraft, occurrence: Occurrence, local: ZoneInfo) -> str:
    """The start on the event's own clocks, '' where they show the same as the local ones."""
    if event.all_day or event.time_zone in (None, local.key):
        return ""
    here = occurrence.start.astimezone(local)
    there = occurrence.start.astimezone(ZoneInfo(event.time_zone))
    if here.utcoffset() == there.utcoffset():
        return event.time_zone
    return f"{short_date(there)} {there:%H:%M} {event.time_zone}"


def reminders_words(event: EventDraft) -> str:
    """'5 min, 1 h (desktop and e-mail)', or 'none'."""
    if not event.reminders:
        return "none"
    words = []
    for each in event.reminders:
        lead = lead_words(each, all_day=event.all_day)
        if each.lead and not event.all_day:
            lead += " before"
        words.append(f"{lead} ({channels_words(each.channels)})")
    return "; ".join(words)


def _last_day(event: EventDraft, occurrence: Occurrence, now: datetime, local: ZoneInfo) -> str:
    if event.end is None or event.end - event.start <= DAY:
        return ""
    last = (occurrence.wall_start + (event.end - event.start - DAY)).date()
    return f" to {day_words(last, now.astimezone(local).date())}"
