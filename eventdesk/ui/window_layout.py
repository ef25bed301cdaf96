"""Keeps the window's size, columns and sorting from one run to the next."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QByteArray, QSettings

from eventdesk.services.views import AgendaColumn


class Layout(NamedTuple):
    """What is kept. Widths in logical pixels; empty values and 0 mean 'as designed'."""

    geometry: QByteArray
    details_width: int
    widths: dict[AgendaColumn, int]
    sort: AgendaColumn = AgendaColumn.WHEN
    descending: bool = False
    details: bool = True


class LayoutFile:
    """The file the layout is kept in; None keeps nothing. A broken file reads as none."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def load(self) -> Layout:
        """What was kept, or the defaults."""
        if self._path is None or not self._path.is_file():
            return Layout(QByteArray(), 0, {})
        file = self._settings()
        widths = {}
        for column in AgendaColumn:
            if width := _width(file.value(f"columns/{column}")):
                widths[column] = width
        sort = str(file.value("sort/column", ""))
        return Layout(
            geometry=_bytes(file.value("window/geometry")),
            details_width=_width(file.value("window/details_width")),
            widths=widths,
            sort=AgendaColumn(sort) if sort in set(AgendaColumn) else AgendaColumn.WHEN,
            descending=str(file.value("sort/descending", "")) == "true",
            details=str(file.value("window/details", "")) != "false",
        )

    def save(self, layout: Layout) -> None:
        """Keep a layout; a file that cannot be written is let be."""
        if self._path is None:
            return
        file = self._settings()
        file.setValue("window/geometry", layout.geometry)
        file.setValue("window/details_width", str(layout.details_width))
        file.setValue("window/details", "true" if layout.details else "false")
        file.setValue("sort/column", str(layout.sort))
        file.setValue("sort/descending", "true" if layout.descending else "false")
        for column, width in layout.widths.items():
            file.setValue(f"columns/{column}", str(width))
        file.sync()

    def _settings(self) -> QSettings:
        return QSettings(str(self._path), QSettings.Format.IniFormat)


def _bytes(value: object) -> QByteArray:
    return value if isinstance(value, QByteArray) else QByteArray()


def _width(value: object) -> int:
    text = str(value)
    return int(text) if text.isdecimal() and len(text) < 5 and 20 <= int(text) <= 2000 else 0
