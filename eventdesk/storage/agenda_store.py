"""The event table's rows: materialised occurrences, sorted and filtered by SQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa

from eventdesk.domain.event import EventDraft
from eventdesk.domain.occurrence import Occurrence
from eventdesk.storage.agenda_reader import AgendaReader
from eventdesk.storage.bulk import insert_rows, update_rows
from eventdesk.storage.event_store import chunks
from eventdesk.storage.tables import events, occurrences

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
        self.replace_all([(event_pk, event, found)])

    def replace_all(self, changed: Sequence[tuple[int, EventDraft, Sequence[Occurrence]]]) -> None:
        """`replace` for many events by row number, with few statements."""
        known = self._starts([pk for pk, _, _ in changed])
        kept: list[dict[str, Any]] = []
        fresh: list[dict[str, Any]] = []
        stale: list[int] = []
        for event_pk, event, found in changed:
            rows = known.get(event_pk, {})
            if len(rows) == len(found) == 1:
                # A moved single event keeps its row, so that the selection stays on it.
                rows = {found[0].start: next(iter(rows.values()))}
            wanted = {each.start: _values(event_pk, event, each) for each in found}
            for start, values in wanted.items():
                if start not in rows:
                    fresh.append(values)
                    continue
                kept.append(values | {"pk": rows[start]})
            stale += [pk for start, pk in rows.items() if start not in wanted]
        update_rows(self._connection, occurrences, kept)
        insert_rows(self._connection, occurrences, fresh)
        for part in chunks(stale):
            self._connection.execute(occurrences.delete().where(occurrences.c.pk.in_(part)))

    def _starts(self, event_pks: Sequence[int]) -> dict[int, dict[datetime, int]]:
        """By event: by start the row number of its rows."""
        table, found = occurrences.c, dict[int, dict[datetime, int]]()
        for part in chunks(event_pks):
            query = sa.select(table.event_pk, table.start_at, table.pk)
            for event_pk, start, pk in self._connection.execute(
                query.where(table.event_pk.in_(part))
            ):
                found.setdefault(event_pk, {})[start] = pk
        return found

    def add(self, new: Sequence[tuple[int, EventDraft, Sequence[Occurrence]]]) -> None:
        """Insert the rows of events that have none yet."""
        rows = [_values(pk, event, each) for pk, event, found in new for each in found]
        insert_rows(self._connection, occurrences, rows)

    def event_ids(self, keys: Sequence[int]) -> list[str]:
        """The ids of the events of these rows, each once, in order; missing ones left out."""
        table, found = occurrences.c, dict[int, str]()
        for part in chunks(keys):
            query = sa.select(table.pk, events.c.id).join(events, events.c.pk == table.event_pk)
            found.update(
                {x[0]: x[1] for x in self._connection.execute(query.where(table.pk.in_(part)))}
            )
        return list(dict.fromkeys(found[key] for key in keys if key in found))

    def remove(self, event_pks: Sequence[int]) -> None:
        """Take events out of the table."""
        for part in chunks(event_pks):
            self._connection.execute(occurrences.delete().where(occurrences.c.event_pk.in_(part)))


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
