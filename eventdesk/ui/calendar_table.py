"""The list of calendars: on or off, colour, name, number of events, how fetching went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from eventdesk.domain.calendar import Calendar
from eventdesk.domain.language import grouped, later, tr
from eventdesk.ui.agenda_header import AgendaHeader
from eventdesk.ui.calendar_swatch import draw_swatch
from eventdesk.ui.calendar_words import colour_words, counted, state_words
from eventdesk.ui.icons import Icons
from eventdesk.ui.row_table import RowTable
from eventdesk.ui.theme import tokens

SIDE, BAR = 10, 3
NAME, EVENTS, STATE = range(3)
TITLES = (later("Calendar"), later("Events"), later("Subscription"))
Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole


class Line(NamedTuple):
    """A calendar with its number of events and the state of its subscription in words."""

    calendar: Calendar
    events: int
    state: str


class CalendarModel(QAbstractTableModel):
    """Calendars in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []

    def show_calendars(
        self,
        calendars: Sequence[Calendar],
        counts: dict[str, int],
        now: datetime,
        zone: ZoneInfo,
    ) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self.lines = [
            Line(each, counts.get(each.id, 0), state_words(each, now, zone)) for each in calendars
        ]
        self.endResetModel()

    def show_switched(self, calendar_id: str, on: bool) -> None:
        """Show at once what is being done."""
        for row, line in enumerate(self.lines):
            if line.calendar.id == calendar_id:
                self.lines[row] = line._replace(calendar=replace(line.calendar, on=on))
                self.dataChanged.emit(self.index(row, 0), self.index(row, STATE))

    def rowCount(self, parent: Index | None = None) -> int:
        """The number of calendars."""
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index | None = None) -> int:
        """Three."""
        return 0 if parent is not None and parent.isValid() else len(TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Titles of columns."""
        across = orientation is Qt.Orientation.Horizontal and 0 <= section < len(TITLES)
        wanted = role in (_Role.DisplayRole, _Role.AccessibleTextRole)
        return tr(TITLES[section]) if across and wanted else None

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        """Words; a screen reader hears in the first cell whether it is on."""
        line = self.lines[index.row()]
        if role == _Role.CheckStateRole and index.column() == NAME:
            return Qt.CheckState.Checked if line.calendar.on else Qt.CheckState.Unchecked
        if role == _Role.AccessibleTextRole and index.column() == NAME:
            return _spoken(line.calendar)
        if role == _Role.AccessibleTextRole and index.column() == EVENTS:
            return counted(line.events)
        if role == _Role.ToolTipRole and index.column() == NAME:
            return "\n".join((line.calendar.name, tr("Space switches it on and off")))
        if role in (_Role.DisplayRole, _Role.ToolTipRole, _Role.AccessibleTextRole):
            return (line.calendar.name, grouped(line.events), line.state)[index.column()]
        return None


class CalendarDelegate(QStyledItemDelegate):
    """Paints one cell."""

    def __init__(self, icons: Icons, view: CalendarTable) -> None:
        super().__init__(view)
        self._icons = icons
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """A line and air."""
        return QSize(100, self._view.row_height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Selected rows softly in the accent colour, with a bar at their beginning."""
        view, shades, rect = self._view, tokens(self._view), option.rect
        line, column = view.calendars.lines[index.row()], index.column()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(shades.accent_soft))
            if column == NAME:
                bar = shades.accent if view.hasFocus() else shades.muted
                painter.fillRect(rect.x(), rect.y(), BAR, rect.height(), QColor(bar))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, QColor(shades.border))
        room = rect.adjusted(SIDE, 0, -SIDE, 0)
        if column == NAME:
            room = self._beginning(painter, room, line.calendar)
        failed = column == STATE and self._failed(line.calendar)
        if failed:
            edge = shades.icon
            icon = self._icons.pixmap("alert", edge, view.devicePixelRatioF(), "danger")
            painter.drawPixmap(QPoint(room.x(), room.center().y() - edge // 2), icon)
            room = room.adjusted(edge + shades.tiny, 0, 0, 0)
        shade = "danger" if failed else "text" if column == NAME and line.calendar.on else "muted"
        self._words(painter, room, str(index.data() or ""), shade, right=column == EVENTS)

    def _beginning(self, painter: QPainter, room: QRect, calendar: Calendar) -> QRect:
        """The tick and the colour; the room left beside them."""
        shades, edge = tokens(self._view), self._view.mark
        box = QRectF(room.x(), room.center().y() - edge / 2, edge, edge)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(shades.accent if calendar.on else shades.strong_border), 1))
        painter.setBrush(QColor(shades.accent if calendar.on else shades.raised))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), shades.tiny, shades.tiny)
        painter.restore()
        if calendar.on:
            ratio = self._view.devicePixelRatioF()
            tick = self._icons.pixmap("check", edge, ratio, QColor(shades.on_accent))
            painter.drawPixmap(box.topLeft().toPoint(), tick)
        side = edge - 2
        left = room.x() + edge + shades.small
        swatch = QRectF(left, room.center().y() - side / 2, side, side)
        draw_swatch(painter, swatch, calendar.colour, QColor(shades.strong_border))
        return room.adjusted(edge + side + shades.small * 2, 0, 0, 0)

    def _words(self, painter: QPainter, room: QRect, text: str, shade: str, *, right: bool) -> None:
        painter.setPen(QColor(getattr(tokens(self._view), shade)))
        metrics = self._view.fontMetrics()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(room, flags, shown)

    def _failed(self, calendar: Calendar) -> bool:
        return calendar.subscription is not None and bool(calendar.subscription.error)


