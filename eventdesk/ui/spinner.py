"""A turning arc: something is under way and takes as long as it takes."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from eventdesk.domain.language import tr
from eventdesk.ui.theme import tokens

STEP_MS = 60
STEP = 24


class Spinner(QWidget):
    """Turns while running, shows nothing and costs nothing otherwise."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._angle = 0
        self._timer = QTimer(self, interval=STEP_MS)
        self._timer.timeout.connect(self._turn)
        self.setAccessibleName("")

    @property
    def running(self) -> bool:
        """Whether it turns."""
        return self._timer.isActive()

    def run(self, running: bool) -> None:
        """Start or stop."""
        if running:
            self._timer.start()
        else:
            self._timer.stop()
        self.setAccessibleName(tr("Please wait") if running else "")
        self.update()

    def sizeHint(self) -> QSize:
        """As high as a line of text."""
        edge = self.fontMetrics().height()
        return QSize(edge, edge)

    def minimumSizeHint(self) -> QSize:
        """As sizeHint."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Three quarters of a circle."""
        if not self.running:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(tokens(self).accent), 2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        edge = min(self.width(), self.height()) - 4
        box = QRectF((self.width() - edge) / 2, (self.height() - edge) / 2, edge, edge)
        painter.drawArc(box, -self._angle * 16, 270 * 16)

    def _turn(self) -> None:
        self._angle = (self._angle + STEP) % 360
        self.update()
