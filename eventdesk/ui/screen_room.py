"""How large a window may be on the screen it opens on."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget


def within_screen(window: QWidget, wish: QSize) -> QSize:
    """`wish`, at most nine tenths of the screen without its panels, in logical pixels."""
    room = window.screen().availableGeometry().size()
    return wish.boundedTo(QSize(room.width() * 9 // 10, room.height() * 9 // 10))
