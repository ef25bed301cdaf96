"""The event table's model: an array of keys in the database's order, rows read page by page.

Nothing is sorted or filtered here. Reading a page takes 1 to 2 ms and happens when a row of
it is first looked at.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from eventdesk.domain.calendar import Calendar
from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.language import later, tr
from eventdesk.services.views import AgendaColumn, AgendaRow
from eventdesk.ui.agenda_words import RowLook, details_text, reminder_words, row_look

PAGE = 100
PAGES_KEPT = 64
COLUMNS = tuple(AgendaColumn)
TITLES = {
    AgendaColumn.WHEN: later("When"),
    AgendaColumn.TITLE: later("Title"),
    AgendaColumn.DURATION: later("Duration"),
    AgendaColumn.REMINDER: later("Reminder"),
    AgendaColumn.STATE: later("State"),
}
SORTS = {
    AgendaColumn.WHEN: later("Sort by when"),
    AgendaColumn.TITLE: later("Sort by title"),
    AgendaColumn.DURATION: later("Sort by duration"),
    AgendaColumn.REMINDER: later("Sort by reminder"),
    AgendaColumn.STATE: later("Sort by state"),
}
"""What a click on a column's title does."""
Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole


class AgendaModel(QAbstractTableModel):
    """Occurrences as table rows. Qt main thread only.

    `read` gives the rows of some keys; a vanished key leaves its table row blank until the
    next `set_keys`. `read_failed` carries an EventDeskError, once per failed page.
    """

    sort_asked = Signal(AgendaColumn, bool)
    read_failed = Signal(object)

    def __init__(
        self,
        read: Callable[[Sequence[int]], list[AgendaRow]],
        moment: Callable[[], tuple[datetime, ZoneInfo]],
    ) -> None:
        super().__init__()
        self._read = read
        self._moment = moment
        self._keys: array[int] = array("q")
        self._pages: OrderedDict[int, dict[int, AgendaRow]] = OrderedDict()
        self._looks: dict[int, RowLook] = {}
        self._calendars: Callable[[str], Calendar | None] = lambda _calendar_id: None
        self._now, self._zone = moment()

    @property
    def keys(self) -> array[int]:
        """All keys, in order."""
        return self._keys

    @property
    def moment(self) -> tuple[datetime, ZoneInfo]:
        """The instant and zone that the words shown are for."""
        return self._now, self._zone

    def set_keys(self, keys: array[int]) -> bool:
        """Show these occurrences, in this order; rows are read anew.

        Returns True when all rows stayed where they were, so that selection and scroll
        position did too.
        """
        known = len(self._keys)
        self._forget()
        if known and keys[:known].tobytes() == self._keys.tobytes():
            self._grow(keys)
            return True
        self.beginResetModel()
        self._keys = keys
        self.endResetModel()
        return False

    def _grow(self, keys: array[int]) -> None:
        if len(keys) > len(self._keys):
            self.beginInsertRows(QModelIndex(), len(self._keys), len(keys) - 1)
            self._keys = keys
            self.endInsertRows()
        self._announce()

    def tell_calendars(self, told: Callable[[str], Calendar | None]) -> None:
        """`told` gives the calendar to name beside an event, or None, by its id."""
        self._calendars = told
        self._announce()

    def calendar(self, row: AgendaRow) -> Calendar | None:
        """The calendar to name beside an occurrence, None while there is only one."""
        return self._calendars(row.calendar)

    def reread(self) -> None:
        """Read rows anew when they are next looked at; the order stays."""
        self._forget()
        self._announce()

    def tick(self) -> None:
        """Bring relative times up to date."""
        self._looks.clear()
        self._now, self._zone = self._moment()

    def row(self, number: int) -> AgendaRow | None:
        """The occurrence in table row `number`, None when it vanished or cannot be read."""
        if not 0 <= number < len(self._keys):
            return None
        page = number // PAGE
        rows = self._pages.get(page)
        if rows is None:
            rows = self._load(page)
        else:
            self._pages.move_to_end(page)
        return rows.get(self._keys[number])

    def look(self, number: int) -> RowLook | None:
        """What table row `number` says."""
        row = self.row(number)
        if row is None:
            return None
        look = self._looks.get(row.key)
        if look is None:
            look = self._looks[row.key] = row_look(row, self._now, self._zone)
        return look

    def loaded(self) -> list[AgendaRow]:
        """The rows now in memory, in no special order."""
        return [row for rows in self._pages.values() for row in rows.values()]

    def number_of(self, key: int) -> int:
        """The table row of a key, -1 when it is not listed. About 1 ms per 100,000 rows."""
        try:
            return self._keys.index(key)
        except ValueError:
            return -1

    def _load(self, page: int) -> dict[int, AgendaRow]:
        try:
            rows = self._read(self._keys[page * PAGE : (page + 1) * PAGE])
        except EventDeskError as error:
            rows = []
            self.read_failed.emit(error)
        found = self._pages[page] = {row.key: row for row in rows}
        if len(self._pages) > PAGES_KEPT:
            _, dropped = self._pages.popitem(last=False)
            for key in dropped:
                self._looks.pop(key, None)
        return found

    def _forget(self) -> None:
        self._pages.clear()
        self.tick()

    def _announce(self) -> None:
        if self._keys:
            last = self.index(len(self._keys) - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    # What Qt asks for.

    def rowCount(self, parent: Index | None = None) -> int:
        """The number of occurrences."""
        return 0 if parent is not None and parent.isValid() else len(self._keys)

    def columnCount(self, parent: Index | None = None) -> int:
        """Five."""
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Column titles and what a click on them does."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        column = COLUMNS[section]
        if role in (_Role.DisplayRole, _Role.AccessibleTextRole):
            return tr(TITLES[column])
        return tr(SORTS[column]) if role == _Role.ToolTipRole else None

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        """Plain words, for screen readers, tool tips and tests; painting goes by `look`."""
        if role not in (_Role.DisplayRole, _Role.AccessibleTextRole, _Role.ToolTipRole):
            return None
        row, look = self.row(index.row()), self.look(index.row())
        if row is None or look is None:
            return None
        calendar = self.calendar(row)
        name = calendar.name if calendar is not None else ""
        if role == _Role.ToolTipRole:
            return details_text(row, self._now, self._zone, name)
        return cell_words(COLUMNS[index.column()], row, look, name)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Asks for the order; the database sorts."""
        if 0 <= column < len(COLUMNS):
            self.sort_asked.emit(COLUMNS[column], order == Qt.SortOrder.DescendingOrder)


def cell_words(column: AgendaColumn, row: AgendaRow, look: RowLook, calendar: str = "") -> str:
    """One cell in words."""
    match column:
        case AgendaColumn.WHEN:
            return look.when
        case AgendaColumn.TITLE:
            repeats = tr("repeats") if row.recurring else ""
            own = tr("calendar {name}", name=calendar) if calendar else ""
            told = (row.title, repeats, look.place, own)
            return ", ".join(each for each in told if each)
        case AgendaColumn.DURATION:
            return look.duration
        case AgendaColumn.REMINDER:
            return reminder_words(row)
        case AgendaColumn.STATE:
            detail = f": {look.state.detail}" if look.state.detail else ""
            return look.state.words + detail
