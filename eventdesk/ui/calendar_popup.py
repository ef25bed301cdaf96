"""A month one picks a day from, by mouse or arrow keys."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QTextCharFormat, QTransform
from PySide6.QtWidgets import QCalendarWidget, QFrame, QToolButton, QVBoxLayout, QWidget

from eventdesk.domain.language import tr
from eventdesk.ui.icons import Icons
from eventdesk.ui.popup_place import framed
from eventdesk.ui.theme import tokens


class CalendarPopup(QFrame):
    """A month view that closes when a day is picked; `picked` carries the date."""

    picked = Signal(object)

    def __init__(self, icons: Icons, day: date, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        framed(self)
        self.calendar = QCalendarWidget(self)
        self.calendar.setAccessibleName(tr("Calendar"))
        self.calendar.setGridVisible(False)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        self.calendar.clicked.connect(self._chosen)
        self.calendar.activated.connect(self._chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self.calendar)
        self._calm(icons)

    def event(self, event: QEvent) -> bool:
        """Esc closes the calendar only, not the dialog below."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self.close()
                return True
        return super().event(event)

    def _chosen(self, day: QDate) -> None:
        if self.isVisible():
            self.hide()
            self.picked.emit(date(day.year(), day.month(), day.day()))
            self.close()

    def _calm(self, icons: Icons) -> None:
        """Our colours instead of a bright bar and red weekends."""
        shades = tokens(self)
        self.calendar.setStyleSheet(
            f"#qt_calendar_navigationbar {{ background: {shades.raised}; }}"
            f"QToolButton {{ color: {shades.text}; font-weight: 600; padding: 4px 8px; }}"
        )
        weekend, header = QTextCharFormat(), QTextCharFormat()
        weekend.setForeground(QColor(shades.muted))
        header.setForeground(QColor(shades.muted))
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.calendar.setWeekdayTextFormat(day, weekend)
        self.calendar.setHeaderTextFormat(header)
        ratio = self.devicePixelRatioF()
        down = icons.pixmap("chevron-down", shades.icon, ratio)
        for name, turn in (("qt_calendar_prevmonth", 90), ("qt_calendar_nextmonth", -90)):
            button = self.calendar.findChild(QToolButton, name)
            if isinstance(button, QToolButton):
                button.setIcon(QIcon(down.transformed(QTransform().rotate(turn))))
                button.setIconSize(QSize(shades.icon, shades.icon))
