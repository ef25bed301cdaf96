"""Ticks on every half minute of the wall clock, which is when 'in 7 min' changes its words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, Qt, QTimer, Signal

STEP = 30.0
"""Seconds. Words round to whole minutes, so those of an event at a full minute change at :30
and 'now' begins and ends there too; planned times change at :00."""


class Ticker(QObject):
    """Emits `ticked`; never more than STEP apart while running. Qt main thread."""

    ticked = Signal()

    def __init__(self, now: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._ring)

    @property
    def running(self) -> bool:
        """Whether it ticks."""
        return self._timer.isActive()

    def run(self, running: bool) -> None:
        """Start, with a tick at once, or stop."""
        if running and not self.running:
            self._ring()
        elif not running:
            self._timer.stop()

    def _ring(self) -> None:
        self._timer.start(until_next(self._now()))
        self.ticked.emit()


def until_next(now: datetime) -> int:
    """Milliseconds to just after the next half minute."""
    return int((STEP - now.timestamp() % STEP) * 1000) + 5
