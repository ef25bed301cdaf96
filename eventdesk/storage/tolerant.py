"""Reading the tables of a damaged file, around the places that cannot be read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from eventdesk.storage.failures import ENGINE_ERRORS
from eventdesk.storage.values import Unreadable

_HEADER = b"SQLite format 3\x00"
_PAGES_AT = 28  # where the header keeps the number of pages, SQLite file format 1.3
_INTERIOR = 5
_LAST = 2**62
_DIALECT = sqlite.dialect()


def make_openable(path: Path) -> None:
    """Mend what keeps SQLite from opening a file at all: its beginning, and a size that does
    not fit what is left of it. For a copy only."""
    log = path.with_name(f"{path.name}-wal")
    data = path.read_bytes()[:100] if path.exists() else b""
    if not data and log.exists():
        # One empty page makes SQLite look into the log, which may hold everything.
        path.write_bytes(bytes(4096))
        return
    if len(data) < 100:
        return
    size = int.from_bytes(data[16:18], "big")
    size = {1: 65536}.get(size, size)
    with path.open("rb+") as file:
        if data[:16] != _HEADER and size in {512 << n for n in range(8)}:
            file.write(_HEADER)
        if size >= 512 and path.stat().st_size // size:
            file.seek(_PAGES_AT)
            file.write((path.stat().st_size // size).to_bytes(4, "big"))


def transplant_schema(copy: Path, sound: Path) -> None:
    """Give a copy whose schema cannot be read that of a sound database of this program.

    Both were made by the same migrations, so their tables begin on the same pages.
    """
    data = sound.read_bytes()
    size = int.from_bytes(data[16:18], "big")
    with copy.open("rb+") as file:
        for number in _schema_pages(data, size, 1):
            file.seek((number - 1) * size)
            file.write(data[(number - 1) * size : number * size])
    make_openable(copy)


def _schema_pages(data: bytes, size: int, number: int) -> list[int]:
    """The pages of the schema's tree below page `number`, SQLite file format 1.6."""
    page = data[(number - 1) * size : number * size]
    at = 100 if number == 1 else 0
    if page[at] != _INTERIOR:
        return [number]
    cells = int.from_bytes(page[at + 3 : at + 5], "big")
    places = [at + 12 + 2 * each for each in range(cells)]
    starts = [int.from_bytes(page[place : place + 2], "big") for place in places]
    below = [int.from_bytes(page[start : start + 4], "big") for start in starts]
    below.append(int.from_bytes(page[at + 8 : at + 12], "big"))
    return [number, *(each for child in below for each in _schema_pages(data, size, child))]


class Tolerant:
    """A damaged database, opened to be read row by row. Not thread-safe.

    `whole` becomes False once part of the file could not be read; `unreadable` counts rows that
    were read but hold values which nobody wrote.
    """

    def __init__(self, path: Path) -> None:
        self.whole = True
        self.unreadable = 0
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.text_factory = _text
        try:
            self._connection.execute("PRAGMA writable_schema=ON")
            self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except ENGINE_ERRORS:
            self.whole = False

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def knows(self, table: sa.Table) -> bool:
        """Whether the file's schema can be read and has this table."""
        return bool(self._columns(table))

    def rows(self, table: sa.Table) -> Iterator[Any]:
        """The readable rows of a table in the order of their numbers, with values as the
        program knows them; what a row lacks is None."""
        columns = self._columns(table)
        if not columns:
            self.whole = False
            return
        numbered = next(iter(table.primary_key.columns))
        key = numbered.name if isinstance(numbered.type, sa.Integer) else "rowid"
        decode = {name: _decoder(table.c[name]) for name in columns}
        for values in self._walk(table.name, key, columns):
            row = dict.fromkeys(table.c.keys())
            try:
                for name, value in zip(columns, values, strict=True):
                    row[name] = decode[name](value)
            except Unreadable:
                self.unreadable += 1
                continue
            yield SimpleNamespace(**row)

    def _columns(self, table: sa.Table) -> list[str]:
        try:
            found = self._connection.execute(f'PRAGMA table_info("{table.name}")').fetchall()
        except ENGINE_ERRORS:
            return []
        return [row[1] for row in found if row[1] in table.c]

    def _walk(self, table: str, key: str, columns: list[str]) -> Iterator[tuple[Any, ...]]:
        names = ", ".join(f'"{each}"' for each in (key, *columns))
        sql = f'SELECT {names} FROM "{table}" NOT INDEXED WHERE "{key}" >= ? ORDER BY "{key}"'
        first = sql.replace(names, f'"{key}"') + " LIMIT 1"
        begin, seen = -_LAST, set[int]()
        while begin < _LAST:
            last = begin
            try:
                for row in self._connection.execute(sql, (begin,)):
                    # Damage may show rows twice, or out of order.
                    if isinstance(row[0], int) and row[0] not in seen:
                        seen.add(row[0])
                        last = row[0]
                        yield row[1:]
                return
            except ENGINE_ERRORS:
                self.whole = False
                begin = self._next(first, max(begin, last + 1))

    def _next(self, sql: str, at: int) -> int:
        """Where to go on after reading failed somewhere from `at` on."""
        try:
            found = self._connection.execute(sql, (at,)).fetchone()
        except ENGINE_ERRORS:
            return self._beyond(sql, at)
        if found is None or not isinstance(found[0], int):
            return _LAST
        # The row can be found, but its values lie where nothing can be read.
        self.unreadable += 1
        return max(at, found[0]) + 1

    def _beyond(self, sql: str, broken: int) -> int:
        """The least row number above `broken` from which reading works again."""
        step = 1
        while not self._works(sql, broken + step):
            step *= 2
            if broken + step > _LAST:
                return _LAST
        low, high = broken + step // 2, broken + step
        while high - low > 1:
            middle = (low + high) // 2
            if self._works(sql, middle):
                high = middle
            else:
                low = middle
        return high

    def _works(self, sql: str, at: int) -> bool:
        try:
            self._connection.execute(sql, (at,)).fetchone()
        except ENGINE_ERRORS:
            return False
        return True


def _decoder(column: sa.Column[Any]) -> Any:
    found = column.type.result_processor(_DIALECT, None)
    return found if found is not None else (lambda value: value)


def _text(data: bytes) -> Any:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode(errors="replace")
