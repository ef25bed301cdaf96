"""What the event table says about one occurrence. Pure; local times are on the clocks of `zone`."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from eventdesk.domain.ledger import LedgerState
from eventdesk.domain.reminder import Channel
from eventdesk.domain.wording import (
    STATE_WORDS,
    channels_words,
    day_words,
    duration_words,
    lead_words,
    relative_words,
    when_words,
)
from eventdesk.services.views import AgendaRow
from eventdesk.ui.held_words import held_look
from eventdesk.ui.zone_words import there_words

_SHORTER = (
    (re.compile(r"on the day, "), ""),
    (re.compile(r"\b1 day before, "), "day before "),
    (re.compile(r"(\d+) days before, "), r"\1 d before "),
)
"""What the column of the reminders of all-day events leaves out."""
LONGEST_SHOWN = 240
"""Characters of a title that are measured for painting; no column is wider."""


class StateLook(NamedTuple):
    """The state of an occurrence's reminders: a drawing, words, a colour of Tokens, details."""

    icon: str
    words: str
    colour: str
    detail: str = ""


class RowLook(NamedTuple):
    """One table row in words, as of one moment."""

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
        date=f"{local:%a} {local.day} {local:%b}" if near else "",
        time="All day" if row.all_day else f"{local:%H:%M}",
        relative=when_relative(row, now, zone),
        title=row.title[:LONGEST_SHOWN],
        place=" · ".join(each for each in _below(row, zone) if each),
        duration=length_words(row, zone),
        bells=_leads(row, Channel.DESKTOP),
        mails=_leads(row, Channel.EMAIL),
        state=state_look(row, now, zone),
        over=ends <= now,
        running=row.start <= now < ends,
    )


def when_relative(row: AgendaRow, now: datetime, zone: ZoneInfo) -> str:
    """'in 7 min', 'now, until 15:00', '3 d ago'; all-day events count whole days."""
    ends = _ends(row)
    if row.all_day:
        days = (row.start.astimezone(zone).date() - now.astimezone(zone).date()).days
        if row.start <= now < ends:
            return "now"
        return f"in {days} d" if days > 0 else f"{-days} d ago"
    if row.start <= now < ends and row.end is not None and now - row.start >= timedelta(seconds=30):
        return f"now, until {when_words(row.end, now, zone).removeprefix('Today ')}"
    return relative_words(row.start, now)


def length_words(row: AgendaRow, zone: ZoneInfo) -> str:
    """'45 min', '3 d' for all-day events, '' without an end."""
    if row.end is None or row.end == row.start:
        return ""
    if row.all_day:
        days = (row.end.astimezone(zone).date() - row.start.astimezone(zone).date()).days
        return f"{days} d"
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
        return StateLook(icon, _capital(STATE_WORDS[state]), colour, row.ledger_detail)
    if row.next_due is not None:
        due = _due_words(row.next_due, row.start, now, zone)
        return StateLook("clock", "Due now" if row.next_due <= now else "Planned", "text", due)
    if not row.reminders:
        return StateLook("bell-off", "No reminder", "muted")
    return StateLook("dot", "None planned", "muted")


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
        f"Calendar: {calendar}" if calendar else "",
        f"Reminders: {reminder_words(row)}" if row.reminders else "",
        state,
    ]
    return "\n".join(line for line in lines if line)


def _leads(row: AgendaRow, channel: Channel) -> str:
    leads = [each for each in reversed(row.reminders) if channel in each.channels]
    words = ", ".join(lead_words(each, all_day=row.all_day) for each in leads)
    for long, short in _SHORTER if row.all_day else ():
        words = long.sub(short, words)
    return words


def _below(row: AgendaRow, zone: ZoneInfo) -> tuple[str, ...]:
    return there_words(row, zone, " in "), row.location[:LONGEST_SHOWN], *_tags(row)


def _tags(row: AgendaRow) -> tuple[str, ...]:
    return tuple(f"#{tag}" for tag in row.tags)


def _ends(row: AgendaRow) -> datetime:
    if row.end is None or row.end <= row.start:
        return row.start + timedelta(minutes=60)
    return row.end


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
