"""What a desktop notification says, for one reminder or a group."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from eventdesk.domain.holding import RELEASED_REASONS
from eventdesk.domain.ledger import LedgerRow
from eventdesk.domain.snooze import common_choices, snooze_choices
from eventdesk.domain.wording import start_words, when_words
from eventdesk.services.ports import Notice

MOST_SINGLE = 3
"""More desktop reminders than this, due together, become one grouped notification."""
_LISTED = 4


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
        body = f"{body}\n{row.reason}"
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
    title = f"{len(due)} reminder{'s' if len(due) > 1 else ''}{_why_together(due)}"
    lines = [_line(row, now, zone) for row in due[:_LISTED]]
    if len(due) > _LISTED:
        lines.append(f"and {len(due) - _LISTED} more")
    if missed:
        lines.append(f"Missed{_why_together(missed)}: {len(missed)}")
    return Notice(
        title=title,
        body="\n".join(lines),
        ledger_ids=tuple(row.id for row in due),
        urgent=any(row.urgent for row in due),
        snoozes=tuple(common_choices(due, now)),
    )


def _missed(missed: Sequence[LedgerRow], now: datetime, zone: ZoneInfo) -> Notice:
    title = f"Missed{_why_together(missed)}"
    if len(missed) > 1:
        title = f"{len(missed)} reminders missed{_why_together(missed)}"
    lines = [_line(row, now, zone) for row in missed[:_LISTED]]
    if len(missed) > _LISTED:
        lines.append(f"and {len(missed) - _LISTED} more")
    return Notice(title=title, body="\n".join(lines), ledger_ids=(), actions=False)


def _why_together(rows: Sequence[LedgerRow]) -> str:
    """' while you were away', ' held until now', or nothing, for the end of a title."""
    if any(row.away_at is None for row in rows):
        return ""
    if all(row.reason.startswith(tuple(RELEASED_REASONS)) for row in rows):
        return " held until now"
    return " while you were away"


def _line(row: LedgerRow, now: datetime, zone: ZoneInfo) -> str:
    return f"{when_words(row.occurrence_start, now, zone, all_day=row.all_day)} {row.event_title}"
