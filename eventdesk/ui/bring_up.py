"""Bringing a window to the front, with the keyboard."""

from __future__ import annotations

import os
import time

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from eventdesk.ui.popup_dock import windows_can_be_placed

TOKEN = "XDG_ACTIVATION_TOKEN"
"""By which a desktop on Wayland permits one window to come up; Qt takes it from there."""


AT_ONCE_S = 1.0
_CAME_AT = "came-at"


def bring_up(window: QWidget) -> None:
    """Show a window in front of the others, however it was hidden. Qt main thread.

    On Wayland a program that is not in use may not raise its windows without a token: GNOME
    says 'EventDesk is ready' instead, sway marks the window urgent. A new one it may show.
    """
    if not windows_can_be_placed() and window.isVisible() and not _may_raise(window):
        window.hide()
    if window.isMinimized():
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()


def _may_raise(window: QWidget) -> bool:
    """Also while the desktop has not answered the last wish yet."""
    before, now = window.property(_CAME_AT), time.monotonic()
    window.setProperty(_CAME_AT, now)
    just_now = before is not None and now - before < AT_ONCE_S
    in_use = QGuiApplication.focusWindow() is not None
    return just_now or in_use or bool(os.environ.get(TOKEN))
