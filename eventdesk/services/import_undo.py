"""Undo and redo of steps that changed any number of events, some events at a time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from eventdesk.domain.calendar import PERSONAL
from eventdesk.domain.event import Event
from eventdesk.domain.ledger import LedgerRow
from eventdesk.services.bulk_planning import BulkPlanner, Change
from eventdesk.services.row_followers import carry_rows

if TYPE_CHECKING:
    from eventdesk.storage.transaction import Transaction

Kept = tuple[int, "Event | None"]
"""The row number of an event, and the state that it goes to; None: not there, or as it is."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a part of a step did: ledger rows it closed or opened, ids of new events that it
    deleted, and the states by row number that it replaced by others."""

    closed: list[LedgerRow]
    deleted: list[str]
    replaced: list[tuple[int, Event]]


def step_back(
    tx: Transaction,
    kept: Sequence[Kept],
    now: datetime,
    local: ZoneInfo,
    *,
    back: bool,
    but: Collection[str] = (),
) -> Taken:
    """Take some events of a step back, or repeat it for them.

    New events are deleted, or come back; changed ones get back what they were, unless their ids
    are in `but`.
    """
    homes = {each.id for each in tx.calendars.all()}
    current = tx.events.by_pk([pk for pk, _ in kept])
    kept = [(pk, state) for pk, state in kept if state is None or current[pk].id not in but]
    stamp = now if back else None
    changed = [
        (_at_home(state or replace(current[pk], deleted_at=stamp), homes), current[pk])
        for pk, state in kept
    ]
    tx.imports.put([wanted for wanted, _ in changed])
    _carry(tx, changed, now, local)
    closed = BulkPlanner(tx, now, local).change(changed)
    deleted = [current[pk].id for pk, state in kept if state is None and back]
    return Taken(closed, deleted, [(pk, current[pk]) for pk, state in kept if state is not None])


def _carry(tx: Transaction, changed: Sequence[Change], now: datetime, local: ZoneInfo) -> None:
    """Let ledger rows go along with the occurrences of series that this puts together."""
    reminded = tx.ledger.of_events([wanted.id for wanted, _ in changed])
    series = {wanted.series_id or wanted.id for wanted, _ in changed if wanted.id in reminded}
    for each in series:
        together: dict[str, Event] = {x.id: x for x in tx.imports.changed_occurrences([each])}
        together |= {x.id: x for x, _ in changed if each in (x.id, x.series_id)}
        if len(together) > 1:
            if each not in together:
                together[each] = tx.events.get(each)
            carry_rows(tx, list(together.values()), now, local)


def _at_home(event: Event, homes: set[str]) -> Event:
    return event if event.calendar in homes else replace(event, calendar=PERSONAL)
