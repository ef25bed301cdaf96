"""The event table's rows: materialised occurrences, sorted and filtered by SQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

import sqlalchemy as sa

from eventdesk.domain.event import EventDraft
from eventdesk.domain.occurrence import Occurrence
from eventdesk.storage.agenda_reader import AgendaReader
from eventdesk.storage.event_store import chunks
from eventdesk.storage.tables import occurrences

TITLE_KEY_LENGTH = 80


class AgendaStore(AgendaReader):
    """Occurrence rows inside one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        super().__init__(self._fetch)

    def _fetch(self, sql: str, values: Sequence[Any]) -> Iterable[Any]:
        # Past SQLAlchemy's rows, which cost more than reading 100,000 keys does.
        cursor = self._connection.exec_driver_sql(sql, tuple(values)).cursor
        return cast("Iterable[Any]", cursor)

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
