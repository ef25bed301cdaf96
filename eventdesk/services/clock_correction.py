"""What is made good when a clock that was ahead is set right."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from eventdesk.domain.holding import HoldCause
from eventdesk.domain.language import later
from eventdesk.domain.late import LateRule, parse_late_rule
from eventdesk.domain.ledger import CREATION_LEAD, POINTLESS, LedgerRow, LedgerState, LedgerStep
from eventdesk.domain.reminder import Channel
from eventdesk.domain.walltime import to_instant, to_wall
from eventdesk.services.holding import PAUSED_AT, PAUSED_UNTIL

if TYPE_CHECKING:
    from eventdesk.storage.transaction import Transaction

SLEW = timedelta(seconds=5)
"""By so much a clock may be put right without anybody having noticed."""
SET_BACK = later("The clock was set back: this is planned again")
_LATE = (LedgerState.MISSED, LedgerState.SUPPRESSED, LedgerState.GAVE_UP)


def plan_again(tx: Transaction, now: datetime, local: ZoneInfo) -> list[int]:
    """Take back what was decided at instants that are still to come; the rows changed.

    What was found too late is due again if by the right clock it is not; waits that began
    under the wrong clock end now, though not before they are due. What was shown is not
    repeated.
    """
    changed = []
    for row in tx.claims.claimed_after(now + SLEW):
        values = _again(row, now, local)
        if values is None:
            continue
        tx.ledger.change([row.id], claimed_at=now, **values)
        state = values.get("state", row.state)
        assert isinstance(state, LedgerState)
        tx.ledger.step([LedgerStep(row.id, now, state, SET_BACK)])
        changed.append(row.id)
    return changed


def pause_anew(tx: Transaction, now: datetime) -> datetime | None:
    """Let a pause that begins in the future begin now, as long as it was meant to be.

    Its new end (UTC), None when there is no such pause. Without this a pause of an hour,
    asked for under a clock that was a week ahead, would hold reminders for a week.
    """
    begun, until = tx.state.instant(PAUSED_AT), tx.state.instant(PAUSED_UNTIL)
    if begun is None or until is None or begun <= now + SLEW:
        return None
    until = now + (until - begun)
    tx.state.put_instant(PAUSED_AT, now)
    tx.state.put_instant(PAUSED_UNTIL, until)
    tx.ledger.wake_held(HoldCause.PAUSED, until)
    return until


def _again(row: LedgerRow, now: datetime, local: ZoneInfo) -> dict[str, object] | None:
    if row.state is LedgerState.DELIVERED:
        return {"wake_at": now + row.repeat_every} if row.wake_at is not None else None
    nominal = _nominal(row, local)
    # What was armed inside its window was armed for an instant of the wrong clock.
    due = min(row.due_at, max(now, nominal))
    at = max(now, due)
    if row.state not in _LATE:
        until = at if row.snoozed_until else None
        return {"due_at": due, "wake_at": at, "snoozed_until": until}
    told_at_saving = row.claimed_at is None
    if row.lead == CREATION_LEAD or not (told_at_saving or _was_too_late(row)):
        return None
    if told_at_saving and max(nominal, row.occurrence_start) < now:
        return None
    rule = parse_late_rule(row.late_rule) if row.late_rule else LateRule()
    if not rule.allows(now=now, due=due, ends=row.occurrence_end):
        return None
    fresh: dict[str, object] = {
        "due_at": due,
        "reason": "",
        "wake_at": at,
        "away_at": None,
        "snoozed_until": None,
        "acknowledged_at": None,
        "acknowledged_by": "",
    }
    if row.channel is Channel.EMAIL:
        return fresh | {"state": LedgerState.CLAIMED, "claimed_by": ""}
    return fresh | {"state": LedgerState.SNOOZED, "snoozed_until": at}


def _nominal(row: LedgerRow, local: ZoneInfo) -> datetime:
    """When a row is due by the time of its event alone (UTC)."""
    if row.lead == CREATION_LEAD:
        return row.due_at.min.replace(tzinfo=UTC)
    if row.all_day:
        return to_instant(to_wall(row.occurrence_start, local) - row.lead, local)
    return row.occurrence_start - row.lead


def _was_too_late(row: LedgerRow) -> bool:
    """Whether it was the clock that ended this row."""
    if row.state is LedgerState.GAVE_UP:
        return row.attempts > 0 and (row.channel is Channel.DESKTOP or row.reason == POINTLESS)
    return row.state is LedgerState.MISSED
