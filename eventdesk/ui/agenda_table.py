"""The event table itself: keyboard, mouse, hovering, and holding still while data changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from eventdesk.domain.language import tr
from eventdesk.services.views import AgendaColumn
from eventdesk.ui.agenda_columns import WIDTHS, left_out
from eventdesk.ui.agenda_delegate import AgendaDelegate
from eventdesk.ui.agenda_header import AgendaHeader
from eventdesk.ui.agenda_model import COLUMNS, AgendaModel
from eventdesk.ui.icons import Icons
from eventdesk.ui.row_table import RowTable

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ROWS = QItemSelectionModel.SelectionFlag.Rows
MANY = 16
"""From so many selected rows on, they are looked up through a dictionary."""
MOST = 2000
"""Selected rows that are found again after a refresh; more would hold up the window."""


class Place(NamedTuple):
    """Where the person was: the topmost key and pixels scrolled past it, the current key and
    row, and the selected keys, or that all were selected."""

    top: int | None
    past: int
    current: int | None
    number: int
    selected: tuple[int, ...]
    everything: bool


class AgendaTable(RowTable):
    """Emits `opened` with a row number (Enter, double click) and `typed` with letters."""

    opened = Signal(int)
    typed = Signal(str)
    selection_moved = Signal()
    menu_asked = Signal(QPoint)

    def __init__(self, icons: Icons, model: AgendaModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self.setModel(model)
        self.setHorizontalHeader(AgendaHeader(icons, self))
        self._delegate = AgendaDelegate(icons, self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(tr("Events"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.customContextMenuRequested.connect(self.menu_asked)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        self._wanted: dict[AgendaColumn, int] = {}
        self._fitting = False
        self._room = 0
        title = COLUMNS.index(AgendaColumn.TITLE)
        self.horizontalHeader().setSectionResizeMode(title, QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().sectionResized.connect(self._resized)
        self._restyle()
        self.set_widths({})

    def set_widths(self, known: Mapping[AgendaColumn, int]) -> None:
        """Set the widths wanted, in pixels, as designed where none is known; the title takes
        the rest."""
        digit = self.fontMetrics().horizontalAdvance("0")
        self._wanted = {
            column: known.get(column, digit * digits) for column, digits in WIDTHS.items()
        }
        self._fit_columns()

    def widths(self) -> dict[AgendaColumn, int]:
        """The widths wanted, in pixels, without the title's."""
        return dict(self._wanted)

    def _fit_columns(self) -> None:
        """Leave out what the details say too, while there is no room for it."""
        digit = self.fontMetrics().horizontalAdvance("0")
        hidden = left_out(self._wanted, self._room, digit)
        self._fitting = True
        self.horizontalHeader().setMinimumSectionSize(digit * 7)
        for number, column in enumerate(COLUMNS):
            if column is not AgendaColumn.TITLE:
                self.setColumnHidden(number, column in hidden)
                self.setColumnWidth(number, self._wanted[column])
        self._fitting = False

    def _resized(self, number: int, before: int, after: int) -> None:
        if not self._fitting and after > 0 and COLUMNS[number] in self._wanted:
            self._wanted[COLUMNS[number]] = after

    # What the person sees and chose.

    def set_grouped(self, grouped: bool) -> None:
        """Whether rows are in order of time, so that days are said once."""
        self._delegate.grouped = grouped
        self.viewport().update()

    def show_sorting(self, column: AgendaColumn, descending: bool) -> None:
        """Point the header's chevron; asks for nothing."""
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(COLUMNS.index(column), order)

    def selected_numbers(self) -> list[range]:
        """The selected rows as ranges, in order."""
        picked = self.selectionModel().selection()
        each = (picked.at(number) for number in range(picked.count()))
        ranges = {(part.top(), part.bottom()) for part in each}
        return [range(top, bottom + 1) for top, bottom in sorted(ranges)]

    def selected_keys(self) -> list[int]:
        """The keys of the selected rows, in order."""
        keys = self._rows.keys
        return [key for each in self.selected_numbers() for key in keys[each.start : each.stop]]

    def select(self, number: int, *, scroll: bool = True) -> None:
        """Make one row the current and only selected one."""
        if not 0 <= number < self._rows.rowCount():
            return
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | _ROWS
        index = self._rows.index(number, 0)
        self.selectionModel().setCurrentIndex(index, flags)
        if scroll:
            self.scrollTo(index)

    def scroll_to_middle(self, number: int) -> None:
        """Bring a row to the middle of the list."""
        hint = QAbstractItemView.ScrollHint.PositionAtCenter
        self.scrollTo(self._rows.index(number, 0), hint)

    def scroll_to_top_of(self, number: int) -> None:
        """Bring a row to the top of the list."""
        self.scrollTo(self._rows.index(number, 0), QAbstractItemView.ScrollHint.PositionAtTop)

    # Holding still.

    def place(self) -> Place:
        """Remember where the person is."""
        height, value = self.row_height, self.verticalScrollBar().value()
        keys, number = self._rows.keys, self.currentIndex().row()
        top = value // height
        count = sum(len(each) for each in self.selected_numbers())
        everything = 1 < count == len(keys)
        return Place(
            top=keys[top] if value > 0 and top < len(keys) else None,
            past=value % height,
            current=keys[number] if 0 <= number < len(keys) else None,
            number=number,
            selected=() if everything or count > MOST else tuple(self.selected_keys()),
            everything=everything,
        )

    def go_back_to(self, place: Place, current: int) -> None:
        """After the keys changed: the same rows selected, the same row on top, `current` (a
        row number, -1 for none) current."""
        model, picked, last = self._rows, QItemSelection(), len(COLUMNS) - 1
        if place.everything:
            parts = [range(model.rowCount())]
        else:
            parts = runs(self._numbers_of(place.selected) or ([current] if current >= 0 else []))
        for each in parts:
            picked.select(model.index(each.start, 0), model.index(each.stop - 1, last))
        chosen, flag = self.selectionModel(), QItemSelectionModel.SelectionFlag
        if current >= 0:
            chosen.setCurrentIndex(model.index(current, 0), flag.NoUpdate)
        chosen.select(picked, flag.ClearAndSelect)
        top = -1 if place.top is None else model.number_of(place.top)
        if top >= 0:
            self.executeDelayedItemsLayout()
            self.verticalScrollBar().setValue(top * self.row_height + place.past)

    def _numbers_of(self, keys: tuple[int, ...]) -> list[int]:
        if len(keys) < MANY:
            numbers = [self._rows.number_of(key) for key in keys]
        else:
            where = {key: number for number, key in enumerate(self._rows.keys)}
            numbers = [where.get(key, -1) for key in keys]
        return sorted(number for number in numbers if number >= 0)

    @property
    def row_height(self) -> int:
        """Of every row, in logical pixels."""
        return self.verticalHeader().defaultSectionSize()

    # What Qt tells.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter alone opens; letters are passed on as `typed`."""
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        plain = not held & ~Qt.KeyboardModifier.ShiftModifier
        if event.key() in _ENTER:
            # With Ctrl it may be the second press of what saved and closed the editor.
            if not held and self.currentIndex().isValid():
                self.opened.emit(self.currentIndex().row())
        elif plain and event.text().strip() and event.text().isprintable():
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Off: Qt's own search would read every page."""

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell and repaint."""
        super().selectionChanged(selected, deselected)
        self.selection_moved.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make the columns fit."""
        self._room = event.size().width()
        self._fit_columns()
        super().resizeEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up the row under the mouse."""
        self._hover(self.rowAt(event.position().toPoint().y()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """No row is under the mouse."""
        self._hover(-1)
        super().leaveEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow fonts and theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange):
            self._restyle()

    def _restyle(self) -> None:
        self._delegate.restyle()
        header = self.verticalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(1)
        header.setDefaultSectionSize(self._delegate.work.row_height)
        self.verticalScrollBar().setSingleStep(self._delegate.work.row_height)

    def _hover(self, number: int) -> None:
        before, self._delegate.hovered = self._delegate.hovered, number
        if before != number:
            for each in (before, number):
                self._repaint_row(each)

    def _repaint_row(self, number: int) -> None:
        if number >= 0:
            y, height = self.rowViewportPosition(number), self.row_height
            self.viewport().update(QRect(0, y, self.viewport().width(), height))

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """The topmost row says its day, so the first column is painted anew."""
        super().scrollContentsBy(dx, dy)
        self._delegate.top = self.rowAt(self.row_height // 2)
        self.viewport().update(QRect(0, 0, self.columnWidth(0), self.viewport().height()))


def runs(numbers: Iterable[int]) -> list[range]:
    """Ascending numbers as unbroken ranges."""
    found: list[range] = []
    for number in numbers:
        if found and found[-1].stop == number:
            found[-1] = range(found[-1].start, number + 1)
        else:
            found.append(range(number, number + 1))
    return found
