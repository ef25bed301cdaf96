"""Claiming: turning what is due into ledger rows, before anything leaves the program."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from eventdesk.domain.event import Event
from eventdesk.domain.late import LateRule
from eventdesk.domain.ledger import (
    EVENT_DELETED,
    EVENT_MOVED,
    LedgerRow,
    LedgerState,
    LedgerStep,
)
from eventdesk.domain.planning import Plan, next_plans, occurrence_starting
from eventdesk.domain.reminder import Channel
from eventdesk.domain.settings import Settings

if TYPE_CHECKING:
    from eventdesk.storage.reminder_store import DueReminder
    from eventdesk.storage.transaction import Transaction

log = logging.getLogger(__name__)
BATCH = 500
LEASE = timedelta(seconds=60)
"""How long a claim is respected when it is not known whether its process still lives."""

PAUSED_UNTIL = "paused_until"
HELD = "Held: reminders are paused"
ABANDONED = "Recovered: EventDesk stopped before it could record whether this was shown"
RECOVERED = f"{ABANDONED}, so it is shown again"

Words = Callable[[LedgerRow], str]


@dataclass(slots=True)
class Claimed:
    """What one ring claimed: rows to hand over, rows that were too late, all rows touched,
    what is wrong with single events, and whether there are new mails to send."""

    due: list[LedgerRow] = field(default_factory=list)
    missed: list[LedgerRow] = field(default_factory=list)
    touched: list[int] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    mails: bool = False

    def add(self, batch: Claimed) -> None:
        """Add what another batch claimed."""
        self.due += batch.due
        self.missed += batch.missed
        self.touched += batch.touched
        self.problems += batch.problems
        self.mails |= batch.mails


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
        events = self._events(pks)
        rows: list[LedgerRow] = []
        moved: list[tuple[int, Plan]] = []
        for each in due:
            event = events.get(each.event_pk)
            if event is None:
                moved.append((each.pk, Plan(each.reminder)))
                rows += self._unreadable(each)
                continue
            found, plan = self._catch_up(event, each)
            rows += found
            moved.append((each.pk, plan))
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

    def _events(self, pks: Sequence[int]) -> dict[int, Event]:
        """The events of due reminders; one that cannot be read must not stop the others."""
        try:
            return dict(zip(pks, self._tx.events.by_pks(pks), strict=True))
        except Exception:
            log.exception("an event cannot be read")
        found: dict[int, Event] = {}
        for pk in pks:
            with suppress(Exception):
                [found[pk]] = self._tx.events.by_pks([pk])
        return found

    def _unreadable(self, due: DueReminder) -> list[LedgerRow]:
        event_id, title = self._tx.events.label(due.event_pk)
        reason = "This event cannot be read any more. Open it, or restore a backup"
        self._claimed.problems.append(f"“{title}”: {reason}.")
        return [
            LedgerRow(
                id=0,
                event_id=event_id,
                event_title=title,
                occurrence_start=due.occurrence_start,
                occurrence_end=due.occurrence_end,
                all_day=False,
                lead=due.reminder.lead,
                channel=channel,
                due_at=due.due_at,
                state=LedgerState.GAVE_UP,
                reason=reason,
                claimed_at=self._rules.now,
            )
            for channel in sorted(due.reminder.channels)
        ]

    def _catch_up(self, event: Event, due: DueReminder) -> tuple[list[LedgerRow], Plan]:
        """The rows of a due reminder, those of later occurrences that are due as well, and
        the plan after them. A series slept through is caught up with 500 at a time."""
        if event.deleted_at is not None:
            return [], Plan(due.reminder)
        rows = self._rows(event, due)
        try:
            for plan in next_plans(
                event, due.reminder, due.occurrence_start, self._rules.local, due.due_at
            ):
                if plan.due is None or plan.due > self._rules.now or len(rows) >= BATCH:
                    return rows, plan
                assert plan.occurrence is not None
                start, end = plan.occurrence.start, plan.occurrence.ends
                later = replace(due, due_at=plan.due, occurrence_start=start, occurrence_end=end)
                rows += self._rows(event, later)
        except (ValueError, LookupError, OSError, TypeError) as error:
            # Its zone or rule is not known here: what is due is told all the same.
            log.exception("an event cannot be planned any further")
            self._claimed.problems.append(
                f"“{event.title}” cannot be planned any further ({error}). Open and save it."
            )
        return rows, Plan(due.reminder)

    def _rows(self, event: Event, due: DueReminder) -> list[LedgerRow]:
        rule = self._rule(event)
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
        if row.state is LedgerState.CLAIMED:
            self._note([row], lambda _: ABANDONED)
        row, state, reason = self._verdict(row, event)
        changes: dict[str, object] = {
            "state": state,
            "reason": reason,
            "wake_at": None,
            "occurrence_end": row.occurrence_end,
            "late_rule": row.late_rule,
        }
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
            return
        if state is LedgerState.MISSED:
            self._claimed.missed.append(changed)
        self._note([changed], lambda _: reason)

    def _verdict(self, row: LedgerRow, event: Event | None) -> tuple[LedgerRow, LedgerState, str]:
        """What becomes of a row that wakes, with the end and late rule its event has now."""
        if event is None or event.deleted_at is not None:
            return row, LedgerState.SUPPRESSED, EVENT_DELETED
        rule = self._rule(event)
        try:
            occurrence = occurrence_starting(event, row.occurrence_start, self._rules.local)
        except (ValueError, LookupError, OSError, TypeError):
            log.exception("an event cannot be planned any further")
        else:
            if occurrence is None:
                return row, LedgerState.SUPPRESSED, EVENT_MOVED
            row = replace(row, occurrence_end=occurrence.ends, late_rule=str(rule))
        since = row.snoozed_until or row.due_at
        if not rule.allows(now=self._rules.now, due=since, ends=row.occurrence_end):
            if row.state is LedgerState.RETRYING:
                words = f"{_too_late_words(rule)}; last error: {row.error}"
                return row, LedgerState.GAVE_UP, words
            return row, LedgerState.MISSED, _too_late_words(rule)
        if self._paused_until is not None:
            return row, LedgerState.SNOOZED, HELD
        if row.state is LedgerState.CLAIMED:
            return row, LedgerState.CLAIMED, RECOVERED
        return row, LedgerState.CLAIMED, "" if row.reason == HELD else row.reason

    def _rule(self, event: Event) -> LateRule:
        return event.late_rule or self._rules.settings.reminders.late_rule

    def _note(self, rows: Sequence[LedgerRow], words: Words) -> None:
        now = self._rules.now
        self._tx.ledger.step([LedgerStep(row.id, now, row.state, words(row)) for row in rows])


def _too_late_words(rule: LateRule) -> str:
    if rule.limit:
        return f"Too late: the late rule is '{rule}'"
    return "Too late: the event was over"
