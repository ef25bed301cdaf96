"""Choosing the events of an export."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from eventdesk.domain.errors import EventNotFound
from eventdesk.domain.event import Event

if TYPE_CHECKING:
    from eventdesk.storage.database import Database


class Exporting:
    """What is written to calendar files. Any thread; raises StorageFailure.

    A series always comes with its changed occurrences, which belong to it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, calendar_id: str = "") -> list[Event]:
        """All events that are not deleted, or those of one calendar, in one snapshot."""
        with self._database.read() as tx:
            if not calendar_id:
                return list(tx.events.every())
            found: list[Event] = []
            after = 0
            while pks := tx.calendars.event_pks(calendar_id, after=after):
                found += tx.events.by_pks(pks)
                after = pks[-1]
            return found

    def chosen(self, event_ids: Sequence[str]) -> list[Event]:
        """These events, each once, in this order; EventNotFound."""
        ids = list(dict.fromkeys(event_ids))
        with self._database.read() as tx:
            pks = tx.events.pks(ids)
            missing = next((each for each in ids if each not in pks), None)
            if missing is not None:
                raise EventNotFound(missing)
            events = tx.events.by_pks([pks[each] for each in ids])
            series = [each.id for each in events if each.recurrence is not None]
            changed = tx.imports.changed_occurrences(series)
        found = {each.id: each for each in events}
        found |= {each.id: each for each in changed if each.deleted_at is None}
        return list(found.values())

    def listed(self, keys: Sequence[int]) -> list[Event]:
        """The events of these rows of the event table (`Agenda.keys`), in order, as `chosen`."""
        with self._database.read() as tx:
            ids = tx.agenda.event_ids(keys)
        return self.chosen(ids)
