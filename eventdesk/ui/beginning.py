"""From the shown window to its services: nothing competes with the first paints."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from eventdesk.services.views import AgendaView
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.main_window import MainWindow

if TYPE_CHECKING:
    from eventdesk.services.agenda import Glimpse

PATIENCE = 300
"""Milliseconds after which the start goes on though nothing was painted."""


class Beginning(QObject):
    """After the first paint takes a first look at the events, after theirs calls `then`.

    `glance` runs on the worker and never raises. `trace`, if given, notes the ends of the
    first paints of the window ('shown') and of its rows or empty state ('rows').
    """

    def __init__(
        self,
        window: MainWindow,
        jobs: Jobs,
        glance: Callable[[AgendaView], Glimpse | None],
        trace: Callable[[str, float], None] | None,
        then: Callable[[], object],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._jobs = jobs
        self._glance = glance
        self._trace = trace
        self._then = then
        self._next: Callable[[], object] | None = None
        self._unpainted: dict[QObject, str] = {}
        self._rows_watched = False
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self._patience.timeout.connect(self._go_on)

    def begin(self, *, hidden: bool) -> None:
        """Begin, before the window is shown; what is hidden has nothing to wait for."""
        self._watch("shown", self._window)
        self._next = self._then if hidden else self._look
        self._patience.start(0 if hidden else PATIENCE)

    def watch_rows(self) -> None:
        """Note the first paint of the rows from now on, unless they were watched before."""
        if not self._rows_watched:
            self._rows_watched = True
            agenda = self._window.agenda
            self._watch("rows", agenda.table.viewport(), agenda.empty)

    def note(self, stage: str) -> None:
        """Note that a stage is reached now."""
        if self._trace is not None:
            self._trace(stage, time.time())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice first paints."""
        if event.type() == QEvent.Type.Paint and watched in self._unpainted:
            stage = self._unpainted[watched]
            for each in [each for each, of in self._unpainted.items() if of == stage]:
                each.removeEventFilter(self)
                del self._unpainted[each]
            # When this rings the paint has ended and is on the screen.
            QTimer.singleShot(0, self, lambda: self._painted(stage))
        return super().eventFilter(watched, event)

    def _watch(self, stage: str, *widgets: QWidget) -> None:
        for widget in widgets:
            self._unpainted[widget] = stage
            widget.installEventFilter(self)

    def _painted(self, stage: str) -> None:
        self.note(stage)
        self._go_on()

    def _go_on(self) -> None:
        self._patience.stop()
        step, self._next = self._next, None
        if step is not None:
            step()

    def _look(self) -> None:
        view = self._window.agenda.view
        self._jobs.run(lambda: self._glance(view), self._seen)

    def _seen(self, glimpse: Glimpse | None) -> None:
        self._next = self._then
        if glimpse is None or not self._window.agenda.show_glimpse(glimpse):
            self._go_on()
            return
        self.watch_rows()
        self._patience.start(PATIENCE)
