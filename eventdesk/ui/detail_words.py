"""What the detail pane says about an event, in words. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from eventdesk.domain.language import tr
from eventdesk.domain.ledger import LedgerRow
from eventdesk.domain.wording import (
    channels_words,
    day_words,
    duration_words,
    lead_words,
    when_words,
)
from eventdesk.services.views import AgendaRow
from eventdesk.ui.agenda_words import length_words, when_relative
from eventdesk.ui.held_words import is_repeating, soon_words
from eventdesk.ui.zone_words import city_words, other_zone


def span_words(row: AgendaRow, zone: ZoneInfo, now: datetime) -> str:
    """'Today 15:00 – 15:15', 'Tomorrow 22:10 – Wed 25 Nov 08:50', 'Wed 25 – Fri 27 Nov'."""
    today = now.astimezone(zone).date()
    start = row.start.astimezone(zone)
    first = day_words(start.date(), today)
    if row.all_day:
        last = (row.end or row.start + timedelta(days=1)).astimezone(zone)
        final = (last - timedelta(seconds=1)).date()
        if final <= start.date():
            return tr("{day}, all day", day=first)
        return f"{first} – {day_words(final, today)}"
    text = f"{first} {start:%H:%M}"
    if row.end is None or row.end == row.start:
        return text
    end = row.end.astimezone(zone)
    same = end.date() == start.date()
    return f"{text} – {end:%H:%M}" if same else f"{text} – {when_words(row.end, now, zone)}"


def when_lines(row: AgendaRow, zone: ZoneInfo, now: datetime) -> list[str]:
    """The time here, what it is where the event lives when that differs, and how far away."""
    lines = [span_words(row, zone, now)]
    there = other_zone(row, zone)
    if there is not None:
        span, city = span_words(row, there, now), city_words(there.key)
        lines.append(tr("{time} in {city}", time=span, city=city))
    more = [when_relative(row, now, zone), length_words(row, zone)]
    more.append(tr("repeats") if row.recurring else "")
    lines.append(" · ".join(each for each in more if each))
    return lines


def reminder_lines(row: AgendaRow) -> list[tuple[str, str]]:
    """Each reminder, the earliest first, as a drawing's name and words."""
    lines = []
    for each in reversed(row.reminders):
        lead = lead_words(each, all_day=row.all_day)
        if each.lead and not row.all_day:
            lead = tr("{time} before", time=lead)
        names = {str(channel) for channel in each.channels}
        icon = "mail" if names == {"email"} else "bell"
        lines.append((icon, f"{lead}, {channels_words(each.channels)}"))
    return lines


def waiting_words(row: LedgerRow, now: datetime, zone: ZoneInfo) -> str:
    """What is said of a reminder that waits to be answered."""
    since = soon_words(row.delivered_at or row.due_at, now, zone)
    words = tr("A reminder has been waiting since {since}.", since=since)
    if not is_repeating(row) or row.wake_at is None:
        return words
    again = tr(
        "It is shown again every {time}, next {when}.",
        time=duration_words(row.repeat_every),
        when=soon_words(row.wake_at, now, zone),
    )
    return f"{words} {again}"
