"""Undo and redo of a whole import, however many events it changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
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


def step_through_import(
    tx: Transaction, edit_pk: int, now: datetime, local: ZoneInfo, *, back: bool
) -> list[LedgerRow]:
    """Take an import back, or repeat it; the ledger rows that this closed or opened.

    New events are deleted, or come back; changed ones get back what they were, and what they
    were now is kept for the way there.
    """
    planner, after = BulkPlanner(tx, now, local), 0
    closed: list[LedgerRow] = []
    homes = {each.id for each in tx.calendars.all()}
    while kept := tx.imports.kept(edit_pk, after=after):
        after = kept[-1][0]
        current = tx.events.by_pk([pk for pk, _ in kept])
        stamp = now if back else None
        changed = [
            (_at_home(state or replace(current[pk], deleted_at=stamp), homes), current[pk])
            for pk, state in kept
        ]
        tx.imports.put([wanted for wanted, _ in changed])
        _carry(tx, changed, now, local)
        closed += planner.change(changed)
        tx.imports.swap(edit_pk, [(pk, current[pk]) for pk, state in kept if state is not None])
    return closed


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
