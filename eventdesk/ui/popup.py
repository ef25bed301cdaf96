"""The reminder popup: a card in the corner that stays until handled and never takes the
keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.ledger import LedgerRow
from eventdesk.domain.settings import Settings
from eventdesk.services.ports import Change, LedgerChanged, RemindersDelivered, SettingsChanged
from eventdesk.ui.icons import Icons
from eventdesk.ui.inline_message import InlineMessage, Level
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.mouse_calm import MouseCalm
from eventdesk.ui.popup_list import PopupList
from eventdesk.ui.snooze_button import SnoozeButton
from eventdesk.ui.theme import scaled_font, tokens
from eventdesk.ui.ticker import Ticker

if TYPE_CHECKING:
    from eventdesk.services.desk import Desk

WIDTH = 392
FLAGS = (
    Qt.WindowType.Tool
    | Qt.WindowType.FramelessWindowHint
    | Qt.WindowType.WindowStaysOnTopHint
    | Qt.WindowType.WindowDoesNotAcceptFocus
    # Managed, it would stand in task bars, and some window managers hand it the keyboard.
    | Qt.WindowType.X11BypassWindowManagerHint
)


class ReminderPopup(QWidget):
    """Lists the reminders delivered to the desktop and not acknowledged.

    Connect `handle` to the bridge. `open_requested` carries the id of an event to show;
    `ledger_requested` asks for all reminders.
    """

    open_requested = Signal(str)
    ledger_requested = Signal()

    def __init__(self, desk: Desk, jobs: Jobs, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent, FLAGS)
        self._desk = desk
        self._jobs = jobs
        self._icons = icons
        self._asking = False
        self._again = False
        self._waiting: list[LedgerRow] | None = None
        self._calm = MouseCalm(self)
        for attribute in (
            Qt.WidgetAttribute.WA_ShowWithoutActivating,
            Qt.WidgetAttribute.WA_X11NetWmWindowTypeNotification,
            Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow,
        ):
            self.setAttribute(attribute)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWindowTitle("Reminders")
        self.setAccessibleName("Reminders")
        self._bell = QLabel(self)
        self.heading = QLabel(self)
        self.heading.setFont(scaled_font(self.font(), 1.0, bold=True))
        self.snooze_all = SnoozeButton(icons, desk.clock.now, self, all_of_them=True)
        self.dismiss_all = QPushButton("Dismiss all", self)
        self.list = PopupList(icons, desk.clock, self)
        self.message = InlineMessage(icons, self)
        self._later = QTimer(self, singleShot=True, interval=100)
        self._later.timeout.connect(self._apply)
        self._placing = QTimer(self, singleShot=True, interval=0)
        self._placing.timeout.connect(self.place)
        self._ticker = Ticker(desk.clock.now, self)
        self._ticker.ticked.connect(self._tick)
        self._lay_out()
        self._connect()
        self._draw()

    def start(self) -> None:
        """List what was left from before: reminders survive a restart."""
        self.refresh()
        self._jobs.run(self._desk.preferences.current, self.use_settings, lambda _error: None)

    def handle(self, change: Change) -> None:
        """Follow published changes. Qt main thread."""
        if isinstance(change, RemindersDelivered | LedgerChanged):
            self.refresh()
        elif isinstance(change, SettingsChanged):
            self.use_settings(change.settings)

    def use_settings(self, settings: Settings) -> None:
        """Snooze for as long as the settings say."""
        if isValid(self):
            self.snooze_all.usual = self.list.usual = settings.reminders.snooze
            self._tick()

    def refresh(self) -> None:
        """Ask for the active reminders; several wishes in a row become one."""
        if self._asking:
            self._again = True
            return
        self._asking = True
        self._jobs.run(self._desk.reminders.active, self._arrived, self._not_read)

    def place(self) -> None:
        """Bottom right of the main screen, clear of its panels."""
        room = QGuiApplication.primaryScreen().availableGeometry()
        margin = tokens(self).large
        width = min(WIDTH, room.width() - 2 * margin)
        self.list.limit(int(room.height() * 0.7))
        self.setFixedWidth(width)
        wanted = max(self.heightForWidth(width), self.minimumSizeHint().height())
        height = wanted + tokens(self).tiny
        self.setFixedHeight(min(height, room.height() - 2 * margin))
        self.move(
            room.right() + 1 - self.width() - margin, room.bottom() + 1 - self.height() - margin
        )

    # Content

    def _arrived(self, rows: list[LedgerRow]) -> None:
        if not isValid(self):
            return
        self._asking = False
        if self._again:
            self._again = False
            self.refresh()
            return
        self._waiting = rows
        self._calm.wait_from_now()
        self._apply()

    def _not_read(self, error: EventDeskError) -> None:
        if isValid(self):
            self._asking = False
            self.message.say(Level.ERROR, f"{error.problem} {error.remedy}".strip())

    def _apply(self) -> None:
        """Show what arrived, unless that would move lines under a busy mouse."""
        if self._waiting is None:
            return
        if self.list.would_change(self._waiting) and self._calm.busy():
            self._later.start()
            return
        rows, self._waiting = self._waiting, None
        if self.list.show_rows(rows):
            self._calm.moved()
        self._show_heading(rows)
        if rows:
            self.place()
            if not self.isVisible():
                self.show()
                # Styles are applied when first shown; only then do the buttons know their size.
                self.list.updateGeometry()
                self._placing.start()
            self.raise_()
        else:
            self.message.clear()
            self.hide()
        self._ticker.run(bool(rows))

    def _show_heading(self, rows: list[LedgerRow]) -> None:
        count = self.list.count
        self.heading.setText("Reminder" if count == 1 else f"{count:,} reminders")
        for widget in (self.snooze_all, self.dismiss_all):
            widget.setVisible(count > 1)
        self.snooze_all.show_for(rows, f"all {count:,} reminders")
        self.dismiss_all.setAccessibleName(f"Dismiss all {count:,} reminders")

    def _tick(self) -> None:
        for line in self.list.lines:
            line.snooze.usual = self.list.usual
            line.tick()
        self._show_heading(self.list.rows)

    # What a person does

    def _snooze(self, ids: list[int], text: str) -> None:
        self._do(ids, lambda: self._desk.reminders.snooze(ids, text, by="popup"))

    def _dismiss(self, ids: list[int]) -> None:
        self._do(ids, lambda: self._desk.reminders.dismiss(ids, by="popup"))

    def _do(self, ids: list[int], work: Callable[[], object]) -> None:
        self.message.clear()
        self.list.set_busy(ids, True)
        self._jobs.run(work, lambda _result: self._did(), lambda error: self._failed(ids, error))

    def _did(self) -> None:
        if isValid(self):
            self.refresh()

    def _failed(self, ids: list[int], error: EventDeskError) -> None:
        if isValid(self):
            self.list.set_busy(ids, False)
            self.message.say(Level.ERROR, f"{error.problem} {error.remedy}".strip())

    def _connect(self) -> None:
        self.list.snoozed.connect(self._snooze)
        self.list.dismissed.connect(self._dismiss)
        self.list.opened.connect(self.open_requested)
        self.list.ledger_wanted.connect(self.ledger_requested)
        self.list.added.connect(self._calm.guard)
        self.snooze_all.chosen.connect(lambda text: self._snooze(self.list.ledger_ids, text))
        self.dismiss_all.clicked.connect(lambda: self._dismiss(self.list.ledger_ids))
        self._calm.guard(self)

    # Looks

    def paintEvent(self, event: QPaintEvent) -> None:
        """A raised card with a strip in the accent colour."""
        shades = tokens(self)
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(shades.raised))
        painter.fillRect(0, 0, 4, self.height(), QColor(shades.accent))
        painter.setPen(QPen(QColor(shades.strong_border), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def event(self, event: QEvent) -> bool:
        """Keep the size that the content needs."""
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._placing.start()
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        self._bell.setPixmap(self._icons.pixmap("bell", 16, self.devicePixelRatioF(), "accent"))

    def _lay_out(self) -> None:
        shades = tokens(self)
        head = QHBoxLayout()
        head.setContentsMargins(shades.large, shades.medium, shades.medium, shades.tiny)
        head.setSpacing(shades.small)
        head.addWidget(self._bell)
        head.addWidget(self.heading, 1)
        head.addWidget(self.snooze_all)
        head.addWidget(self.dismiss_all)
        foot = QHBoxLayout()
        foot.setContentsMargins(shades.large, 0, shades.large, shades.tiny)
        foot.addWidget(self.message)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 0, 1, 1)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        column.addLayout(foot)
