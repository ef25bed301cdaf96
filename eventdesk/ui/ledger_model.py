"""The ledger as a table model that reads pages off the main thread and keeps a few of them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from shiboken6 import isValid

from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.language import tr
from eventdesk.domain.ledger import LedgerRow
from eventdesk.services.ports import Clock
from eventdesk.services.views import LedgerFilter
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.ledger_words import COLUMNS, cell_words

if TYPE_CHECKING:
    from eventdesk.services.history import History

PAGE = 100
KEPT = 40
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class LedgerModel(QAbstractTableModel):
    """Ledger rows, newest due first. A row that is not read yet shows '…' until it is.

    `loaded` comes after each answer, `failed` with an EventDeskError.
    """

    loaded = Signal()
    failed = Signal(object)

    def __init__(
        self, history: History, jobs: Jobs, clock: Clock, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._history = history
        self._jobs = jobs
        self._clock = clock
        self._filter = LedgerFilter()
        self._count = 0
        self._pages: OrderedDict[int, list[LedgerRow]] = OrderedDict()
        self._asked: set[int] = set()
        self._turn = 0
        self._reading = False
        self._again = False
        self._moment: tuple[datetime, ZoneInfo] = (clock.now(), clock.zone())
        self.top_row: Callable[[], int] = lambda: 0

    @property
    def filter(self) -> LedgerFilter:
        """Which rows are listed."""
        return self._filter

    def set_filter(self, filter: LedgerFilter) -> None:
        """List other rows."""
        if filter != self._filter:
            self._filter = filter
            self._turn += 1
            self._reading = False
            self.reload()

    def reload(self) -> None:
        """Read again what is seen; wishes that come meanwhile become one more reading."""
        if self._reading:
            self._again = True
            return
        self._reading = True
        self._turn += 1
        turn, wanted, history = self._turn, self._filter, self._history
        page = max(0, self.top_row()) // PAGE if self._count else 0

        def read() -> tuple[int, list[LedgerRow]]:
            count = history.count(wanted)
            first = min(page, max(0, count - 1) // PAGE)
            return count, history.rows(wanted, limit=2 * PAGE, offset=first * PAGE)

        self._jobs.run(
            read,
            lambda found: self._show(turn, page, *found),
            lambda error: self._fail(turn, error),
        )

    def row(self, number: int) -> LedgerRow | None:
        """The row at `number`, None while it is being read."""
        page = self._pages.get(number // PAGE)
        if page is None:
            self._ask(number // PAGE)
            return None
        self._pages.move_to_end(number // PAGE)
        within = number % PAGE
        return page[within] if within < len(page) else None

    def number_of(self, ledger_id: int) -> int | None:
        """Where a row is, if it is among those read."""
        for page, rows in self._pages.items():
            for within, row in enumerate(rows):
                if row.id == ledger_id:
                    return page * PAGE + within
        return None

    def tick(self) -> None:
        """Bring relative times up to date."""
        self._moment = (self._clock.now(), self._clock.zone())
        self._told()

    def rowCount(self, parent: Index = _ROOT) -> int:
        """How many rows the filter leaves."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = _ROOT) -> int:
        """The columns of LedgerColumn."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words of a cell, also as its tool tip."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        row = self.row(index.row())
        if row is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole and index.column() == 0 else None
        return cell_words(row, COLUMNS[index.column()], *self._moment)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """The column titles."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(str(COLUMNS[section]))
        return None

    def _show(self, turn: int, page: int, count: int, rows: list[LedgerRow]) -> None:
        if not isValid(self) or turn != self._turn:
            return
        self._moment = (self._clock.now(), self._clock.zone())
        first = min(page, max(0, count - 1) // PAGE)
        same = count == self._count
        if not same:
            self.beginResetModel()
        self._count = count
        self._pages.clear()
        self._asked.clear()
        for offset in range(0, max(len(rows), 1), PAGE):
            part = rows[offset : offset + PAGE]
            if part or not count:
                self._pages[first + offset // PAGE] = part
        if same:
            self._told()
        else:
            self.endResetModel()
        self._finish()
        self.loaded.emit()

    def _finish(self) -> None:
        self._reading = False
        if self._again:
            self._again = False
            self.reload()

    def _fail(self, turn: int, error: EventDeskError) -> None:
        if isValid(self) and turn == self._turn:
            self._asked.clear()
            self._finish()
            self.failed.emit(error)

    def _ask(self, page: int) -> None:
        if page in self._asked or not 0 <= page * PAGE < self._count:
            return
        self._asked.add(page)
        turn, wanted, history = self._turn, self._filter, self._history
        self._jobs.run(
            lambda: history.rows(wanted, limit=PAGE, offset=page * PAGE),
            lambda rows: self._add(turn, page, rows),
            lambda error: self._fail(turn, error),
        )

    def _add(self, turn: int, page: int, rows: list[LedgerRow]) -> None:
        if not isValid(self) or turn != self._turn:
            return
        self._asked.discard(page)
        self._pages[page] = rows
        while len(self._pages) > KEPT:
            self._pages.popitem(last=False)
        last = min(self._count, (page + 1) * PAGE) - 1
        self.dataChanged.emit(self.index(page * PAGE, 0), self.index(last, len(COLUMNS) - 1))
        self.loaded.emit()

    def _told(self) -> None:
        if self._count:
            self.dataChanged.emit(self.index(0, 0), self.index(self._count - 1, len(COLUMNS) - 1))
