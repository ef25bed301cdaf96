"""Full-text search over event texts (SQLite FTS5). The one place that knows how."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from eventdesk.storage.search_words import match_expression


def index_texts(connection: sa.Connection, rows: Iterable[tuple[int, str, str, str, str]]) -> None:
    """Index (event pk, title, description, location, tags); replaces what was there."""
    parameters = [tuple(row) for row in rows]
    if parameters:
        connection.exec_driver_sql(
            "INSERT OR REPLACE INTO events_search(rowid, title, description, location, tags) "
            "VALUES (?, ?, ?, ?, ?)",
            parameters,
        )


def forget_texts(connection: sa.Connection, pks: Sequence[int]) -> None:
    """Remove events from the index."""
    if pks:
        connection.exec_driver_sql(
            "DELETE FROM events_search WHERE rowid = ?", [(pk,) for pk in pks]
        )


def found(text: str) -> sa.Select[tuple[int]] | None:
    """A sub-select of the event pks matching `text`; None when it has no word to look for."""
    expression = match_expression(text)
    if expression is None:
        return None
    statement = sa.text("SELECT rowid FROM events_search WHERE events_search MATCH :expression")
    columns = statement.bindparams(expression=expression).columns(sa.column("rowid", sa.Integer))
    return sa.select(columns.subquery().c.rowid)
