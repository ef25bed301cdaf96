"""What stands in the window while the database cannot be used: what happened, and the ways on."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from eventdesk.ui.icons import Icons
from eventdesk.ui.inline_message import InlineMessage, Level, make_primary
from eventdesk.ui.spinner import Spinner
from eventdesk.ui.theme import scaled_font, tokens

WIDTH_IN_LETTERS = 78


class Way(NamedTuple):
    """One way on: words of its button, what it does in a sentence, and the call."""

    words: str
    means: str
    act: Callable[[], object]


class RescuePage(QWidget):
    """Says what is wrong and offers ways on; while one is taken it says so. Qt main thread."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._level = Level.ERROR
        self._picture = QLabel(self, alignment=Qt.AlignmentFlag.AlignTop)
        self._headline = _label(self)
        self._headline.setFont(scaled_font(self.font(), 1.3, bold=True))
        self._text = _label(self)
        self._note = _label(self)
        self._note.setProperty("muted", True)
        self.spinner = Spinner(self)
        self.message = InlineMessage(icons, self)
        self.buttons: list[QPushButton] = []
        self._ways = QVBoxLayout()
        self._ways.setSpacing(tokens(self).medium)
        self.setBackgroundRole(self.palette().ColorRole.Base)
        self.setAutoFillBackground(True)
        self._lay_out()

    def say(self, headline: str, text: str, note: str = "", *, level: Level = Level.ERROR) -> None:
        """Say what happened; `note` stands below the ways on."""
        self._level = level
        self._headline.setText(headline)
        self._text.setText(text)
        self._note.setText(note)
        for label in (self._text, self._note):
            label.setVisible(bool(label.text()))
        self.setAccessibleName(f"{headline}. {text}")
        self._draw()

    def offer(self, *ways: Way) -> None:
        """Offer these ways on; the first is the one to be recommended."""
        self._clear_ways()
        for number, way in enumerate(ways):
            button = QPushButton(way.words, self)
            button.setAccessibleDescription(way.means)
            button.clicked.connect(lambda _=False, act=way.act: act())
            means = _label(self)
            means.setText(way.means)
            means.setProperty("muted", True)
            row = QVBoxLayout()
            row.setSpacing(2)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            row.addWidget(means)
            self._ways.addLayout(row)
            self.buttons.append(button)
            if number == 0:
                make_primary(button)
                button.setFocus()

    def set_busy(self, words: str) -> None:
        """A way is being taken, or, with '', no longer."""
        self.spinner.run(bool(words))
        for button in self.buttons:
            button.setEnabled(not words)
        if words:
            self.message.say(Level.BUSY, words)
        else:
            self.message.clear()

    def fail(self, words: str) -> None:
        """The way taken led nowhere: say why; the others stay open."""
        self.set_busy("")
        self.message.say(Level.ERROR, words)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _clear_ways(self) -> None:
        self.buttons.clear()
        while (row := self._ways.takeAt(0)) is not None:
            inner = row.layout()
            while inner is not None and (item := inner.takeAt(0)) is not None:
                widget = item.widget()
                if widget is not None:
                    widget.hide()
                    widget.deleteLater()

    def _draw(self) -> None:
        icon, shade, _ = self._level.value
        colour = QColor(getattr(tokens(self), shade))
        edge = self._headline.fontMetrics().height()
        self._picture.setPixmap(self._icons.pixmap(icon, edge, self.devicePixelRatioF(), colour))

    def _lay_out(self) -> None:
        shades = tokens(self)
        head = QHBoxLayout()
        head.setSpacing(shades.small)
        head.addWidget(self._picture)
        head.addWidget(self._headline, 1)
        busy = QHBoxLayout()
        busy.setSpacing(shades.small)
        busy.addWidget(self.message, 1)
        busy.addWidget(self.spinner)
        inner = QWidget(self)
        inner.setMaximumWidth(self.fontMetrics().averageCharWidth() * WIDTH_IN_LETTERS)
        column = QVBoxLayout(inner)
        column.setSpacing(shades.large)
        column.addStretch(2)
        column.addLayout(head)
        column.addWidget(self._text)
        column.addLayout(self._ways)
        column.addLayout(busy)
        column.addWidget(self._note)
        column.addStretch(3)
        around = QHBoxLayout(self)
        around.setContentsMargins(shades.huge, shades.large, shades.huge, shades.large)
        around.addStretch(1)
        around.addWidget(inner, 8)
        around.addStretch(1)


def _label(parent: QWidget) -> QLabel:
    label = QLabel(parent, wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
