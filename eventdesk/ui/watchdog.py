"""Notices from outside when the alarm of this process has stopped looking, and says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from eventdesk.services.health import SILENT_S, silence_problem
from eventdesk.services.ports import Change, HealthChanged

if TYPE_CHECKING:
    from eventdesk.services.desk import Desk

EVERY_MS = 15_000
AGAIN_MS = 5_000
"""An alarm that seems to have stopped is asked to look, and gets so long to do it: after the
whole process stood still this timer may simply have come first."""
PART = "alarm"


class Watchdog(QObject):
    """Publishes HealthChanged for the part 'alarm'. Qt main thread."""

    def __init__(
        self, desk: Desk, publish: Callable[[Change], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._publish = publish
        self._since = desk.clock.monotonic()
        self._asked = False
        self._problem = ""
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Begin watching."""
        self._since = self._desk.clock.monotonic()
        self._timer.start(EVERY_MS)

    def stop(self) -> None:
        """Watch no longer."""
        self._timer.stop()

    def look(self) -> None:
        """Compare now; tell when it stopped, and when it goes on."""
        age_s = self._desk.heartbeat_age()
        starting = age_s is None and self._desk.clock.monotonic() - self._since <= SILENT_S
        problem = "" if starting else silence_problem(age_s)
        if problem and not self._asked:
            self._asked = True
            self._desk.look_now()
            self._timer.start(AGAIN_MS)
            return
        self._asked = bool(problem)
        if bool(problem) != bool(self._problem):
            self._publish(HealthChanged(PART, problem))
        self._problem = problem
        self._timer.start(EVERY_MS)
