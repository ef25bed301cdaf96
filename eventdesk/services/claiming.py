"""Claiming: turning what is due into ledger rows, before anything leaves the program."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from eventdesk.domain.event import Event
from eventdesk.domain.holding import Hold, Holds
from eventdesk.domain.insistence import Insistence
from eventdesk.domain.language import later, tr
from eventdesk.domain.late import LateRule
from eventdesk.domain.ledger import WAITS, LedgerRow, LedgerState, LedgerStep
from eventdesk.domain.planning import Plan, next_plans
from eventdesk.domain.reminder import Channel
from eventdesk.domain.settings import Settings
from eventdesk.domain.wording import STATE_WORDS
from eventdesk.services.holding import ASK_AGAIN

if TYPE_CHECKING:
    from eventdesk.storage.reminder_store import DueReminder
    from eventdesk.storage.transaction import Transaction

log = logging.getLogger(__name__)
BATCH = 500
LEASE = timedelta(seconds=60)
"""How long a claim is respected when it is not known whether its process still lives."""
AWAY = timedelta(seconds=60)
"""What is found due for longer than this came due while nobody could see it."""

MAIL_OFF = later("E-mail is off in settings")
OVER = later("Too late: the event was over")

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
    holds: Holds

    def late_rule(self, event: Event) -> LateRule:
        """The late rule that holds for an event."""
        return event.late_rule or self.settings.reminders.late_rule

    def insistence(self, event: Event) -> Insistence:
        """How an event's reminders insist, with the settings where it has no wishes."""
        return event.insistence.with_defaults(self.settings.reminders.insistence)

    def wishes(self, event: Event) -> dict[str, Any]:
        """What a desktop row keeps of how its event insists, as columns."""
        insistence = self.insistence(event)
        return {
            "repeat_every": insistence.repeats_every,
            "sound": bool(insistence.sound),
            "urgent": insistence.even_when_quiet,
        }

    def hold(self, event: Event) -> Hold | None:
        """What holds an event's desktop reminders now."""
        return self.holds.hold_for(even_when_quiet=event.insistence.even_when_quiet)

    def held_until(self, hold: Hold) -> datetime:
        """When a row held for `hold` is looked at again (UTC)."""
        return hold.until or self.now + ASK_AGAIN


