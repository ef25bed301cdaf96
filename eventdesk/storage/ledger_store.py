"""The ledger in the database: rows, their history, and what still needs attention."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from eventdesk.domain.errors import LedgerRowNotFound
from eventdesk.domain.holding import HELD_REASONS
from eventdesk.domain.ledger import LedgerRow, LedgerState, LedgerStep
from eventdesk.domain.reminder import Channel
from eventdesk.domain.views import Away, LedgerFilter
from eventdesk.storage.event_store import chunks
from eventdesk.storage.ledger_columns import columns, row_from, row_values
from eventdesk.storage.tables import events, ledger, ledger_steps

NewRow = Mapping[str, Any]


class LedgerStore:
    """Ledger rows inside one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def claim(self, new: Sequence[LedgerRow]) -> tuple[list[LedgerRow], list[LedgerRow]]:
        """Insert rows whose key is new; (inserted with their ids, rows that stood in the way).

        The ids of `new` are ignored. The unique key makes sure that of all processes on
        this database only one inserts a reminder.
        """
        inserted: list[LedgerRow] = []
        blocking: list[LedgerRow] = []
        for part in chunks(new):
            values = [row_values(each) for each in part]
            found = [row_from(each) for each in self._connection.execute(_CLAIM, values)]
            inserted += found
            if len(found) < len(part):
                keys = {each.key for each in found}
                blocking += [self._by_key(each) for each in part if each.key not in keys]
        return inserted, blocking

    def get(self, ledger_id: int) -> LedgerRow:
        """One row; LedgerRowNotFound."""
        found = self.get_all([ledger_id])
        if not found:
            raise LedgerRowNotFound(ledger_id)
        return found[0]

    def get_all(self, ledger_ids: Iterable[int]) -> list[LedgerRow]:
        """Rows by id, in order of id; missing ones are left out."""
        found: list[LedgerRow] = []
        for part in chunks(sorted(set(ledger_ids))):
            query = sa.select(ledger).where(ledger.c.id.in_(part)).order_by(ledger.c.id)
            found += [row_from(each) for each in self._connection.execute(query)]
        return found

    def change(self, ledger_ids: Iterable[int], **values: Any) -> None:
        """Set columns of rows; `late` and `lead` may be given as timedelta."""
        changed = columns(values)
        for part in chunks(ledger_ids):
            self._connection.execute(ledger.update().where(ledger.c.id.in_(part)).values(changed))

    def change_each(self, changes: Sequence[tuple[int, Mapping[str, Any]]]) -> None:
        """Set columns per row; every row names the same columns."""
        if not changes:
            return
        rows = [
            {"row": ledger_id, **{f"to_{name}": value for name, value in columns(values).items()}}
            for ledger_id, values in changes
        ]
        names = [name for name in rows[0] if name != "row"]
        statement = ledger.update().where(ledger.c.id == sa.bindparam("row"))
        assigned = {name[3:]: sa.bindparam(name, type_=ledger.c[name[3:]].type) for name in names}
        self._connection.execute(statement.values(assigned), rows)

    def step(self, steps: Sequence[LedgerStep]) -> None:
        """Append to the history."""
        if steps:
            self._connection.execute(
                ledger_steps.insert(),
                [
                    {"ledger_id": s.ledger_id, "at": s.at, "state": s.state, "detail": s.detail}
                    for s in steps
                ],
            )

    def steps(self, ledger_ids: Sequence[int]) -> list[LedgerStep]:
        """The history of rows, oldest first."""
        table = ledger_steps.c
        query = sa.select(table.ledger_id, table.at, table.state, table.detail)
        query = query.where(table.ledger_id.in_(ledger_ids)).order_by(table.pk)
        return [
            LedgerStep(each.ledger_id, each.at, LedgerState(each.state), each.detail)
            for each in self._connection.execute(query)
        ]

    def next_wake(self, channel: Channel) -> datetime | None:
        """When the earliest row of this channel next needs attention (UTC)."""
        found: datetime | None = self._connection.execute(
            _NEXT_WAKE, {"channel": channel}
        ).scalar_one()
        return found

    def waking(self, channel: Channel, now: datetime, limit: int) -> list[LedgerRow]:
        """Rows of this channel whose wake instant has come, earliest first."""
        wanted = {"channel": channel, "now": now, "limit": limit}
        return [row_from(each) for each in self._connection.execute(_WAKING, wanted)]

    def earliest_waking(self, states: Sequence[LedgerState]) -> LedgerRow | None:
        """The desktop row of these states that wakes first."""
        table = ledger.c
        query = sa.select(ledger).where(
            table.channel == Channel.DESKTOP,
            table.wake_at.is_not(None),
            table.state.in_(states),
        )
        row = self._connection.execute(query.order_by(table.wake_at).limit(1)).one_or_none()
        return None if row is None else row_from(row)

    def open_rows(self, event_ids: Sequence[str]) -> list[LedgerRow]:
        """Rows of events that are not finished or not acknowledged."""
        found: list[LedgerRow] = []
        unfinished = (
            LedgerState.CLAIMED,
            LedgerState.RETRYING,
            LedgerState.SNOOZED,
            LedgerState.DELIVERED,
        )
        for part in chunks(event_ids):
            query = sa.select(ledger).where(
                ledger.c.event_id.in_(part), ledger.c.state.in_(unfinished)
            )
            found += [row_from(each) for each in self._connection.execute(query)]
        return found

    def of_events(self, event_ids: Sequence[str]) -> frozenset[str]:
        """Those of these events that have rows at all."""
        found: set[str] = set()
        for part in chunks(event_ids):
            query = sa.select(ledger.c.event_id).where(ledger.c.event_id.in_(part)).distinct()
            found.update(self._connection.execute(query).scalars())
        return frozenset(found)

    def wake_held(self, reason: str, at: datetime) -> None:
        """Let rows snoozed for `reason` wake at `at`."""
        table = ledger.c
        self._connection.execute(
            ledger.update()
            .where(
                table.state == LedgerState.SNOOZED,
                table.reason == reason,
                table.wake_at.is_not(None),
            )
            .values(wake_at=at, snoozed_until=at)
        )

    def active(
        self, ended_after: datetime, limit: int, event_ids: Collection[str] | None = None
    ) -> list[LedgerRow]:
        """Desktop rows shown, missed or given up, not acknowledged, of live events, by start;
        with `event_ids` (a few) of these events alone."""
        query = _active(sa.select(ledger), ended_after)
        if event_ids is not None:
            query = query.where(ledger.c.event_id.in_(event_ids))
        query = query.order_by(ledger.c.occurrence_start, ledger.c.id).limit(limit)
        return [row_from(each) for each in self._connection.execute(query)]

    def count_active(self, ended_after: datetime) -> int:
        """How many rows `active` would give."""
        query = _active(sa.select(sa.func.count()).select_from(ledger), ended_after)
        return int(self._connection.execute(query).scalar_one())

    def away(self, ended_after: datetime, limit: int) -> Away | None:
        """The rows last found due while away, if one on the desktop still wants an answer:
        those and the e-mails. A look after `ended_after` counts however long ago its events
        ended: a weekend must not hide what was missed on Friday."""
        table = ledger.c
        latest = sa.select(sa.func.max(table.away_at)).where(table.away_at.is_not(None))
        at = self._connection.execute(latest).scalar_one()
        if at is None:
            return None
        together = table.away_at == at
        answerable = sa.and_(
            table.channel == Channel.DESKTOP,
            table.state.in_(_LISTED),
            table.acknowledged_at.is_(None),
            table.event_id.in_(sa.select(events.c.id).where(events.c.deleted_at.is_(None))),
        )
        left = sa.select(table.id).where(together, answerable)
        if at <= ended_after:
            left = left.where(table.occurrence_end > ended_after)
        if self._connection.execute(left.limit(1)).first() is None:
            return None
        told = sa.and_(together, sa.or_(answerable, table.channel == Channel.EMAIL))
        since = sa.select(sa.func.min(table.due_at)).where(together)
        total = sa.select(sa.func.count()).where(told)
        unanswered = sa.select(sa.func.count()).where(together, answerable)
        query = sa.select(ledger).where(told).order_by(table.occurrence_start, table.id)
        return Away(
            at=at,
            since=self._connection.execute(since).scalar_one(),
            rows=tuple(row_from(each) for each in self._connection.execute(query.limit(limit))),
            total=self._connection.execute(total).scalar_one(),
            unanswered=self._connection.execute(unanswered).scalar_one(),
        )

    def away_ids(self, at: datetime) -> list[int]:
        """The desktop rows found due at this look that were not answered."""
        table = ledger.c
        query = sa.select(table.id).where(
            table.away_at == at,
            table.channel == Channel.DESKTOP,
            table.state.in_(_LISTED),
            table.acknowledged_at.is_(None),
        )
        return list(self._connection.execute(query).scalars())

    def by_ref(self, ref: str) -> list[LedgerRow]:
        """Rows shown under this back end handle."""
        query = sa.select(ledger).where(ledger.c.backend_ref == ref, ledger.c.backend_ref != "")
        return [row_from(each) for each in self._connection.execute(query)]

    def listed(self, wanted: LedgerFilter, *, limit: int, offset: int) -> list[LedgerRow]:
        """Rows matching the filter, newest due first."""
        query = _filtered(sa.select(ledger), wanted)
        query = query.order_by(ledger.c.due_at.desc(), ledger.c.id.desc())
        rows = self._connection.execute(query.limit(limit).offset(offset))
        return [row_from(each) for each in rows]

    def count(self, wanted: LedgerFilter) -> int:
        """How many rows match the filter."""
        query = _filtered(sa.select(sa.func.count()).select_from(ledger), wanted)
        found: int = self._connection.execute(query).scalar_one()
        return found

    def delivered_since(self, since: datetime) -> int:
        """How many reminders were delivered at `since` (UTC) or later."""
        query = sa.select(sa.func.count()).where(ledger.c.delivered_at >= since)
        found: int = self._connection.execute(query).scalar_one()
        return found

    def mails_after(self, instant: datetime) -> list[datetime]:
        """When mails were handed over after `instant` (UTC), oldest first."""
        query = sa.select(ledger.c.delivered_at).where(
            ledger.c.delivered_at > instant, ledger.c.channel == Channel.EMAIL
        )
        return list(self._connection.execute(query.order_by(sa.text("1"))).scalars())

    def _by_key(self, row: LedgerRow) -> LedgerRow:
        table, key = ledger.c, row.key
        query = sa.select(ledger).where(
            table.event_id == key.event_id,
            table.occurrence_start == key.occurrence_start,
            table.lead_s == key.lead_s,
            table.channel == key.channel,
        )
        return row_from(self._connection.execute(query).one())


