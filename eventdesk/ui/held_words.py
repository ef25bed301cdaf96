"""What is said of reminders that are held, wait for an answer or are shown again. Pure;
instants are UTC, told on the clocks of `zone`."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from eventdesk.domain.holding import HELD_REASONS, Hold, HoldCause
from eventdesk.domain.language import grouped, later, tr, tr_n
from eventdesk.domain.ledger import LedgerRow, LedgerState
from eventdesk.domain.reminder import Channel
from eventdesk.domain.wording import duration_words, inner_when_words

_ENDS = {
    HoldCause.PAUSED: later("when the pause ends"),
    HoldCause.QUIET_HOURS: later("when quiet hours end"),
    HoldCause.DO_NOT_DISTURB: later("when do not disturb ends"),
    HoldCause.PRESENTATION: later("when the presentation ends"),
}
_SHOWN_AFTER = {
    HoldCause.PAUSED: later("reminders are paused, will be shown when the pause ends"),
    HoldCause.QUIET_HOURS: later("quiet hours, will be shown when quiet hours end"),
    HoldCause.DO_NOT_DISTURB: later("do not disturb is on, will be shown when do not disturb ends"),
    HoldCause.PRESENTATION: later("a presentation is on, will be shown when the presentation ends"),
}
_SHOWN_AT = {
    HoldCause.PAUSED: later("reminders are paused, will be shown {when}"),
    HoldCause.QUIET_HOURS: later("quiet hours, will be shown {when}"),
    HoldCause.DO_NOT_DISTURB: later("do not disturb is on, will be shown {when}"),
    HoldCause.PRESENTATION: later("a presentation is on, will be shown {when}"),
}
_UNTIL = {
    HoldCause.PAUSED: later("until {when}, reminders are paused"),
    HoldCause.QUIET_HOURS: later("until {when}, quiet hours"),
    HoldCause.DO_NOT_DISTURB: later("until {when}, do not disturb is on"),
    HoldCause.PRESENTATION: later("until {when}, a presentation is on"),
}
_NOW = {
    HoldCause.PAUSED: later("Reminders paused"),
    HoldCause.QUIET_HOURS: later("Quiet hours"),
    HoldCause.DO_NOT_DISTURB: later("Do not disturb is on"),
    HoldCause.PRESENTATION: later("A presentation is on"),
}
_NOW_UNTIL = {
    HoldCause.PAUSED: later("Reminders paused until {when}"),
    HoldCause.QUIET_HOURS: later("Quiet hours until {when}"),
    HoldCause.DO_NOT_DISTURB: later("Do not disturb is on until {when}"),
    HoldCause.PRESENTATION: later("A presentation is on until {when}"),
}
_WAITS = "Waits"
"""How the ledger's reason begins of an e-mail that waits."""


class StateTold(NamedTuple):
    """A state in words, its drawing, its colour of Tokens, and what more there is to say."""

    words: str
    icon: str
    colour: str
    detail: str


def soon_words(instant: datetime, now: datetime, zone: ZoneInfo) -> str:
    """'15:10' for today, 'tomorrow 07:00', 'Sat 28 Nov 07:00': for the middle of a sentence."""
    local = instant.astimezone(zone)
    if local.date() == now.astimezone(zone).date():
        return f"{local:%H:%M}"
    return inner_when_words(instant, now, zone)


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
    cause, until = HoldCause(row.reason), row.snoozed_until
    if until is None:
        return tr(_SHOWN_AFTER[cause])
    return tr(_SHOWN_AT[cause], when=_soon_or_now(until, now, zone))


def held_look(
    reason: str, until: datetime | None, now: datetime, zone: ZoneInfo
) -> StateTold | None:
    """The same for the event table, from what it knows of a snoozed row's reason; when comes
    first, since the column is narrow."""
    if reason in HELD_REASONS:
        cause = HoldCause(reason)
        if until is None:
            words = tr(_ENDS[cause])
        else:
            words = tr(_UNTIL[cause], when=_soon_or_now(until, now, zone))
        return StateTold(tr("Held"), "moon", "warning", words)
    if reason.startswith(_WAITS):
        return StateTold(tr("E-mail waits"), "clock", "accent", waiting_words(until, now, zone))
    return None


def waiting_words(until: datetime | None, now: datetime, zone: ZoneInfo) -> str:
    """'will be sent 15:10 unless dismissed'."""
    if until is None:
        return tr("will be sent unless dismissed")
    return tr("will be sent {when} unless dismissed", when=soon_words(until, now, zone))


def repeating_words(row: LedgerRow, now: datetime, zone: ZoneInfo) -> str:
    """'shown again every 5 min, next 15:05'."""
    every = duration_words(row.repeat_every)
    if row.wake_at is None:
        return tr("shown again every {duration}", duration=every)
    when = soon_words(row.wake_at, now, zone)
    return tr("shown again every {duration}, next {when}", duration=every, when=when)


def hold_words(hold: Hold, held: int, now: datetime, zone: ZoneInfo) -> str:
    """'Quiet hours until 07:00; 3 reminders are held, not lost.'; `held` counts what is held
    now."""
    state = _state_words(hold, now, zone)
    if held:
        return tr_n(
            "{state}; {count} reminder is held, not lost.",
            "{state}; {count} reminders are held, not lost.",
            held,
            state=state,
        )
    if hold.cause is HoldCause.PAUSED:
        return tr("{state}; they are held, not lost.", state=state)
    return tr("{state}; reminders are held, not lost.", state=state)


def hold_briefly(hold: Hold, held: int, now: datetime, zone: ZoneInfo) -> str:
    """'Quiet hours until 07:00, 3 held', for where there is little room."""
    if hold.cause is not HoldCause.PAUSED:
        state = _state_words(hold, now, zone)
    elif hold.until is None:
        state = tr("Paused")
    else:
        state = tr("Paused until {when}", when=soon_words(hold.until, now, zone))
    return tr("{state}, {count} held", state=state, count=grouped(held)) if held else state


def standing_hold(holds: tuple[Hold, ...], now: datetime) -> Hold | None:
    """The strongest hold that is not over at `now`."""
    return next((each for each in holds if each.until is None or each.until > now), None)


def _state_words(hold: Hold, now: datetime, zone: ZoneInfo) -> str:
    if hold.until is None:
        return tr(_NOW[hold.cause])
    return tr(_NOW_UNTIL[hold.cause], when=soon_words(hold.until, now, zone))


def _soon_or_now(until: datetime, now: datetime, zone: ZoneInfo) -> str:
    return tr("now") if until <= now else soon_words(until, now, zone)
