"""Deleted events: listed, and thrown away for good."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from eventdesk.domain.event import Event
from eventdesk.services.ports import EventsChanged, Publish

if TYPE_CHECKING:
    from eventdesk.storage.database import Database

BATCH = 200


class Trash:
    """What was deleted and not yet thrown away. Any thread; raise StorageFailure.

    `Events.restore` brings events back.
    """

    def __init__(self, database: Database, publish: Publish) -> None:
        self._database = database
        self._publish = publish

    def deleted(self, search: str = "", *, limit: int = 200, offset: int = 0) -> list[Event]:
        """Deleted events that match, the newest deleted first."""
        with self._database.read() as tx:
            return tx.trash.deleted(search, limit=limit, offset=offset)

    def count(self, search: str = "") -> int:
        """How many deleted events match."""
        with self._database.read() as tx:
            return tx.trash.count(search)

    def erase(self, event_ids: Sequence[str]) -> int:
        """Throw deleted events away for good, also out of the undo history; how many. What the
        ledger says of their reminders stays."""
        ids = list(dict.fromkeys(event_ids))
        gone = 0
        for begin in range(0, len(ids), BATCH):
            with self._database.write() as tx:
                gone += len(tx.trash.erase(ids[begin : begin + BATCH]))
        if gone:
            self._publish(EventsChanged(tuple(ids)))
        return gone

    def empty(self) -> int:
        """Throw everything in the trash away for good; how many events."""
        gone = 0
        while True:
            with self._database.write() as tx:
                found = tx.trash.deleted("", limit=BATCH)
                gone += len(tx.trash.erase([each.id for each in found]))
            if not found:
                break
        if gone:
            self._publish(EventsChanged())
        return gone
