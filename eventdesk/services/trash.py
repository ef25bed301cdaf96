"""Deleted events: listed, and thrown away for good."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from eventdesk.domain.event import Event
from eventdesk.services.pacing import Pace
from eventdesk.services.ports import Clock, EventsChanged, Publish

if TYPE_CHECKING:
    from eventdesk.storage.database import Database
    from eventdesk.storage.transaction import Transaction


class Trash:
    """What was deleted and not yet thrown away. Any thread; raise StorageFailure.

    `Events.restore` brings events back.
    """

    def __init__(self, database: Database, clock: Clock, publish: Publish) -> None:
        self._database = database
        self._clock = clock
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
        rest = iter(ids)

        def some(tx: Transaction, limit: int) -> list[str]:
            del tx
            return list(islice(rest, limit))

        gone = self._erase(some)
        if gone:
            self._publish(EventsChanged(tuple(ids)))
        return gone

    def empty(self) -> int:
        """Throw everything in the trash away for good; how many events."""
        gone = self._erase(lambda tx, limit: [x.id for x in tx.trash.deleted("", limit=limit)])
        if gone:
            self._publish(EventsChanged())
        return gone

    def _erase(self, some: Callable[[Transaction, int], list[str]]) -> int:
        gone = 0

        def do(tx: Transaction, limit: int) -> bool:
            nonlocal gone
            ids = some(tx, limit)
            gone += len(tx.trash.erase(ids))
            return bool(ids)

        with self._database.writes() as begin:
            Pace(self._database, self._clock).work(begin, do, lambda: None)
        return gone
