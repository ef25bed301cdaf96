"""What is printed: one JSON value, or aligned plain text that suits the terminal."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import category, combining, east_asian_width

import click

_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. An `elastic` one gives way when the terminal is narrow."""

    heading: str
    right: bool = False
    elastic: bool = False


def say(text: str) -> None:
    """Tell the person something on stderr."""
    click.echo(f"eventdesk: {printable(text)}", err=True)


def print_json(value: object) -> None:
    """One JSON value on stdout."""
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower()
    plain = encoding.replace("-", "") != "utf8"
    click.echo(json.dumps(value, ensure_ascii=plain, indent=2))


def print_table(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    """Rows under their headings. On a terminal no line is longer than it is wide; in a
    file or pipe nothing is cut."""
    cells = [[printable(cell) for cell in row] for row in rows]
    widths = [
        max([columns_of(column.heading), *(columns_of(row[index]) for row in cells)])
        for index, column in enumerate(columns)
    ]
    if sys.stdout.isatty():
        widths = _fitted(widths, columns, shutil.get_terminal_size().columns)
    for line in [[column.heading for column in columns], *cells]:
        parts = [
            _padded(cell, width, right=column.right)
            for cell, width, column in zip(line, widths, columns, strict=True)
        ]
        click.echo("  ".join(parts).rstrip())


def print_details(heading: str, pairs: Sequence[tuple[str, str]]) -> None:
    """A heading and labelled lines below it; pairs with empty text are left out."""
    click.echo(printable(heading))
    shown = [(label, text) for label, text in pairs if text]
    width = max((len(label) for label, _ in shown), default=0)
    for label, text in shown:
        first, *more = text.split("\n")
        click.echo(f"  {label.ljust(width)}  {printable(first)}".rstrip())
        for line in more:
            click.echo(f"  {' ' * width}  {printable(line)}".rstrip())


def printable(text: str) -> str:
    """Text that cannot move the cursor, ring, or turn the writing direction around."""
    if text.isprintable() and text.isascii():
        return text
    return "".join(_shown(character) for character in text)


def columns_of(text: str) -> int:
    """How many terminal cells `text` takes (UAX 11; combining marks take none)."""
    if text.isascii():
        return len(text)
    return sum(_cells(character) for character in text)


def clipped(text: str, width: int) -> str:
    """`text`, or as much of it as fits `width` cells with an ellipsis."""
    if columns_of(text) <= width:
        return text
    kept, used = [], 0
    for character in text:
        used += _cells(character)
        if used > width - 1:
            break
        kept.append(character)
    return f"{''.join(kept)}…"


def _shown(character: str) -> str:
    if character in _BIDI or category(character) in ("Cc", "Cs", "Zl", "Zp"):
        return character.encode("unicode_escape").decode()
    return character


def _cells(character: str) -> int:
    if combining(character) or category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(character) in ("W", "F") else 1


def _padded(text: str, width: int, *, right: bool) -> str:
    text = clipped(text, width)
    gap = " " * (width - columns_of(text))
    return gap + text if right else text + gap


def _fitted(widths: list[int], columns: Sequence[Column], available: int) -> list[int]:
    excess = sum(widths) + 2 * (len(widths) - 1) - available
    for index in sorted(
        (index for index, column in enumerate(columns) if column.elastic),
        key=lambda index: widths[index],
        reverse=True,
    ):
        cut = max(0, min(excess, widths[index] - 8))
        widths[index] -= cut
        excess -= cut
    return widths
