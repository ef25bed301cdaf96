"""A 1 ms timer on the Qt main thread that writes down when it was held up."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer

WORTH_TELLING_S = 0.003
SIGN_OF_LIFE_S = 0.25


class Pulse(QObject):
    """Appends lines '<unix time> <seconds since the beat before>' to `path`: gaps over 3 ms,
    and some others as a sign of life."""

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = path.open("a", buffering=1)
        self._last = self._told = time.perf_counter()
        timer = QTimer(self)
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.timeout.connect(self._beat)
        timer.start(1)

    def _beat(self) -> None:
        now = time.perf_counter()
        gap = now - self._last
        self._last = now
        if gap > WORTH_TELLING_S or now - self._told > SIGN_OF_LIFE_S:
            self._told = now
            self._file.write(f"{time.time():.6f} {gap:.6f}\n")
