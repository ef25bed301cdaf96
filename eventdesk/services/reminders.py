"""What a person does with reminders: snooze, dismiss, take back, send again, pause."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from eventdesk.domain.errors import EventDeskError, InvalidInput, LedgerRowNotFound
from eventdesk.domain.holding import HoldCause, Holds
from eventdesk.domain.language import later, retold, tr
from eventdesk.domain.ledger import LedgerRow, LedgerState, LedgerStep
from eventdesk.domain.reminder import Channel
from eventdesk.domain.snooze import likely_choice, snooze_until
from eventdesk.domain.views import Away
from eventdesk.services.claiming import LEASE
from eventdesk.services.delivery import Delivery, DeliveryPorts
from eventdesk.services.escalation import Escalation
from eventdesk.services.holding import PAUSED_AT, PAUSED_UNTIL
from eventdesk.services.ports import (
    SNOOZE_FOR,
    LedgerChanged,
    Notice,
    NoticeAction,
    OpenRequested,
    PauseChanged,
    Refused,
    RemindersDelivered,
    Taken,
)
from eventdesk.services.stored_words import snoozed_words

if TYPE_CHECKING:
    from eventdesk.storage.database import Database
    from eventdesk.storage.transaction import Transaction

log = logging.getLogger(__name__)
SHOWN_FOR = timedelta(hours=24)
"""How long after its event ended an unanswered reminder stays in the popup."""
AWAY_LISTED = 1_000
_TOO_LATE = (LedgerState.MISSED, LedgerState.GAVE_UP)
_DISMISSABLE = (
    LedgerState.DELIVERED,
    LedgerState.SNOOZED,
    LedgerState.RETRYING,
    LedgerState.CLAIMED,
)


class Reminders:
    """Actions on reminders. Any thread; raise StorageFailure and LedgerRowNotFound."""

    def __init__(self, database: Database, delivery: Delivery, ports: DeliveryPorts) -> None:
        self._database = database
        self._delivery = delivery
        self._ports = ports

    def deliver_due(self) -> None:
        """Deliver what is due and set the alarm: the alarm's ring."""
        self._delivery.ring()

    def active(self, event_ids: Collection[str] | None = None) -> list[LedgerRow]:
        """Desktop reminders shown or missed and not yet answered, earliest start first; with
        `event_ids` (a few) those of these events."""
        since = self._ports.clock.now() - SHOWN_FOR
        with self._database.read() as tx:
            return tx.ledger.active(since, 10_000, event_ids)

    def count_active(self) -> int:
        """How many wait for an answer."""
        since = self._ports.clock.now() - SHOWN_FOR
        with self._database.read() as tx:
            return tx.ledger.count_active(since)

    def away(self) -> Away | None:
        """What was last found to have come due while the person was away, or reminders were
        held, while one of it is still to be answered."""
        since = self._ports.clock.now() - SHOWN_FOR
        with self._database.read() as tx:
            return tx.ledger.away(since, AWAY_LISTED)

    def dismiss_away(self, at: datetime, *, by: str) -> list[LedgerRow]:
        """Dismiss every reminder of what was found at `at` (`Away.at`)."""
        with self._database.read() as tx:
            ids = tx.ledger.away_ids(at)
        return self.dismiss(ids, by=by)

    def snooze_away(self, at: datetime, text: str, *, by: str) -> list[LedgerRow]:
        """Snooze every reminder of what was found at `at` (`Away.at`) that is not answered."""
        with self._database.read() as tx:
            ids = tx.ledger.away_ids(at)
        return self.snooze(ids, text, by=by)

    def holds(self) -> Holds:
        """What holds desktop reminders now. Asks the desktop: a few milliseconds."""
        return self._delivery.holds()

    def snooze(self, ledger_ids: Sequence[int], text: str, *, by: str) -> list[LedgerRow]:
        """Show desktop reminders again later; `text` as `domain.snooze.snooze_until` reads it.

        InvalidInput for a time that has passed, an e-mail, or a reminder not yet shown.
        """
        now, zone = self._ports.clock.now(), self._ports.clock.zone()
        with self._database.write() as tx:
            rows = _rows(tx, ledger_ids)
            _refuse_mails(rows, "snooze", tr("An e-mail cannot be snoozed."))
            untils = {row.id: snooze_until(text, row, now, zone) for row in rows}
            for row in rows:
                until = untils[row.id]
                tx.ledger.change(
                    [row.id],
                    state=LedgerState.SNOOZED,
                    reason="",
                    snoozed_until=until,
                    wake_at=until,
                    # By the clock that was asked; one that is set back later shows by it.
                    claimed_at=now,
                    acknowledged_at=None,
                    acknowledged_by="",
                )
                words = snoozed_words(until, now, zone, by)
                tx.ledger.step([LedgerStep(row.id, now, LedgerState.SNOOZED, words)])
            mails = Escalation(tx, now).postpone({row: untils[row.id] for row in rows})
        return self._answered(rows, mails)

    def dismiss(self, ledger_ids: Sequence[int], *, by: str) -> list[LedgerRow]:
        """End reminders; what is already ended stays as it is."""
        now = self._ports.clock.now()
        with self._database.write() as tx:
            rows = _rows(tx, ledger_ids)
            _refuse_mails(rows, "dismiss", tr("An e-mail cannot be dismissed."))
            open_ids = [row.id for row in rows if row.state in _DISMISSABLE]
            missed = [row for row in rows if row.state in _TOO_LATE and row.acknowledged_at is None]
            stamp = {"acknowledged_at": now, "acknowledged_by": by}
            tx.ledger.change(open_ids, state=LedgerState.ACKNOWLEDGED, wake_at=None, **stamp)
            tx.ledger.change([row.id for row in missed], **stamp)
            words = later("Dismissed by {by}").format(by=by)
            tx.ledger.step(
                [LedgerStep(each, now, LedgerState.ACKNOWLEDGED, words) for each in open_ids]
                + [LedgerStep(row.id, now, row.state, words) for row in missed]
            )
            mails = Escalation(tx, now).stop(rows)
        return self._answered(rows, mails)

    def undismiss(self, ledger_ids: Sequence[int], *, by: str) -> list[LedgerRow]:
        """Take a dismissal back: the reminder is listed in the popup again, or shown at once
        if it never was."""
        now = self._ports.clock.now()
        with self._database.write() as tx:
            rows = [row for row in _rows(tx, ledger_ids) if row.acknowledged_at is not None]
            fresh = {"acknowledged_at": None, "acknowledged_by": ""}
            tx.ledger.change([row.id for row in rows], **fresh)
            states = {row.id: _undismissed(row) for row in rows}
            back = [each for each, state in states.items() if state is LedgerState.DELIVERED]
            unseen = [each for each, state in states.items() if state is LedgerState.SNOOZED]
            tx.ledger.change(back, state=LedgerState.DELIVERED, snoozed_until=None)
            for row in rows:
                if row.id in back and row.repeat_every:
                    again = now + row.repeat_every
                    tx.ledger.change([row.id], wake_at=again, claimed_at=now)
            tx.ledger.change(
                unseen, state=LedgerState.SNOOZED, reason="", snoozed_until=now, wake_at=now
            )
            words = later("Dismissal taken back by {by}").format(by=by)
            tx.ledger.step([LedgerStep(each, now, state, words) for each, state in states.items()])
            mails = Escalation(tx, now).resume(rows)
        ids = tuple(row.id for row in rows)
        self._delivery.rearm()
        self._mails_changed(mails)
        self._ports.publish(RemindersDelivered(ids))
        self._ports.publish(LedgerChanged(ids))
        return self._reread(ids)

    def resend(self, ledger_ids: Sequence[int], *, by: str) -> list[LedgerRow]:
        """Deliver again at once, whatever the late rule says. Blocks for the hand-over."""
        now, own = self._ports.clock.now(), self._ports.processes.own()
        words = later("Sent again by {by}").format(by=by)
        with self._database.write() as tx:
            rows = _rows(tx, ledger_ids)
            claim = {
                "state": LedgerState.CLAIMED,
                "reason": words,
                "acknowledged_at": None,
                "acknowledged_by": "",
                # Lateness counts from here; the first due instant stays on record.
                "snoozed_until": now,
                "error": "",
            }
            desktop = [row.id for row in rows if row.channel is Channel.DESKTOP]
            mails = [row.id for row in rows if row.channel is Channel.EMAIL]
            tx.ledger.change(desktop, **claim, claimed_by=own, claimed_at=now, wake_at=now + LEASE)
            tx.ledger.change(mails, **claim, claimed_by="", claimed_at=now, wake_at=now, attempts=0)
            tx.ledger.step([LedgerStep(row.id, now, LedgerState.CLAIMED, words) for row in rows])
            due = tx.ledger.get_all(desktop)
        if due:
            self._delivery.hand_over(due)
            self._delivery.rearm()
        if mails:
            self._ports.mail_waiting()
        ids = [row.id for row in rows]
        self._ports.publish(LedgerChanged(tuple(ids)))
        return self._reread(ids)

    def pause(self, until: datetime) -> None:
        """Hold desktop reminders until `until` (UTC); they come back then. E-mails go on."""
        now = self._ports.clock.now()
        if until <= now:
            raise InvalidInput.of("pause", tr("That time has passed."), tr("Choose a later time."))
        with self._database.write() as tx:
            tx.state.put_instant(PAUSED_UNTIL, until)
            tx.state.put_instant(PAUSED_AT, now)
            tx.ledger.wake_held(HoldCause.PAUSED, until)
        self._delivery.rearm()
        self._ports.publish(PauseChanged(until))

    def resume(self) -> None:
        """End the pause; what was held is shown at once."""
        now = self._ports.clock.now()
        with self._database.write() as tx:
            tx.state.put(PAUSED_UNTIL, None)
            tx.state.put(PAUSED_AT, None)
            tx.ledger.wake_held(HoldCause.PAUSED, now)
        self._ports.publish(PauseChanged(None))
        self._ports.alarm.look_now()

    def paused_until(self) -> datetime | None:
        """Until when reminders are paused (UTC), None when they are not."""
        with self._database.read() as tx:
            until = tx.state.instant(PAUSED_UNTIL)
        return until if until is not None and until > self._ports.clock.now() else None

    def on_action(self, action: NoticeAction) -> None:
        """The person used a button of a notification. Called on the listener's thread."""
        try:
            with self._database.read() as tx:
                rows = tx.ledger.by_ref(action.ref)
            shown = [row for row in rows if row.state is LedgerState.DELIVERED]
            ids = [row.id for row in shown]
            if not rows:
                return
            if action.action == "open":
                all_ids = tuple(row.id for row in rows)
                self._ports.publish(OpenRequested(all_ids, action.activation))
            chosen = action.action.removeprefix(SNOOZE_FOR)
            if ids and chosen != action.action:
                self.snooze(ids, chosen, by="notification")
            elif ids and action.action == "snooze":
                usual = self._ports.settings().reminders.snooze
                choice = likely_choice(shown, self._ports.clock.now(), usual)
                self.snooze(ids, choice.text, by="notification")
            elif ids:
                self.dismiss(ids, by="notification")
        except EventDeskError:
            log.exception("the action %r of a notification failed", action.action)

    def withdraw(self, rows: Sequence[LedgerRow]) -> None:
        """Close the notifications of rows that were answered, unless others share them."""
        self._delivery.withdraw(rows)

    def test_notification(self) -> Taken | Refused:
        """Show a test notification; which back end took it. Blocks for the hand-over."""
        notice = Notice(
            title=tr("EventDesk test notification"),
            body=tr("Reminders will look like this one."),
            ledger_ids=(),
            actions=False,
        )
        return self._ports.notifier.notify(notice)

    def test_sound(self) -> str:
        """Play the sound of reminders; '' or why nothing can be heard."""
        return retold(self._ports.sounder.play())

    def _answered(self, rows: Sequence[LedgerRow], mails: Sequence[int]) -> list[LedgerRow]:
        ids = [row.id for row in rows]
        self._delivery.rearm()
        self._ports.publish(LedgerChanged(tuple(ids)))
        self._mails_changed(mails)
        self._delivery.withdraw(rows)
        return self._reread(ids)

    def _mails_changed(self, ledger_ids: Sequence[int]) -> None:
        if ledger_ids:
            self._ports.mail_waiting()
            self._ports.publish(LedgerChanged(tuple(ledger_ids)))

    def _reread(self, ids: Sequence[int]) -> list[LedgerRow]:
        with self._database.read() as tx:
            return tx.ledger.get_all(ids)


def _rows(tx: Transaction, ledger_ids: Sequence[int]) -> list[LedgerRow]:
    rows = tx.ledger.get_all(ledger_ids)
    missing = set(ledger_ids) - {row.id for row in rows}
    if missing:
        raise LedgerRowNotFound(min(missing))
    return rows


def _undismissed(row: LedgerRow) -> LedgerState:
    if row.state is not LedgerState.ACKNOWLEDGED:
        return row.state
    return LedgerState.DELIVERED if row.delivered_at is not None else LedgerState.SNOOZED


def _refuse_mails(rows: Sequence[LedgerRow], field: str, problem: str) -> None:
    if any(row.channel is Channel.EMAIL for row in rows):
        remedy = tr("Choose the desktop reminder of the same event.")
        raise InvalidInput.of(field, problem, remedy)
