"""The window comes to the front, and what a start asked for comes after it, on top."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from eventdesk.ui.bring_up import TOKEN, bring_up
from eventdesk.ui.jobs import Jobs

PATIENCE_MS = 700
"""After this a desktop is not going to let the window come to the front."""


class ComingUp(QObject):
    """Brings `window` up. Qt main thread.

    `let_activate` takes the window's id and a desktop's permission; it may block, and is called
    on `jobs`. X11 and Wayland bring windows up when they get round to it: a dialog that is
    opened right away would end up behind its window.
    """

    def __init__(
        self, window: QWidget, jobs: Jobs, let_activate: Callable[[int, str], object]
    ) -> None:
        super().__init__(window)
        self._window = window
        self._jobs = jobs
        self._let_activate = let_activate
        self._then: list[Callable[[], object]] = []
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self._go_on)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusWindowChanged.connect(self._look)

    def come(self, permission: str = "") -> None:
        """Come to the front, by the desktop's permission where there is one."""
        window, platform = self._window, QGuiApplication.platformName()
        if permission and platform.startswith("wayland"):
            os.environ[TOKEN] = permission
        bring_up(window)
        if permission and platform == "xcb":
            self._jobs.run(partial(self._let_activate, int(window.winId()), permission))

    def then(self, act: Callable[[], object]) -> None:
        """Call `act` once the window is in front, or will not come there."""
        self._then.append(act)
        if not self._patience.isActive():
            self._patience.start()
        self._look()

    @Slot()
    def _look(self) -> None:
        if self._window.isActiveWindow():
            self._go_on()

    def _go_on(self) -> None:
        self._patience.stop()
        waiting, self._then = self._then, []
        for act in waiting:
            act()
