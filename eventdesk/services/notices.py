"""What a desktop notification says, for one reminder or a group."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import Enum, auto
from zoneinfo import ZoneInfo

from eventdesk.domain.holding import RELEASED_REASONS
from eventdesk.domain.language import grouped, retold, tr, tr_n
from eventdesk.domain.ledger import LedgerRow
from eventdesk.domain.snooze import common_choices, snooze_choices
from eventdesk.domain.wording import start_words, when_words
from eventdesk.services.ports import Notice

MOST_SINGLE = 3
"""More desktop reminders than this, due together, become one grouped notification."""
_LISTED = 4


class _Why(Enum):
    """Why reminders come together: they are due now, were held until now, or came due while
    the person was away."""

    DUE = auto()
    HELD = auto()
    AWAY = auto()


def notices(
    due: Sequence[LedgerRow], missed: Sequence[LedgerRow], now: datetime, zone: ZoneInfo
) -> list[Notice]:
    """The notifications for reminders due together; every due row is in exactly one.

    What came due while the person was away, or was held, comes as one.
    """
    together = any(row.away_at is not None for row in (*due, *missed))
    if len(due) > MOST_SINGLE or (due and together and len(due) + len(missed) > 1):
        return [_grouped(due, missed, now, zone)]
    found = [_single(row, now, zone) for row in due]
    if missed:
        found.append(_missed(missed, now, zone))
    return found


def _single(row: LedgerRow, now: datetime, zone: ZoneInfo) -> Notice:
    words = start_words(row.occurrence_start, now, zone, all_day=row.all_day)
    body = f"{words[0].upper()}{words[1:]}"
    if row.location:
        body = f"{body}\n{row.location}"
    if row.reason in RELEASED_REASONS:
        body = f"{body}\n{retold(row.reason)}"
    return Notice(
        title=row.event_title,
        body=body,
        ledger_ids=(row.id,),
        urgent=row.urgent,
        snoozes=snooze_choices(row, now),
    )


def _grouped(
    due: Sequence[LedgerRow], missed: Sequence[LedgerRow], now: datetime, zone: ZoneInfo
) -> Notice:
    lines = _lines(due, now, zone)
    if missed:
        lines.append(_missed_count(missed))
    return Notice(
        title=_due_title(due),
        body="\n".join(lines),
        ledger_ids=tuple(row.id for row in due),
        urgent=any(row.urgent for row in due),
        snoozes=tuple(common_choices(due, now)),
    )


def _missed(missed: Sequence[LedgerRow], now: datetime, zone: ZoneInfo) -> Notice:
    lines = _lines(missed, now, zone)
    return Notice(title=_missed_title(missed), body="\n".join(lines), ledger_ids=(), actions=False)


def _due_title(due: Sequence[LedgerRow]) -> str:
    count, why = len(due), _why_together(due)
    if why is _Why.HELD:
        return tr_n("{count} reminder held until now", "{count} reminders held until now", count)
    if why is _Why.AWAY:
        return tr_n(
            "{count} reminder while you were away", "{count} reminders while you were away", count
        )
    return tr_n("{count} reminder", "{count} reminders", count)


def _missed_title(missed: Sequence[LedgerRow]) -> str:
    several, why, count = len(missed) > 1, _why_together(missed), grouped(len(missed))
    if why is _Why.HELD:
        if several:
            return tr("{count} reminders missed held until now", count=count)
        return tr("Missed held until now")
    if why is _Why.AWAY:
        if several:
            return tr("{count} reminders missed while you were away", count=count)
        return tr("Missed while you were away")
    return tr("{count} reminders missed", count=count) if several else tr("Missed")


def _missed_count(missed: Sequence[LedgerRow]) -> str:
    why, count = _why_together(missed), grouped(len(missed))
    if why is _Why.HELD:
        return tr("Missed held until now: {count}", count=count)
    if why is _Why.AWAY:
        return tr("Missed while you were away: {count}", count=count)
    return tr("Missed: {count}", count=count)


def _why_together(rows: Sequence[LedgerRow]) -> _Why:
    if any(row.away_at is None for row in rows):
        return _Why.DUE
    if all(row.reason.startswith(tuple(RELEASED_REASONS)) for row in rows):
        return _Why.HELD
    return _Why.AWAY


def _lines(rows: Sequence[LedgerRow], now: datetime, zone: ZoneInfo) -> list[str]:
    """A line for each of the first rows, and how many more there are."""
    lines = []
    for row in rows[:_LISTED]:
        when = when_words(row.occurrence_start, now, zone, all_day=row.all_day)
        lines.append(f"{when} {row.event_title}")
    if len(rows) > _LISTED:
        lines.append(tr("and {count} more", count=grouped(len(rows) - _LISTED)))
    return lines
