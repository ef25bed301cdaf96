"""Claiming: turning what is due into ledger rows, before anything leaves the program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from eventdesk.domain.event import Event
from eventdesk.domain.late import LateRule, parse_late_rule
from eventdesk.domain.ledger import LedgerRow, LedgerState, LedgerStep
from eventdesk.domain.planning import Plan, next_plan, still_occurs
from eventdesk.domain.reminder import Channel
from eventdesk.domain.settings import Settings

if TYPE_CHECKING:
    from eventdesk.storage.reminder_store import DueReminder
    from eventdesk.storage.transaction import Transaction

BATCH = 500
LEASE = timedelta(seconds=60)
"""How long a claim is respected when it is not known whether its process still lives."""

PAUSED_UNTIL = "paused_until"
HELD = "Held: reminders are paused"
RECOVERED = (
    "Recovered: EventDesk stopped before it could record whether this was shown, "
    "so it is shown again"
)

Words = Callable[[LedgerRow], str]


@dataclass(slots=True)
class Claimed:
    """What one ring claimed: rows to hand over, rows that were too late, all rows touched,
    and whether there are new mails to send."""

    due: list[LedgerRow] = field(default_factory=list)
    missed: list[LedgerRow] = field(default_factory=list)
    touched: list[int] = field(default_factory=list)
    mails: bool = False


@dataclass(frozen=True, slots=True)
class ClaimingRules:
    """What claiming needs to know besides the database."""

    now: datetime
    local: ZoneInfo
    settings: Settings
    token: str


class Claiming:
    """Claims inside one write transaction."""

    def __init__(self, tx: Transaction, rules: ClaimingRules, claimed: Claimed) -> None:
        self._tx = tx
        self._rules = rules
        self._claimed = claimed
        self._paused_until = tx.state.instant(PAUSED_UNTIL)
        if self._paused_until is not None and self._paused_until <= rules.now:
            self._paused_until = None

    def claim_due(self) -> bool:
        """Claim up to 500 due reminders and move each to its next occurrence; True when more
        may be due: beyond those 500, or a later occurrence."""
        due = self._tx.reminders.due(self._rules.now, BATCH)
        if not due:
            return False
        pks = list({each.event_pk for each in due})
        events = dict(zip(sorted(pks), self._tx.events.by_pks(sorted(pks)), strict=True))
        rows: list[LedgerRow] = []
        moved: list[tuple[int, Plan]] = []
        for each in due:
            event = events[each.event_pk]
            moved.append((each.pk, self._next(event, each)))
            if event.deleted_at is None:
                rows += self._rows(event, each)
        inserted, blocking = self._tx.ledger.claim(rows)
        self._tx.reminders.advance(moved)
        self._sort(inserted)
        self._note(
            blocking, lambda row: f"Not repeated: this reminder is already {row.state.value}"
        )
        again = any(plan.due is not None and plan.due <= self._rules.now for _, plan in moved)
        return again or len(due) == BATCH

    def wake(self) -> bool:
        """Take up to 500 desktop rows whose snooze, retry or abandoned claim is due; True when
        there may be more."""
        rows = self._tx.ledger.waking(Channel.DESKTOP, self._rules.now, BATCH)
        if not rows:
            return False
        known = self._tx.events.pks([row.event_id for row in rows])
        events = {each.id: each for each in self._tx.events.by_pks(list(known.values()))}
        for row in rows:
            self._wake_one(row, events.get(row.event_id))
        return len(rows) == BATCH

    def _next(self, event: Event, due: DueReminder) -> Plan:
        if event.deleted_at is not None:
            return Plan(due.reminder)
        return next_plan(event, due.reminder, due.occurrence_start, self._rules.local)

    def _rows(self, event: Event, due: DueReminder) -> list[LedgerRow]:
        rule = event.late_rule or self._rules.settings.reminders.late_rule
        allowed = rule.allows(now=self._rules.now, due=due.due_at, ends=due.occurrence_end)
        return [
            self._row(event, due, rule, channel, allowed=allowed)
            for channel in sorted(due.reminder.channels)
        ]

    def _row(
        self, event: Event, due: DueReminder, rule: LateRule, channel: Channel, *, allowed: bool
    ) -> LedgerRow:
        now = self._rules.now
        state, reason, owner = LedgerState.CLAIMED, "", self._rules.token
        wake_at: datetime | None = now + LEASE
        if not allowed:
            state, wake_at, owner = LedgerState.MISSED, None, ""
            reason = _too_late_words(rule)
        elif channel is Channel.EMAIL:
            wake_at, owner = now, ""
            if not self._rules.settings.mail.enabled:
                state, reason, wake_at = LedgerState.SUPPRESSED, "E-mail is off in settings", None
        elif self._paused_until is not None:
            state, reason, owner = LedgerState.SNOOZED, HELD, ""
            wake_at = self._paused_until
        return LedgerRow(
            id=0,
            event_id=event.id,
            event_title=event.title,
            location=event.location,
            occurrence_start=due.occurrence_start,
            occurrence_end=due.occurrence_end,
            all_day=event.all_day,
            lead=due.reminder.lead,
            channel=channel,
            due_at=due.due_at,
            late_rule=str(rule),
            state=state,
            reason=reason,
            claimed_at=now,
            claimed_by=owner,
            wake_at=wake_at,
            snoozed_until=wake_at if state is LedgerState.SNOOZED else None,
        )

    def _sort(self, inserted: Sequence[LedgerRow]) -> None:
        self._claimed.touched += [row.id for row in inserted]
        for row in inserted:
            if row.channel is not Channel.DESKTOP:
                self._claimed.mails |= row.state is LedgerState.CLAIMED
            elif row.state is LedgerState.CLAIMED:
                self._claimed.due.append(row)
            elif row.state is LedgerState.MISSED:
                self._claimed.missed.append(row)
        self._note(
            [row for row in inserted if row.state is not LedgerState.CLAIMED],
            lambda row: row.reason,
        )

    def _wake_one(self, row: LedgerRow, event: Event | None) -> None:
        now = self._rules.now
        state, reason = self._verdict(row, event)
        changes: dict[str, object] = {"state": state, "reason": reason, "wake_at": None}
        if state is LedgerState.CLAIMED:
            changes |= {
                "wake_at": now + LEASE,
                "claimed_at": now,
                "claimed_by": self._rules.token,
            }
        elif state is LedgerState.SNOOZED:
            changes |= {"wake_at": self._paused_until, "snoozed_until": self._paused_until}
        self._tx.ledger.change([row.id], **changes)
        changed = self._tx.ledger.get(row.id)
        self._claimed.touched.append(row.id)
        if state is LedgerState.CLAIMED:
            self._claimed.due.append(changed)
            if row.state is LedgerState.CLAIMED:
                self._note([changed], lambda _: RECOVERED)
            return
        if state is LedgerState.MISSED:
            self._claimed.missed.append(changed)
        self._note([changed], lambda _: reason)

    def _verdict(self, row: LedgerRow, event: Event | None) -> tuple[LedgerState, str]:
        if event is None or event.deleted_at is not None:
            return LedgerState.SUPPRESSED, "The event was deleted"
        if not still_occurs(event, row.occurrence_start, self._rules.local):
            return LedgerState.SUPPRESSED, "The event was moved"
        rule = parse_late_rule(row.late_rule) if row.late_rule else LateRule()
        since = row.snoozed_until or row.due_at
        if not rule.allows(now=self._rules.now, due=since, ends=row.occurrence_end):
            if row.state is LedgerState.RETRYING:
                return LedgerState.GAVE_UP, f"{_too_late_words(rule)}; last error: {row.error}"
            return LedgerState.MISSED, _too_late_words(rule)
        if self._paused_until is not None:
            return LedgerState.SNOOZED, HELD
        if row.state is LedgerState.CLAIMED:
            return LedgerState.CLAIMED, RECOVERED
        return LedgerState.CLAIMED, "" if row.reason == HELD else row.reason

    def _note(self, rows: Sequence[LedgerRow], words: Words) -> None:
        now = self._rules.now
        self._tx.ledger.step([LedgerStep(row.id, now, row.state, words(row)) for row in rows])


def _too_late_words(rule: LateRule) -> str:
    if rule.limit:
        return f"Too late: the late rule is '{rule}'"
    return "Too late: the event was over"
