"""A bar at the edge of a window: some words and up to two things to do about them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from eventdesk.ui.icons import Icons
from eventdesk.ui.theme import tokens

Action = tuple[str, Callable[[], object]]


class NoticeBar(QWidget):
    """Hidden until it has something to say."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._picture = QLabel(self)
        self._words = QLabel(self)
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setMinimumWidth(120)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.buttons: list[QPushButton] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 8, 8, 8)
        self._row.setSpacing(8)
        self._row.addWidget(self._picture)
        self._row.addWidget(self._words, 1)
        self.hide()

    def text(self) -> str:
        """The words shown, '' while hidden."""
        return self._words.text()

    def say(self, words: str, *actions: Action) -> None:
        """Show words and a button for each action."""
        for button in self.buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = [self._button(*each) for each in actions]
        self._words.setText(words)
        self.setAccessibleName(words)
        self._paint_picture()
        self.show()

    def clear(self) -> None:
        """Hide."""
        self._words.clear()
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A soft panel in the accent colour."""
        shades = tokens(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(shades.accent_soft), 1))
        painter.setBrush(QColor(shades.accent_soft))
        box = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, shades.radius, shades.radius)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._paint_picture()

    def _paint_picture(self) -> None:
        ratio = self.devicePixelRatioF()
        self._picture.setPixmap(self._icons.pixmap("info", 16, ratio, "accent"))

    def _button(self, words: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(words, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: act())
        self._row.addWidget(button)
        return button
