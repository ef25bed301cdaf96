"""Outcomes: what became of hand-overs, and how the ledger tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from eventdesk.domain.holding import RELEASED_REASONS
from eventdesk.domain.language import later
from eventdesk.domain.late import LateRule, parse_late_rule
from eventdesk.domain.ledger import LedgerRow, LedgerState, LedgerStep
from eventdesk.domain.wording import BACKEND_WORDS, stored_late_words
from eventdesk.services.ports import Refused, Taken
from eventdesk.services.waking import RECOVERED, REPEATED

if TYPE_CHECKING:
    from eventdesk.storage.transaction import Transaction

FIRST_RETRY = timedelta(seconds=2)
LONGEST_RETRY = timedelta(hours=1)
LAST_RETRY = timedelta(seconds=5)
"""How long before it is too late a reminder that nothing could show is tried for the last time."""
_SEEN = ("attempts", "backend", "backend_ref", "delivered_at", "late")
"""What a hand-over still tells of a row that was answered meanwhile: that it was shown, where."""
_KEPT = RELEASED_REASONS | {RECOVERED, REPEATED}
"""Reasons that stay true of a delivered row."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A claimed row, what the back end said of it, and when (UTC)."""

    row: LedgerRow
    outcome: Taken | Refused
    at: datetime


@dataclass(frozen=True, slots=True)
class _Recorded:
    state: LedgerState
    values: dict[str, object]
    words: str


def record(tx: Transaction, handed: Sequence[HandedOver]) -> list[str]:
    """Write outcomes to the ledger; the handles of notices whose reminders were answered,
    deleted or moved while they were handed over."""
    changes = []
    steps = []
    stray = []
    present = {row.id: row for row in tx.ledger.get_all(each.row.id for each in handed)}
    for each in handed:
        recorded = _recorded(each)
        state, now = recorded.state, present.get(each.row.id)
        if now is None:
            continue
        if _is_still_ours(each.row, now):
            changes.append((each.row.id, {"state": state, **recorded.values}))
        else:
            state = now.state
            if isinstance(each.outcome, Taken):
                stray.append(each.outcome.ref)
                if now.delivered_at is None:
                    seen = {name: recorded.values[name] for name in _SEEN}
                    tx.ledger.change([each.row.id], **seen)
        steps.append(LedgerStep(each.row.id, each.at, state, recorded.words))
    tx.ledger.change_each(changes)
    tx.ledger.step(steps)
    return stray


def _is_still_ours(row: LedgerRow, present: LedgerRow) -> bool:
    """False when the claim was answered, or taken over by another process, meanwhile."""
    ours, now = ((each.state, each.claimed_by, each.claimed_at) for each in (row, present))
    return ours == now


def _recorded(handed: HandedOver) -> _Recorded:
    if isinstance(handed.outcome, Taken):
        return _delivered(handed.row, handed.outcome, handed.at)
    return _refused(handed.row, handed.outcome, handed.at)


def _delivered(row: LedgerRow, outcome: Taken, at: datetime) -> _Recorded:
    late = max(timedelta(), at - (row.snoozed_until or row.due_at))
    repeated = row.reason == REPEATED
    values: dict[str, object] = {
        "reason": row.reason if row.reason in _KEPT else "",
        "attempts": row.attempts + 1,
        "backend": outcome.backend,
        "backend_ref": outcome.ref,
        "delivered_at": row.delivered_at if repeated else at,
        "late": row.late if repeated else late,
        "error": "",
        "wake_at": at + row.repeat_every if row.repeat_every else None,
        "snoozed_until": None,
    }
    shown = later("Shown as {backend}, {late}")
    if repeated:
        shown = later("Shown again as {backend}, because nobody answered")
    backend = BACKEND_WORDS.get(outcome.backend, outcome.backend)
    words = shown.format(backend=backend, late=stored_late_words(late))
    return _Recorded(LedgerState.DELIVERED, values, words)


def _refused(row: LedgerRow, outcome: Refused, at: datetime) -> _Recorded:
    repeated = row.reason == REPEATED
    again: datetime | None = at + row.repeat_every if repeated else _retry_at(row, at)
    state = LedgerState.RETRYING if again else LedgerState.GAVE_UP
    kept = row.reason if row.reason in _KEPT else ""
    ended = later("No notification could be shown before the event ended")
    values: dict[str, object] = {
        "reason": kept if again else ended,
        "attempts": row.attempts + 1,
        "backend": row.backend if repeated else "",
        "backend_ref": "",
        "delivered_at": row.delivered_at,
        "late": row.late,
        "error": outcome.error,
        "wake_at": again,
        "snoozed_until": row.snoozed_until,
    }
    if repeated:
        words = later("Not shown again: {error}").format(error=outcome.error)
        return _Recorded(LedgerState.DELIVERED, values, words)
    words = later("Not shown: {error}").format(error=outcome.error)
    return _Recorded(state, values, words)


def _retry_at(row: LedgerRow, at: datetime) -> datetime | None:
    """When to try again, doubling from 2 s to 1 h; None when it would be too late."""
    rule = parse_late_rule(row.late_rule) if row.late_rule else LateRule()
    retry_at = at + min(LONGEST_RETRY, FIRST_RETRY * 2 ** min(row.attempts, 12))
    too_late = rule.until(due=row.snoozed_until or row.due_at, ends=row.occurrence_end)
    if too_late is not None:
        retry_at = min(retry_at, too_late - LAST_RETRY)
    return retry_at if retry_at > at else None
