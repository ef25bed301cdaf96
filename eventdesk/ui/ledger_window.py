"""The ledger: every reminder that came due, what became of it, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.language import tr
from eventdesk.domain.ledger import LedgerRow, LedgerState
from eventdesk.services.ports import Change, EventsChanged, LedgerChanged
from eventdesk.services.views import LedgerFilter, TimelineEntry
from eventdesk.ui.empty_state import Emptiness, EmptyState
from eventdesk.ui.icons import Icons
from eventdesk.ui.inline_message import InlineMessage, Level
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.ledger_detail import LedgerDetail
from eventdesk.ui.ledger_filters import LedgerFilters
from eventdesk.ui.ledger_model import LedgerModel
from eventdesk.ui.ledger_table import LedgerTable
from eventdesk.ui.ledger_words import can_dismiss, can_resend, can_undismiss, resend_words
from eventdesk.ui.screen_room import within_screen
from eventdesk.ui.snooze_menu import fill_snooze_menu
from eventdesk.ui.theme import tokens
from eventdesk.ui.ticker import Ticker

if TYPE_CHECKING:
    from eventdesk.services.desk import Desk

PANE_LINES = 16
_SELECT = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


class LedgerWindow(QWidget):
    """Not modal. Connect `handle` to the bridge; `open_requested` carries an event's id."""

    open_requested = Signal(str)

    def __init__(self, desk: Desk, jobs: Jobs, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._desk = desk
        self._jobs = jobs
        self._selected: int | None = None
        self._wanted: int | None = None
        self._line_is_drawn = False
        self.model = LedgerModel(desk.history, jobs, desk.clock, self)
        self.table = LedgerTable(icons, self.model, self)
        self.detail = LedgerDetail(icons, desk.clock, self)
        self.filters = LedgerFilters(icons, self)
        self.message = InlineMessage(icons, self)
        self.empty = EmptyState(icons, lambda _act: self.filters.clear(), self)
        self.setWindowTitle(tr("Ledger of reminders"))
        self._why_timer = QTimer(self, singleShot=True, interval=40)
        self._why_timer.timeout.connect(self._ask_why)
        self._ticker = Ticker(desk.clock.now, self)
        self._ticker.ticked.connect(self.model.tick)
        self._lay_out()
        self._connect()
        digit = self.fontMetrics().horizontalAdvance("0")
        self.resize(within_screen(self, QSize(max(1080, digit * 152), max(680, digit * 92))))

    def show_all(self) -> None:
        """List every reminder."""
        self.filters.clear()

    def show_event(self, event_id: str, title: str) -> None:
        """List the reminders of one event only."""
        self.filters.show_event(event_id, title)

    def show_state(self, state: LedgerState) -> None:
        """List the reminders of one state only."""
        self.filters.show_state(state)

    def select_row(self, ledger_id: int) -> None:
        """Select one reminder, as soon as it is read."""
        self._wanted = ledger_id
        self._reselect()

    def handle(self, change: Change) -> None:
        """Follow published changes. Qt main thread."""
        if isinstance(change, LedgerChanged | EventsChanged) and self.isVisible():
            self.model.reload()
            self._why_timer.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Read afresh."""
        super().showEvent(event)
        self.model.reload()
        self._ticker.run(True)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Rest while closed."""
        self._ticker.run(False)
        super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More height is for more rows."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        """The pane below holds the usual facts without being cut, unless a person drew the
        line elsewhere."""
        if not self._line_is_drawn:
            height, line = self.splitter.height(), self.fontMetrics().height() + 4
            pane = min(line * PANE_LINES, height * 6 // 10)
            self.splitter.setSizes([height - pane, pane])

    def _line_drawn(self) -> None:
        self._line_is_drawn = True

    # Filters

    def _connect(self) -> None:
        self.filters.changed.connect(self._filter)
        self.filters.left.connect(self.table.setFocus)
        self.model.loaded.connect(self._loaded)
        self.model.failed.connect(self._failed)
        self.model.modelReset.connect(self._reselect)
        self.table.selectionModel().currentRowChanged.connect(self._current_changed)
        self.table.opened.connect(self._open)
        self.table.customContextMenuRequested.connect(self._menu)
        self.detail.open_event.connect(self._open)
        self.detail.resend.connect(lambda: self._do(self._desk.reminders.resend))
        self.detail.dismiss.connect(lambda: self._do(self._desk.reminders.dismiss))
        self.detail.undismiss.connect(lambda: self._do(self._desk.reminders.undismiss))
        self.detail.snooze.connect(self._snooze)
        for keys, act in (
            ("Ctrl+F", self._find),
            ("F5", self.model.reload),
            ("Esc", self.close),
            ("Ctrl+W", self.close),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _find(self) -> None:
        self.filters.search.setFocus()
        self.filters.search.selectAll()

    def _filter(self, wanted: LedgerFilter) -> None:
        self._selected = None
        self.model.set_filter(wanted)

    # Content

    def _loaded(self) -> None:
        count = self.model.rowCount()
        self.message.clear()
        self.filters.show_count(count)
        self._stack.setCurrentIndex(0 if count else 1)
        self.detail.setVisible(count > 0)
        self._share()
        if not count:
            self._say_empty()
        self._reselect()
        self._show_current()

    def _say_empty(self) -> None:
        if self.model.filter == LedgerFilter():
            words = tr(
                "Every reminder is listed here as soon as it comes due, and what became of it."
            )
            self.empty.say(Emptiness("history", tr("No reminder has come due yet"), words))
        else:
            self.empty.say(
                Emptiness(
                    "filter",
                    tr("No reminder matches"),
                    tr("Try other words."),
                    tr("Clear filters"),
                    "clear",
                )
            )

    def _reselect(self) -> None:
        wanted = self._wanted if self._wanted is not None else self._selected
        number = self.model.number_of(wanted) if wanted is not None else None
        if number is None:
            if self.model.rowCount() and wanted is None and self.model.row(0) is not None:
                number = 0
            else:
                return
        self._wanted = None
        current = self.table.currentIndex()
        if current.row() != number or not self.table.selectionModel().hasSelection():
            self.table.selectionModel().setCurrentIndex(self.model.index(number, 0), _SELECT)

    def _current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        row = self.model.row(current.row()) if current.isValid() else None
        if row is not None:
            self._selected = row.id
            self._show_current()
            self._why_timer.start()

    def _show_current(self) -> None:
        current = self.table.currentIndex()
        row = self.model.row(current.row()) if current.isValid() else None
        if row is not None and row.id == self._selected:
            self.detail.show_row(row, self._desk.clock.now(), self._desk.clock.zone())

    def _ask_why(self) -> None:
        row = self.detail.row
        if row is None:
            return
        self._jobs.run(
            lambda: self._desk.history.why(row.event_id, row.occurrence_start),
            lambda entries: self._show_why(row, entries),
            lambda _error: None,
        )

    def _show_why(self, row: LedgerRow, entries: list[TimelineEntry]) -> None:
        if isValid(self) and self.detail.row is not None and self.detail.row.id == row.id:
            self.detail.show_why(entries, self._desk.clock.now(), self._desk.clock.zone())

    # Actions

    def _open(self) -> None:
        if self.detail.row is not None:
            self.open_requested.emit(self.detail.row.event_id)

    def _do(self, act: Callable[..., object]) -> None:
        row = self.detail.row
        if row is not None:
            self._run(lambda: act([row.id], by="window"))

    def _snooze(self, text: str) -> None:
        row = self.detail.row
        if row is not None:
            self._run(lambda: self._desk.reminders.snooze([row.id], text, by="window"))

    def _run(self, work: Callable[[], object]) -> None:
        self.message.clear()
        self.detail.set_busy(True)
        self._jobs.run(work, lambda _result: self._done(), self._failed)

    def _done(self) -> None:
        if isValid(self):
            self.detail.set_busy(False)
            self.model.reload()
            self._why_timer.start()

    def _failed(self, error: EventDeskError) -> None:
        if isValid(self):
            self.detail.set_busy(False)
            self.message.say(Level.ERROR, f"{error.problem} {error.remedy}".strip())

    def _menu(self, position: QPoint) -> None:
        row = self.detail.row
        if row is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Open event"), self._open)
        menu.addSeparator()
        for words, fits, act in (
            (tr("Dismiss"), can_dismiss, self._desk.reminders.dismiss),
            (tr("Undo dismiss"), can_undismiss, self._desk.reminders.undismiss),
            (resend_words(row), can_resend, self._desk.reminders.resend),
        ):
            if fits(row):
                menu.addAction(words, partial(self._do, act))
        if can_dismiss(row):
            now, zone = self._desk.clock.now(), self._desk.clock.zone()
            snooze = menu.addMenu(tr("Snooze"))
            fill_snooze_menu(snooze, [row], now, zone, self._snooze, self.detail.ask_length)
        menu.popup(self.table.viewport().mapToGlobal(position))

    def _lay_out(self) -> None:
        shades = tokens(self)
        note = QHBoxLayout()
        note.setContentsMargins(shades.medium, 0, shades.medium, 0)
        note.addWidget(self.message)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        self.splitter = QSplitter(Qt.Orientation.Vertical, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.splitter.addWidget(self._stack)
        self.splitter.addWidget(self.detail)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.splitterMoved.connect(self._line_drawn)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.filters)
        column.addLayout(note)
        column.addWidget(self.splitter, 1)
