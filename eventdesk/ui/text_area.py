"""Several lines of text to type; Tab goes on to the next field."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPlainTextEdit, QWidget

LINES = 4


class TextArea(QPlainTextEdit):
    """Four lines high unless there is more room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)

    def sizeHint(self) -> QSize:
        """As high as its lines."""
        height = self.fontMetrics().lineSpacing() * LINES + 18
        return QSize(super().sizeHint().width(), height)

    def minimumSizeHint(self) -> QSize:
        """As sizeHint, but as narrow as may be."""
        return QSize(80, self.sizeHint().height())
