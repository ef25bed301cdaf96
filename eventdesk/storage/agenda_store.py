"""The event table's rows: materialised occurrences, sorted and filtered by SQL."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.event import EventDraft
from eventdesk.domain.ledger import LedgerState
from eventdesk.domain.occurrence import Occurrence
from eventdesk.domain.views import AgendaColumn, AgendaRow
from eventdesk.storage.agenda_queries import AgendaQuery, select_keys, select_planned_keys
from eventdesk.storage.event_store import chunks, reminders_of
from eventdesk.storage.tables import events, ledger, occurrences, reminders

TITLE_KEY_LENGTH = 80
_WORST_FIRST = (
    LedgerState.GAVE_UP,
    LedgerState.MISSED,
    LedgerState.RETRYING,
    LedgerState.CLAIMED,
    LedgerState.SNOOZED,
    LedgerState.DELIVERED,
    LedgerState.ACKNOWLEDGED,
    LedgerState.SUPPRESSED,
)
_RANK = {state: rank for rank, state in enumerate(_WORST_FIRST)}


Outcome = tuple[LedgerState | None, str, datetime | None]
_NO_OUTCOME: Outcome = (None, "", None)


class AgendaStore:
    """Occurrence rows inside one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def replace(self, event_pk: int, event: EventDraft, found: Sequence[Occurrence]) -> None:
        """Make these the event's rows; a row whose start is unchanged keeps its key."""
        table = occurrences.c
        query = sa.select(table.start_at, table.pk).where(table.event_pk == event_pk)
        known = {row[0]: row[1] for row in self._connection.execute(query)}
        if len(known) == len(found) == 1:
            # A moved single event keeps its row, so that the selection stays on it.
            known = {found[0].start: next(iter(known.values()))}
        wanted = {each.start: _values(event_pk, event, each) for each in found}
        kept = [
            {"row": known[start], **{f"to_{name}": value for name, value in values.items()}}
            for start, values in wanted.items()
            if start in known
        ]
        if kept:
            self._connection.execute(_UPDATE, kept)
        fresh = [values for start, values in wanted.items() if start not in known]
        if fresh:
            self._connection.execute(occurrences.insert(), fresh)
        for part in chunks([pk for start, pk in known.items() if start not in wanted]):
            self._connection.execute(occurrences.delete().where(table.pk.in_(part)))

    def add(self, new: Sequence[tuple[int, EventDraft, Sequence[Occurrence]]]) -> None:
        """Insert the rows of events that have none yet."""
        rows = [_values(pk, event, each) for pk, event, found in new for each in found]
        if rows:
            self._connection.execute(occurrences.insert(), rows)

    def remove(self, event_pks: Sequence[int]) -> None:
        """Take events out of the table."""
        for part in chunks(event_pks):
            self._connection.execute(occurrences.delete().where(occurrences.c.event_pk.in_(part)))

    def keys(self, query: AgendaQuery, limit: int | None = None) -> array[int]:
        """Row keys in the order asked for."""
        if query.sort is AgendaColumn.STATE and query.broad and limit is not None:
            found = self._keys(select_planned_keys(query, limit))
            if len(found) == limit:
                return found
        return self._keys(select_keys(query, limit))

    def _keys(self, statement: sa.Select[Any]) -> array[int]:
        cursor = self._connection.execute(statement).cursor
        assert cursor is not None
        return array("q", (row[0] for row in cursor.fetchall()))

    def key_of(self, event_id: str, now: datetime) -> int | None:
        """The event's next row at `now`, else its last."""
        table = occurrences.c
        base = sa.select(table.pk).join(events, events.c.pk == table.event_pk)
        base = base.where(events.c.id == event_id).limit(1)
        for query in (
            base.where(table.ends_at > now).order_by(table.start_at),
            base.order_by(table.start_at.desc()),
        ):
            found: int | None = self._connection.execute(query).scalar_one_or_none()
            if found is not None:
                return found
        return None

    def rows(self, keys: Sequence[int]) -> list[AgendaRow]:
        """The rows with these keys, in this order; a vanished key is left out."""
        found: dict[int, AgendaRow] = {}
        for part in chunks(keys):
            found.update(self._part(part))
        return [found[key] for key in keys if key in found]

    def _part(self, keys: Sequence[int]) -> dict[int, AgendaRow]:
        rows = self._connection.execute(_ROWS, {"keys": list(keys)}).all()
        pks = list({row[1] for row in rows})
        leads = reminders_of(self._connection, pks)
        due = self._due(pks)
        outcomes = self._outcomes({row[4] for row in rows})
        found: dict[int, AgendaRow] = {}
        # Unpacked by position: looking fields up by name costs more than the query.
        for pk, event_pk, start, end, event_id, title, all_day, zone, series, place, tags in rows:
            state, detail, until = outcomes.get((event_id, start), _NO_OUTCOME)
            found[pk] = AgendaRow(
                key=pk,
                event_id=event_id,
                title=title,
                start=start,
                end=end,
                all_day=all_day,
                time_zone=zone,
                recurring=series,
                location=place,
                tags=tuple(tags),
                reminders=leads.get(event_pk, ()),
                next_due=due.get((event_pk, start)),
                ledger_state=state,
                ledger_detail=detail,
                snoozed_until=until,
            )
        return found

    def _due(self, pks: Sequence[int]) -> dict[tuple[int, datetime], datetime]:
        rows = self._connection.execute(_DUE, {"pks": pks}).all()
        return {(pk, start): due for pk, start, due in rows}

    def _outcomes(self, ids: set[str]) -> dict[tuple[str, datetime], Outcome]:
        rows = self._connection.execute(_OUTCOMES, {"ids": list(ids)}).all()
        found: dict[tuple[str, datetime], Outcome] = {}
        for event_id, start, text, reason, error, until in rows:
            state = LedgerState(text)
            known = found.get((event_id, start))
            if known is None or known[0] is None or _RANK[state] < _RANK[known[0]]:
                found[event_id, start] = state, error or reason, until
        return found


