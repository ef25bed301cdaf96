"""A calendar's colour as a small square, and as a line that names the calendar too."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from eventdesk.domain.calendar import Calendar
from eventdesk.domain.language import tr
from eventdesk.ui.calendar_words import owned
from eventdesk.ui.theme import tokens


def draw_swatch(painter: QPainter, box: QRectF, colour: str, edge: QColor) -> None:
    """A round-cornered square; the line round it shows on any background."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(edge, 1))
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    painter.restore()


def swatch_icon(colour: str, edge: int, widget: QWidget) -> QIcon:
    """The square as an icon, `edge` logical pixels wide."""
    ratio = widget.devicePixelRatioF()
    pixmap = QPixmap(QSize(round(edge * ratio), round(edge * ratio)))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    line = QColor(tokens(widget).strong_border)
    draw_swatch(painter, QRectF(0, 0, edge, edge), colour, line)
    painter.end()
    return QIcon(pixmap)


class Swatch(QWidget):
    """The square alone. Whoever shows it says the name beside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colour = ""

    def show_colour(self, colour: str) -> None:
        """Paint this colour."""
        self._colour = colour
        self.update()

    def sizeHint(self) -> QSize:
        """As high as small letters."""
        edge = self.fontMetrics().ascent()
        return QSize(edge, edge)

    def minimumSizeHint(self) -> QSize:
        """As sizeHint."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The square in the middle."""
        edge = min(self.sizeHint().width(), self.width(), self.height())
        top = (self.height() - edge) / 2
        line = QColor(tokens(self).strong_border)
        if self._colour:
            draw_swatch(QPainter(self), QRectF(0, top, edge, edge), self._colour, line)


class CalendarLine(QWidget):
    """Names the calendar of an event, with its colour; hidden while there is only one."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._swatch = Swatch(self)
        self._text = QLabel(self)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 0, 0, 0)
        row.setSpacing(tokens(self).small + 1)
        row.addWidget(self._swatch, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._text, 1)
        self.hide()

    @property
    def words(self) -> str:
        """What it says."""
        return self._text.text()

    def say(self, calendar: Calendar | None) -> None:
        """Name a calendar, None for nothing to tell."""
        if calendar is not None:
            self._swatch.show_colour(calendar.colour)
            self._text.setText(owned(calendar))
            self.setToolTip(tr("Calendar: {calendar}", calendar=calendar.name))
            self.setAccessibleName(tr("Calendar: {calendar}", calendar=owned(calendar)))
        else:
            self._text.clear()
        self.setVisible(calendar is not None)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._swatch.update()
