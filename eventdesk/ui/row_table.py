"""A table of whole rows, as the lists of events and of reminders are."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView, QWidget

_ENDS = (Qt.Key.Key_Home, Qt.Key.Key_End)
_Move = QAbstractItemView.CursorAction
_CONTROL = Qt.KeyboardModifier.ControlModifier


class RowTable(QTableView):
    """Selects rows, scrolls by pixels and is not edited; Home and End go to the first and the
    last row, with Ctrl too, and with Shift select all rows up to there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.verticalHeader().hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl with Home or End would move without selecting."""
        if event.key() in _ENDS and event.modifiers() & _CONTROL:
            plain = event.modifiers() & ~_CONTROL
            event = QKeyEvent(event.type(), event.key(), plain, "", event.isAutoRepeat())
        super().keyPressEvent(event)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Home and End mean rows, not columns; the column stays."""
        rows = self.model().rowCount()
        if action not in (_Move.MoveHome, _Move.MoveEnd) or not rows:
            return super().moveCursor(action, modifiers)
        column = max(0, self.currentIndex().column())
        return self.model().index(0 if action == _Move.MoveHome else rows - 1, column)
