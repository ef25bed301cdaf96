"""The lines of 'While you were away': painted, so that hundreds cost no more than a few."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QCursor, QFont, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from eventdesk.domain.language import later, tr
from eventdesk.ui.away_words import AwayLine
from eventdesk.ui.icons import Icons
from eventdesk.ui.theme import scaled_font, tokens

OPEN = later("Open")
PAD = 6
LEAST = 60
"""Pixels that the list has on the smallest screen."""
GAP = 8
LINE_ROLE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_ONE_LINE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine


class AwayModel(QAbstractListModel):
    """The lines, in order."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: list[AwayLine] = []

    def show_lines(self, lines: Sequence[AwayLine]) -> None:
        """Replace the lines; nothing moves while they are the same ones in other words."""
        same = [each.rows for each in lines] == [each.rows for each in self.lines]
        if same and lines:
            self.lines = list(lines)
            self.dataChanged.emit(self.index(0), self.index(len(lines) - 1))
            return
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        """How many lines there are."""
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The title; everything as tool tip and for screen readers; the line itself."""
        line = self.lines[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return line.title
            case Qt.ItemDataRole.ToolTipRole:
                return "\n".join((line.title[:500], *line.told))
            case Qt.ItemDataRole.AccessibleTextRole:
                return ". ".join((line.title[:240], *line.told))
            case Qt.ItemDataRole.UserRole:
                return line
        return None


class AwayDelegate(QStyledItemDelegate):
    """Paints a line: drawing, title, what happened; at its end 'Open' and more."""

    def __init__(self, icons: Icons, view: QListView) -> None:
        super().__init__(view)
        self._icons = icons
        self._view = view
        self._open = tr(OPEN)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as its lines."""
        line: AwayLine = index.data(LINE_ROLE)
        return QSize(100, height_of(line, self._view))

    def open_room(self, rect: QRect) -> QRect:
        """Where 'Open' is in a line at `rect`."""
        width = self._view.fontMetrics().horizontalAdvance(self._open) + 2 * GAP
        height = self._view.fontMetrics().height() + 8
        right = self.more_room(rect).left()
        return QRect(right - width, rect.top() + PAD - 3, width, height)

    def more_room(self, rect: QRect) -> QRect:
        """Where the menu of a line at `rect` is opened."""
        edge = self._view.fontMetrics().height() + 8
        return QRect(rect.right() - PAD - edge + 1, rect.top() + PAD - 3, edge, edge)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One line."""
        line: AwayLine = index.data(LINE_ROLE)
        shades, rect = tokens(self._view), option.rect
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(rect, QColor(shades.accent_soft))
        metrics = self._view.fontMetrics()
        edge, y = metrics.height(), rect.top() + PAD
        left = rect.left() + shades.large + edge + GAP
        self._drawing(painter, line.icon, QPoint(rect.left() + shades.large, y), line.colour)
        right = rect.right() - shades.large
        if line.rows:
            right = self.open_room(rect).left() - GAP
            self._button(painter, self.open_room(rect), self._open)
            self._button(painter, self.more_room(rect), "")
        bold = scaled_font(self._view.font(), 1.0, bold=True)
        self._words(painter, QRect(left, y, right - left, edge), line.title, bold, shades.text)
        for words in line.told:
            y += edge + 1
            room = QRect(left, y, rect.right() - shades.large - left, edge)
            self._words(painter, room, words, self._view.font(), shades.muted)

    def _words(self, painter: QPainter, room: QRect, words: str, font: QFont, colour: str) -> None:
        painter.setFont(font)
        painter.setPen(QColor(colour))
        one_line = " ".join(words[:600].split())
        shown = painter.fontMetrics().elidedText(
            one_line, Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, _ONE_LINE, shown)

    def _button(self, painter: QPainter, room: QRect, words: str) -> None:
        shades = tokens(self._view)
        under = self._view.viewport().mapFromGlobal(QCursor.pos())
        if self._view.viewport().underMouse() and room.contains(under):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(shades.hover))
            painter.drawRoundedRect(room, 4, 4)
        if words:
            painter.setFont(self._view.font())
            painter.setPen(QColor(shades.accent))
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, words)
        else:
            edge = self._view.fontMetrics().height()
            spot = room.center() - QPoint(edge // 2 - 1, edge // 2 - 1)
            self._drawing(painter, "more", spot, "muted")

    def _drawing(self, painter: QPainter, name: str, spot: QPoint, colour: str) -> None:
        edge = self._view.fontMetrics().height() - 1
        ratio = self._view.devicePixelRatioF()
        painter.drawPixmap(spot, self._icons.pixmap(name, edge, ratio, colour))


class AwayList(QListView):
    """`opened` carries the id of an event; `dismissed` the ledger ids of a line; `menu_wanted`
    a line and a place on the screen. With the keyboard, Enter opens the line, Del dismisses
    it and the menu key shows its menu."""

    opened = Signal(str)
    dismissed = Signal(list)
    menu_wanted = Signal(object, QPoint)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines_model = AwayModel(self)
        self.setModel(self.lines_model)
        self._delegate = AwayDelegate(icons, self)
        self._height = LEAST
        self._pressed: tuple[AwayLine | None, str] = (None, "")
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("What came due while you were away"))
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.doubleClicked.connect(self._double_clicked)

    def show_lines(self, lines: Sequence[AwayLine]) -> None:
        """Show lines."""
        self.lines_model.show_lines(lines)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As high as its lines, as far as there is room."""
        return QSize(320, self._height)

    def minimumSizeHint(self) -> QSize:
        """A line or two."""
        return QSize(200, min(self._height, LEAST))

    def limit(self, most: int) -> None:
        """Be as high as the lines, `most` pixels at the most."""
        total = 0
        for line in self.lines_model.lines:
            total += height_of(line, self)
            if total > most:
                total = most
                break
        if total != self._height:
            self._height = total
            self.updateGeometry()

    def rooms(self, row: int) -> tuple[QRect, QRect]:
        """Where 'Open' and the menu of a line are, in the viewport."""
        rect = self.visualRect(self.lines_model.index(row))
        return self._delegate.open_room(rect), self._delegate.more_room(rect)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what can be pressed."""
        super().mouseMoveEvent(event)
        over = self._hit(event.position().toPoint())[1] != ""
        self.viewport().setCursor(
            Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        )
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Note what is pressed."""
        super().mousePressEvent(event)
        self._pressed = self._hit(event.position().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open, or show the menu, where it was pressed."""
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, (None, "")
        line, part = self._hit(event.position().toPoint())
        if line is None or not line.rows or pressed != (line, part):
            return
        if event.button() == Qt.MouseButton.RightButton or part == "more":
            self.menu_wanted.emit(line, event.globalPosition().toPoint())
        elif part == "open":
            self.opened.emit(line.event_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Del, and the keys that open a menu."""
        line = self.currentIndex().data(LINE_ROLE) if self.currentIndex().isValid() else None
        if line is None or not line.rows:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(line.event_id)
        elif event.key() == Qt.Key.Key_Delete:
            self.dismissed.emit(line.ledger_ids)
        elif event.key() == Qt.Key.Key_Menu:
            rect = self.visualRect(self.currentIndex())
            self.menu_wanted.emit(line, self.viewport().mapToGlobal(rect.center()))
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Larger letters need higher lines."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.scheduleDelayedItemsLayout()

    def _hit(self, spot: QPoint) -> tuple[AwayLine | None, str]:
        index = self.indexAt(spot)
        if not index.isValid():
            return None, ""
        line: AwayLine = index.data(LINE_ROLE)
        opens, more = self.rooms(index.row())
        if not line.rows:
            return line, ""
        return line, "open" if opens.contains(spot) else "more" if more.contains(spot) else ""

    def _double_clicked(self, index: QModelIndex) -> None:
        line: AwayLine = index.data(LINE_ROLE)
        if line.rows and not self._pressed[1]:
            self.opened.emit(line.event_id)


def height_of(line: AwayLine, widget: QWidget) -> int:
    """How high a line is, in logical pixels."""
    edge = widget.fontMetrics().height()
    return (1 + len(line.told)) * edge + len(line.told) + 2 * PAD
