"""Buttons side by side that keep to the width they get."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QPushButton, QSizePolicy, QWidget

from eventdesk.ui.theme import tokens


class ButtonRow(QWidget):
    """Where there is no room for all words, the last buttons show their drawings alone.

    Every button needs an icon and a tooltip. The words stay as accessible names. Use `name`
    to change the words of one.
    """

    def __init__(self, buttons: list[QPushButton], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = [(each, each.text()) for each in buttons]
        row = QHBoxLayout(self)
        row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens(self).small)
        for each, words in self._words:
            each.setAccessibleName(words)
            row.addWidget(each)
        row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def name(self, button: QPushButton, words: str) -> None:
        """Give a button of the row other words."""
        self._words = [(each, words if each is button else known) for each, known in self._words]
        button.setAccessibleName(words)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """As high as a button; the width is whatever there is."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many words as there is room for."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Reckon anew with another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        for shown in range(len(self._words), -1, -1):
            for number, (each, words) in enumerate(self._words):
                each.setText(words if number < shown else "")
            spaces = (len(self._words) - 1) * tokens(self).small
            if sum(each.sizeHint().width() for each, _ in self._words) + spaces <= self.width():
                return
