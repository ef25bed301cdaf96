"""A colour out of a row of squares, or any other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QColorDialog,
    QHBoxLayout,
    QPushButton,
    QWidget,
)

from eventdesk.domain.calendar import COLOURS
from eventdesk.domain.language import tr
from eventdesk.ui.calendar_words import colour_words
from eventdesk.ui.icons import Icons
from eventdesk.ui.theme import tokens

LIGHT_FROM = 0.35
"""Relative luminance (WCAG 2.1) from which the tick on a colour is dark."""


class ColourSquare(QAbstractButton):
    """One colour; the chosen one has a tick and a ring. Arrow keys go to the others."""

    def __init__(self, icons: Icons, colour: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._icons = icons
        self.colour = ""
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.show_colour(colour)

    def show_colour(self, colour: str) -> None:
        """Stand for this colour."""
        self.colour = colour
        self.setAccessibleName(colour_words(colour))
        self.setToolTip(colour_words(colour))
        self.update()

    def sizeHint(self) -> QSize:
        """As high as a line to type in."""
        edge = self.fontMetrics().height() + tokens(self).medium
        return QSize(edge, edge)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The colour, a tick on the chosen one, a ring where the keyboard is."""
        shades, painter = tokens(self), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(3.5, 3.5, -3.5, -3.5)
        painter.setPen(QPen(QColor(shades.strong_border), 1))
        painter.setBrush(QColor(self.colour))
        painter.drawRoundedRect(box, shades.tiny, shades.tiny)
        if self.isChecked() or self.hasFocus():
            ring = shades.accent if self.hasFocus() else shades.muted
            painter.setPen(QPen(QColor(ring), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(-2.5, -2.5, 2.5, 2.5), 6, 6)
        if self.isChecked():
            edge = shades.icon
            tick = QColor("#000000" if luminance(self.colour) > LIGHT_FROM else "#ffffff")
            pixmap = self._icons.pixmap("check", edge, self.devicePixelRatioF(), tick)
            spot = QPoint((self.width() - edge) // 2, (self.height() - edge) // 2)
            painter.drawPixmap(spot, pixmap)


class ColourChoice(QWidget):
    """Squares and 'Other…'. `changed`: a person chose one. An `optional` one begins with none
    chosen, which is ''."""

    changed = Signal()

    def __init__(
        self,
        icons: Icons,
        offered: Sequence[str],
        parent: QWidget | None = None,
        *,
        optional: bool = False,
    ) -> None:
        super().__init__(parent)
        self.squares = [ColourSquare(icons, each, self) for each in offered]
        self.own = ColourSquare(icons, offered[0], self)
        self.own.hide()
        self.other = QPushButton(tr("Other…"), self)
        self.other.setProperty("compact", True)
        self.other.setAutoDefault(False)
        self.other.setToolTip(tr("Any other colour"))
        self.other.clicked.connect(self._ask)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for square in (*self.squares, self.own):
            self._group.addButton(square)
            row.addWidget(square)
        row.addSpacing(tokens(self).tiny)
        row.addWidget(self.other)
        row.addStretch(1)
        self._group.buttonClicked.connect(lambda _button: self.changed.emit())
        self.squares[0].setChecked(not optional)

    def put(self, colour: str) -> None:
        """Show a colour, offered or not; `changed` is not emitted."""
        found = [each for each in self.squares if each.colour == colour.lower()]
        if not found:
            self.own.show_colour(colour.lower())
            self.own.show()
        (found[0] if found else self.own).setChecked(True)

    def value(self) -> str:
        """The colour as '#rrggbb', '' while none is chosen."""
        chosen = self._group.checkedButton()
        return chosen.colour if isinstance(chosen, ColourSquare) else ""

    def _ask(self) -> None:
        dialog = QColorDialog(QColor(self.value() or COLOURS[0]), self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(tr("Colour of the calendar"))
        dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
        dialog.colorSelected.connect(self._take)
        dialog.open()

    def _take(self, colour: QColor) -> None:
        self.put(colour.name())
        self.changed.emit()


def luminance(colour: str) -> float:
    """Relative luminance from 0 to 1 (WCAG 2.1)."""
    found = QColor(colour)
    parts = (found.redF(), found.greenF(), found.blueF())
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
