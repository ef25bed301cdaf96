"""What the event table says about one occurrence. Pure; local times are on the clocks of `zone`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from eventdesk.domain.day_words import short_date
from eventdesk.domain.language import tr, tr_c
from eventdesk.domain.ledger import LedgerState
from eventdesk.domain.reminder import DAY, Channel, Reminder
from eventdesk.domain.wording import (
    channels_words,
    day_words,
    duration_words,
    lead_words,
    relative_words,
    short_when_words,
    state_words,
    when_words,
)
from eventdesk.services.views import AgendaRow
from eventdesk.ui.held_words import held_look
from eventdesk.ui.zone_words import there_at_words, there_words

LONGEST_SHOWN = 240
"""Characters of a title that are measured for painting; no column is wider."""


class StateLook(NamedTuple):
    """The state of an occurrence's reminders: a drawing, words, a colour of Tokens, details."""

    icon: str
    words: str
    colour: str
    detail: str = ""


class RowLook(NamedTuple):
    """One table row in words, as of one moment. `today`: its day is that of the moment."""

    day: str
    date: str
    time: str
    relative: str
    title: str
    place: str
    duration: str
    bells: str
    mails: str
    state: StateLook
    over: bool
    running: bool
    today: bool

    @property
    def when(self) -> str:
        """'Today 15:00, in 7 min'."""
        return f"{self.day} {self.time}, {self.relative}"


STATE_LOOKS = {
    LedgerState.CLAIMED: ("send", "accent"),
    LedgerState.DELIVERED: ("check", "ok"),
    LedgerState.RETRYING: ("redo", "warning"),
    LedgerState.GAVE_UP: ("error", "danger"),
    LedgerState.MISSED: ("alert", "danger"),
    LedgerState.SUPPRESSED: ("bell-off", "muted"),
    LedgerState.SNOOZED: ("snooze", "accent"),
    LedgerState.ACKNOWLEDGED: ("eye", "muted"),
}
"""The drawing and the colour of Tokens for each state."""
_URGENT = {
    LedgerState.CLAIMED,
    LedgerState.RETRYING,
    LedgerState.GAVE_UP,
    LedgerState.MISSED,
    LedgerState.SNOOZED,
}


def row_look(row: AgendaRow, now: datetime, zone: ZoneInfo) -> RowLook:
    """Everything a table row says at `now` (aware)."""
    local = row.start.astimezone(zone)
    today = now.astimezone(zone).date()
    ends = _ends(row)
    day = day_words(local.date(), today)
    near = abs((local.date() - today).days) <= 1
    return RowLook(
        day=day,
        date=short_date(local) if near else "",
        time=tr("All day") if row.all_day else f"{local:%H:%M}",
        relative=when_relative(row, now, zone),
        title=row.title[:LONGEST_SHOWN],
        place=" · ".join(each for each in _below(row, zone) if each),
        duration=length_words(row, zone),
        bells=_leads(row, Channel.DESKTOP),
        mails=_leads(row, Channel.EMAIL),
        state=state_look(row, now, zone),
        over=ends <= now,
        running=row.start <= now < ends,
        today=local.date() == today,
    )


def when_relative(row: AgendaRow, now: datetime, zone: ZoneInfo) -> str:
    """'in 7 min', 'now, until 15:00', '3 d ago'; all-day events count whole days."""
    ends = _ends(row)
    if row.all_day:
        days = (row.start.astimezone(zone).date() - now.astimezone(zone).date()).days
        if row.start <= now < ends:
            return tr("now")
        far = tr("{days} d", days=abs(days))
        return tr("in {duration}", duration=far) if days > 0 else tr("{duration} ago", duration=far)
    if row.start <= now < ends and row.end is not None and now - row.start >= timedelta(seconds=30):
        return tr("now, until {when}", when=short_when_words(row.end, now, zone))
    return relative_words(row.start, now)


def length_words(row: AgendaRow, zone: ZoneInfo) -> str:
    """'45 min', '3 d' for all-day events, '' without an end."""
    if row.end is None or row.end == row.start:
        return ""
    if row.all_day:
        days = (row.end.astimezone(zone).date() - row.start.astimezone(zone).date()).days
        return tr("{days} d", days=days)
    return duration_words(row.end - row.start)


