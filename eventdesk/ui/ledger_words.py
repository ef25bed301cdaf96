"""What the ledger window says about a row, in words. Pure functions."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from eventdesk.domain.ledger import LedgerRow, LedgerState
from eventdesk.domain.reminder import Channel, Reminder
from eventdesk.domain.wording import (
    CHANNEL_WORDS,
    STATE_WORDS,
    backend_words,
    late_words,
    lead_words,
    relative_words,
    when_words,
)
from eventdesk.ui.agenda_words import STATE_LOOKS
from eventdesk.ui.held_words import is_held, is_repeating, is_waiting_mail, told


class RowLook(NamedTuple):
    """A row's state in words, its drawing and its colour of Tokens."""

    words: str
    icon: str
    colour: str


class LedgerColumn(StrEnum):
    """The columns of the ledger, in order."""

    DUE = "Due"
    EVENT = "Event"
    CHANNEL = "Channel"
    STATE = "State"
    LATE = "Lateness"
    BACKEND = "Taken by"
    REASON = "Reason or error"


COLUMNS = tuple(LedgerColumn)
_ENDED = (LedgerState.DELIVERED, LedgerState.SNOOZED)


def state_words(state: LedgerState) -> str:
    """'Delivered', 'Will try again'."""
    words = STATE_WORDS[state]
    return words[:1].upper() + words[1:]


def row_look(row: LedgerRow) -> RowLook:
    """How a row's state looks: 'Held' and 'Waits' where it is not simply snoozed."""
    if is_held(row):
        return RowLook("Held", "moon", "warning")
    if is_waiting_mail(row):
        return RowLook("Waits", "clock", "accent")
    return RowLook(state_words(row.state), *STATE_LOOKS[row.state])


def cell_words(row: LedgerRow, column: LedgerColumn, now: datetime, zone: ZoneInfo) -> str:
    """What one cell says."""
    match column:
        case LedgerColumn.DUE:
            return f"{when_words(row.due_at, now, zone)}, {relative_words(row.due_at, now)}"
        case LedgerColumn.EVENT:
            return row.event_title[:240]
        case LedgerColumn.CHANNEL:
            words = CHANNEL_WORDS[row.channel]
            return words[:1].upper() + words[1:]
        case LedgerColumn.STATE:
            return row_look(row).words
        case LedgerColumn.LATE:
            return late_words(row.late)
        case LedgerColumn.BACKEND:
            return backend_words(row.backend)
        case LedgerColumn.REASON:
            return why_words(row, now, zone)[:240]


def why_words(row: LedgerRow, now: datetime, zone: ZoneInfo) -> str:
    """The reason or error; for snoozed and dismissed rows until when and by
    whom, for held, waiting and repeated ones what comes next."""
    words = told(row, now, zone)
    if words:
        return words
    if row.state is LedgerState.SNOOZED and row.snoozed_until is not None:
        return f"until {when_words(row.snoozed_until, now, zone)}"
    if row.state is LedgerState.ACKNOWLEDGED and row.acknowledged_by:
        return f"by {row.acknowledged_by}"
    return row.error or row.reason


def facts(row: LedgerRow, now: datetime, zone: ZoneInfo) -> list[tuple[str, str]]:
    """Everything known about a row, as names and words, without what is empty."""
    before = lead_words(Reminder(row.lead), all_day=row.all_day)
    if row.lead and not row.all_day:
        before = f"{before} before"

    def when(instant: datetime | None) -> str:
        if instant is None:
            return ""
        return f"{when_words(instant, now, zone)}:{instant.astimezone(zone):%S}"

    sent = ", ".join(each for each in (when(row.delivered_at), late_words(row.late)) if each)
    dismissed = ", by ".join(
        each for each in (when(row.acknowledged_at), row.acknowledged_by) if each
    )
    standing = {"Held": is_held, "E-mail": is_waiting_mail, "Repeats": is_repeating}
    coming = next((name for name, fits in standing.items() if fits(row)), "")
    snoozed = "" if coming else when(row.snoozed_until)
    retry = when(row.wake_at) if row.state is LedgerState.RETRYING else ""
    found = [
        ("Event starts", when_words(row.occurrence_start, now, zone, all_day=row.all_day)),
        ("Reminder", f"{before}, {CHANNEL_WORDS[row.channel]}"),
        ("Due", when(row.due_at)),
        ("Handed over", sent),
        ("Taken by", backend_words(row.backend)),
        ("Tries", str(row.attempts) if row.attempts > 1 or row.error else ""),
        ("Next try", retry),
        (coming, told(row, now, zone)),
        ("Snoozed until", snoozed),
        ("Dismissed", dismissed),
        ("Reason", "" if coming in ("Held", "E-mail") else row.reason),
        ("Number", str(row.id)),
    ]
    return [(name, words) for name, words in found if words]


def can_dismiss(row: LedgerRow) -> bool:
    """Whether a dismiss means something: a desktop reminder that still stands."""
    return row.channel is Channel.DESKTOP and row.state in _ENDED


def can_undismiss(row: LedgerRow) -> bool:
    """Whether there is a dismiss to take back."""
    return row.state is LedgerState.ACKNOWLEDGED


def can_resend(row: LedgerRow) -> bool:
    """Whether it can be sent again: not while it is being sent."""
    return row.state is not LedgerState.CLAIMED


def resend_words(row: LedgerRow) -> str:
    """What sending again is called: a held one was not shown yet."""
    if is_held(row):
        return "Show now"
    return "Send now" if is_waiting_mail(row) else "Send again"
