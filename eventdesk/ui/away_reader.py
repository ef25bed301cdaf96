"""Reads what the popup and the window of 'While you were away' list."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from eventdesk.domain.ledger import LedgerRow
from eventdesk.domain.views import Away

if TYPE_CHECKING:
    from eventdesk.services.reminders import Reminders


class Listed(NamedTuple):
    """What is due now, by start, and what came due while the person was away."""

    rows: list[LedgerRow]
    away: Away | None


def read_listed(reminders: Reminders) -> Listed:
    """Each reminder in one of the two. Of a catch-up too long to be read whole, what is not
    over for long is among its rows. Worker thread; StorageFailure."""
    active, away = reminders.active(), reminders.away()
    if away is None:
        return Listed(active, None)
    now = [row for row in active if row.away_at != away.at]
    known = {row.id for row in away.rows}
    recent = [row for row in active if row.away_at == away.at and row.id not in known]
    return Listed(now, replace(away, rows=(*away.rows, *recent)))
