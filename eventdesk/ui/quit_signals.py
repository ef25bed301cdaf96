"""SIGTERM, SIGINT and SIGHUP end the program as the menu's Quit does (signal(7))."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier

NAMES = ("SIGTERM", "SIGINT", "SIGHUP")


class QuitSignals(QObject):
    """Calls `quit_program` on the Qt main thread when the system asks the program to end.

    Python runs signal handlers between bytecodes, and Qt's loop executes none while idle:
    the wake-up socket makes it. What is ignored from the start (nohup(1)) stays ignored. Close
    it last: a second signal must not kill the program while it ends.
    """

    def __init__(self, quit_program: Callable[[], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._quit = quit_program
        self._read_end, self._write_end = socket.socketpair()
        self._read_end.setblocking(False)
        self._write_end.setblocking(False)
        self._notifier = QSocketNotifier(self._read_end.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._arrived)
        signal.set_wakeup_fd(self._write_end.fileno(), warn_on_full_buffer=False)
        wanted = (getattr(signal, name) for name in NAMES if hasattr(signal, name))
        self._heeded = [each for each in wanted if signal.getsignal(each) != signal.SIG_IGN]
        for each in self._heeded:
            signal.signal(each, lambda number, frame: None)

    def close(self) -> None:
        """The program is ending: further signals change nothing."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(-1)
        for each in self._heeded:
            signal.signal(each, signal.SIG_IGN)
        self._read_end.close()
        self._write_end.close()

    def _arrived(self) -> None:
        self._read_end.recv(64)
        self._quit()
