"""E-mails that wait for an answer on the desktop, and what an answer does to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from eventdesk.domain.language import later
from eventdesk.domain.ledger import ANSWERED, WAITS, LedgerRow, LedgerState, LedgerStep

if TYPE_CHECKING:
    from eventdesk.storage.transaction import Transaction

_Key = tuple[str, datetime, timedelta]


class Escalation:
    """The waiting e-mails of reminders, at one instant `now` (UTC) inside one transaction.

    An e-mail belongs to the desktop reminder of the same event, occurrence and lead.
    """

    def __init__(self, tx: Transaction, now: datetime) -> None:
        self._tx = tx
        self._now = now

    def stop(self, answered: Sequence[LedgerRow]) -> list[int]:
        """These were answered on the desktop: their e-mails are not needed; the rows ended."""
        mails = self._mails(answered, LedgerState.SNOOZED, WAITS)
        ids = [each.id for each in mails]
        state = LedgerState.SUPPRESSED
        self._tx.ledger.change(ids, state=state, reason=ANSWERED, wake_at=None)
        self._tell(ids, state, ANSWERED)
        return ids

    def postpone(self, untils: Mapping[LedgerRow, datetime]) -> list[int]:
        """These were snoozed until then (UTC): their e-mails wait for the answer after that;
        the rows changed."""
        by_key = {_key(row): until for row, until in untils.items()}
        mails = self._mails(untils, LedgerState.SNOOZED, WAITS)
        for each in mails:
            self._wait(each, by_key[_key(each)], later("The reminder was snoozed"))
        return [each.id for each in mails]

    def resume(self, unanswered: Sequence[LedgerRow]) -> list[int]:
        """The answers to these were taken back: their e-mails wait anew; the rows changed."""
        mails = self._mails(unanswered, LedgerState.SUPPRESSED, ANSWERED)
        for each in mails:
            self._wait(each, self._now, later("The answer was taken back"))
        return [each.id for each in mails]

    def _mails(self, rows: Iterable[LedgerRow], state: LedgerState, reason: str) -> list[LedgerRow]:
        wanted = {_key(row) for row in rows}
        found = self._tx.claims.waiting_mails(state, reason)
        return [each for each in found if _key(each) in wanted]

    def _wait(self, mail: LedgerRow, since: datetime, words: str) -> None:
        until = since + mail.repeat_every
        self._tx.ledger.change(
            [mail.id],
            state=LedgerState.SNOOZED,
            reason=WAITS,
            claimed_at=self._now,
            snoozed_until=until,
            wake_at=until,
        )
        self._tell([mail.id], LedgerState.SNOOZED, words)

    def _tell(self, ledger_ids: Sequence[int], state: LedgerState, words: str) -> None:
        self._tx.ledger.step([LedgerStep(each, self._now, state, words) for each in ledger_ids])


def _key(row: LedgerRow) -> _Key:
    return row.event_id, row.occurrence_start, row.lead
