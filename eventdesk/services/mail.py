"""The outbox: e-mail reminders leave one by one, are retried, and never hold up anything else."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from eventdesk.domain.errors import StorageFailure
from eventdesk.domain.event import Event
from eventdesk.domain.language import later, retold, tr
from eventdesk.domain.late import ASSUMED_DURATION, LateRule, parse_late_rule
from eventdesk.domain.ledger import (
    CREATION_LEAD,
    POINTLESS,
    WAITS,
    LedgerRow,
    LedgerState,
    LedgerStep,
)
from eventdesk.domain.occurrence import occurrences
from eventdesk.domain.reminder import Channel
from eventdesk.domain.settings import MailSettings, Settings
from eventdesk.domain.wording import stored_late_words
from eventdesk.services.claiming import MAIL_OFF, OVER
from eventdesk.services.ports import (
    Clock,
    HealthChanged,
    LedgerChanged,
    Mailer,
    NotSent,
    ProcessRegistry,
    Publish,
    Reached,
    Sent,
)

if TYPE_CHECKING:
    from email.message import EmailMessage

    from eventdesk.storage.database import Database
    from eventdesk.storage.transaction import Transaction

log = logging.getLogger(__name__)
FIRST_RETRY_S = 30.0
LONGEST_RETRY_S = 3600.0
POINTLESS_AFTER = timedelta(hours=24)
LEASE = timedelta(minutes=3)
MINUTE = timedelta(minutes=1)
LONGEST_WAIT_S = 30.0
RECOVERED = later(
    "Recovered: EventDesk stopped while this mail was on its way, "
    "so it is sent again with the same Message-ID"
)
_NO_SERVER = later(
    "The e-mail settings lack a mail server (mail.host). Set it in Settings, E-mail."
)
_NO_SENDER = later(
    "The e-mail settings lack a sender's address (mail.from). Set it in Settings, E-mail."
)
_NO_RECIPIENT = later("The e-mail settings lack a recipient (mail.to). Set it in Settings, E-mail.")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxPorts:
    """What the outbox needs from around it. `jitter` gives numbers from 0 to 1."""

    clock: Clock
    mailer: Mailer
    processes: ProcessRegistry
    publish: Publish
    settings: Callable[[], Settings]
    jitter: Callable[[], float] = random.random


class Outbox:
    """Sends the ledger's e-mail rows. `send_due` runs on the mail worker thread only."""

    def __init__(self, database: Database, ports: OutboxPorts) -> None:
        self._database = database
        self._ports = ports
        self._wake = threading.Condition()
        self._woken = False
        self._closing = False
        self._thread: threading.Thread | None = None
        self._problem = ""
        self._unrecorded: tuple[LedgerRow, Sent | NotSent, datetime] | None = None

    def start(self) -> None:
        """Start the mail worker."""
        self._thread = threading.Thread(target=self._work, name="mail", daemon=True)
        self._thread.start()

    def look_now(self) -> None:
        """Something may be waiting. Any thread."""
        with self._wake:
            self._woken = True
            self._wake.notify()

    def close(self, *, timeout: float = 2.0) -> None:
        """Stop the worker. A mail that is on its way for longer than `timeout` seconds is
        left to be sent again by the next start: the ledger still holds it."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        if self._thread is not None:
            self._thread.join(timeout)

    def send_due(self) -> datetime | None:
        """Send every mail that is due; when to look again (UTC), None when nothing waits.

        StorageFailure; an outcome that could not be recorded then is recorded before anything
        else is sent.
        """
        self._record_last()
        while not self._closing:
            taken = self._take()
            if isinstance(taken, _Idle):
                return taken.until
            if taken is None:
                continue
            outcome = self._send(taken.message, taken.settings)
            self._unrecorded = (taken.row, outcome, self._ports.clock.now())
            self._record_last()
        return None

    def announce_created(self, tx: Transaction, event: Event) -> None:
        """Put the mail on creation, if wanted, into the outbox within `tx`."""
        mail = self._ports.settings().mail
        if not (mail.enabled and mail.on_create):
            return
        now = self._ports.clock.now()
        for first in occurrences(event, self._ports.clock.zone(), limit=1):
            row = LedgerRow(
                id=0,
                event_id=event.id,
                event_title=event.title,
                location=event.location,
                occurrence_start=first.start,
                occurrence_end=max(first.ends, now),
                all_day=event.all_day,
                lead=CREATION_LEAD,
                channel=Channel.EMAIL,
                due_at=now,
                state=LedgerState.CLAIMED,
                reason=later("Mail on creation"),
                claimed_at=now,
                wake_at=now,
            )
            tx.ledger.claim([row])

    def test(self, settings: MailSettings) -> Sent | NotSent:
        """Send the test mail with these settings now. Blocks: never on the Qt main thread."""
        # Imported late: writing mails costs 30 ms that no start needs.
        from eventdesk.services.mail_message import sent_check_message

        problem = settings_problem(settings)
        if problem:
            return NotSent(problem)
        message = sent_check_message(settings, self._ports.clock.now())
        return self._ports.mailer.send(message, settings)

    def probe(self, settings: MailSettings) -> Reached | NotSent:
        """Try server and login without sending. Blocks: never on the Qt main thread."""
        problem = settings_problem(settings)
        return NotSent(problem) if problem else self._ports.mailer.probe(settings)

    def _take(self) -> _Taken | _Idle | None:
        """Claim the next due mail and write it; None when one was ended without sending."""
        now, own = self._ports.clock.now(), self._ports.processes.own()
        with self._database.read() as tx:
            wake_at = tx.ledger.next_wake(Channel.EMAIL)
        if wake_at is None or wake_at > now:
            return _Idle(wake_at)
        settings = self._ports.settings().mail
        with self._database.write() as tx:
            free_at = _throttled_until(tx, settings, now) if settings.enabled else None
            if free_at is not None:
                return _Idle(free_at)
            due = tx.ledger.waking(Channel.EMAIL, now, 1)
            if not due:
                return None
            row = due[0]
            if not settings.enabled:
                _end(tx, row, now, LedgerState.SUPPRESSED, MAIL_OFF)
                return None
            if row.attempts and now > row.occurrence_end + POINTLESS_AFTER:
                _end(tx, row, now, LedgerState.GAVE_UP, POINTLESS)
                return None
            if row.reason == WAITS and _is_pointless(row, now):
                _end(tx, row, now, LedgerState.MISSED, OVER)
                return None
            event = _event(tx, row)
            recovered = row.state is LedgerState.CLAIMED and row.claimed_by != ""
            changes: dict[str, object] = {
                "state": LedgerState.CLAIMED,
                "claimed_by": own,
                "claimed_at": now,
                "wake_at": now + LEASE,
                "attempts": row.attempts + 1,
                "reason": "" if row.reason == WAITS else row.reason,
            }
            if recovered:
                changes["reason"] = RECOVERED
                tx.ledger.step([LedgerStep(row.id, now, LedgerState.CLAIMED, RECOVERED)])
            tx.ledger.change([row.id], **changes)
            row = tx.ledger.get(row.id)
        return self._written(row, event, settings)

    def _written(self, row: LedgerRow, event: Event | None, settings: MailSettings) -> _Taken:
        from eventdesk.services.mail_message import reminder_message

        clock = self._ports.clock
        problem = settings_problem(settings)
        message = None
        if not problem:
            message = reminder_message(row, event, settings, clock.now(), clock.zone())
        return _Taken(row, message or problem, settings)

    def _send(self, message: EmailMessage | str, settings: MailSettings) -> Sent | NotSent:
        if isinstance(message, str):
            return NotSent(message)
        try:
            return self._ports.mailer.send(message, settings)
        except Exception as error:
            log.exception("the mailer failed")
            return NotSent(f"{type(error).__name__}: {error}")

    def _record_last(self) -> None:
        if self._unrecorded is not None:
            self._record(*self._unrecorded)
            self._unrecorded = None

    def _record(self, row: LedgerRow, outcome: Sent | NotSent, now: datetime) -> None:
        if isinstance(outcome, Sent):
            late = max(timedelta(), now - (row.snoozed_until or row.due_at))
            state, detail = LedgerState.DELIVERED, _sent_words(late, outcome.reply)
            values: dict[str, object] = {
                "delivered_at": now,
                "late": late,
                "backend": "smtp",
                "error": "",
                "wake_at": None,
                "snoozed_until": None,
            }
        else:
            retry_at = now + self._backoff(row.attempts)
            pointless = retry_at > row.occurrence_end + POINTLESS_AFTER
            final = outcome.permanent or pointless
            state = LedgerState.GAVE_UP if final else LedgerState.RETRYING
            detail = later("Not sent: {error}").format(error=outcome.error)
            values = {"error": outcome.error, "wake_at": None if final else retry_at}
            if outcome.permanent:
                values["reason"] = later("The mail server refused this mail for good")
            elif pointless:
                values["reason"] = POINTLESS
        with self._database.write() as tx:
            present = tx.ledger.get(row.id)
            ours = (present.state, present.claimed_by) == (LedgerState.CLAIMED, row.claimed_by)
            if ours or state is LedgerState.DELIVERED:
                tx.ledger.change([row.id], state=state, **values)
            else:
                # Its event was deleted, or another process took it over: that stands.
                state = present.state
            tx.ledger.step([LedgerStep(row.id, now, state, detail.strip())])
        if isinstance(outcome, Sent):
            self._report("")
        else:
            self._report(tr("E-mail: {error}", error=retold(outcome.error)))
        self._ports.publish(LedgerChanged((row.id,)))

    def _backoff(self, attempts: int) -> timedelta:
        """30 s doubling to 1 h, of which 75 to 100 % is waited, at random."""
        seconds = min(LONGEST_RETRY_S, FIRST_RETRY_S * 2.0 ** min(attempts - 1, 20))
        return timedelta(seconds=seconds * (0.75 + 0.25 * self._ports.jitter()))

    def _recover(self) -> None:
        with self._database.read() as tx:
            others = tx.claims.claimants(Channel.EMAIL, self._ports.processes.own())
        gone = [each for each in others if not self._ports.processes.alive(each)]
        if gone:
            with self._database.write() as tx:
                tx.claims.free_claims(Channel.EMAIL, gone, self._ports.clock.now())

    def _work(self) -> None:
        while not self._closing:
            wait_s = LONGEST_WAIT_S
            try:
                self._recover()
                wake_at = self.send_due()
                if wake_at is not None:
                    gap = (wake_at - self._ports.clock.now()).total_seconds()
                    wait_s = min(max(gap, 0.0), LONGEST_WAIT_S)
            except StorageFailure as error:
                log.exception("the outbox failed")
                self._report(str(error))
            except Exception as error:
                log.exception("the outbox failed")
                self._report(tr("E-mail failed: {error}", error=error))
            with self._wake:
                self._wake.wait_for(lambda: self._woken or self._closing, wait_s)
                self._woken = False

    def _report(self, problem: str) -> None:
        if problem != self._problem:
            self._problem = problem
            self._ports.publish(HealthChanged("mail", problem))


@dataclass(frozen=True, slots=True)
class _Taken:
    """A claimed row and its mail, or the sentence telling why it cannot be written."""

    row: LedgerRow
    message: EmailMessage | str
    settings: MailSettings


@dataclass(frozen=True, slots=True)
class _Idle:
    """Nothing to send before `until` (UTC); None: nothing waits."""

    until: datetime | None


def _is_pointless(row: LedgerRow, now: datetime) -> bool:
    """Whether a mail that waited for an answer is too late: the computer slept meanwhile."""
    rule = parse_late_rule(row.late_rule) if row.late_rule else LateRule()
    until = row.snoozed_until or row.due_at
    # Waiting may well end after the event: that was asked for.
    ends = max(row.occurrence_end, until + ASSUMED_DURATION)
    return not rule.allows(now=now, due=until, ends=ends)


def settings_problem(settings: MailSettings) -> str:
    """What is missing before any mail can be sent, in English; '' when nothing is."""
    for value, problem in (
        (settings.host, _NO_SERVER),
        (settings.sender, _NO_SENDER),
        (settings.to, _NO_RECIPIENT),
    ):
        if not value:
            return problem
    return ""


def _sent_words(late: timedelta, reply: str) -> str:
    words = later("Sent, {late}. {reply}") if reply.strip() else later("Sent, {late}.")
    return words.format(late=stored_late_words(late), reply=reply)


def _throttled_until(tx: Transaction, settings: MailSettings, now: datetime) -> datetime | None:
    # A clock that was set back leaves mails in the future; they hold up nothing.
    sent = [each for each in tx.ledger.mails_after(now - MINUTE) if each <= now]
    return sent[-settings.per_minute] + MINUTE if len(sent) >= settings.per_minute else None


def _event(tx: Transaction, row: LedgerRow) -> Event | None:
    pks = tx.events.pks([row.event_id])
    return next(iter(tx.events.by_pks(list(pks.values()))), None)


def _end(tx: Transaction, row: LedgerRow, now: datetime, state: LedgerState, why: str) -> None:
    tx.ledger.change([row.id], state=state, reason=why, wake_at=None, claimed_at=now)
    tx.ledger.step([LedgerStep(row.id, now, state, why)])
