"""A date one types ('21 Nov', 'fri', '2025-11-21'), steps through, or picks from a calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.language import tr
from eventdesk.ui.calendar_popup import CalendarPopup
from eventdesk.ui.icons import Icons
from eventdesk.ui.popup_place import place_below
from eventdesk.ui.typed_times import read_date, show_date

_LONG = (date(2022, 11, 30), date(2026, 3, 30))
"""Written with wide letters in one language or another."""
_STEPS = {
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_PageUp: 7,
    Qt.Key.Key_PageDown: -7,
}


class DateField(QLineEdit):
    """Text that is a date. `edited` comes with every change a person makes, valid or not.

    Up and Down step by a day, Page Up and Page Down by a week, Alt+Down or F4 opens the
    calendar. What cannot be read stays as typed. `today` gives the day that 'tomorrow' and
    dates without a year are counted from.
    """

    edited = Signal()
    settled = Signal()

    def __init__(
        self, icons: Icons, name: str, today: Callable[[], date], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icons = icons
        self._today = today
        self._field = "start"
        self._calendar: CalendarPopup | None = None
        self._longest = [show_date(day) for day in _LONG]
        self._month_first = QLocale().dateFormat(QLocale.FormatType.ShortFormat)[:1] == "M"
        self.setAccessibleName(name)
        self.setToolTip(
            tr("A date such as 21 Nov, 2025-11-21, fri or tomorrow. Alt+Down: calendar")
        )
        self._open = QAction(icons.icon("calendar", "muted"), tr("Open the calendar"), self)
        self._open.triggered.connect(self.open_calendar)
        self.addAction(self._open, QLineEdit.ActionPosition.TrailingPosition)
        self.textEdited.connect(lambda _text: self.edited.emit())
        self.editingFinished.connect(self._settle)

    def named(self, field: str) -> DateField:
        """This widget, with problems reported for the input field `field`."""
        self._field = field
        return self

    def read(self) -> date:
        """The date typed; InvalidInput names the field."""
        return read_date(
            self.text(), self._today(), field=self._field, month_first=self._month_first
        )

    def day(self) -> date | None:
        """The date typed, None when it is none."""
        try:
            return self.read()
        except InvalidInput:
            return None

    def show_day(self, day: date | None) -> None:
        """Show `day` ('' for None); `edited` is not emitted."""
        text = show_date(day) if day else ""
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)

    def raw(self) -> str:
        """What is typed; a date that can be read means the same in every language: 2025-11-21."""
        day = self.day()
        return self.text() if day is None else day.isoformat()

    def put_raw(self, text: str) -> None:
        """Show what `raw` gave."""
        self.setText(text)
        if (day := self.day()) is not None:
            self.show_day(day)

    def minimumSizeHint(self) -> QSize:
        """Wide enough for the longest date with its icon."""
        hint = super().minimumSizeHint()
        widest = max(map(self.fontMetrics().horizontalAdvance, self._longest))
        hint.setWidth(widest + 48)
        return hint

    def sizeHint(self) -> QSize:
        """As the minimum."""
        return self.minimumSizeHint()

    def open_calendar(self) -> None:
        """Show the calendar below the field."""
        popup = CalendarPopup(self._icons, self.day() or self._today(), self)
        popup.picked.connect(self._pick)
        self._calendar = popup
        place_below(popup, self)
        popup.show()
        popup.calendar.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step by arrow keys; open the calendar."""
        key, alt = Qt.Key(event.key()), event.modifiers() & Qt.KeyboardModifier.AltModifier
        if key == Qt.Key.Key_F4 or (key == Qt.Key.Key_Down and alt):
            self.open_calendar()
        elif key in _STEPS and not alt and (day := self.day()) is not None:
            self._step(day, _STEPS[key])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select all when the keyboard arrives, so that typing replaces."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def _step(self, day: date, days: int) -> None:
        try:
            self._pick(day + timedelta(days=days))
        except OverflowError:
            return

    def _pick(self, day: date) -> None:
        self.show_day(day)
        self.selectAll()
        self.edited.emit()
        self.settled.emit()

    def _settle(self) -> None:
        if (day := self.day()) is not None:
            self.show_day(day)
        self.settled.emit()
