"""Snooze choices and the instants they mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.ledger import LedgerRow
from eventdesk.domain.reminder import MAX_LEAD, parse_duration
from eventdesk.domain.walltime import to_instant

TOMORROW_AT = time(9)


class SnoozeUntil(StrEnum):
    """Snoozes that are no plain length of time."""

    TOMORROW = "tomorrow"
    BEFORE_START = "5m-before"
    AT_START = "at-start"


@dataclass(frozen=True, slots=True)
class SnoozeChoice:
    """One entry of a snooze menu: `text` is what `snooze_until` reads, `label` is shown."""

    text: str
    label: str


_PLAIN = (
    SnoozeChoice("5m", "5 minutes"),
    SnoozeChoice("10m", "10 minutes"),
    SnoozeChoice("30m", "30 minutes"),
    SnoozeChoice("1h", "1 hour"),
    SnoozeChoice(SnoozeUntil.TOMORROW, "Tomorrow, 09:00"),
)
_BEFORE = SnoozeChoice(SnoozeUntil.BEFORE_START, "Until 5 min before the start")
_AT = SnoozeChoice(SnoozeUntil.AT_START, "Until the start")


def snooze_choices(row: LedgerRow, now: datetime) -> tuple[SnoozeChoice, ...]:
    """The choices that make sense for `row` at `now`: no instant that has passed."""
    found = list(_PLAIN)
    if row.occurrence_start - timedelta(minutes=5) > now:
        found.append(_BEFORE)
    if row.occurrence_start > now:
        found.append(_AT)
    return tuple(found)


def snooze_until(text: str, row: LedgerRow, now: datetime, zone: ZoneInfo) -> datetime:
    """The UTC instant at which a snooze given as '10m', 'tomorrow', 'at-start', '5m-before'
    or an ISO 8601 time ends; InvalidInput when it is no such text or lies in the past."""
    words = text.strip().lower()
    if words == SnoozeUntil.TOMORROW:
        tomorrow = (now.astimezone(zone) + timedelta(days=1)).date()
        until = to_instant(datetime.combine(tomorrow, TOMORROW_AT), zone)
    elif words == SnoozeUntil.AT_START:
        until = row.occurrence_start
    elif words == SnoozeUntil.BEFORE_START:
        until = row.occurrence_start - timedelta(minutes=5)
    else:
        until = _custom(text.strip(), now, zone)
    if until <= now:
        raise InvalidInput.of(
            "snooze", "That time has already passed.", "Choose a time from now on."
        )
    if until - now > 13 * MAX_LEAD:
        raise InvalidInput.of("snooze", "That is over a year away.", "Choose an earlier time.")
    return until


def _custom(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    try:
        moment = datetime.fromisoformat(text) if "-" in text or ":" in text else None
    except ValueError:
        moment = None
    if moment is None:
        return now + parse_duration(text, "snooze")
    return moment if moment.tzinfo else to_instant(moment, zone)
