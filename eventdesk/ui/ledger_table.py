"""The table of the ledger: quiet rows, the state as a drawing and a word."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from eventdesk.domain.language import tr
from eventdesk.domain.ledger import LedgerState
from eventdesk.domain.reminder import Channel
from eventdesk.ui.agenda_header import AgendaHeader
from eventdesk.ui.icons import Icons
from eventdesk.ui.ledger_model import LedgerModel
from eventdesk.ui.ledger_words import COLUMNS, LedgerColumn, all_state_words, row_look
from eventdesk.ui.row_table import RowTable
from eventdesk.ui.theme import tokens

SIDE = 10
BAR = 3
WIDTHS_IN_DIGITS = {
    LedgerColumn.DUE: 26,
    LedgerColumn.EVENT: 28,
    LedgerColumn.CHANNEL: 14,
    LedgerColumn.STATE: 17,
    LedgerColumn.LATE: 17,
    LedgerColumn.BACKEND: 20,
}
"""Preferred widths in digits of the font; the reason takes the rest."""
LEAST_IN_DIGITS = 10
REASON_LEAST = 26
FIRST_TO_GO = (LedgerColumn.BACKEND, LedgerColumn.LATE, LedgerColumn.CHANNEL)
"""Left out one after the other while there is no room: the pane below tells them too."""
_CHANNEL_ICONS = {Channel.DESKTOP: "bell", Channel.EMAIL: "mail"}
_MUTED = (LedgerColumn.CHANNEL, LedgerColumn.LATE, LedgerColumn.BACKEND, LedgerColumn.REASON)
_LOUD = (LedgerState.GAVE_UP, LedgerState.MISSED, LedgerState.RETRYING)
Index = QModelIndex | QPersistentModelIndex


class LedgerDelegate(QStyledItemDelegate):
    """Paints one line for each reminder."""

    def __init__(self, icons: Icons, view: QTableView) -> None:
        super().__init__(view)
        self._icons = icons
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The same height for all rows."""
        return QSize(100, row_height(self._view))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        model = index.model()
        assert isinstance(model, LedgerModel)
        shades, column = tokens(self._view), COLUMNS[index.column()]
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(shades.accent_soft))
            if index.column() == 0:
                bar = shades.accent if self._view.hasFocus() else shades.muted
                painter.fillRect(rect.x(), rect.y(), BAR, rect.height(), QColor(bar))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, QColor(shades.border))
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        room = rect.adjusted(SIDE, 0, -4, 0)
        colour = shades.muted if column in _MUTED else shades.text
        row = model.row(index.row())
        if row is not None and column is LedgerColumn.STATE:
            _, icon, shade = row_look(row)
            colour = getattr(shades, shade)
            room = self._icon(painter, room, icon, colour)
        elif row is not None and column is LedgerColumn.CHANNEL:
            room = self._icon(painter, room, _CHANNEL_ICONS[row.channel], shades.muted)
        elif row is not None and column is LedgerColumn.REASON and row.state in _LOUD:
            colour = shades.text
        painter.setPen(QColor(colour))
        shown = self._view.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)

    def _icon(self, painter: QPainter, room: QRect, name: str, colour: str) -> QRect:
        edge = self._view.fontMetrics().height() - 1
        pixmap = self._icons.pixmap(name, edge, self._view.devicePixelRatioF(), QColor(colour))
        painter.drawPixmap(QPoint(room.x(), room.center().y() - edge // 2), pixmap)
        return room.adjusted(edge + 6, 0, 0, 0)


class LedgerTable(RowTable):
    """Rows of the ledger. `opened`: Enter or double click on the current one."""

    opened = Signal()

    def __init__(self, icons: Icons, model: LedgerModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setHorizontalHeader(AgendaHeader(icons, self))
        self.setItemDelegate(LedgerDelegate(icons, self))
        self.setAccessibleName(tr("Reminders, newest first"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setSortIndicator(0, Qt.SortOrder.DescendingOrder)
        header.setAccessibleName(tr("Columns"))
        self.doubleClicked.connect(lambda _index: self.opened.emit())
        model.top_row = lambda: self.rowAt(0)
        self._restyle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the event."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out columns rather than the end of each row."""
        self._leave_out(event.size().width() // self.fontMetrics().horizontalAdvance("0"))
        super().resizeEvent(event)

    def _leave_out(self, room: int) -> None:
        needed = sum(WIDTHS_IN_DIGITS.values()) + REASON_LEAST
        for column in FIRST_TO_GO:
            self.setColumnHidden(COLUMNS.index(column), needed > room)
            needed -= WIDTHS_IN_DIGITS[column] if needed > room else 0

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._restyle()

    def _restyle(self) -> None:
        header, digit = self.horizontalHeader(), self.fontMetrics().horizontalAdvance("0")
        self.verticalHeader().setDefaultSectionSize(row_height(self))
        self.verticalHeader().setMinimumSectionSize(row_height(self))
        header.setMinimumSectionSize(digit * LEAST_IN_DIGITS)
        header.setStretchLastSection(True)
        widths = {column: digit * digits for column, digits in WIDTHS_IN_DIGITS.items()}
        more = max(0, self._widest_state() - widths[LedgerColumn.STATE])
        widths[LedgerColumn.STATE] += more
        widths[LedgerColumn.EVENT] -= more
        for column, width in widths.items():
            self.setColumnWidth(COLUMNS.index(column), width)

    def _widest_state(self) -> int:
        metrics = self.fontMetrics()
        return max(map(metrics.horizontalAdvance, all_state_words())) + metrics.height() + 2 * SIDE


def row_height(widget: QWidget) -> int:
    """A line and air, in logical pixels."""
    return widget.fontMetrics().height() + 12
