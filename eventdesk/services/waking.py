"""Waking: rows of the ledger whose snooze, hold, retry, repeat or abandoned claim is due."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from eventdesk.domain.event import Event
from eventdesk.domain.holding import HELD_REASONS, HoldCause
from eventdesk.domain.insistence import REPEAT_FOR
from eventdesk.domain.language import later
from eventdesk.domain.ledger import (
    BY_EDIT,
    EVENT_DELETED,
    EVENT_MOVED,
    LedgerRow,
    LedgerState,
    LedgerStep,
)
from eventdesk.domain.planning import occurrence_starting
from eventdesk.domain.reminder import Channel
from eventdesk.services.claiming import AWAY, BATCH, LEASE, Claimed, ClaimingRules, too_late_words

if TYPE_CHECKING:
    from eventdesk.storage.transaction import Transaction

log = logging.getLogger(__name__)
ABANDONED = later("Recovered: EventDesk stopped before it could record whether this was shown")
RECOVERED = later(
    "Recovered: EventDesk stopped before it could record whether this was shown, "
    "so it is shown again"
)
REPEATED = later("Shown again, because nobody answered")


@dataclass(frozen=True, slots=True)
class _Verdict:
    state: LedgerState
    reason: str
    wake_at: datetime | None = None
    snoozed_until: datetime | None = None


class Waking:
    """Takes up rows that wake, inside one write transaction."""

    def __init__(self, tx: Transaction, rules: ClaimingRules, claimed: Claimed) -> None:
        self._tx = tx
        self._rules = rules
        self._claimed = claimed

    def release(self) -> None:
        """Let rows wake now that are held for what holds no longer."""
        holding = self._rules.holds.causes
        gone = [each.value for each in HoldCause if each not in holding]
        self._tx.claims.release(gone, self._rules.now)
        if not holding:
            self._tx.claims.release_missed(self._rules.now)

    def wake(self, until: datetime) -> bool:
        """Take up to 500 desktop rows that wake at `until` or before; True when there may be
        more."""
        rows = self._tx.ledger.waking(Channel.DESKTOP, until, BATCH)
        if not rows:
            return False
        known = self._tx.events.pks([row.event_id for row in rows])
        events = {each.id: each for each in self._tx.events.by_pks(list(known.values()))}
        for row in rows:
            event = events.get(row.event_id)
            if event is not None and event.deleted_at is not None:
                event = None
            if row.state is LedgerState.CLAIMED:
                self._note(row, row.state, ABANDONED)
            if row.state is LedgerState.MISSED:
                self._tell_missed(row, event)
            elif row.state is LedgerState.DELIVERED or row.reason == REPEATED:
                self._repeat(row, event)
            else:
                self._take_up(row, event)
        return len(rows) == BATCH

    def _take_up(self, row: LedgerRow, event: Event | None) -> None:
        row, verdict = self._judged(row, event)
        changes: dict[str, object] = {
            "state": verdict.state,
            "reason": verdict.reason,
            "wake_at": verdict.wake_at,
            "occurrence_end": row.occurrence_end,
            "late_rule": row.late_rule,
            "away_at": self._away_at(row),
            "claimed_at": self._rules.now,
        }
        if event is not None:
            changes |= self._rules.wishes(event)
        if verdict.state is LedgerState.CLAIMED:
            changes |= self._claim()
        elif verdict.state is LedgerState.SNOOZED:
            changes["snoozed_until"] = verdict.snoozed_until
        changed = self._change(row, changes)
        if verdict.state is LedgerState.CLAIMED:
            self._claimed.due.append(changed)
            return
        if verdict.state is LedgerState.MISSED and verdict.wake_at is None:
            self._claimed.missed.append(changed)
        if (row.state, row.reason) != (verdict.state, verdict.reason):
            self._note(row, verdict.state, verdict.reason)

    def _judged(self, row: LedgerRow, event: Event | None) -> tuple[LedgerRow, _Verdict]:
        """What becomes of a row that wakes, with the end and late rule its event has now."""
        row, gone = self._as_it_is_now(row, event)
        if event is None or gone:
            return row, _Verdict(LedgerState.SUPPRESSED, gone)
        rule = self._rules.late_rule(event)
        since = row.snoozed_until or row.due_at
        if not rule.allows(now=self._rules.now, due=since, ends=row.occurrence_end):
            if row.state is LedgerState.RETRYING:
                words = later("{why}; last error: {error}")
                words = words.format(why=too_late_words(rule), error=row.error)
                return row, _Verdict(LedgerState.GAVE_UP, words)
            hold = self._rules.hold(event)
            told_at = self._rules.held_until(hold) if hold is not None else None
            words = too_late_words(rule, held=_released(row.reason))
            return row, _Verdict(LedgerState.MISSED, words, told_at)
        hold = self._rules.hold(event)
        if hold is not None:
            wake_at = self._rules.held_until(hold)
            return row, _Verdict(LedgerState.SNOOZED, hold.cause.value, wake_at, hold.until)
        if row.state is LedgerState.CLAIMED:
            return row, _Verdict(LedgerState.CLAIMED, RECOVERED)
        return row, _Verdict(LedgerState.CLAIMED, _released(row.reason) or row.reason)

    def _as_it_is_now(self, row: LedgerRow, event: Event | None) -> tuple[LedgerRow, str]:
        """The row with the end and late rule its event has now; why it is gone, or ''."""
        if event is None:
            return row, EVENT_DELETED
        try:
            occurrence = occurrence_starting(event, row.occurrence_start, self._rules.local)
        except (ValueError, LookupError, OSError, TypeError):
            log.exception("an event cannot be planned any further")
            return row, ""
        if occurrence is None:
            return row, EVENT_MOVED
        rule = str(self._rules.late_rule(event))
        return replace(row, occurrence_end=occurrence.ends, late_rule=rule), ""

    def _tell_missed(self, row: LedgerRow, event: Event | None) -> None:
        """Tell of a reminder that was missed while reminders were held."""
        hold = self._rules.hold(event) if event is not None else None
        wake_at = self._rules.held_until(hold) if hold is not None else None
        changed = self._change(row, {"wake_at": wake_at})
        if event is not None and wake_at is None and row.acknowledged_at is None:
            self._claimed.missed.append(changed)

    def _repeat(self, row: LedgerRow, event: Event | None) -> None:
        """Show a reminder again that was shown and not answered."""
        now = self._rules.now
        row, gone = self._as_it_is_now(row, event)
        if event is None or gone:
            self._end(row, gone)
            return
        every = self._rules.insistence(event).repeats_every
        if not every or now > row.occurrence_end + REPEAT_FOR:
            words = later("Not shown again: the event ended a day ago")
            self._leave(row, None, words if every else "")
            return
        hold = self._rules.hold(event)
        if hold is not None:
            again = now + every
            self._leave(row, again if hold.until is None else min(again, hold.until))
            return
        changes = {"state": LedgerState.CLAIMED, "reason": REPEATED} | self._rules.wishes(event)
        changes["occurrence_end"] = row.occurrence_end
        self._claimed.due.append(self._change(row, changes | self._claim()))

    def _leave(self, row: LedgerRow, wake_at: datetime | None, words: str = "") -> None:
        """Leave it shown as it is, until `wake_at`."""
        state = LedgerState.DELIVERED
        ends = row.occurrence_end
        changes: dict[str, object] = {"wake_at": wake_at, "claimed_at": self._rules.now}
        self._change(row, changes | {"state": state, "occurrence_end": ends})
        if words or row.state is not state:
            self._note(row, state, words or later("Not shown again now"))

    def _end(self, row: LedgerRow, reason: str) -> None:
        """End a row that was shown: its event is gone."""
        ended = {"acknowledged_at": self._rules.now, "acknowledged_by": BY_EDIT}
        state = LedgerState.ACKNOWLEDGED
        self._change(row, {"state": state, "reason": reason, "wake_at": None, **ended})
        self._note(row, state, reason)

    def _claim(self) -> dict[str, object]:
        now = self._rules.now
        return {"wake_at": now + LEASE, "claimed_at": now, "claimed_by": self._rules.token}

    def _change(self, row: LedgerRow, changes: dict[str, object]) -> LedgerRow:
        self._tx.ledger.change([row.id], **changes)
        self._claimed.touched.append(row.id)
        return self._tx.ledger.get(row.id)

    def _away_at(self, row: LedgerRow) -> datetime | None:
        now = self._rules.now
        if row.reason in HELD_REASONS:
            return now
        since = row.claimed_at if row.state is LedgerState.CLAIMED else row.wake_at
        return now if since is not None and now - since > AWAY else None

    def _note(self, row: LedgerRow, state: LedgerState, words: str) -> None:
        self._tx.ledger.step([LedgerStep(row.id, self._rules.now, state, words)])


def _released(reason: str) -> str:
    """What to say of a row that was held for `reason`, '' of every other one."""
    return HoldCause(reason).released if reason in HELD_REASONS else ""
