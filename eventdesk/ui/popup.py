"""The reminder popup: a card in the corner that stays until handled and never takes the
keyboard. The corner is that of the screen, or of the main window (`popup_dock`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.language import tr
from eventdesk.domain.ledger import LedgerRow
from eventdesk.domain.settings import Settings
from eventdesk.domain.views import Away
from eventdesk.services.ports import Change, LedgerChanged, RemindersDelivered, SettingsChanged
from eventdesk.ui.away_answers import AwayAnswers
from eventdesk.ui.away_reader import Listed, read_listed
from eventdesk.ui.away_section import AwaySection
from eventdesk.ui.icons import Icons
from eventdesk.ui.inline_message import InlineMessage, Level
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.mouse_calm import MouseCalm
from eventdesk.ui.popup_dock import (
    PopupDock,
    ScreenCorner,
    leave_the_keyboard,
    windows_can_be_placed,
)
from eventdesk.ui.popup_head import PopupHead
from eventdesk.ui.popup_list import PopupList
from eventdesk.ui.theme import tokens
from eventdesk.ui.ticker import Ticker

if TYPE_CHECKING:
    from eventdesk.services.desk import Desk

BY = "popup"
WIDTH = 392
"""More where the buttons of the head need it."""
EDGE = 4
"""How wide the strip at the left is."""
FLAGS = (
    Qt.WindowType.Tool
    | Qt.WindowType.FramelessWindowHint
    | Qt.WindowType.WindowStaysOnTopHint
    | Qt.WindowType.WindowDoesNotAcceptFocus
    # Managed, it would stand in task bars, and some window managers hand it the keyboard.
    | Qt.WindowType.X11BypassWindowManagerHint
)


class ReminderPopup(QWidget):
    """Lists the reminders delivered to the desktop and not acknowledged; above them those
    that came due while the person was away, until that list is answered or hidden.

    Connect `handle` to the bridge. `open_requested` carries the id of an event to show;
    `ledger_requested` asks for all reminders, `missed_requested` for those missed;
    `many_dismissed` carries the ids of all that were dismissed at once.
    """

    open_requested = Signal(str)
    ledger_requested = Signal()
    missed_requested = Signal()
    many_dismissed = Signal(list)

    def __init__(self, desk: Desk, jobs: Jobs, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent, FLAGS)
        self._desk = desk
        self._jobs = jobs
        self._asking = False
        self._again = False
        self._waiting: Listed | None = None
        self._listed_away: Away | None = None
        self._put_away: datetime | None = None
        self._corner: ScreenCorner | PopupDock = ScreenCorner()
        self._wanted = False
        self._shown: tuple[LedgerRow, ...] = ()
        self._calm = MouseCalm(self)
        for attribute in (
            Qt.WidgetAttribute.WA_ShowWithoutActivating,
            Qt.WidgetAttribute.WA_X11NetWmWindowTypeNotification,
            Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow,
        ):
            self.setAttribute(attribute)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWindowTitle(tr("Reminders"))
        self.setAccessibleName(tr("Reminders"))
        self.head = PopupHead(icons, desk.clock, self)
        self.away = AwaySection(icons, desk.clock, self)
        self.list = PopupList(icons, desk.clock, self)
        self.message = InlineMessage(icons, self)
        self._answers = AwayAnswers(
            self.away, desk.reminders, jobs, BY, self._answered_away, self._say
        )
        self._later = QTimer(self, singleShot=True, interval=100)
        self._later.timeout.connect(self._apply)
        self._placing = QTimer(self, singleShot=True, interval=0)
        self._placing.timeout.connect(self.place)
        self._standing = QTimer(self, singleShot=True, interval=0)
        self._standing.timeout.connect(self._show_or_hide)
        self._ticker = Ticker(desk.clock.now, self)
        self._ticker.ticked.connect(self._tick)
        self._lay_out()
        self._connect()

    def start(self) -> None:
        """List what was left from before: reminders survive a restart."""
        self.refresh()
        self._jobs.run(self._desk.preferences.current, self.use_settings, lambda _error: None)

    def dock_in(self, window: QWidget, foot: QWidget) -> None:
        """Stand in the corner of `window` above `foot` where windows cannot be placed."""
        if not windows_can_be_placed():
            dock = PopupDock(self, window, foot, self._desk.clock.now())
            dock.moved.connect(self._standing.start)
            self._corner = dock

    def handle(self, change: Change) -> None:
        """Follow published changes. Qt main thread."""
        if isinstance(change, RemindersDelivered | LedgerChanged):
            self.refresh()
        elif isinstance(change, SettingsChanged):
            self.use_settings(change.settings)

    def use_settings(self, settings: Settings) -> None:
        """Snooze for as long as the settings say."""
        if isValid(self):
            usual = settings.reminders.snooze
            self.head.snooze_all.usual = self.away.snooze_all.usual = self.list.usual = usual
            self._tick()

    def refresh(self) -> None:
        """Ask for the active reminders; several wishes in a row become one."""
        if self._asking:
            self._again = True
            return
        self._asking = True
        reminders = self._desk.reminders
        self._jobs.run(lambda: read_listed(reminders), self._arrived, self._not_read)

    def show_away(self) -> None:
        """Show the list of what came due meanwhile again after it was hidden."""
        self._put_away = None
        self.refresh()

    def place(self) -> None:
        """At the right of the room there is, below where no notifications stand."""
        room = self._corner.room()
        margin = tokens(self).large
        wide = max(WIDTH, self.head.minimumSizeHint().width() + EDGE + 1)
        width = min(wide, room.width() - 2 * margin)
        most = int(room.height() * self._corner.share)
        if not self.away.isHidden():
            taken = self.away.limit(most // 2 if self.list.count else most)
            most = max(most // 2, most - taken)
        self.list.limit(most)
        self.setFixedWidth(width)
        wanted = max(self.heightForWidth(width), self.minimumSizeHint().height())
        height = wanted + tokens(self).tiny
        self.setFixedHeight(min(height, room.height() - 2 * margin))
        below = room.bottom() + 1 - self.height() - margin
        y = room.top() + margin if self._corner.top else below
        self.move(room.right() + 1 - self.width() - margin, y)

    # Content

    def _arrived(self, listed: Listed) -> None:
        if not isValid(self):
            return
        self._asking = False
        if self._again:
            self._again = False
            self.refresh()
            return
        self._waiting = listed
        self._calm.wait_from_now()
        self._apply()

    def _not_read(self, error: EventDeskError) -> None:
        if isValid(self):
            self._asking = False
            self._say(error)

    def _apply(self) -> None:
        """Show what arrived, unless that would move lines under a busy mouse."""
        if self._waiting is None:
            return
        rows, away = self._waiting
        self._listed_away = away
        if away is not None and away.at == self._put_away:
            away = None
        changes = self.list.would_change(rows) or self.away.would_change(away)
        if changes and self._calm.busy():
            self._later.start()
            return
        self._waiting = None
        if self.list.show_rows(rows) or changes:
            self._calm.moved()
        self.away.show_away(away)
        self._show_head()
        self._wanted = bool(rows) or away is not None
        self._shown = (*rows, *(away.rows if away is not None else ()))
        self._show_or_hide()

    def _show_or_hide(self) -> None:
        if self._wanted and self._corner.stand(self._shown):
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
        self._ticker.run(self.isVisible())

    def _tick(self) -> None:
        for line in self.list.lines:
            line.snooze.usual = self.list.usual
            line.tick()
        self.away.tick()
        self._show_head()

    def _show_head(self) -> None:
        count = self.list.count
        self.head.show_rows(self.list.rows, count, below=not self.away.isHidden())
        self.list.setVisible(count > 0)
        self.away.something_below = count > 0

    # What a person does

    def _snooze(self, ids: list[int], text: str) -> None:
        self._do(ids, lambda: self._desk.reminders.snooze(ids, text, by=BY))

    def _dismiss(self, ids: list[int]) -> None:
        self._do(ids, lambda: self._desk.reminders.dismiss(ids, by=BY))

    def put_away(self) -> None:
        """Hide what came due meanwhile; `show_away`, or the next time, shows it again."""
        if self._listed_away is not None:
            self._put_away = self._listed_away.at
            self.refresh()

    def _answered_away(self, everything: list[int]) -> None:
        if everything:
            self.many_dismissed.emit(everything)
        self.refresh()

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
            self._say(error)

    def _say(self, error: EventDeskError) -> None:
        self.message.say(Level.ERROR, f"{error.problem} {error.remedy}".strip())

    def _connect(self) -> None:
        self.list.snoozed.connect(self._snooze)
        self.list.dismissed.connect(self._dismiss)
        self.list.opened.connect(self.open_requested)
        self.list.ledger_wanted.connect(self.ledger_requested)
        self.list.added.connect(self._calm.guard)
        self.list.added.connect(leave_the_keyboard)
        self.head.snoozed.connect(lambda text: self._snooze(self.list.ledger_ids, text))
        self.head.dismissed.connect(lambda: self._dismiss(self.list.ledger_ids))
        self.away.opened.connect(self.open_requested)
        self.away.ledger_wanted.connect(self.missed_requested)
        self.away.put_away.connect(self.put_away)
        self._calm.guard(self)
        leave_the_keyboard(self)
        self.away.list.viewport().installEventFilter(self._calm)

    # Looks

    def paintEvent(self, event: QPaintEvent) -> None:
        """A raised card with a strip in the accent colour."""
        shades = tokens(self)
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(shades.raised if self.list.count else shades.surface))
        painter.fillRect(0, 0, EDGE, self.height(), QColor(shades.accent))
        painter.setPen(QPen(QColor(shades.strong_border), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def event(self, event: QEvent) -> bool:
        """Keep the size that the content needs."""
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._placing.start()
        return super().event(event)

    def _lay_out(self) -> None:
        shades = tokens(self)
        foot = QHBoxLayout()
        foot.setContentsMargins(shades.large, 0, shades.large, shades.tiny)
        foot.addWidget(self.message)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.away)
        column.addWidget(self.head)
        column.addWidget(self.list, 1)
        column.addLayout(foot)
