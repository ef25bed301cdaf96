"""The lines of the reminder popup: about four are seen, the others by scrolling."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from eventdesk.domain.language import grouped, tr
from eventdesk.domain.ledger import LedgerRow
from eventdesk.services.ports import Clock
from eventdesk.ui.icons import Icons
from eventdesk.ui.popup_row import Key, PopupRow, key_of
from eventdesk.ui.snooze_button import TEN
from eventdesk.ui.theme import tokens

SEEN = 4
MOST = 12
"""Lines made: each costs milliseconds, and nobody scrolls through hundreds."""
AT_ONCE = SEEN + 1
"""New lines made before the popup is painted; the others follow one by one."""


class PopupList(QScrollArea):
    """One line for each occurrence with active reminders, in the order given; of many the
    first, and how many more there are.

    `usual` is how long the button Snooze of new lines waits.
    """

    snoozed = Signal(list, str)
    dismissed = Signal(list)
    opened = Signal(str)
    ledger_wanted = Signal()
    added = Signal(QWidget)

    def __init__(self, icons: Icons, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._clock = clock
        self._groups: dict[Key, list[LedgerRow]] = {}
        self._by_key: dict[Key, PopupRow] = {}
        self._spare: list[PopupRow] = []
        self._rest = QTimer(self, singleShot=True, interval=0)
        self._rest.timeout.connect(self._fill_on)
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
        self.more = _MoreLine(inner)
        self.more.button.clicked.connect(self.ledger_wanted)
        self._column.addWidget(self.more)
        self._column.addStretch(1)
        self.setWidget(inner)
        inner.setAutoFillBackground(False)

    @property
    def lines(self) -> list[PopupRow]:
        """The lines made, top first."""
        return list(self._by_key.values())

    @property
    def count(self) -> int:
        """How many occurrences there are, with those that have no line."""
        return len(self._groups)

    @property
    def rows(self) -> list[LedgerRow]:
        """All reminders, with those that have no line."""
        return [row for group in self._groups.values() for row in group]

    @property
    def ledger_ids(self) -> list[int]:
        """All ledger rows, with those that have no line."""
        return [row.id for group in self._groups.values() for row in group]

    def would_change(self, rows: Sequence[LedgerRow]) -> bool:
        """True when showing `rows` adds, removes or moves an occurrence."""
        return list(dict.fromkeys(map(key_of, rows))) != list(self._groups)

    def show_rows(self, rows: Sequence[LedgerRow]) -> bool:
        """Show active reminders; True when occurrences were added, removed or moved."""
        groups = _grouped(rows)
        moved = list(groups) != list(self._groups)
        self._groups = groups
        self._fill(AT_ONCE)
        return moved

    def set_busy(self, ledger_ids: Sequence[int], busy: bool) -> None:
        """Hold back second presses on the lines of these rows."""
        held = set(ledger_ids)
        for row in self._by_key.values():
            if not held.isdisjoint(row.ledger_ids):
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
        heights = [_height(row, width - bar) for row in self.lines[:SEEN]]
        more = _height(self.lines[SEEN], width - bar) // 3 if scrolls else 0
        return QSize(width, min(sum(heights) + more, self._limit))

    def minimumSizeHint(self) -> QSize:
        """As sizeHint: the popup is as large as it needs to be."""
        return self.sizeHint()

    def _fill_on(self) -> None:
        self._fill(1)

    def _fill(self, most: int) -> None:
        """Give the first occurrences their lines, those of answered ones before new ones, of
        which at most so many are made now."""
        shown = list(islice(self._groups, MOST))
        for key in [key for key in self._by_key if key not in shown]:
            spare = self._by_key.pop(key)
            spare.hide()
            self._spare.append(spare)
        lines: dict[Key, PopupRow] = {}
        for key in shown:
            line = self._by_key.get(key) or (self._spare.pop() if self._spare else None)
            if line is None and most:
                most -= 1
                line = self._new_row()
            if line is None:
                self._rest.start()
            else:
                lines[key] = line
        self._by_key = lines
        for place, (key, line) in enumerate(lines.items()):
            self._show_line(place, line, self._groups[key])
        self.more.say(len(self._groups) - len(shown))
        self.updateGeometry()

    def _show_line(self, place: int, line: PopupRow, group: list[LedgerRow]) -> None:
        there = self._column.indexOf(line) == place
        if there and line.rows is group:
            return
        if not there:
            self._column.removeWidget(line)
            self._column.insertWidget(place, line)
        line.first = place == 0
        line.show_rows(group)
        line.show()
        line.update()

    def _new_row(self) -> PopupRow:
        row = PopupRow(self._icons, self._clock, self.widget())
        row.snooze.usual = self.usual
        row.snoozed.connect(self.snoozed)
        row.dismissed.connect(self.dismissed)
        row.opened.connect(self.opened)
        row.added.connect(self.added)
        self.added.emit(row)
        return row


class _MoreLine(QWidget):
    """'and 988 more', and the way to them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        shades = tokens(self)
        self.words = QLabel(self)
        self.button = QPushButton(tr("Show the ledger"), self)
        self.button.setProperty("flat", True)
        row = QHBoxLayout(self)
        row.setContentsMargins(shades.large, shades.small, shades.large, shades.small)
        row.addWidget(self.words, 1)
        row.addWidget(self.button)
        self.hide()

    def say(self, count: int) -> None:
        """Tell of `count` occurrences without a line; nothing for 0."""
        number = grouped(count)
        self.words.setText(tr("and {count} more", count=number))
        self.button.setAccessibleName(
            tr("Show the ledger, with {count} more reminders", count=number)
        )
        self.setVisible(count > 0)


def _grouped(rows: Sequence[LedgerRow]) -> dict[Key, list[LedgerRow]]:
    found: dict[Key, list[LedgerRow]] = {}
    for row in rows:
        found.setdefault(key_of(row), []).append(row)
    for group in found.values():
        if len(group) > 1:
            group.sort(key=lambda row: row.due_at)
    return found


def _height(row: PopupRow, width: int) -> int:
    return max(row.heightForWidth(width), row.sizeHint().height())
