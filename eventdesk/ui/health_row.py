"""One line of the Health page: state in shape and word, what was found, what to do, a test."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QSizePolicy, QWidget

from eventdesk.domain.language import tr
from eventdesk.services.health import Check
from eventdesk.ui.health_words import LOOKS, TESTS, Look, look_of, sentence, title_of, titles
from eventdesk.ui.icons import Icons
from eventdesk.ui.spinner import Spinner
from eventdesk.ui.theme import scaled_font, tokens


class HealthRow(QWidget):
    """Shows one check. `test_wanted` carries its name."""

    test_wanted = Signal(str)

    def __init__(self, icons: Icons, check: Check, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._had_focus = False
        self.check = check
        self._picture = QLabel(self)
        self._word = QLabel(self)
        self._name = QLabel(self)
        self._name.setFont(scaled_font(self.font(), 1.0, bold=True))
        self._detail = _wrapped(self)
        self._remedy = _wrapped(self)
        self.spinner = Spinner(self)
        words, tip = map(tr, TESTS.get(check.name, ("", "")))
        self.button = QPushButton(words, self)
        self.button.setProperty("compact", True)
        self.button.setToolTip(tip)
        self.button.setAccessibleName(f"{title_of(check)}: {tip}")
        self.button.clicked.connect(lambda: self.test_wanted.emit(self.check.name))
        self.button.setVisible(bool(words))
        self._lay_out()
        self.show_check(check)

    def show_check(self, check: Check) -> None:
        """Show what was found."""
        self.check = check
        look = look_of(check)
        word, title = tr(look.word), title_of(check)
        self._word.setText(word)
        self._name.setText(title)
        self._detail.setText(_unbroken(sentence(check.detail)))
        remedy = tr("What to do: {remedy}", remedy=check.remedy) if check.remedy else ""
        self._remedy.setText(_unbroken(remedy))
        self._remedy.setVisible(bool(remedy))
        self.setAccessibleName(f"{title}, {word}: {check.detail}. {remedy}".strip())
        self._align(bool(remedy))
        self._draw(look)

    def set_busy(self, busy: bool) -> None:
        """A test is under way; the keyboard comes back to the button afterwards."""
        if busy:
            self._had_focus = self.button.hasFocus()
        self.spinner.run(busy)
        self.button.setEnabled(not busy)
        if self._had_focus and not busy:
            self.button.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw(look_of(self.check))

    def _draw(self, look: Look) -> None:
        shades = tokens(self)
        colour = QColor(getattr(shades, look.colour))
        edge = self.fontMetrics().height()
        self._picture.setPixmap(
            self._icons.pixmap(look.icon, edge, self.devicePixelRatioF(), colour)
        )
        _tone(self._word, look.colour)
        _tone(self._detail, "muted" if self.check.ok and not self.check.notice else "")

    def _align(self, several_lines: bool) -> None:
        """One line of text stands in the middle of its row, beside the button."""
        side = Qt.AlignmentFlag.AlignTop if several_lines else Qt.AlignmentFlag.AlignVCenter
        for each in (self._picture, self._word, self._name, self._detail, self.spinner):
            self._grid.setAlignment(each, side)
        self._grid.addWidget(self.button, 0, 5, 2 if several_lines else 1, 1, side)

    def _lay_out(self) -> None:
        shades, metrics = tokens(self), self.fontMetrics()
        top = Qt.AlignmentFlag.AlignTop
        word = max(metrics.horizontalAdvance(tr(each.word)) for each in LOOKS)
        name = max(metrics.horizontalAdvance(each) for each in titles())
        self._word.setMinimumWidth(word * 11 // 10 + 2)
        self._name.setMinimumWidth(name * 11 // 10 + shades.small)
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(shades.large, shades.tiny + 1, shades.medium, shades.tiny + 1)
        grid.setHorizontalSpacing(shades.small)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(3, 1)
        grid.addWidget(self._picture, 0, 0, top)
        grid.addWidget(self._word, 0, 1, top)
        grid.addWidget(self._name, 0, 2, top)
        grid.addWidget(self._detail, 0, 3, top)
        grid.addWidget(self._remedy, 1, 3, top)
        grid.addWidget(self.spinner, 0, 4, top)


def _wrapped(parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setMinimumWidth(parent.fontMetrics().averageCharWidth() * 16)
    label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return label


def _tone(label: QLabel, tone: str) -> None:
    if label.property("tone") != tone:
        label.setProperty("tone", tone)
        label.style().unpolish(label)
        label.style().polish(label)


def _unbroken(words: str) -> str:
    return words.replace("-mail", "\u2011mail").replace("-Mail", "\u2011Mail")
