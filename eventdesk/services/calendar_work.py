"""What touches all events of a calendar, some at a time: switching, removing, bringing back.

How far it came is kept in the transaction of each batch, so that no crash leaves it half done.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from eventdesk.domain.event import Event
from eventdesk.domain.ledger import EVENT_DELETED, LedgerRow
from eventdesk.services.planner import Planner

if TYPE_CHECKING:
    from eventdesk.storage.transaction import Transaction

UNDER_WAY = "calendar_work"


class Task(StrEnum):
    """What is being done: plan by whether the calendar is on; delete the events; bring those
    back that were deleted at one instant."""

    PLAN = "plan"
    REMOVE = "remove"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class Work:
    """One task on one calendar. `after` is the last row number done, `stamp` the instant (UTC,
    ISO 8601) at which the calendar was removed; for PLAN when bringing back goes on after it."""

    calendar_id: str
    task: Task
    after: int = 0
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What one batch did: how many events, and the ledger rows that it closed or opened.

    `left` tells that there may be more to do."""

    events: int
    closed: Sequence[LedgerRow]
    left: bool


def under_way(tx: Transaction) -> dict[str, Work]:
    """All work that is not done, by calendar."""
    found = json.loads(tx.state.get(UNDER_WAY) or "[]")
    works = (Work(each[0], Task(each[1]), each[2], each[3]) for each in found)
    return {each.calendar_id: each for each in works}


def begin(tx: Transaction, work: Work) -> None:
    """Note work in place of other work on the same calendar."""
    _keep(tx, under_way(tx) | {work.calendar_id: work})


def step(
    tx: Transaction, calendar_id: str, now: datetime, local: ZoneInfo, *, limit: int = 500
) -> Step:
    """Do `limit` events of what is to be done for a calendar, inside one transaction."""
    works = under_way(tx)
    work = works.get(calendar_id)
    if work is None:
        return Step(0, (), left=False)
    pks = _pks(tx, work, limit)
    events, closed = tx.events.by_pks(pks), list[LedgerRow]()
    if pks:
        _keep(tx, works | {calendar_id: replace(work, after=pks[-1])})
        closed = _do(tx, work, events, now, Planner(tx, now, local))
    else:
        del works[calendar_id]
        if work.task is Task.PLAN and work.stamp:
            works[calendar_id] = Work(calendar_id, Task.RESTORE, stamp=work.stamp)
        _keep(tx, works)
        if work.task is Task.REMOVE:
            tx.calendars.remove(calendar_id)
    return Step(len(events), closed, left=bool(pks) or calendar_id in works)


def _pks(tx: Transaction, work: Work, limit: int) -> list[int]:
    if work.task is Task.RESTORE:
        stamp = datetime.fromisoformat(work.stamp)
        return tx.calendars.trashed_pks(work.calendar_id, stamp, after=work.after, limit=limit)
    return tx.calendars.event_pks(work.calendar_id, after=work.after, limit=limit)


def _do(
    tx: Transaction, work: Work, events: list[Event], now: datetime, planner: Planner
) -> list[LedgerRow]:
    if work.task is Task.PLAN:
        off = work.calendar_id in tx.calendars.off()
        return planner.set_aside(events) if off else planner.take_up(events)
    if work.task is Task.RESTORE:
        back = [replace(each, deleted_at=None, updated_at=now) for each in events]
        tx.events.mark_deleted([each.id for each in back], None, at=now)
        off = work.calendar_id in tx.calendars.off()
        return [] if off else planner.take_up(back)
    foreign = work.calendar_id in tx.calendars.read_only()
    stamp = datetime.fromisoformat(work.stamp)
    tx.events.mark_deleted([each.id for each in events], stamp, at=now)
    closed = planner.set_aside(events, EVENT_DELETED)
    if foreign:
        tx.trash.erase([each.id for each in events])
    return closed


def _keep(tx: Transaction, works: dict[str, Work]) -> None:
    rows = [[each.calendar_id, each.task, each.after, each.stamp] for each in works.values()]
    tx.state.put(UNDER_WAY, json.dumps(rows) if rows else None)