def state_look(row: AgendaRow, now: datetime, zone: ZoneInfo) -> StateLook:
    """What became of the reminders, or when the next one is planned."""
    state = row.ledger_state
    if state is LedgerState.SNOOZED:
        told = held_look(row.ledger_detail, row.snoozed_until, now, zone)
        if told is not None:
            return StateLook(told.icon, told.words, told.colour, told.detail)
    if state is not None and (state in _URGENT or row.next_due is None):
        icon, colour = STATE_LOOKS[state]
        return StateLook(icon, _state_words(state), colour, row.ledger_detail)
    if row.next_due is not None:
        due = _due_words(row.next_due, row.start, now, zone)
        words = tr("Due now") if row.next_due <= now else tr("Planned")
        return StateLook("clock", words, "text", due)
    if not row.reminders:
        return StateLook("bell-off", tr("No reminder"), "muted")
    return StateLook("dot", tr("None planned"), "muted")


def _state_words(state: LedgerState) -> str:
    if state is LedgerState.RETRYING:
        # The usual words are too wide for the column in German.
        return tr_c("narrow", "Will try again")
    words = state_words(state)
    return words[:1].upper() + words[1:]


def _due_words(due: datetime, start: datetime, now: datetime, zone: ZoneInfo) -> str:
    """'14:55', with the day when it is not the one the row is about."""
    local = due.astimezone(zone)
    if local.date() == start.astimezone(zone).date():
        return f"{local:%H:%M}"
    return when_words(due, now, zone)


def reminder_words(row: AgendaRow) -> str:
    """Every reminder with its channels: '1 d (desktop and e-mail), 5 min (desktop)'."""
    return ", ".join(
        f"{lead_words(each, all_day=row.all_day)} ({channels_words(each.channels)})"
        for each in reversed(row.reminders)
    )


def details_text(row: AgendaRow, now: datetime, zone: ZoneInfo, calendar: str = "") -> str:
    """The occurrence as plain text, for tool tips and the clipboard; `calendar` is the name
    of its calendar, '' for nothing to tell."""
    look = row_look(row, now, zone)
    length = f" ({look.duration})" if look.duration else ""
    when = when_words(row.start, now, zone, all_day=row.all_day)
    there = there_words(row, zone)
    when += f" ({there})" if there else ""
    state = look.state.words + (f": {look.state.detail}" if look.state.detail else "")
    lines = [
        row.title,
        f"{when}{length}, {look.relative}",
        row.location,
        ", ".join(row.tags),
        tr("Calendar: {name}", name=calendar) if calendar else "",
        tr("Reminders: {reminders}", reminders=reminder_words(row)) if row.reminders else "",
        state,
    ]
    return "\n".join(line for line in lines if line)


def _leads(row: AgendaRow, channel: Channel) -> str:
    leads = [each for each in reversed(row.reminders) if channel in each.channels]
    return ", ".join(_day_lead(each) if row.all_day else lead_words(each) for each in leads)


def _day_lead(reminder: Reminder) -> str:
    """'09:00', 'day before 18:00', '11 d before 18:00' for an all-day event's reminder, shorter
    than lead_words has it."""
    days = max(0, -(-reminder.lead // DAY))
    minutes = (days * DAY - reminder.lead) // timedelta(minutes=1)
    at = f"{minutes // 60:02}:{minutes % 60:02}"
    if days == 0:
        return at
    if days == 1:
        return tr("day before {time}", time=at)
    return tr("{days} d before {time}", days=days, time=at)


def _below(row: AgendaRow, zone: ZoneInfo) -> tuple[str, ...]:
    return there_at_words(row, zone), row.location[:LONGEST_SHOWN], *_tags(row)


def _tags(row: AgendaRow) -> tuple[str, ...]:
    return tuple(f"#{tag}" for tag in row.tags)


def _ends(row: AgendaRow) -> datetime:
    if row.end is None or row.end <= row.start:
        return row.start + timedelta(minutes=60)
    return row.end
