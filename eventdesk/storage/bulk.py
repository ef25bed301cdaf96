"""Writing many rows at once, past SQLAlchemy's handling of every single value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa


def insert_rows(
    connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert rows that name the same columns, in half the time of `table.insert()`."""
    if not rows:
        return
    names = list(rows[0])
    sql = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" * len(names))
    connection.exec_driver_sql(
        f'INSERT INTO "{table.name}" ({sql}) VALUES ({marks})',
        _bound(connection, [table.c[name] for name in names], rows),
    )


def update_rows(
    connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Overwrite the columns that rows name, the same in all; `pk` tells which row is meant."""
    if not rows:
        return
    names = [name for name in rows[0] if name != "pk"]
    assigned = ", ".join(f'"{name}" = ?' for name in names)
    connection.exec_driver_sql(
        f'UPDATE "{table.name}" SET {assigned} WHERE pk = ?',
        _bound(connection, [table.c[name] for name in [*names, "pk"]], rows),
    )


def _bound(
    connection: sa.Connection,
    columns: Sequence[sa.Column[Any]],
    rows: Sequence[Mapping[str, Any]],
) -> list[tuple[Any, ...]]:
    """The values as SQLite takes them, by column: converting is only for those that need it."""
    values = []
    for column in columns:
        name, convert = column.name, column.type.bind_processor(connection.dialect)
        each = [row[name] for row in rows]
        values.append(each if convert is None else list(map(convert, each)))
    return list(zip(*values, strict=True))
