"""Ledger rows that change hands: claims of processes that are gone, events that move."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from eventdesk.domain.holding import HELD_REASONS
from eventdesk.domain.ledger import BY_EDIT, LedgerRow, LedgerState
from eventdesk.domain.reminder import Channel
from eventdesk.storage.ledger_columns import row_from
from eventdesk.storage.tables import ledger
from eventdesk.storage.types import Instant


class ClaimStore:
    """Who holds which ledger rows, inside one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def ended_for(self, event_id: str, reasons: Sequence[str]) -> list[LedgerRow]:
        """Rows of an event that an edit ended for one of these reasons."""
        table = ledger.c
        by_edit = sa.and_(table.state == LedgerState.ACKNOWLEDGED, table.acknowledged_by == BY_EDIT)
        query = sa.select(ledger).where(
            table.event_id == event_id,
            table.reason.in_(reasons),
            sa.or_(table.state == LedgerState.SUPPRESSED, by_edit),
        )
        return [row_from(each) for each in self._connection.execute(query)]

    def recent_rows(self, event_id: str, now: datetime) -> list[LedgerRow]:
        """Rows of an event that was not over two days before `now`: in some zone it may run."""
        table = ledger.c
        query = sa.select(ledger).where(
            table.event_id == event_id, table.occurrence_end > now - timedelta(days=2)
        )
        return [row_from(each) for each in self._connection.execute(query)]

    def move(self, row: LedgerRow, start: datetime, end: datetime) -> None:
        """Let a row stand for the occurrence at `start`, unless another one does already."""
        other = ledger.alias()
        taken = sa.exists().where(
            other.c.event_id == row.event_id,
            other.c.occurrence_start == start,
            other.c.lead_s == row.key.lead_s,
            other.c.channel == row.channel,
        )
        statement = ledger.update().where(ledger.c.id == row.id, ~taken)
        self._connection.execute(statement.values(occurrence_start=start, occurrence_end=end))

    def hand_over(self, row: LedgerRow, event_id: str) -> None:
        """Let a row stand for another event, unless one stands there already."""
        other = ledger.alias()
        taken = sa.exists().where(
            other.c.event_id == event_id,
            other.c.occurrence_start == row.occurrence_start,
            other.c.lead_s == row.key.lead_s,
            other.c.channel == row.channel,
        )
        statement = ledger.update().where(ledger.c.id == row.id, ~taken)
        self._connection.execute(statement.values(event_id=event_id))

    def claimants(self, channel: Channel, own: str) -> list[str]:
        """The other processes that hold claims."""
        wanted = {"channel": channel, "own": own}
        return list(self._connection.execute(_CLAIMANTS, wanted).scalars())

    def held(self) -> bool:
        """Whether any desktop row is held, for whatever reason."""
        return self._connection.execute(_HELD).first() is not None

    def release(self, reasons: Sequence[str], now: datetime, event_id: str | None = None) -> None:
        """Let the rows that are held for one of these reasons wake at `now` (UTC); those of
        one event, or of all."""
        table = ledger.c
        held = sa.and_(
            table.channel == Channel.DESKTOP,
            table.wake_at > now,
            table.state == LedgerState.SNOOZED,
            table.reason.in_(reasons),
        )
        if event_id is not None:
            held = sa.and_(held, table.event_id == event_id)
        self._connection.execute(ledger.update().where(held).values(wake_at=now, snoozed_until=now))

    def release_missed(self, now: datetime) -> None:
        """Let it be told at `now` (UTC) what was missed while reminders were held."""
        table = ledger.c
        untold = sa.and_(
            table.channel == Channel.DESKTOP,
            table.wake_at > now,
            table.state == LedgerState.MISSED,
        )
        self._connection.execute(ledger.update().where(untold).values(wake_at=now))

    def waiting_mails(self, state: LedgerState, reason: str) -> list[LedgerRow]:
        """E-mail rows in this state for this reason."""
        table = ledger.c
        query = sa.select(ledger).where(
            table.state == state, table.reason == reason, table.channel == Channel.EMAIL
        )
        return [row_from(each) for each in self._connection.execute(query)]

    def claimed_after(self, instant: datetime) -> list[LedgerRow]:
        """Unfinished and missed rows that were claimed after `instant` (UTC)."""
        table = ledger.c
        unsent = sa.and_(
            table.state == LedgerState.CLAIMED,
            table.channel == Channel.EMAIL,
            table.claimed_by == "",
        )
        query = sa.select(ledger).where(
            sa.or_(table.state.in_(_UNFINISHED), unsent),
            sa.func.coalesce(table.claimed_at, table.due_at) > instant,
        )
        return [row_from(each) for each in self._connection.execute(query)]

    def free_claims(self, channel: Channel, tokens: Sequence[str], now: datetime) -> None:
        """Let what these processes still hold wake at once, though not before it is due."""
        table = ledger.c
        since = sa.func.coalesce(table.snoozed_until, table.due_at)
        wake_at = sa.case((since > now, since), else_=sa.bindparam("now", now, type_=Instant()))
        self._connection.execute(
            ledger.update()
            .where(
                table.state == LedgerState.CLAIMED,
                table.channel == channel,
                table.claimed_by.in_(tokens),
                table.wake_at > wake_at,
            )
            .values(wake_at=wake_at)
        )


_UNFINISHED = (
    LedgerState.MISSED,
    LedgerState.GAVE_UP,
    LedgerState.SUPPRESSED,
    LedgerState.RETRYING,
    LedgerState.SNOOZED,
    LedgerState.DELIVERED,
)

# Built once: making a statement costs more than finding it compiled.
_CLAIMANTS = (
    sa.select(ledger.c.claimed_by)
    .distinct()
    .where(
        ledger.c.state == LedgerState.CLAIMED,
        ledger.c.channel == sa.bindparam("channel"),
        ledger.c.claimed_by != sa.bindparam("own"),
        ledger.c.claimed_by != "",
    )
)
_HELD = (
    sa.select(ledger.c.id)
    .where(
        ledger.c.channel == Channel.DESKTOP,
        ledger.c.wake_at.is_not(None),
        sa.or_(
            ledger.c.state == LedgerState.MISSED,
            sa.and_(
                ledger.c.state == LedgerState.SNOOZED,
                ledger.c.reason.in_(sorted(HELD_REASONS)),
            ),
        ),
    )
    .limit(1)
)
