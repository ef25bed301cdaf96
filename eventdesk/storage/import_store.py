"""What imports need of the database: many events at a time."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from eventdesk.domain.event import Event
from eventdesk.storage import search
from eventdesk.storage.bulk import insert_rows, update_rows
from eventdesk.storage.event_store import EventStore, chunks, event_values, search_texts
from eventdesk.storage.snapshots import from_snapshot, snapshot
from eventdesk.storage.tables import edit_events, edits, events


class ImportStore:
    """Sets of events inside one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._events = EventStore(connection)

    def known(
        self, uids: Collection[str], *, within: str = "", outside: Collection[str] = ()
    ) -> list[Event]:
        """The events with these UIDs, deleted ones too: those of the calendar `within`, or of
        every calendar but those `outside`."""
        found: list[int] = []
        for part in chunks(uids):
            query = sa.select(events.c.pk).where(events.c.uid.in_(part))
            if within:
                query = query.where(events.c.calendar_id == within)
            if outside:
                query = query.where(events.c.calendar_id.not_in(sorted(outside)))
            found += self._connection.execute(query.order_by(events.c.pk)).scalars()
        return self._events.by_pks(found)

    def changed_occurrences(self, series_ids: Collection[str]) -> list[Event]:
        """All events that stand for an occurrence of these series, deleted ones too."""
        found: list[int] = []
        for part in chunks(series_ids):
            query = sa.select(events.c.pk).where(events.c.series_id.in_(part))
            found += self._connection.execute(query.order_by(events.c.pk)).scalars()
        return self._events.by_pks(found)

    def put(self, changed: Sequence[Event]) -> None:
        """Overwrite stored events (not their reminders)."""
        if not changed:
            return
        pks = self._events.pks([each.id for each in changed])
        rows = [event_values(each) | {"pk": pks[each.id]} for each in changed]
        update_rows(self._connection, events, rows)
        texts = (search_texts(pks[each.id], each) for each in changed)
        search.index_texts(self._connection, texts)

    def set_versions(self, changed: Sequence[Event]) -> None:
        """Store only the SEQUENCE and LAST-MODIFIED of events."""
        if changed:
            self._connection.execute(
                _SET_VERSION,
                [
                    {"event": x.id, "to_sequence": x.sequence, "to_updated_at": x.updated_at}
                    for x in changed
                ],
            )

    def keep(self, edit_pk: int, pairs: Sequence[tuple[Event, Event | None]]) -> None:
        """Make a step undoable that made events of what they were before; None: not there."""
        pks = self._events.pks([after.id for after, _ in pairs])
        rows = [
            {
                "edit_pk": edit_pk,
                "event_pk": pks[after.id],
                "state": None if before is None else snapshot(before),
            }
            for after, before in pairs
        ]
        insert_rows(self._connection, edit_events, rows)

    def kept(
        self, edit_pk: int, *, after: int = 0, limit: int = 500
    ) -> list[tuple[int, Event | None]]:
        """(event row number, state to go to) of a step, for row numbers above `after`; None:
        not there, or as it is, by the direction of the step."""
        table = edit_events.c
        query = sa.select(table.event_pk, table.state).where(
            table.edit_pk == edit_pk, table.event_pk > after
        )
        rows = self._connection.execute(query.order_by(table.event_pk).limit(limit))
        return [(pk, None if state is None else from_snapshot(state)) for pk, state in rows]

    def kept_of_series(
        self, edit_pk: int, series_ids: Collection[str]
    ) -> list[tuple[int, Event | None]]:
        """`kept` of these series and their changed occurrences."""
        found: list[tuple[int, Event | None]] = []
        for part in chunks(series_ids):
            own = sa.select(events.c.pk).where(
                sa.or_(events.c.id.in_(part), events.c.series_id.in_(part))
            )
            query = sa.select(edit_events.c.event_pk, edit_events.c.state).where(
                edit_events.c.edit_pk == edit_pk, edit_events.c.event_pk.in_(own)
            )
            rows = self._connection.execute(query.order_by(edit_events.c.event_pk))
            found += [(pk, None if state is None else from_snapshot(state)) for pk, state in rows]
        return found

    def swap(self, edit_pk: int, states: Sequence[tuple[int, Event]]) -> None:
        """Keep these states in place of those that a step went to."""
        if states:
            self._connection.execute(
                _SWAP,
                [
                    {"edit": edit_pk, "event": pk, "to_state": snapshot(state)}
                    for pk, state in states
                ],
            )

    def forget(self, edit_pk: int, limit: int) -> int:
        """Forget up to `limit` of the events of a step, and the step when none is left; how
        many."""
        table = edit_events.c
        some = sa.select(table.event_pk).where(table.edit_pk == edit_pk).limit(limit)
        pks = list(self._connection.execute(some).scalars())
        self._connection.execute(
            edit_events.delete().where(table.edit_pk == edit_pk, table.event_pk.in_(pks))
        )
        if len(pks) < limit:
            self._connection.execute(edits.delete().where(edits.c.pk == edit_pk))
        return len(pks)


_SET_VERSION = (
    events.update()
    .where(events.c.id == sa.bindparam("event"))
    .values(
        sequence=sa.bindparam("to_sequence"),
        updated_at=sa.bindparam("to_updated_at", type_=events.c.updated_at.type),
    )
)
_SWAP = (
    edit_events.update()
    .where(
        edit_events.c.edit_pk == sa.bindparam("edit"),
        edit_events.c.event_pk == sa.bindparam("event"),
    )
    .values(state=sa.bindparam("to_state", type_=edit_events.c.state.type))
)