_LISTED = (LedgerState.DELIVERED, LedgerState.MISSED, LedgerState.GAVE_UP)


def _active(query: sa.Select[Any], ended_after: datetime) -> sa.Select[Any]:
    table = ledger.c
    return query.join(events, events.c.id == table.event_id).where(
        table.state.in_(_LISTED),
        table.channel == Channel.DESKTOP,
        table.acknowledged_at.is_(None),
        table.occurrence_end > ended_after,
        events.c.deleted_at.is_(None),
    )


def _filtered(query: sa.Select[Any], wanted: LedgerFilter) -> sa.Select[Any]:
    if wanted.event_id is not None:
        query = query.where(ledger.c.event_id == wanted.event_id)
    if wanted.state is not None:
        query = query.where(ledger.c.state == wanted.state)
    if wanted.held:
        # The partial index over what wakes makes this cheap.
        query = query.where(
            ledger.c.channel == Channel.DESKTOP,
            ledger.c.wake_at.is_not(None),
            ledger.c.state == LedgerState.SNOOZED,
            ledger.c.reason.in_(sorted(HELD_REASONS)),
        )
    for word in wanted.search.split():
        # Bounded by the ledger's retention, so a scan is enough here.
        texts = (ledger.c.event_title, ledger.c.reason, ledger.c.error)
        query = query.where(sa.or_(*(each.icontains(word, autoescape=True) for each in texts)))
    return query


# Built once: making a statement costs more than finding it compiled.
# Each RETURNING row tells of one insert; what conflicts returns nothing.
_CLAIM = (
    insert(ledger)
    .on_conflict_do_nothing(index_elements=["event_id", "occurrence_start", "lead_s", "channel"])
    .returning(*ledger.c)
)
_NEXT_WAKE = sa.select(sa.func.min(ledger.c.wake_at)).where(
    ledger.c.channel == sa.bindparam("channel"), ledger.c.wake_at.is_not(None)
)
_WAKING = (
    sa.select(ledger)
    .where(
        ledger.c.channel == sa.bindparam("channel"),
        ledger.c.wake_at.is_not(None),
        ledger.c.wake_at <= sa.bindparam("now"),
    )
    .order_by(ledger.c.wake_at, ledger.c.id)
    .limit(sa.bindparam("limit", type_=sa.Integer()))
)
