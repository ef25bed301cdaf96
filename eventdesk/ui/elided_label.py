"""A label that shows at most some lines and ends in '…'; the whole text is its tool tip."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout, QTextLine, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget


class ElidedLabel(QWidget):
    """Plain text in the widget's own font and the colour of its foreground role, on up to
    `lines` lines."""

    def __init__(self, lines: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self._text = ""
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def text(self) -> str:
        """The whole text."""
        return self._text

    def setText(self, text: str) -> None:
        """Show a text; line breaks become spaces."""
        text = " ".join(text.split())
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()

    def hasHeightForWidth(self) -> bool:
        """Yes."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of the lines needed at `width`."""
        count = len(self._broken(width)) if self._lines > 1 else 1
        return max(1, count) * self.fontMetrics().lineSpacing() + 1

    def sizeHint(self) -> QSize:
        """As high as needed at the width it has."""
        return QSize(200, self.heightForWidth(max(self.width(), 80)))

    def minimumSizeHint(self) -> QSize:
        """Any width will do."""
        return QSize(40, self.fontMetrics().lineSpacing() + 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Each line, the last one elided."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        metrics, spacing = self.fontMetrics(), self.fontMetrics().lineSpacing()
        shown = self._broken(self.width())
        cut = bool(shown) and shown[-1] is not None and sum(map(len, shown)) < len(self._text)
        for number, line in enumerate(shown):
            if cut and number == len(shown) - 1:
                rest = self._text[sum(map(len, shown[:-1])) :][:500]
                line = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, self.width())
            room = QRect(0, number * spacing, self.width(), spacing)
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line)
        # As rich text, which wraps; plain text would be one line as long as the screen.
        self.setToolTip(f"<p>{escape(self._text)}</p>" if cut else "")

    def _broken(self, width: int) -> list[str]:
        layout = QTextLayout(self._text[:2000], self.font())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        found: list[str] = []
        while len(found) < self._lines:
            line: QTextLine = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(max(20, width))
            line.setPosition(QPointF(0, 0))
            found.append(self._text[line.textStart() : line.textStart() + line.textLength()])
        layout.endLayout()
        return found
