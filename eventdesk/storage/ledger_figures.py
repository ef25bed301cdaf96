"""Figures about the ledger for reports, and the texts that reports must not hold."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa

from eventdesk.storage.tables import calendars, edits, events, ledger, subscriptions

SQLITE_VERSION = sqlite3.sqlite_version
FIRST_NAME = "Personal"
"""The name that the first calendar has for everybody."""
PERCENTILES = (50, 90, 99, 100)
WRITTEN = ("title", "description", "location", "url", "tags")


class LedgerFigures:
    """Reads inside one transaction; may take a second for a million rows."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def counts(self) -> list[dict[str, Any]]:
        """How many rows there are of each channel, state and back end."""
        table = ledger.c
        names = (table.channel, table.state, table.backend)
        query = sa.select(*names, sa.func.count().label("count")).group_by(*names).order_by(*names)
        return [dict(each._mapping) for each in self._connection.execute(query)]

    def lateness_ms(self) -> dict[str, dict[str, float]]:
        """Per channel: how many were delivered, and percentiles of their lateness."""
        found = {}
        for (channel,) in self._connection.execute(sa.select(ledger.c.channel).distinct()):
            late = sa.and_(ledger.c.channel == channel, ledger.c.late_us.is_not(None))
            count = self._connection.execute(
                sa.select(sa.func.count()).select_from(ledger).where(late)
            ).scalar_one()
            if count:
                values = sa.select(ledger.c.late_us).where(late).order_by(ledger.c.late_us)
                found[channel] = {"count": float(count)} | {
                    f"p{each}": self._at(values, (count - 1) * each // 100) for each in PERCENTILES
                }
        return found

    def events(self) -> dict[str, int]:
        """How many events there are, how many of them deleted."""
        table = events.c
        query = sa.select(sa.func.count(), sa.func.count(table.deleted_at)).select_from(events)
        count, deleted = self._connection.execute(query).one()
        return {"events": count, "deleted": deleted}

    def private_texts(self) -> Iterator[str]:
        """Everything a person has written, also in events that are gone or were changed."""
        table = events.c
        written = (table.title, table.description, table.location, table.url, table.uid)
        for row in self._connection.execute(sa.select(*written, table.tags, table.extra)):
            yield from _strings(list(row))
        kept = sa.select(ledger.c.event_title, ledger.c.location).distinct()
        for copy in self._connection.execute(kept):
            yield from _strings(list(copy))
        for (name,) in self._connection.execute(sa.select(calendars.c.name)):
            if name != FIRST_NAME:
                yield name
        for (url,) in self._connection.execute(sa.select(subscriptions.c.url)):
            yield url
            yield urlsplit(url).hostname or url
        for edit in self._connection.execute(sa.select(edits.c.before, edits.c.after)):
            for states in edit:
                for state in (states or {}).values():
                    yield from _strings([(state or {}).get(name) for name in WRITTEN])

    def _at(self, values: sa.Select[Any], place: int) -> float:
        found = self._connection.execute(values.limit(1).offset(place)).scalar_one()
        return round(float(found) / 1000, 3)


def _strings(value: object) -> Iterator[str]:
    """All strings within lists and dictionaries."""
    if isinstance(value, str):
        if value:
            yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _strings(each)
