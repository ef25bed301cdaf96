"""A drop-down that looks like the other fields, in any theme and at any scale."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QListView, QWidget

from eventdesk.ui.icons import Icons
from eventdesk.ui.popup_place import roomy
from eventdesk.ui.theme import tokens

LEAST = 8
"""Characters that stay readable when there is little room."""


class ChoiceBox(QComboBox):
    """A QComboBox drawn on tokens; the wheel changes it only while it has the keyboard, so
    that scrolling a form never changes a value."""

    def __init__(self, icons: Icons, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setView(QListView(self))
        roomy(self.view())
        self._line = QLineEdit().sizeHint().height()

    def sizeHint(self) -> QSize:
        """As high as a line to type in, as wide as the longest entry."""
        texts = [self.itemText(index) for index in range(self.count())] or [""]
        widest = max(self.fontMetrics().horizontalAdvance(text) for text in texts)
        return QSize(widest + self._around(), self._line)

    def minimumSizeHint(self) -> QSize:
        """Room for a few characters."""
        least = self.fontMetrics().averageCharWidth() * LEAST + self._around()
        return QSize(min(least, self.sizeHint().width()), self._line)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame, chosen text, arrow."""
        shades, on = tokens(self), self.isEnabled()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            border = shades.accent
        else:
            border = shades.strong_border if on else shades.border
        painter.setPen(QPen(QColor(border), 1))
        hover = on and self.underMouse()
        painter.setBrush(QColor(shades.hover if hover else shades.raised if on else shades.surface))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, shades.radius, shades.radius)
        painter.setPen(QColor(shades.text if on else shades.disabled))
        room = self.rect().adjusted(shades.small, 0, -shades.icon - shades.small - shades.tiny, 0)
        text = self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text)
        arrow = self._icons.pixmap(
            "chevron-down", shades.icon, self.devicePixelRatioF(), "muted" if on else "disabled"
        )
        x = self.width() - shades.icon - shades.small
        painter.drawPixmap(QPoint(x, (self.height() - shades.icon) // 2), arrow)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the form unless this field is in use."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _around(self) -> int:
        shades = tokens(self)
        return shades.icon + 2 * shades.small + shades.medium
