"""The search field: tells what is searched for once the person pauses typing."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from eventdesk.domain.language import tr
from eventdesk.ui.icons import Icons

DEBOUNCE = 120
"""Milliseconds without a key after which the search begins."""


class SearchField(QLineEdit):
    """Emits `searched` with the trimmed words, and `left` when Down or Enter leads on."""

    searched = Signal(str)
    left = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._last = ""
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE)
        self._timer.timeout.connect(self._search)
        self.setPlaceholderText(tr("Search events"))
        self.setAccessibleName(tr("Search title, description, location and tags"))
        self.setToolTip(tr("Search title, description, location and tags (Ctrl+F)"))
        self.addAction(icons.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self._clear = self.addAction(
            icons.icon("close", "muted"), QLineEdit.ActionPosition.TrailingPosition
        )
        names = (tr("Search"), tr("Clear"))
        for button, name in zip(self.findChildren(QToolButton), names, strict=True):
            button.setAccessibleName(name)
        self._prepare(self._clear)
        self.textChanged.connect(self._typed)

    def _prepare(self, clear: QAction) -> None:
        clear.setToolTip(tr("Clear the search (Esc)"))
        clear.setVisible(False)
        clear.triggered.connect(self.clear)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down and Enter go on to the list; Esc is a command of the window."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._search()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _typed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        if text.strip():
            self._timer.start()
        else:
            self._search()

    def _search(self) -> None:
        self._timer.stop()
        words = self.text().strip()
        if words != self._last:
            self._last = words
            self.searched.emit(words)
