"""A start without a window: into the tray, as soon as the desktop has one."""

from __future__ import annotations

import os

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

from eventdesk.ui.minimising import keeps_minimised_windows
from eventdesk.ui.tray import Tray

WAIT_MS = 20_000
"""How long a desktop that is still coming up may take to show its tray."""


class HiddenStart(QObject):
    """Waits for the tray; without one the window is minimised, so that it can be found, and
    goes away again if the tray comes after all. Where it would not be minimised, it stays
    hidden until EventDesk is started again. Qt main thread."""

    def __init__(self, window: QWidget, tray: Tray, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._minimised = False
        self._timer = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._timer.timeout.connect(self.give_up)
        if not tray.visible:
            tray.found.connect(self._found)
            self._timer.start()

    def give_up(self) -> None:
        """There is no tray: minimise the window, unless a person brought it up meanwhile."""
        if self._window.isVisible() or not keeps_minimised_windows(os.environ):
            return
        self._minimised = True
        quietly = Qt.WidgetAttribute.WA_ShowWithoutActivating
        self._window.setAttribute(quietly, True)
        self._window.showMinimized()
        self._window.setAttribute(quietly, False)

    def _found(self) -> None:
        self._timer.stop()
        if self._minimised and self._window.isMinimized():
            self._window.hide()
        self._minimised = False
