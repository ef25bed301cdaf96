"""Ledger rows that end because their event went away, and that come back with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from eventdesk.domain.event import Event
from eventdesk.domain.holding import HELD_REASONS
from eventdesk.domain.language import later
from eventdesk.domain.ledger import (
    BY_EDIT,
    CALENDAR_OFF,
    EVENT_DELETED,
    EVENT_MOVED,
    OCCURRENCE_GONE,
    WAITS,
    LedgerRow,
    LedgerState,
    LedgerStep,
)
from eventdesk.domain.planning import still_occurs
from eventdesk.domain.reminder import Channel

if TYPE_CHECKING:
    from eventdesk.storage.transaction import Transaction


_CAME_BACK = (EVENT_DELETED, EVENT_MOVED, OCCURRENCE_GONE, CALENDAR_OFF)


class Openness:
    """Ends and takes up rows at one instant `now` (UTC), inside one transaction."""

    def __init__(self, tx: Transaction, now: datetime, local: ZoneInfo) -> None:
        self._tx = tx
        self._now = now
        self._local = local

    def end(self, gone: Sequence[Event], reason: str = EVENT_DELETED) -> list[LedgerRow]:
        """End the open rows of events that are gone; these rows as they were."""
        rows = self._tx.ledger.open_rows([each.id for each in gone])
        self._close(rows, reason)
        return rows

    def follow(self, event: Event) -> list[LedgerRow]:
        """End the open rows of starts the event no longer has, and take up again those that
        ended so and whose start it has again; these rows as they were."""
        stale = [
            row
            for row in self._tx.ledger.open_rows([event.id])
            if not still_occurs(event, row.occurrence_start, self._local)
        ]
        back = [
            row
            for row in self._tx.claims.ended_for(event.id, _CAME_BACK)
            if still_occurs(event, row.occurrence_start, self._local)
        ]
        self._close(stale, EVENT_MOVED if event.recurrence is None else OCCURRENCE_GONE)
        for row in back:
            self._reopen(row)
        return stale + back

    def _close(self, rows: Sequence[LedgerRow], reason: str) -> None:
        shown = [
            row.id
            for row in rows
            if row.state is LedgerState.DELIVERED and row.channel is Channel.DESKTOP
        ]
        waiting = [
            row
            for row in rows
            if row.state in (LedgerState.SNOOZED, LedgerState.RETRYING)
            or (row.state is LedgerState.CLAIMED and row.channel is Channel.EMAIL)
        ]
        ledger = self._tx.ledger
        ledger.change(
            shown,
            state=LedgerState.ACKNOWLEDGED,
            acknowledged_at=self._now,
            acknowledged_by=BY_EDIT,
            reason=reason,
            wake_at=None,
        )
        # A snooze keeps its instant, for the case that the event comes back.
        held = [row.id for row in waiting if row.reason in HELD_REASONS]
        ledger.change(held, snoozed_until=None)
        ledger.change(
            [row.id for row in waiting], state=LedgerState.SUPPRESSED, reason=reason, wake_at=None
        )
        self._tell(shown, LedgerState.ACKNOWLEDGED, reason)
        self._tell([row.id for row in waiting], LedgerState.SUPPRESSED, reason)

    def _reopen(self, row: LedgerRow) -> None:
        fresh: dict[str, object] = {"reason": "", "acknowledged_at": None, "acknowledged_by": ""}
        state = LedgerState.DELIVERED
        if row.repeat_every and row.channel is Channel.DESKTOP:
            fresh["wake_at"] = self._now + row.repeat_every
        if row.state is LedgerState.SUPPRESSED:
            until = max(row.snoozed_until or row.due_at, self._now)
            state = LedgerState.SNOOZED
            fresh |= {"wake_at": until, "snoozed_until": until}
            if row.channel is Channel.EMAIL:
                state = LedgerState.RETRYING if row.error else LedgerState.CLAIMED
                fresh |= {"wake_at": until, "snoozed_until": row.snoozed_until}
                if _waited(row):
                    state = LedgerState.SNOOZED
                    fresh["reason"] = WAITS
        self._tx.ledger.change([row.id], state=state, **fresh)
        self._tell([row.id], state, later("The event is back"))

    def _tell(self, ledger_ids: Sequence[int], state: LedgerState, words: str) -> None:
        self._tx.ledger.step([LedgerStep(each, self._now, state, words) for each in ledger_ids])


def _waited(mail: LedgerRow) -> bool:
    """Whether an e-mail that ended waited for an answer; one sent again by hand did not."""
    if mail.snoozed_until is None or mail.claimed_at is None:
        return False
    return not mail.attempts and mail.snoozed_until > mail.claimed_at
