"""What a desktop notification says, for one reminder or a group."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from eventdesk.domain.ledger import LedgerRow
from eventdesk.domain.wording import start_words, when_words
from eventdesk.services.ports import Notice

MOST_SINGLE = 3
"""More desktop reminders than this, due together, become one grouped notification."""
_LISTED = 4


def notices(
    due: Sequence[LedgerRow], missed: Sequence[LedgerRow], now: datetime, zone: ZoneInfo
) -> list[Notice]:
    """The notifications for reminders due together; every due row is in exactly one."""
    if len(due) > MOST_SINGLE:
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
    return Notice(title=row.event_title, body=body, ledger_ids=(row.id,))


def _grouped(
    due: Sequence[LedgerRow], missed: Sequence[LedgerRow], now: datetime, zone: ZoneInfo
) -> Notice:
    title = f"{len(due)} reminders"
    lines = [_line(row, now, zone) for row in due[:_LISTED]]
    if len(due) > _LISTED:
        lines.append(f"and {len(due) - _LISTED} more")
    if missed:
        lines.append(f"Missed while you were away: {len(missed)}")
    return Notice(title=title, body="\n".join(lines), ledger_ids=tuple(row.id for row in due))


def _missed(missed: Sequence[LedgerRow], now: datetime, zone: ZoneInfo) -> Notice:
    title = "Missed while you were away"
    if len(missed) > 1:
        title = f"{len(missed)} reminders missed while you were away"
    lines = [_line(row, now, zone) for row in missed[:_LISTED]]
    if len(missed) > _LISTED:
        lines.append(f"and {len(missed) - _LISTED} more")
    return Notice(title=title, body="\n".join(lines), ledger_ids=(), actions=False)


def _line(row: LedgerRow, now: datetime, zone: ZoneInfo) -> str:
    return f"{when_words(row.occurrence_start, now, zone, all_day=row.all_day)} {row.event_title}"
