"""Delivering: the ring of the alarm, from 'look now' to outcomes in the ledger."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from eventdesk.domain.errors import StorageFailure
from eventdesk.domain.holding import Holds
from eventdesk.domain.language import later, retold, tr
from eventdesk.domain.ledger import LedgerRow, LedgerState, LedgerStep
from eventdesk.domain.reminder import Channel
from eventdesk.domain.settings import Settings
from eventdesk.services.claiming import Claimed, Claiming, ClaimingRules
from eventdesk.services.clock_correction import SLEW, pause_anew, plan_again
from eventdesk.services.holding import PAUSED_AT, PAUSED_UNTIL, Holding
from eventdesk.services.notices import notices
from eventdesk.services.outcomes import HandedOver, record
from eventdesk.services.ports import (
    Alarm,
    Clock,
    HealthChanged,
    LedgerChanged,
    Notice,
    Notifier,
    PauseChanged,
    ProcessRegistry,
    Publish,
    Refused,
    RemindersDelivered,
    Sounder,
    Taken,
)
from eventdesk.services.waking import Waking

if TYPE_CHECKING:
    from eventdesk.storage.database import Database

log = logging.getLogger(__name__)
DEAF = timedelta(seconds=1)
"""A process whose last notice nobody took lets others on the same database go first by this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryPorts:
    """What delivering needs from around it."""

    clock: Clock
    alarm: Alarm
    notifier: Notifier
    sounder: Sounder
    holding: Holding
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
        self._silence = ""
        self._deaf = timedelta()
        self._latest: datetime | None = None
        self._arming = threading.Lock()
        self._recording = threading.Lock()
        self._unrecorded: list[HandedOver] = []

    def ring(self) -> None:
        """Deliver what is due now and set the alarm for the next instant.

        A database that fails is reported as HealthChanged and tried again at the next ring.
        """
        try:
            self._recover()
            self._follow_clock()
            self.deliver_due()
            self.rearm()
        except StorageFailure as error:
            log.exception("delivering failed")
            self._report(str(error))
        except Exception as error:
            log.exception("delivering failed")
            words = f"{type(error).__name__}: {error}"
            self._report(tr("Delivering reminders failed ({error}).", error=words))
            raise
        else:
            self._report("")

    def rearm(self) -> None:
        """Set the alarm for the earliest reminder, snooze or retry. Any thread."""
        # Whoever looks later sets the alarm later: a stale instant never replaces a fresh one.
        with self._arming:
            with self._database.read() as tx:
                instants = [tx.reminders.next_due(), tx.ledger.next_wake(Channel.DESKTOP)]
            earliest = min((each for each in instants if each), default=None)
            self._ports.alarm.wake_at(None if earliest is None else earliest + self._deaf)

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

    def hand_over(self, due: Sequence[LedgerRow], missed: Sequence[LedgerRow] = ()) -> None:
        """Hand claimed rows to the notifier and record what became of them."""
        now, zone = self._ports.clock.now(), self._ports.clock.zone()
        rows = {row.id: row for row in due}
        handed: list[HandedOver] = []
        for notice in notices(due, missed, now, zone):
            outcome = self._notify(notice)
            at = self._ports.clock.now()
            handed += [HandedOver(rows[each], outcome, at) for each in notice.ledger_ids]
        with self._recording:
            self._unrecorded += handed
        if missed:
            self._ports.publish(RemindersDelivered(tuple(row.id for row in missed)))
        self._record_all()
        self.withdraw(due)
        self._sound([row for row in due if row.sound])

    def withdraw(self, rows: Sequence[LedgerRow]) -> None:
        """Close the notices under which these rows were shown, unless others share them."""
        self._close(sorted({row.backend_ref for row in rows if row.backend_ref}))

    def holds(self, *, ask_desktop: bool = True) -> Holds:
        """What holds desktop reminders now. Any thread; asking takes some milliseconds."""
        with self._database.read() as tx:
            paused_until = tx.state.instant(PAUSED_UNTIL)
        return self._ports.holding.look(paused_until, ask_desktop=ask_desktop)

    def _deliver(self, claimed: Claimed) -> None:
        if claimed.problems:
            self._ports.publish(HealthChanged("events", claimed.problems[0]))
        if not claimed.touched:
            return
        if claimed.mails:
            self._ports.mail_waiting()
        self.hand_over(claimed.due, claimed.missed)
        self._ports.publish(LedgerChanged(tuple(claimed.touched)))

    def _close(self, refs: Sequence[str]) -> None:
        for ref in refs:
            with self._database.read() as tx:
                sharing = tx.ledger.by_ref(ref)
            if not any(row.state is LedgerState.DELIVERED for row in sharing):
                self._ports.notifier.withdraw(ref)

    def _sound(self, rows: Sequence[LedgerRow]) -> None:
        if not rows:
            return
        problem = self._ports.sounder.play()
        if problem:
            at = self._ports.clock.now()
            words = later("No sound: {problem}").format(problem=problem)
            with self._database.write() as tx:
                present = tx.ledger.get_all(row.id for row in rows)
                tx.ledger.step([LedgerStep(each.id, at, each.state, words) for each in present])
        if problem != self._silence:
            self._silence = problem
            self._ports.publish(HealthChanged("sound", retold(problem)))

    def _recover(self) -> None:
        """Make claims of processes that are gone due at once."""
        own = self._ports.processes.own()
        with self._database.read() as tx:
            others = tx.claims.claimants(Channel.DESKTOP, own)
        gone = [each for each in others if not self._ports.processes.alive(each)]
        if gone:
            with self._database.write() as tx:
                tx.claims.free_claims(Channel.DESKTOP, gone, self._ports.clock.now())

    def _follow_clock(self) -> None:
        """Make good what a clock that was ahead did; looked for at the start too."""
        now, latest = self._ports.clock.now(), self._latest
        self._latest = now
        if latest is not None and now >= latest:
            return
        with self._database.read() as tx:
            found = bool(tx.claims.claimed_after(now + SLEW))
            paused_at = tx.state.instant(PAUSED_AT)
        if not found and (paused_at is None or paused_at <= now + SLEW):
            return
        with self._database.write() as tx:
            again = plan_again(tx, now, self._ports.clock.zone())
            paused_until = pause_anew(tx, now)
        if paused_until is not None:
            self._ports.publish(PauseChanged(paused_until))
        if again:
            self._ports.mail_waiting()
            self._ports.publish(LedgerChanged(tuple(again)))

    def _claim(self, claimed: Claimed) -> None:
        """Claim in batches; what is committed is added to `claimed`."""
        now = self._ports.clock.now()
        until = now - self._deaf
        with self._database.read() as tx:
            instants = (tx.reminders.next_due(), tx.ledger.next_wake(Channel.DESKTOP))
            held = tx.claims.held()
        due = any(each is not None and each <= until for each in instants)
        holds = self.holds(ask_desktop=due or held)
        if not due and not held:
            return
        rules = ClaimingRules(
            now,
            self._ports.clock.zone(),
            self._ports.settings(),
            self._ports.processes.own(),
            holds,
        )
        more = True
        while more:
            batch = Claimed()
            with self._database.write() as tx:
                waking = Waking(tx, rules, batch)
                if held:
                    waking.release()
                more = any([Claiming(tx, rules, batch).claim_due(until), waking.wake(until)])
            claimed.add(batch)

    def _notify(self, notice: Notice) -> Taken | Refused:
        try:
            outcome = self._ports.notifier.notify(notice)
        except Exception as error:
            log.exception("a notifier failed")
            outcome = Refused(f"{type(error).__name__}: {error}")
        self._deaf = DEAF if isinstance(outcome, Refused) else timedelta()
        return outcome

    def _record_all(self) -> None:
        """Record every outcome not yet recorded; StorageFailure keeps them for the next time."""
        with self._recording:
            handed = self._unrecorded
            if not handed:
                return
            with self._database.write() as tx:
                stray = record(tx, handed)
            self._unrecorded = []
        self._close(stray)
        shown = tuple(each.row.id for each in handed if isinstance(each.outcome, Taken))
        if shown:
            self._ports.publish(RemindersDelivered(shown))
        self._ports.publish(LedgerChanged(tuple(each.row.id for each in handed)))

    def _report(self, problem: str) -> None:
        if problem != self._problem:
            self._problem = problem
            self._ports.publish(HealthChanged("storage", problem))
