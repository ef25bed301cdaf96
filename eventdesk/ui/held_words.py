"""What is said of reminders that are held, wait for an answer or are shown again. Pure;
instants are UTC, told on the clocks of `zone`."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from eventdesk.domain.holding import HELD_REASONS, Hold, HoldCause
from eventdesk.domain.ledger import LedgerRow, LedgerState
from eventdesk.domain.reminder import Channel
from eventdesk.domain.wording import duration_words, when_words

_ENDS = {
    HoldCause.PAUSED: "when the pause ends",
    HoldCause.QUIET_HOURS: "when quiet hours end",
    HoldCause.DO_NOT_DISTURB: "when do not disturb ends",
    HoldCause.PRESENTATION: "when the presentation ends",
}
_NOW = {
    HoldCause.PAUSED: "Reminders paused",
    HoldCause.QUIET_HOURS: "Quiet hours",
    HoldCause.DO_NOT_DISTURB: "Do not disturb is on",
    HoldCause.PRESENTATION: "A presentation is on",
}
_HELD = "Held: "
_WAITS = "Waits"


class StateTold(NamedTuple):
    """A state in words, its drawing, its colour of Tokens, and what more there is to say."""

    words: str
    icon: str
    colour: str
    detail: str


def soon_words(instant: datetime, now: datetime, zone: ZoneInfo) -> str:
    """'15:10' for today, 'tomorrow 07:00', 'Sat 28 Nov 07:00': for the middle of a sentence."""
    words = when_words(instant, now, zone).removeprefix("Today ")
    return words[:1].lower() + words[1:] if words.startswith(("Tomorrow", "Yesterday")) else words


def is_held(row: LedgerRow) -> bool:
    """Whether the row is a desktop reminder that is due and held back."""
    return row.state is LedgerState.SNOOZED and row.reason in HELD_REASONS


def is_waiting_mail(row: LedgerRow) -> bool:
    """Whether the row is an e-mail that is sent unless its reminder is dismissed."""
    waits = row.reason.startswith(_WAITS)
    return row.state is LedgerState.SNOOZED and row.channel is Channel.EMAIL and waits


def is_repeating(row: LedgerRow) -> bool:
    """Whether the row was shown and is shown again until it is answered."""
    return row.state is LedgerState.DELIVERED and row.wake_at is not None and bool(row.repeat_every)


def told(row: LedgerRow, now: datetime, zone: ZoneInfo) -> str:
    """What comes next of a row that is held, waits or repeats; '' for all others."""
    if is_held(row):
        return held_words(row, now, zone)
    if is_waiting_mail(row):
        return waiting_words(row.snoozed_until, now, zone)
    return repeating_words(row, now, zone) if is_repeating(row) else ""


def held_words(row: LedgerRow, now: datetime, zone: ZoneInfo) -> str:
    """'quiet hours, will be shown Sat 28 Nov 07:00'."""
    return _held_words(row.reason, row.snoozed_until, now, zone)


def held_look(
    reason: str, until: datetime | None, now: datetime, zone: ZoneInfo
) -> StateTold | None:
    """The same for the event table, from what it knows of a snoozed row's reason; when comes
    first, since the column is narrow."""
    if reason in HELD_REASONS:
        shown = _until(reason, until, now, zone)
        words = shown if until is None else f"until {shown}, {reason.removeprefix(_HELD)}"
        return StateTold("Held", "moon", "warning", words)
    if reason.startswith(_WAITS):
        return StateTold("E-mail waits", "clock", "accent", waiting_words(until, now, zone))
    return None


def waiting_words(until: datetime | None, now: datetime, zone: ZoneInfo) -> str:
    """'will be sent 15:10 unless dismissed'."""
    at = "" if until is None else f" {soon_words(until, now, zone)}"
    return f"will be sent{at} unless dismissed"


def repeating_words(row: LedgerRow, now: datetime, zone: ZoneInfo) -> str:
    """'shown again every 5 min, next 15:05'."""
    every = f"shown again every {duration_words(row.repeat_every)}"
    return every if row.wake_at is None else f"{every}, next {soon_words(row.wake_at, now, zone)}"


def hold_words(hold: Hold, held: int, now: datetime, zone: ZoneInfo) -> str:
    """'Quiet hours until 07:00; 3 reminders are held, not lost.'; `held` counts what is held
    now."""
    words = f"{_NOW[hold.cause]}{_until_words(hold, now, zone)}"
    if held:
        count = "1 reminder is" if held == 1 else f"{held:,} reminders are"
        return f"{words}; {count} held, not lost."
    who = "they" if hold.cause is HoldCause.PAUSED else "reminders"
    return f"{words}; {who} are held, not lost."


def hold_briefly(hold: Hold, held: int, now: datetime, zone: ZoneInfo) -> str:
    """'Quiet hours until 07:00, 3 held', for where there is little room."""
    words = "Paused" if hold.cause is HoldCause.PAUSED else _NOW[hold.cause]
    words = f"{words}{_until_words(hold, now, zone)}"
    return f"{words}, {held:,} held" if held else words


def standing_hold(holds: tuple[Hold, ...], now: datetime) -> Hold | None:
    """The strongest hold that is not over at `now`."""
    return next((each for each in holds if each.until is None or each.until > now), None)


def _until_words(hold: Hold, now: datetime, zone: ZoneInfo) -> str:
    return "" if hold.until is None else f" until {soon_words(hold.until, now, zone)}"


def _held_words(reason: str, until: datetime | None, now: datetime, zone: ZoneInfo) -> str:
    return f"{reason.removeprefix(_HELD)}, will be shown {_until(reason, until, now, zone)}"


def _until(reason: str, until: datetime | None, now: datetime, zone: ZoneInfo) -> str:
    if until is not None and until <= now:
        return "now"
    return _ENDS[HoldCause(reason)] if until is None else soon_words(until, now, zone)