class Claiming:
    """Claims what is due, inside one write transaction."""

    def __init__(self, tx: Transaction, rules: ClaimingRules, claimed: Claimed) -> None:
        self._tx = tx
        self._rules = rules
        self._claimed = claimed

    def claim_due(self, until: datetime) -> bool:
        """Claim up to 500 reminders due at `until` or before and move each to its next
        occurrence; True when more may be due: beyond those 500, or a later occurrence."""
        due = self._tx.reminders.due(until, BATCH)
        if not due:
            return False
        events = self._events(list({each.event_pk for each in due}))
        rows: list[LedgerRow] = []
        moved: list[tuple[int, Plan]] = []
        for each in due:
            event = events.get(each.event_pk)
            if event is None:
                moved.append((each.pk, Plan(each.reminder)))
                rows += self._unreadable(each)
                continue
            found, plan = self._catch_up(event, each, until)
            rows += found
            moved.append((each.pk, plan))
        inserted, blocking = self._tx.ledger.claim(rows)
        self._tx.reminders.advance(moved)
        self._sort(inserted)
        repeated = later("Not repeated: this reminder has its row already ({state})")
        self._note(blocking, lambda row: repeated.format(state=STATE_WORDS[row.state]))
        again = any(plan.due is not None and plan.due <= until for _, plan in moved)
        return again or len(due) == BATCH

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
        reason = later("This event cannot be read any more. Open it, or restore a backup")
        self._claimed.problems.append(
            tr(
                "“{title}”: This event cannot be read any more. Open it, or restore a backup.",
                title=title,
            )
        )
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

    def _catch_up(
        self, event: Event, due: DueReminder, until: datetime
    ) -> tuple[list[LedgerRow], Plan]:
        """The rows of a due reminder, those of later occurrences that are due as well, and
        the plan after them. A series slept through is caught up with 500 at a time."""
        if event.deleted_at is not None:
            return [], Plan(due.reminder)
        rows = self._rows(event, due)
        try:
            for plan in next_plans(
                event, due.reminder, due.occurrence_start, self._rules.local, due.due_at
            ):
                if plan.due is None or plan.due > until or len(rows) >= BATCH:
                    return rows, plan
                assert plan.occurrence is not None
                start, end = plan.occurrence.start, plan.occurrence.ends
                following = replace(
                    due, due_at=plan.due, occurrence_start=start, occurrence_end=end
                )
                rows += self._rows(event, following)
        except (ValueError, LookupError, OSError, TypeError) as error:
            # Its zone or rule is not known here: what is due is told all the same.
            log.exception("an event cannot be planned any further")
            self._claimed.problems.append(
                tr(
                    "“{title}” cannot be planned any further ({error}). Open and save it.",
                    title=event.title,
                    error=error,
                )
            )
        return rows, Plan(due.reminder)

    def _rows(self, event: Event, due: DueReminder) -> list[LedgerRow]:
        now, rule = self._rules.now, self._rules.late_rule(event)
        plain = LedgerRow(
            id=0,
            event_id=event.id,
            event_title=event.title,
            location=event.location,
            occurrence_start=due.occurrence_start,
            occurrence_end=due.occurrence_end,
            all_day=event.all_day,
            lead=due.reminder.lead,
            channel=Channel.DESKTOP,
            due_at=due.due_at,
            late_rule=str(rule),
            state=LedgerState.MISSED,
            reason=too_late_words(rule),
            claimed_at=now,
            away_at=now if now - due.due_at > AWAY else None,
        )
        channels, hold = sorted(due.reminder.channels), self._rules.hold(event)
        if not rule.allows(now=now, due=due.due_at, ends=due.occurrence_end):
            # Telling of it waits for the end of what holds reminders now.
            wake_at = self._rules.held_until(hold) if hold is not None else None
            told = {Channel.DESKTOP: wake_at}
            return [replace(plain, channel=each, wake_at=told.get(each)) for each in channels]
        waits = timedelta()
        if Channel.DESKTOP in channels:
            waits = self._rules.insistence(event).email_waits
        desktop = replace(plain, **self._rules.wishes(event))
        return [
            self._mail(plain, waits) if each is Channel.EMAIL else self._desktop(desktop, hold)
            for each in channels
        ]

    def _desktop(self, wanted: LedgerRow, hold: Hold | None) -> LedgerRow:
        if hold is not None:
            return replace(
                wanted,
                state=LedgerState.SNOOZED,
                reason=hold.cause.value,
                wake_at=self._rules.held_until(hold),
                snoozed_until=hold.until,
            )
        return replace(
            wanted,
            state=LedgerState.CLAIMED,
            reason="",
            claimed_by=self._rules.token,
            wake_at=self._rules.now + LEASE,
        )

    def _mail(self, plain: LedgerRow, waits: timedelta) -> LedgerRow:
        now = self._rules.now
        mail = replace(plain, channel=Channel.EMAIL)
        if not self._rules.settings.mail.enabled:
            return replace(mail, state=LedgerState.SUPPRESSED, reason=MAIL_OFF)
        if waits:
            until = now + waits
            return replace(
                mail,
                state=LedgerState.SNOOZED,
                reason=WAITS,
                repeat_every=waits,
                wake_at=until,
                snoozed_until=until,
            )
        return replace(mail, state=LedgerState.CLAIMED, reason="", wake_at=now)

    def _sort(self, inserted: Sequence[LedgerRow]) -> None:
        self._claimed.touched += [row.id for row in inserted]
        for row in inserted:
            if row.channel is not Channel.DESKTOP:
                self._claimed.mails |= row.wake_at is not None
            elif row.state is LedgerState.CLAIMED:
                self._claimed.due.append(row)
            elif row.state is LedgerState.MISSED and row.wake_at is None:
                self._claimed.missed.append(row)
        self._note(
            [row for row in inserted if row.state is not LedgerState.CLAIMED],
            lambda row: row.reason,
        )

    def _note(self, rows: Sequence[LedgerRow], words: Words) -> None:
        now = self._rules.now
        self._tx.ledger.step([LedgerStep(row.id, now, row.state, words(row)) for row in rows])


def too_late_words(rule: LateRule, held: str = "") -> str:
    """Why a reminder was missed under a late rule; `held` is why it was held before that."""
    if held and rule.limit:
        return later("{held}. Too late: the late rule is '{rule}'").format(held=held, rule=rule)
    if held:
        return later("{held}. Too late: the event was over").format(held=held)
    return later("Too late: the late rule is '{rule}'").format(rule=rule) if rule.limit else OVER
