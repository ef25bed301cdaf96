"""Whether a window may rearrange itself: never under a busy mouse."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt
from PySide6.QtGui import QCursor, QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

GUARD_MS = 300
"""Presses so soon after lines moved were aimed at what was there before: they are ignored."""
CALM_MS = 700
PATIENCE_MS = 2000
_PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)


class MouseCalm(QObject):
    """Watches the mouse over one window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._last = QCursor.pos()
        self._still = QElapsedTimer()
        self._still.start()
        self._waiting = QElapsedTimer()
        self._moved = QElapsedTimer()

    def wait_from_now(self) -> None:
        """A change is wanted: from now on patience runs out."""
        self._waiting.start()

    def busy(self) -> bool:
        """True while a button is pressed or a menu open over the window, and while the mouse
        moves there, for at most 2 s."""
        position = QCursor.pos()
        spot = self._window.mapFromGlobal(position)
        if not self._window.isVisible() or not self._window.rect().contains(spot):
            return False
        if QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            return True
        if QApplication.activePopupWidget() is not None:
            return True
        if position != self._last:
            self._last = position
            self._still.start()
        return self._still.elapsed() < CALM_MS and self._waiting.elapsed() < PATIENCE_MS

    def moved(self) -> None:
        """Lines have moved just now."""
        self._moved.start()

    def guard(self, widget: QWidget) -> None:
        """Let the buttons in `widget` ignore presses right after lines moved."""
        for button in widget.findChildren(QAbstractButton):
            button.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Swallow presses aimed at what stood here a moment ago."""
        if isinstance(event, QMouseEvent) and event.type() in _PRESSES:
            return self._moved.isValid() and self._moved.elapsed() < GUARD_MS
        return super().eventFilter(watched, event)
