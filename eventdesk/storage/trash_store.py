"""Deleted events, and what is thrown away for good."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.event import Event
from eventdesk.domain.ledger import LedgerState
from eventdesk.storage import search
from eventdesk.storage.event_store import EventStore, chunks
from eventdesk.storage.tables import edit_events, edits, events, ledger

_FINISHED = (
    LedgerState.DELIVERED,
    LedgerState.ACKNOWLEDGED,
    LedgerState.MISSED,
    LedgerState.SUPPRESSED,
    LedgerState.GAVE_UP,
)

_FORGET_EMPTY = edits.delete().where(
    edits.c.after == {},
    edits.c.undone.in_([sa.false(), sa.true()]),
    ~sa.exists().where(edit_events.c.edit_pk == edits.c.pk),
)
"""Imports of which nothing is left: their events take their rows of `edit_events` along."""


class TrashStore:
    """Deleted events and old ledger rows inside one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def deleted(self, text: str, *, limit: int, offset: int = 0) -> list[Event]:
        """Deleted events with `text` in them, the newest deleted first."""
        query = self._matching(sa.select(events.c.pk), text)
        query = query.order_by(events.c.deleted_at.desc(), events.c.pk.desc())
        pks = list(self._connection.execute(query.limit(limit).offset(offset)).scalars())
        return EventStore(self._connection).by_pks(pks)

    def count(self, text: str = "") -> int:
        """How many deleted events have `text` in them."""
        query = self._matching(sa.select(sa.func.count()).select_from(events), text)
        found: int = self._connection.execute(query).scalar_one()
        return found

    def deleted_before(self, instant: datetime, limit: int) -> list[str]:
        """Ids of up to `limit` events deleted before `instant` (UTC)."""
        query = sa.select(events.c.id).where(events.c.deleted_at < instant).limit(limit)
        return list(self._connection.execute(query).scalars())

    def erase(self, event_ids: Sequence[str]) -> list[str]:
        """Remove deleted events with their texts from events, search and undo history; the ids
        of those removed. Live events are left alone; rows of the ledger stay."""
        gone: list[str] = []
        for part in chunks(event_ids):
            query = sa.select(events.c.pk, events.c.id).where(
                events.c.id.in_(part), events.c.deleted_at.is_not(None)
            )
            found = self._connection.execute(query).all()
            pks = [row[0] for row in found]
            search.forget_texts(self._connection, pks)
            self._connection.execute(events.delete().where(events.c.pk.in_(pks)))
            gone += [row[1] for row in found]
        self._forget_edits(gone)
        self._connection.execute(_FORGET_EMPTY)
        return gone

    def forget_ledger(self, before: datetime, limit: int) -> int:
        """Remove up to `limit` finished rows of occurrences that ended before `before` (UTC);
        how many."""
        old = sa.select(ledger.c.id).where(
            ledger.c.due_at < before,
            ledger.c.occurrence_end < before,
            ledger.c.wake_at.is_(None),
            ledger.c.state.in_(_FINISHED),
        )
        ids = list(self._connection.execute(old.order_by(ledger.c.due_at).limit(limit)).scalars())
        self._connection.execute(ledger.delete().where(ledger.c.id.in_(ids)))
        return len(ids)

    def _matching(self, query: sa.Select[Any], text: str) -> sa.Select[Any]:
        query = query.where(events.c.deleted_at.is_not(None))
        if text.strip():
            found = search.found(text)
            query = query.where(events.c.pk.in_(found) if found is not None else sa.false())
        return query

    def _forget_edits(self, event_ids: Sequence[str]) -> None:
        for part in chunks(event_ids):
            touching = sa.text(
                "SELECT DISTINCT edits.pk FROM edits, json_each(edits.after) AS each "
                "WHERE each.key IN (SELECT value FROM json_each(:ids))"
            )
            for pk in list(self._connection.execute(touching, {"ids": json.dumps(part)}).scalars()):
                self._forget_in_edit(pk, set(part))

    def _forget_in_edit(self, pk: int, gone: set[str]) -> None:
        query = sa.select(edits.c.before, edits.c.after).where(edits.c.pk == pk)
        before, after = self._connection.execute(query).one()
        left = {each for each in after if each not in gone}
        if not left:
            self._connection.execute(edits.delete().where(edits.c.pk == pk))
            return
        kept = {
            "before": {each: before.get(each) for each in left},
            "after": {each: after[each] for each in left},
        }
        self._connection.execute(edits.update().where(edits.c.pk == pk).values(**kept))
