"""What the ledger window says about a row, in words. Pure functions."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from eventdesk.domain.language import later, retold, tr
from eventdesk.domain.ledger import LedgerRow, LedgerState
from eventdesk.domain.reminder import Channel, Reminder
from eventdesk.domain.wording import (
    backend_words,
    channel_words,
    inner_when_words,
    late_words,
    lead_words,
    relative_words,
    when_words,
)
from eventdesk.domain.wording import state_words as plain_state_words
from eventdesk.ui.agenda_words import STATE_LOOKS
from eventdesk.ui.held_words import is_held, is_repeating, is_waiting_mail, told


class RowLook(NamedTuple):
    """A row's state in words, its drawing and its colour of Tokens."""

    words: str
    icon: str
    colour: str


class LedgerColumn(StrEnum):
    """The columns of the ledger, in order; the value is the title in English."""

    DUE = later("Due")
    EVENT = later("Event")
    CHANNEL = later("Channel")
    STATE = later("State")
    LATE = later("Lateness")
    BACKEND = later("Taken by")
    REASON = later("Reason or error")


COLUMNS = tuple(LedgerColumn)
_BY = {
    "popup": later("by popup"),
    "window": later("by window"),
    "notification": later("by notification"),
    "command line": later("by command line"),
    "edit": later("by edit"),
    "import": later("by import"),
}
"""Who dismissed, by what the ledger calls it."""
_ENDED = (LedgerState.DELIVERED, LedgerState.SNOOZED)


def state_words(state: LedgerState) -> str:
    """'Delivered', 'Will try again'."""
    return _capital(plain_state_words(state))


def all_state_words() -> list[str]:
    """Everything that `row_look` calls a state."""
    return [*map(state_words, LedgerState), tr("Held"), tr("Waits")]


def row_look(row: LedgerRow) -> RowLook:
    """How a row's state looks: 'Held' and 'Waits' where it is not simply snoozed."""
    if is_held(row):
        return RowLook(tr("Held"), "moon", "warning")
    if is_waiting_mail(row):
        return RowLook(tr("Waits"), "clock", "accent")
    return RowLook(state_words(row.state), *STATE_LOOKS[row.state])


def cell_words(row: LedgerRow, column: LedgerColumn, now: datetime, zone: ZoneInfo) -> str:
    """What one cell says."""
    match column:
        case LedgerColumn.DUE:
            return f"{when_words(row.due_at, now, zone)}, {relative_words(row.due_at, now)}"
        case LedgerColumn.EVENT:
            return row.event_title[:240]
        case LedgerColumn.CHANNEL:
            return _capital(channel_words(row.channel))
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
        return tr("until {when}", when=inner_when_words(row.snoozed_until, now, zone))
    if row.state is LedgerState.ACKNOWLEDGED and row.acknowledged_by:
        return by_words(row.acknowledged_by)
    return retold(row.error or row.reason)


def by_words(who: str) -> str:
    """'by popup', from the ledger's word for who dismissed; '' for nobody."""
    if who in _BY:
        return tr(_BY[who])
    return tr("by {who}", who=who) if who else ""


def facts(row: LedgerRow, now: datetime, zone: ZoneInfo) -> list[tuple[str, str]]:
    """Everything known about a row, as names and words, without what is empty."""
    before = lead_words(Reminder(row.lead), all_day=row.all_day)
    if row.lead and not row.all_day:
        before = tr("{length} before", length=before)

    def when(instant: datetime | None) -> str:
        if instant is None:
            return ""
        return f"{when_words(instant, now, zone)}:{instant.astimezone(zone):%S}"

    sent = ", ".join(each for each in (when(row.delivered_at), late_words(row.late)) if each)
    by = by_words(row.acknowledged_by)
    dismissed = ", ".join(each for each in (when(row.acknowledged_at), by) if each)
    coming = _coming(row)
    snoozed = "" if coming else when(row.snoozed_until)
    retry = when(row.wake_at) if row.state is LedgerState.RETRYING else ""
    found = [
        (tr("Event starts"), when_words(row.occurrence_start, now, zone, all_day=row.all_day)),
        (tr("Reminder"), f"{before}, {channel_words(row.channel)}"),
        (tr("Due"), when(row.due_at)),
        (tr("Handed over"), sent),
        (tr("Taken by"), backend_words(row.backend)),
        (tr("Tries"), str(row.attempts) if row.attempts > 1 or row.error else ""),
        (tr("Next try"), retry),
        (coming, told(row, now, zone)),
        (tr("Snoozed until"), snoozed),
        (tr("Dismissed"), dismissed),
        (tr("Reason"), "" if is_held(row) or is_waiting_mail(row) else retold(row.reason)),
        (tr("Number"), str(row.id)),
    ]
    return [(name, words) for name, words in found if words]


def _coming(row: LedgerRow) -> str:
    """What the fact about what comes next is called, '' for none."""
    if is_held(row):
        return tr("Held")
    if is_waiting_mail(row):
        return tr("E-mail")
    return tr("Repeats") if is_repeating(row) else ""


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
        return tr("Show now")
    return tr("Send now") if is_waiting_mail(row) else tr("Send again")


def resend_button(row: LedgerRow) -> str:
    """The same for a button, with its keyboard mark."""
    if is_held(row):
        return tr("&Show now")
    return tr("&Send now") if is_waiting_mail(row) else tr("&Send again")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
