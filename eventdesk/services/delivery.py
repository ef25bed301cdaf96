"""Delivering: the ring of the alarm, from 'look now' to outcomes in the ledger."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from eventdesk.domain.errors import StorageFailure
from eventdesk.domain.late import LateRule, parse_late_rule
from eventdesk.domain.ledger import LedgerRow, LedgerState, LedgerStep
from eventdesk.domain.reminder import Channel
from eventdesk.domain.settings import Settings
from eventdesk.domain.wording import backend_words, late_words
from eventdesk.services.claiming import RECOVERED, Claimed, Claiming, ClaimingRules
from eventdesk.services.notices import notices
from eventdesk.services.ports import (
    Alarm,
    Clock,
    HealthChanged,
    LedgerChanged,
    Notice,
    Notifier,
    ProcessRegistry,
    Publish,
    Refused,
    RemindersDelivered,
    Taken,
)

if TYPE_CHECKING:
    from eventdesk.storage.database import Database

log = logging.getLogger(__name__)
FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(hours=1)
LAST_RETRY = timedelta(seconds=5)
"""How long before it is too late a reminder that nothing could show is tried for the last time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryPorts:
    """What delivering needs from around it."""

    clock: Clock
    alarm: Alarm
    notifier: Notifier
    processes: ProcessRegistry
    publish: Publish
    settings: Callable[[], Settings]
    mail_waiting: Callable[[], None]


class Delivery:
    """Claims, hands over and records. `ring` runs on the alarm's one worker thread."""

    def __init__(self, database: Database, ports: DeliveryPorts) -> None:
        self._database = database
        self._ports = ports
        self._problem = ""
        self._arming = threading.Lock()
        self._recording = threading.Lock()
        self._unrecorded: list[tuple[LedgerRow, Taken | Refused, datetime]] = []

    def ring(self) -> None:
        """Deliver what is due now and set the alarm for the next instant.

        A database that fails is reported as HealthChanged and tried again at the next ring.
        """
        try:
            self._recover()
            self.deliver_due()
            self.rearm()
        except StorageFailure as error:
            log.exception("delivering failed")
            self._report(str(error))
        except Exception as error:
            log.exception("delivering failed")
            self._report(f"Delivering reminders failed ({type(error).__name__}: {error}).")
            raise
        else:
            self._report("")

    def rearm(self) -> None:
        """Set the alarm for the earliest reminder, snooze or retry. Any thread."""
        # Whoever looks later sets the alarm later: a stale instant never replaces a fresh one.
        with self._arming:
            with self._database.read() as tx:
                instants = [tx.reminders.next_due(), tx.ledger.next_wake(Channel.DESKTOP)]
            self._ports.alarm.wake_at(min((each for each in instants if each), default=None))

    def deliver_due(self) -> None:
        """Claim everything due, hand it over, record the outcomes.

        While outcomes cannot be recorded nothing more is claimed or handed over: otherwise a
        full disk would have one reminder shown again at the end of every lease.
        """
        self._record_all()
        claimed = Claimed()
        try:
            self._claim(claimed)
        except StorageFailure:
            # What an earlier batch claimed is no less due.
            self._deliver(claimed)
            raise
        self._deliver(claimed)

    def _deliver(self, claimed: Claimed) -> None:
        if claimed.problems:
            self._ports.publish(HealthChanged("events", claimed.problems[0]))
        if not claimed.touched:
            return
        if claimed.mails:
            self._ports.mail_waiting()
        self.hand_over(claimed.due, claimed.missed)
        self._ports.publish(LedgerChanged(tuple(claimed.touched)))

    def hand_over(self, due: Sequence[LedgerRow], missed: Sequence[LedgerRow] = ()) -> None:
        """Hand claimed rows to the notifier and record what became of them."""
        now, zone = self._ports.clock.now(), self._ports.clock.zone()
        rows = {row.id: row for row in due}
        outcomes: list[tuple[LedgerRow, Taken | Refused, datetime]] = []
        for notice in notices(due, missed, now, zone):
            outcome = self._notify(notice)
            at = self._ports.clock.now()
            outcomes += [(rows[each], outcome, at) for each in notice.ledger_ids]
        with self._recording:
            self._unrecorded += outcomes
        if missed:
            self._ports.publish(RemindersDelivered(tuple(row.id for row in missed)))
        self._record_all()

    def _recover(self) -> None:
        """Make claims of processes that are gone due at once."""
        own = self._ports.processes.own()
        with self._database.read() as tx:
            others = tx.claims.claimants(Channel.DESKTOP, own)
        gone = [each for each in others if not self._ports.processes.alive(each)]
        if gone:
            with self._database.write() as tx:
                tx.claims.free_claims(Channel.DESKTOP, gone, self._ports.clock.now())

    def _claim(self, claimed: Claimed) -> None:
        """Claim in batches; what is committed is added to `claimed`."""
        now = self._ports.clock.now()
        with self._database.read() as tx:
            instants = (tx.reminders.next_due(), tx.ledger.next_wake(Channel.DESKTOP))
        if not any(each is not None and each <= now for each in instants):
            return
        rules = ClaimingRules(
            now, self._ports.clock.zone(), self._ports.settings(), self._ports.processes.own()
        )
        more = True
        while more:
            batch = Claimed()
            with self._database.write() as tx:
                claiming = Claiming(tx, rules, batch)
                more = any([claiming.claim_due(), claiming.wake()])
            claimed.add(batch)

    def _notify(self, notice: Notice) -> Taken | Refused:
        try:
            return self._ports.notifier.notify(notice)
        except Exception as error:
            log.exception("a notifier failed")
            return Refused(f"{type(error).__name__}: {error}")

    def _record_all(self) -> None:
        """Record every outcome not yet recorded; StorageFailure keeps them for the next time."""
        with self._recording:
            outcomes = self._unrecorded
            if not outcomes:
                return
            self._record(outcomes)
            self._unrecorded = []
        shown = tuple(row.id for row, outcome, _ in outcomes if isinstance(outcome, Taken))
        if shown:
            self._ports.publish(RemindersDelivered(shown))
        self._ports.publish(LedgerChanged(tuple(row.id for row, _, _ in outcomes)))

    def _record(self, outcomes: Sequence[tuple[LedgerRow, Taken | Refused, datetime]]) -> None:
        changes = []
        steps = []
        with self._database.write() as tx:
            present = {row.id: row for row in tx.ledger.get_all(row.id for row, _, _ in outcomes)}
            for row, outcome, at in outcomes:
                if isinstance(outcome, Taken):
                    state, values, detail = _delivered(row, outcome, at)
                else:
                    state, values, detail = _refused(row, outcome, at)
                now = present[row.id]
                if _is_still_ours(row, now):
                    changes.append((row.id, {"state": state, **values}))
                else:
                    state = now.state
                    if now.delivered_at is None and isinstance(outcome, Taken):
                        tx.ledger.change([row.id], **{name: values[name] for name in _SEEN})
                steps.append(LedgerStep(row.id, at, state, detail))
            tx.ledger.change_each(changes)
            tx.ledger.step(steps)

    def _report(self, problem: str) -> None:
        if problem != self._problem:
            self._problem = problem
            self._ports.publish(HealthChanged("storage", problem))


