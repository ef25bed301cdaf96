"""Snooze choices and the instants they mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.language import later, tr
from eventdesk.domain.ledger import LedgerRow
from eventdesk.domain.reminder import MAX_LEAD, format_duration, parse_duration
from eventdesk.domain.walltime import to_instant
from eventdesk.domain.wording import duration_words

TOMORROW_AT = time(9)
FIVE = timedelta(minutes=5)


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
    SnoozeChoice("5m", later("5 minutes")),
    SnoozeChoice("10m", later("10 minutes")),
    SnoozeChoice("30m", later("30 minutes")),
    SnoozeChoice("1h", later("1 hour")),
    SnoozeChoice(SnoozeUntil.TOMORROW, later("Tomorrow, 09:00")),
)
_BEFORE = SnoozeChoice(SnoozeUntil.BEFORE_START, later("Until 5 min before the start"))
_AT = SnoozeChoice(SnoozeUntil.AT_START, later("Until the start"))


def snooze_choices(row: LedgerRow, now: datetime) -> tuple[SnoozeChoice, ...]:
    """The choices that make sense for `row` at `now`: no instant that has passed."""
    found = list(_PLAIN)
    if row.occurrence_start - timedelta(minutes=5) > now:
        found.append(_BEFORE)
    if row.occurrence_start > now:
        found.append(_AT)
    return tuple(SnoozeChoice(each.text, tr(each.label)) for each in found)


def common_choices(rows: Sequence[LedgerRow], now: datetime) -> list[SnoozeChoice]:
    """The choices that make sense for every one of `rows`."""
    if not rows:
        return []
    # What has not passed for the earliest start has not passed for any.
    return list(snooze_choices(min(rows, key=lambda row: row.occurrence_start), now))


def likely_choice(rows: Sequence[LedgerRow], now: datetime, usual: timedelta) -> SnoozeChoice:
    """The usual length, unless that would pass the start or the end of one of `rows`: then the
    start, or 5 minutes."""
    coming = [row.occurrence_start for row in rows if row.occurrence_start > now]
    if coming and min(coming) <= now + usual:
        by_text = {each.text: each for each in common_choices(rows, now)}
        if SnoozeUntil.AT_START in by_text and min(coming) > now + timedelta(minutes=1):
            return by_text[SnoozeUntil.AT_START]
        return _length(min(usual, FIVE))
    if any(row.occurrence_start <= now < row.occurrence_end <= now + usual for row in rows):
        return _length(min(usual, FIVE))
    return _length(usual)


def _length(length: timedelta) -> SnoozeChoice:
    return SnoozeChoice(format_duration(length), duration_words(length))


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
            "snooze",
            tr("That time has already passed."),
            tr("Choose a time from now on."),
        )
    if until - now > 13 * MAX_LEAD:
        raise InvalidInput.of(
            "snooze", tr("That is over a year away."), tr("Choose an earlier time.")
        )
    return until


def _custom(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    try:
        moment = datetime.fromisoformat(text) if "-" in text or ":" in text else None
    except ValueError:
        moment = None
    if moment is None:
        return now + parse_duration(text, "snooze")
    return moment if moment.tzinfo else to_instant(moment, zone)