_ROWS = (
    sa.select(
        occurrences.c.pk,
        occurrences.c.event_pk,
        occurrences.c.start_at,
        occurrences.c.end_at,
        events.c.id,
        events.c.title,
        events.c.all_day,
        events.c.time_zone,
        sa.or_(events.c.rule.is_not(None), events.c.extra != []),
        events.c.location,
        events.c.tags,
    )
    .join(events, events.c.pk == occurrences.c.event_pk)
    .where(occurrences.c.pk.in_(sa.bindparam("keys", expanding=True)))
)
_DUE = (
    sa.select(reminders.c.event_pk, reminders.c.occurrence_start, sa.func.min(reminders.c.due_at))
    .where(
        reminders.c.event_pk.in_(sa.bindparam("pks", expanding=True)),
        reminders.c.due_at.is_not(None),
    )
    .group_by(reminders.c.event_pk, reminders.c.occurrence_start)
)
_OUTCOMES = sa.select(
    ledger.c.event_id,
    ledger.c.occurrence_start,
    ledger.c.state,
    ledger.c.reason,
    ledger.c.error,
    ledger.c.snoozed_until,
).where(ledger.c.event_id.in_(sa.bindparam("ids", expanding=True)))
_COLUMNS = ("start_at", "end_at", "ends_at", "title_key", "duration_s", "lead_s", "event_pk")
_UPDATE = (
    occurrences.update()
    .where(occurrences.c.pk == sa.bindparam("row"))
    .values({name: sa.bindparam(f"to_{name}") for name in _COLUMNS})
)


def _values(event_pk: int, event: EventDraft, occurrence: Occurrence) -> dict[str, Any]:
    end = occurrence.end
    return {
        "event_pk": event_pk,
        "start_at": occurrence.start,
        "end_at": end,
        "ends_at": occurrence.ends,
        "title_key": event.title.casefold()[:TITLE_KEY_LENGTH],
        "duration_s": int((end - occurrence.start).total_seconds()) if end else 0,
        "lead_s": min((each.lead_s for each in event.reminders), default=None),
    }
