"""Ledger rows that go along when an occurrence passes from one event to another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from eventdesk.domain.event import Event
from eventdesk.domain.occurrence import zone_of
from eventdesk.domain.planning import still_occurs
from eventdesk.domain.walltime import to_instant

if TYPE_CHECKING:
    from eventdesk.storage.transaction import Transaction


def carry_rows(tx: Transaction, step: Sequence[Event], now: datetime, local: ZoneInfo) -> None:
    """Among the events of one step, as they are now, let each recent ledger row stand for the
    event that has its occurrence.

    What was reminded of is thereby not repeated when one occurrence of a series becomes an
    event of its own, when a series is divided, or when either is undone.
    """
    if len(step) < 2:
        return
    for event in step:
        for row in tx.claims.recent_rows(event.id, now):
            at = row.occurrence_start
            if _has(event, at, step, local):
                continue
            heir = next((each for each in step if _has(each, at, step, local)), None)
            if heir is not None:
                tx.claims.hand_over(row, heir.id)


def _has(event: Event, start: datetime, step: Sequence[Event], local: ZoneInfo) -> bool:
    if event.deleted_at is not None:
        return False
    if event.recurrence_id is not None:
        # It stands for that start even where it was moved away from it.
        series = next((each for each in step if each.id == event.series_id), event)
        if to_instant(event.recurrence_id, zone_of(series, local)) == start:
            return True
    return still_occurs(event, start, local)
