"""A time of day one types ('15', '3 pm', '1530'), steps through, or picks from a list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.language import tr
from eventdesk.ui.icons import Icons
from eventdesk.ui.popup_place import framed, place_below, roomy
from eventdesk.ui.typed_times import read_time, show_time

HALF_HOURS = tuple(time(minutes // 60, minutes % 60) for minutes in range(0, 1440, 30))
VISIBLE = 8


class TimeField(QLineEdit):
    """Text that is a time of day. `edited` comes with every change a person makes.

    Up and Down step by an hour with the cursor in the hours, by five minutes otherwise;
    Alt+Down or F4 opens the list of half hours. What cannot be read stays as typed.
    """

    edited = Signal()
    settled = Signal()

    def __init__(self, icons: Icons, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = "start"
        self.setAccessibleName(name)
        self.setToolTip(tr("A time such as 15:00, 1530 or 3 pm. Alt+Down: list"))
        self._open = QAction(
            icons.icon("chevron-down", "muted"), tr("Open the list of times"), self
        )
        self._open.triggered.connect(self.open_list)
        self.addAction(self._open, QLineEdit.ActionPosition.TrailingPosition)
        self._note: Callable[[time], str] = lambda moment: ""
        self.textEdited.connect(lambda _text: self.edited.emit())
        self.editingFinished.connect(self._settle)

    def named(self, field: str) -> TimeField:
        """This widget, with problems reported for the input field `field`."""
        self._field = field
        return self

    def annotate(self, note: Callable[[time], str]) -> None:
        """Show what `note` says about a time beside it in the list (a duration)."""
        self._note = note

    def read(self) -> time:
        """The time typed; InvalidInput names the field."""
        return read_time(self.text(), field=self._field)

    def moment(self) -> time | None:
        """The time typed, None when it is none."""
        try:
            return self.read()
        except InvalidInput:
            return None

    def show_moment(self, moment: time | None) -> None:
        """Show `moment` ('' for None); `edited` is not emitted."""
        text = show_time(moment) if moment is not None else ""
        if text != self.text():
            self.setText(text)

    def minimumSizeHint(self) -> QSize:
        """Wide enough for any time with its icon."""
        hint = super().minimumSizeHint()
        hint.setWidth(self.fontMetrics().horizontalAdvance("00:00") + 56)
        return hint

    def sizeHint(self) -> QSize:
        """As the minimum."""
        return self.minimumSizeHint()

    def open_list(self) -> None:
        """Show the half hours below the field."""
        popup = TimeList(self.moment() or time(9), self._note, self)
        popup.picked.connect(self._pick)
        place_below(popup, self)
        popup.show()
        popup.list.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step by arrow keys; open the list."""
        key, alt = Qt.Key(event.key()), event.modifiers() & Qt.KeyboardModifier.AltModifier
        if key == Qt.Key.Key_F4 or (key == Qt.Key.Key_Down and alt):
            self.open_list()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and (moment := self.moment()) is not None:
            self._step(moment, 1 if key == Qt.Key.Key_Up else -1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select all when the keyboard arrives, so that typing replaces."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def _step(self, moment: time, sign: int) -> None:
        position = self.cursorPosition()
        hours = position <= 2 and not self.hasSelectedText()
        minutes = moment.hour * 60 + moment.minute
        step = 60 if hours else 5
        changed = minutes + sign * step if hours else (minutes // 5 + sign) * 5
        if not hours and sign < 0 and minutes % 5:
            changed = minutes // 5 * 5
        self._pick(time(changed // 60 % 24, changed % 60))
        if hours:
            self.deselect()
            self.setCursorPosition(min(position, 2))

    def _pick(self, moment: time) -> None:
        self.show_moment(moment)
        self.selectAll()
        self.edited.emit()
        self.settled.emit()

    def _settle(self) -> None:
        if (moment := self.moment()) is not None:
            self.show_moment(moment)
        self.settled.emit()


class TimeList(QFrame):
    """The half hours of a day; the one nearest to `moment` is chosen first."""

    picked = Signal(object)

    def __init__(self, moment: time, note: Callable[[time], str], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("Times"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        roomy(self.list, frame=False)
        framed(self)
        for each in HALF_HOURS:
            words = note(each)
            item = QListWidgetItem(f"{show_time(each)}   {words}" if words else show_time(each))
            item.setData(Qt.ItemDataRole.UserRole, each)
            self.list.addItem(item)
        index = min(len(HALF_HOURS) - 1, (moment.hour * 60 + moment.minute + 15) // 30)
        self.list.setCurrentRow(index)
        self.list.itemClicked.connect(self._chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.list)
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        height = self.list.sizeHintForRow(0) * VISIBLE
        width = max(self.list.sizeHintForColumn(0) + 32, parent.width())
        self.list.setFixedSize(width, height)
        self.list.scrollToItem(self.list.currentItem(), QListWidget.ScrollHint.PositionAtCenter)

    def _chosen(self, item: QListWidgetItem) -> None:
        moment = item.data(Qt.ItemDataRole.UserRole)
        self.hide()
        self.picked.emit(moment)
        self.close()

    def event(self, event: QEvent) -> bool:
        """Enter takes the time, Esc closes the list only."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self.close()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._chosen(self.list.currentItem())
                return True
        return super().event(event)


def next_half_hour(now: datetime) -> datetime:
    """The first full half hour after `now` (keeps its tzinfo or lack of one)."""
    floor = now.replace(minute=now.minute // 30 * 30, second=0, microsecond=0)
    return floor + timedelta(minutes=30)
