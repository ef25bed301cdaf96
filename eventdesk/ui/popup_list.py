"""The lines of the reminder popup: about four are seen, the others by scrolling."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from eventdesk.domain.ledger import LedgerRow
from eventdesk.services.ports import Clock
from eventdesk.ui.icons import Icons
from eventdesk.ui.popup_row import Key, PopupRow, key_of
from eventdesk.ui.snooze_button import TEN

SEEN = 4


class PopupList(QScrollArea):
    """One line for each occurrence with active reminders, in the order given.

    `usual` is how long the button Snooze of new lines waits.
    """

    snoozed = Signal(list, str)
    dismissed = Signal(list)
    opened = Signal(str)
    added = Signal(QWidget)

    def __init__(self, icons: Icons, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._clock = clock
        self._by_key: dict[Key, PopupRow] = {}
        self._limit = 10_000
        self.usual = TEN
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        inner = QWidget(self)
        inner.setAutoFillBackground(False)
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self.setWidget(inner)
        inner.setAutoFillBackground(False)

    @property
    def rows(self) -> list[PopupRow]:
        """The lines, top first."""
        return list(self._by_key.values())

    @property
    def ledger_ids(self) -> list[int]:
        """All ledger rows listed."""
        return [each for row in self._by_key.values() for each in row.ledger_ids]

    def would_change(self, rows: Sequence[LedgerRow]) -> bool:
        """True when showing `rows` adds, removes or moves a line."""
        return list(_grouped(rows)) != list(self._by_key)

    def show_rows(self, rows: Sequence[LedgerRow]) -> bool:
        """Show active reminders; True when lines were added, removed or moved."""
        groups = _grouped(rows)
        moved = list(groups) != list(self._by_key)
        for key in [key for key in self._by_key if key not in groups]:
            gone = self._by_key.pop(key)
            self._column.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        lines = {key: self._by_key.get(key) or self._new_row() for key in groups}
        for place, (key, line) in enumerate(lines.items()):
            if self._column.indexOf(line) != place:
                self._column.removeWidget(line)
                self._column.insertWidget(place, line)
            line.first = place == 0
            line.show_rows(groups[key])
            line.show()
            line.update()
        self._by_key = lines
        self.updateGeometry()
        return moved

    def set_busy(self, ledger_ids: Sequence[int], busy: bool) -> None:
        """Hold back second presses on the lines of these rows."""
        for row in self._by_key.values():
            if set(row.ledger_ids) & set(ledger_ids):
                row.set_busy(busy)

    def limit(self, height: int) -> None:
        """Never be higher than this, in pixels."""
        if height != self._limit:
            self._limit = height
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As high as the first lines."""
        width = self.width() or 380
        scrolls = len(self._by_key) > SEEN
        bar = self.verticalScrollBar().sizeHint().width() if scrolls else 0
        heights = [_height(row, width - bar) for row in self.rows[:SEEN]]
        more = _height(self.rows[SEEN], width - bar) // 3 if scrolls else 0
        return QSize(width, min(sum(heights) + more, self._limit))

    def minimumSizeHint(self) -> QSize:
        """As sizeHint: the popup is as large as it needs to be."""
        return self.sizeHint()

    def _new_row(self) -> PopupRow:
        row = PopupRow(self._icons, self._clock, self.widget())
        row.snooze.usual = self.usual
        row.snoozed.connect(self.snoozed)
        row.dismissed.connect(self.dismissed)
        row.opened.connect(self.opened)
        self.added.emit(row)
        return row


def _grouped(rows: Sequence[LedgerRow]) -> dict[Key, list[LedgerRow]]:
    found: dict[Key, list[LedgerRow]] = {}
    for row in rows:
        found.setdefault(key_of(row), []).append(row)
    for group in found.values():
        group.sort(key=lambda row: row.due_at)
    return found


def _height(row: PopupRow, width: int) -> int:
    return max(row.heightForWidth(width), row.sizeHint().height())
