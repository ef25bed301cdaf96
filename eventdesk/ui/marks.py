"""Tick boxes and radio buttons that can be seen in the dark, crisp at every scale."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QRadioButton,
    QStyle,
    QStyleOptionFocusRect,
    QWidget,
)

from eventdesk.ui.icons import Icons
from eventdesk.ui.theme import tokens


class TickBox(QCheckBox):
    """A tick box: filled with a tick when on, an empty frame when off."""

    def __init__(self, icons: Icons, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._icons = icons

    def sizeHint(self) -> QSize:
        """Room for the mark and the text."""
        return _size(self)

    def minimumSizeHint(self) -> QSize:
        """As sizeHint."""
        return _size(self)

    def hitButton(self, position: QPoint) -> bool:
        """The text belongs to the box."""
        return self.rect().contains(position)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Mark and text."""
        painter = QPainter(self)
        box = _frame(self, painter, round_mark=False)
        if self.isChecked():
            shade = tokens(self).on_accent if self.isEnabled() else tokens(self).surface
            edge = round(box.width())
            drawn = self._icons.pixmap("check", edge, self.devicePixelRatioF(), QColor(shade))
            painter.drawPixmap(box.topLeft().toPoint(), drawn)
        _words(self, painter)


class RadioDot(QRadioButton):
    """A radio button: a filled ring when on, an empty one when off."""

    def sizeHint(self) -> QSize:
        """Room for the mark and the text."""
        return _size(self)

    def minimumSizeHint(self) -> QSize:
        """As sizeHint."""
        return _size(self)

    def hitButton(self, position: QPoint) -> bool:
        """The text belongs to the mark."""
        return self.rect().contains(position)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Mark and text."""
        painter = QPainter(self)
        box = _frame(self, painter, round_mark=True)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens(self).on_accent))
            inset = box.width() * 0.32
            painter.drawEllipse(box.adjusted(inset, inset, -inset, -inset))
        _words(self, painter)


def _edge(button: QAbstractButton) -> int:
    return max(tokens(button).icon, button.fontMetrics().ascent() + 2)


def _size(button: QAbstractButton) -> QSize:
    shades, metrics = tokens(button), button.fontMetrics()
    text = metrics.size(Qt.TextFlag.TextShowMnemonic, button.text())
    gap = shades.small if button.text() else 0
    return QSize(
        _edge(button) + gap + text.width() + shades.tiny,
        max(_edge(button), metrics.height()) + shades.tiny,
    )


def _frame(button: QAbstractButton, painter: QPainter, *, round_mark: bool) -> QRectF:
    shades, edge = tokens(button), _edge(button)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(1, (button.height() - edge) / 2, edge, edge).adjusted(0.5, 0.5, -0.5, -0.5)
    on, live = button.isChecked(), button.isEnabled()
    fill = (shades.accent if live else shades.disabled) if on else shades.raised
    if button.hasFocus():
        border = shades.text if on else shades.accent
    else:
        border = fill if on else shades.strong_border if live else shades.border
    if live and not on and button.underMouse():
        border = shades.accent
    painter.setPen(QPen(QColor(border), 1))
    painter.setBrush(QColor(fill))
    if round_mark:
        painter.drawEllipse(box)
    else:
        painter.drawRoundedRect(box, shades.tiny, shades.tiny)
    return box


def _words(button: QAbstractButton, painter: QPainter) -> None:
    shades = tokens(button)
    left = _edge(button) + shades.small
    room = QRect(left, 0, button.width() - left, button.height())
    painter.setPen(QColor(shades.text if button.isEnabled() else shades.disabled))
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextShowMnemonic
    painter.drawText(room, flags, button.text())
    if button.hasFocus() and button.text():
        focus = QStyleOptionFocusRect()
        focus.initFrom(button)
        width = button.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, button.text()).width()
        focus.rect = room.adjusted(-2, 1, 0, -1)
        focus.rect.setWidth(width + 4)
        button.style().drawPrimitive(
            QStyle.PrimitiveElement.PE_FrameFocusRect, focus, painter, button
        )
