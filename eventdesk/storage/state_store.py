"""Small named facts, such as until when reminders are paused."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from eventdesk.storage.tables import desk_state
from eventdesk.storage.values import from_micros, reads, to_micros

_VALUE = sa.select(desk_state.c.value).where(desk_state.c.key == sa.bindparam("wanted"))


class StateStore:
    """Keys and values inside one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def get(self, key: str) -> str | None:
        """The value of `key`, or None."""
        return self._connection.execute(_VALUE, {"wanted": key}).scalar_one_or_none()

    def put(self, key: str, value: str | None) -> None:
        """Set `key`; None removes it."""
        if value is None:
            self._connection.execute(desk_state.delete().where(desk_state.c.key == key))
            return
        statement = insert(desk_state).values(key=key, value=value)
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["key"], set_={"value": value})
        )

    @reads
    def instant(self, key: str) -> datetime | None:
        """A UTC instant kept under `key`."""
        value = self.get(key)
        return None if value is None else from_micros(int(value))

    def put_instant(self, key: str, value: datetime | None) -> None:
        """Keep a UTC instant under `key`; None removes it."""
        self.put(key, None if value is None else str(to_micros(value)))