_Outcome = tuple[LedgerState, dict[str, object], str]


def _delivered(row: LedgerRow, outcome: Taken, at: datetime) -> _Outcome:
    late = max(timedelta(), at - (row.snoozed_until or row.due_at))
    values: dict[str, object] = {
        "reason": row.reason if row.reason == RECOVERED else "",
        "attempts": row.attempts + 1,
        "backend": outcome.backend,
        "backend_ref": outcome.ref,
        "delivered_at": at,
        "late": late,
        "error": "",
        "wake_at": None,
        "snoozed_until": None,
    }
    return (
        LedgerState.DELIVERED,
        values,
        f"Shown as {backend_words(outcome.backend)}, {late_words(late)}",
    )


def _is_still_ours(row: LedgerRow, present: LedgerRow) -> bool:
    """False when the claim was answered, or taken over by another process, meanwhile."""
    ours, now = ((each.state, each.claimed_by, each.claimed_at) for each in (row, present))
    return ours == now


_SEEN = ("attempts", "backend", "backend_ref", "delivered_at", "late")
"""What a hand-over still tells of a row that was answered meanwhile: that it was shown, where."""


def _refused(row: LedgerRow, outcome: Refused, at: datetime) -> _Outcome:
    rule = parse_late_rule(row.late_rule) if row.late_rule else LateRule()
    retry_at = at + min(LONGEST_RETRY, FIRST_RETRY * 2 ** min(row.attempts, 12))
    too_late = rule.until(due=row.snoozed_until or row.due_at, ends=row.occurrence_end)
    if too_late is not None:
        retry_at = min(retry_at, too_late - LAST_RETRY)
    again = retry_at > at
    kept = row.reason if row.reason == RECOVERED else ""
    values: dict[str, object] = {
        "reason": kept if again else "No notification could be shown before the event ended",
        "attempts": row.attempts + 1,
        "backend": "",
        "backend_ref": "",
        "delivered_at": row.delivered_at,
        "late": row.late,
        "error": outcome.error,
        "wake_at": retry_at if again else None,
        "snoozed_until": row.snoozed_until,
    }
    state = LedgerState.RETRYING if again else LedgerState.GAVE_UP
    return state, values, f"Not shown: {outcome.error}"