class CalendarTable(RowTable):
    """`toggled` carries the calendar whose tick was clicked, or Space pressed on; `chosen` comes
    with Enter and double click, `moved` when another row is selected."""

    toggled = Signal(object)
    chosen = Signal()
    moved = Signal()

    def __init__(self, icons: Icons, model: CalendarModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.calendars = model
        self.setModel(model)
        self.setHorizontalHeader(AgendaHeader(icons, self))
        self.setItemDelegate(CalendarDelegate(icons, self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Calendars"))
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setSortIndicatorShown(False)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.row_height)
        self.selectionModel().selectionChanged.connect(lambda *_: self.moved.emit())

    @property
    def row_height(self) -> int:
        """A line and air, in logical pixels."""
        return self.fontMetrics().height() + 16

    @property
    def mark(self) -> int:
        """The edge of a tick box."""
        return max(tokens(self).icon, self.fontMetrics().ascent() + 2)

    def current(self) -> Line | None:
        """The selected calendar."""
        rows = self.selectionModel().selectedRows()
        return self.calendars.lines[rows[0].row()] if rows else None

    def select(self, calendar_id: str) -> None:
        """Select a calendar, the first one where it is not listed."""
        ids = [line.calendar.id for line in self.calendars.lines]
        if ids:
            self.selectRow(ids.index(calendar_id) if calendar_id in ids else 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space switches, Enter chooses."""
        line = self.current()
        if event.key() == Qt.Key.Key_Space and line is not None:
            self.toggled.emit(line.calendar)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and line is not None:
            self.chosen.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the tick switches."""
        super().mouseReleaseEvent(event)
        if event.button() is Qt.MouseButton.LeftButton and self._on_mark(event):
            row = self.rowAt(event.position().toPoint().y())
            if row >= 0:
                self.toggled.emit(self.calendars.lines[row].calendar)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Choose; twice on the tick is a second click on it."""
        if not self._on_mark(event) and self.rowAt(event.position().toPoint().y()) >= 0:
            self.chosen.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The name gets at least half, the state what is left."""
        super().resizeEvent(event)
        room, digit = self.viewport().width(), self.fontMetrics().horizontalAdvance("0")
        events = digit * 9
        fetched = any(line.calendar.read_only for line in self.calendars.lines)
        self.setColumnHidden(STATE, not fetched)
        state = max(digit * 20, (room - events) // 2) if fetched else 0
        self.setColumnWidth(EVENTS, events)
        self.setColumnWidth(STATE, state)
        self.setColumnWidth(NAME, max(digit * 16, room - events - state))

    def fit(self) -> None:
        """Give the columns their widths anew: other calendars are shown."""
        self.resizeEvent(QResizeEvent(self.size(), self.size()))

    def _on_mark(self, event: QMouseEvent) -> bool:
        return event.position().x() < SIDE + self.mark + 4


def _spoken(calendar: Calendar) -> str:
    """What a screen reader says for a calendar."""
    colour = colour_words(calendar.colour)
    if calendar.on:
        return tr("{calendar}, on, {colour}", calendar=calendar.name, colour=colour)
    return tr("{calendar}, off, {colour}", calendar=calendar.name, colour=colour)
