"""A message beside the field it is about: shape and words, never colour alone, never a box."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QColor, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from eventdesk.domain.language import later, tr
from eventdesk.ui.icons import Icons
from eventdesk.ui.theme import tokens


class Level(Enum):
    """How serious a message is: its icon, its colour by name in Tokens, and its spoken name,
    English for `tr`."""

    ERROR = ("alert", "danger", later("Error"))
    WARNING = ("alert", "warning", later("Warning"))
    INFO = ("info", "muted", later("Note"))
    GOOD = ("check", "ok", later("Done"))
    BUSY = ("clock", "muted", later("Please wait"))


class InlineMessage(QWidget):
    """One message with an icon and up to one thing to do about it; hidden while empty."""

    shown = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._level = Level.INFO
        self._act: Callable[[], object] | None = None
        self._picture = QLabel(self)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._text.setMinimumWidth(120)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._link = link_button("", self)
        self._link.setStyleSheet("min-height: 0; padding: 0 4px; margin: -1px 0 0 0;")
        self._link.clicked.connect(self._pressed)
        self._link.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens(self).tiny + 2)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        row.addWidget(self._link, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    @property
    def level(self) -> Level:
        """How serious the message shown is."""
        return self._level

    def text(self) -> str:
        """The words shown, '' while hidden."""
        return self._text.text()

    def say(
        self,
        level: Level,
        text: str,
        link: str = "",
        act: Callable[[], object] | None = None,
    ) -> None:
        """Show `text`, with a link button `link` that calls `act`."""
        new = text != self._text.text()
        self._level, self._act = level, act
        self._text.setText(text)
        self._link.setText(link)
        self._link.setVisible(bool(link))
        self.setAccessibleName(f"{tr(level.value[2])}: {text}")
        self._paint()
        self.show()
        if new:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
            self.shown.emit()

    def focus_link(self) -> None:
        """Give the keyboard to the thing to do about it."""
        self._link.setFocus()

    def clear(self) -> None:
        """Hide."""
        self._text.clear()
        self.hide()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._text.text():
            self._paint()

    def _paint(self) -> None:
        name, shade, _ = self._level.value
        colour = QColor(getattr(tokens(self), shade))
        height = self._text.fontMetrics().height()
        pixmap = self._icons.pixmap(name, height - 2, self.devicePixelRatioF(), colour)
        self._picture.setPixmap(pixmap)
        palette = self._text.palette()
        if palette.color(QPalette.ColorRole.WindowText) != colour:
            palette.setColor(QPalette.ColorRole.WindowText, colour)
            self._text.setPalette(palette)

    def _pressed(self) -> None:
        if self._act is not None:
            self._act()


def link_button(text: str, parent: QWidget | None = None) -> QPushButton:
    """A button that looks like a link and takes the keyboard as any button."""
    button = QPushButton(text, parent)
    button.setProperty("link", True)
    button.setAutoDefault(False)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    return button


def make_primary(button: QPushButton) -> None:
    """Draw `button` as the one that does what the dialog is for."""
    button.setProperty("primary", True)
    button.style().unpolish(button)
    button.style().polish(button)


def mark_invalid(widget: QWidget, invalid: bool, problem: str = "") -> None:
    """Draw `widget` as refused or fine again; its description tells a screen reader why."""
    widget.setAccessibleDescription(problem if invalid else "")
    if bool(widget.property("invalid")) != invalid:
        widget.setProperty("invalid", invalid)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
