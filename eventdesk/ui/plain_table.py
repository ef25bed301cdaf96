"""A table of some hundred rows of plain text, painted like the other lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from eventdesk.ui.agenda_header import AgendaHeader
from eventdesk.ui.icons import Icons
from eventdesk.ui.row_table import RowTable
from eventdesk.ui.theme import tokens

SIDE = 10
BAR = 3
Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole


class PlainRow(NamedTuple):
    """What stands in the cells, and what the row is about."""

    cells: tuple[str, ...]
    subject: Any


class PlainModel(QAbstractTableModel):
    """Rows of words. `muted` names columns of lesser weight."""

    def __init__(self, titles: Sequence[str], muted: Sequence[int] = ()) -> None:
        super().__init__()
        self.titles = tuple(titles)
        self.muted = frozenset(muted)
        self._rows: list[PlainRow] = []

    def show_rows(self, rows: Sequence[PlainRow]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def subject(self, number: int) -> Any:
        """What a row is about."""
        return self._rows[number].subject

    def rowCount(self, parent: Index | None = None) -> int:
        """The number of rows."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """The number of columns."""
        return 0 if parent is not None and parent.isValid() else len(self.titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Titles of columns."""
        wanted = (_Role.DisplayRole, _Role.AccessibleTextRole)
        return self.titles[section] if self._is_title(section, orientation, role, wanted) else None

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        """The words of a cell."""
        if role in (_Role.DisplayRole, _Role.AccessibleTextRole, _Role.ToolTipRole):
            return self._rows[index.row()].cells[index.column()]
        return None

    def _is_title(
        self, section: int, orientation: Qt.Orientation, role: int, wanted: tuple[int, ...]
    ) -> bool:
        across = orientation is Qt.Orientation.Horizontal
        return across and role in wanted and 0 <= section < len(self.titles)


class PlainDelegate(QStyledItemDelegate):
    """Paints one cell."""

    def __init__(self, view: PlainTable) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """A line and air."""
        return QSize(100, self._view.fontMetrics().height() + 12)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Selected rows softly in the accent colour, with a bar at their beginning."""
        view, shades, rect = self._view, tokens(self._view), option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(shades.accent_soft))
            if index.column() == 0:
                bar = shades.accent if view.hasFocus() else shades.muted
                painter.fillRect(rect.x(), rect.y(), BAR, rect.height(), QColor(bar))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, QColor(shades.border))
        muted = index.column() in view.plain.muted
        painter.setPen(QColor(shades.muted if muted else shades.text))
        room = rect.adjusted(SIDE, 0, -4, 0)
        text = str(index.data(_Role.DisplayRole) or "")
        shown = view.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)


class PlainTable(RowTable):
    """Shows a PlainModel; the last column takes the room that is left. `chosen`: Enter or
    double click."""

    chosen = Signal()

    def __init__(
        self,
        icons: Icons,
        model: PlainModel,
        widths_in_digits: Sequence[int],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.plain = model
        self.setModel(model)
        header = AgendaHeader(icons, self)
        self.setHorizontalHeader(header)
        self.setItemDelegate(PlainDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        header.setSectionsClickable(False)
        header.setStretchLastSection(True)
        digit = self.fontMetrics().horizontalAdvance("0")
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 12)
        for number, width in enumerate(widths_in_digits):
            self.setColumnWidth(number, digit * width)
        self.doubleClicked.connect(lambda _index: self.chosen.emit())

    def selected(self) -> list[Any]:
        """What the selected rows are about, in order."""
        rows = sorted({each.row() for each in self.selectionModel().selectedRows()})
        return [self.plain.subject(each) for each in rows]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit()
        else:
            super().keyPressEvent(event)
