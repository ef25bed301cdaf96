"""Small pop-up panels: beside their field, whole on its screen, with room between lines."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QFrame, QWidget


def place_below(popup: QWidget, anchor: QWidget) -> None:
    """Move `popup` below `anchor`, or above it where the screen ends."""
    popup.adjustSize()
    below = anchor.mapToGlobal(QPoint(0, anchor.height() + 2))
    screen = QGuiApplication.screenAt(below) or anchor.screen()
    room = screen.availableGeometry()
    x = min(max(below.x(), room.left()), room.right() - popup.width())
    y = below.y()
    if y + popup.height() > room.bottom():
        y = max(room.top(), anchor.mapToGlobal(QPoint(0, 0)).y() - popup.height() - 2)
    popup.move(x, y)


def roomy(view: QAbstractItemView, *, frame: bool = True) -> None:
    """Give the lines of a small list room to be hit and read."""
    border = "1px solid palette(dark)" if frame else "none"
    view.setStyleSheet(
        f"QAbstractItemView {{ border: {border}; background: palette(base); }}"
        "QAbstractItemView::item { padding: 4px 6px; }"
    )


def framed(panel: QFrame) -> None:
    """Give a panel an edge that is seen in the dark too."""
    panel.setObjectName("panel")
    panel.setStyleSheet("#panel { border: 1px solid palette(dark); background: palette(base); }")
