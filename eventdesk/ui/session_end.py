"""The end of the session: the program goes along, loses nothing and stops nobody."""

from __future__ import annotations

import ctypes
import logging
import os
from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QSessionManager

from eventdesk.ui.application import Application

log = logging.getLogger(__name__)
DISPLAY_LOST = 1


class SessionEnd(QObject):
    """Qt main thread. `keep` puts what is typed in safety; the session may go on after it.

    `end` quits the program. `close` stops everything, and may be called again. `abandon` does
    so without touching a window: the display is gone, and the process with it right after.
    """

    def __init__(
        self,
        app: Application,
        *,
        keep: Callable[[], object],
        end: Callable[[], object],
        close: Callable[[], object],
        abandon: Callable[[], object],
    ) -> None:
        super().__init__(app)
        self._keep = keep
        self._abandon = abandon
        self._handler: object = None
        app.on_quit = end
        app.commitDataRequest.connect(self.commit)
        app.saveStateRequest.connect(self.commit)
        # Windows ends the process when this has been told, so there is no later.
        app.aboutToQuit.connect(close)
        if app.platformName() == "xcb":
            self._handler = _at_loss_of_display(self._lost)

    def commit(self, manager: QSessionManager) -> None:
        """The session is about to end, or is saved: nothing is asked, and the start with the
        next login is left to the setting for it."""
        manager.setRestartHint(QSessionManager.RestartHint.RestartNever)
        self._keep()

    def _lost(self) -> None:
        log.warning("the X server is gone; ending")
        try:
            self._keep()
            self._abandon()
        finally:
            logging.shutdown()
            os._exit(DISPLAY_LOST)


def _at_loss_of_display(act: Callable[[], object]) -> object:
    """Call `act` when Xlib loses its server, before it ends the process in the middle of all
    threads (XSetIOErrorHandler(3)). What is returned must be kept."""
    try:
        library = ctypes.CDLL("libX11.so.6")
    except OSError:
        return None
    handler = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(lambda _display: act())
    library.XSetIOErrorHandler.restype = ctypes.c_void_p
    library.XSetIOErrorHandler(handler)
    return handler
