"""From the wish for a view to its first rows painted, by the window's own list."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor

from eventdesk.domain.views import AgendaColumn, AgendaView, QuickFilter
from eventdesk.paths import resource_folder
from eventdesk.services.desk import Desk
from tests.benchmarks.figures import MILLISECONDS, Figure, Sample, Section, Target
from tests.benchmarks.place import Place
from tests.benchmarks.service_desk import opened_desk

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QEventLoop, QObject
from PySide6.QtWidgets import QApplication

from eventdesk.ui.agenda_view import AgendaPanel
from eventdesk.ui.icons import Icons
from eventdesk.ui.jobs import Jobs

EVENTS = 100_000
SCREEN = Target(0.050)
VIEWS = {
    "search “dentist”": AgendaView(QuickFilter.ALL, search="dentist"),
    "sort by title": AgendaView(QuickFilter.ALL, sort=AgendaColumn.TITLE),
    "sort by state": AgendaView(QuickFilter.ALL, sort=AgendaColumn.STATE),
    "filter past": AgendaView(QuickFilter.PAST, descending=True),
    "filter all, at its place in time": AgendaView(QuickFilter.ALL),
}


class Painted(QObject):
    """Notes that the list is painted for the first time after its rows came."""

    def __init__(self, panel: AgendaPanel) -> None:
        super().__init__(panel)
        self._panel = panel
        self.seen = False
        self._fresh = False
        panel.model.modelReset.connect(self._reset)
        panel.table.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice a paint of fresh rows."""
        if event.type() == QEvent.Type.Paint and self._fresh:
            self.seen = True
        return super().eventFilter(watched, event)

    def begin(self) -> None:
        """Wait anew."""
        self.seen = self._fresh = False

    def _reset(self) -> None:
        self._fresh = True


def measure(place: Place) -> list[Section]:
    """The list over the real services."""
    with opened_desk(place.home(EVENTS)) as (desk, _):
        return [_painted(desk, 3 if place.quick else 9)]


def _painted(desk: Desk, rounds: int) -> Section:
    """Each view in turn, after the list of upcoming events."""
    application = QApplication.instance() or QApplication(["benchmarks"])
    assert isinstance(application, QApplication)
    jobs = Jobs(ThreadPoolExecutor(1))
    panel = AgendaPanel(Icons(resource_folder() / "icons"), jobs)
    panel.resize(1000, 640)
    panel.show()
    painted = Painted(panel)
    panel.attach(desk)
    _until_painted(painted)
    times: dict[str, list[float]] = {name: [] for name in VIEWS}
    for _ in range(rounds):
        for name, view in VIEWS.items():
            if panel.view != AgendaView():
                _show(panel, painted, AgendaView())
            times[name].append(_show(panel, painted, view))
    jobs.close()
    panel.close()
    panel.deleteLater()
    figures = [
        Figure(name=name, ours=Sample.median(runs), unit=MILLISECONDS, target=SCREEN)
        for name, runs in times.items()
    ]
    title = f"From the wish to painted rows, {EVENTS:,} events"
    return Section(title=title, floor="", figures=figures)


def _show(panel: AgendaPanel, painted: Painted, view: AgendaView) -> float:
    painted.begin()
    begin = time.perf_counter()
    panel.show_view(view)
    at = _until_painted(painted)
    _settle(0.3)
    return at - begin


def _until_painted(painted: Painted) -> float:
    end = time.perf_counter() + 20
    while not painted.seen:
        if time.perf_counter() > end:
            raise RuntimeError("the list was not painted within 20 s")
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    return time.perf_counter()


def _settle(seconds: float) -> None:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        QApplication.processEvents()
        time.sleep(0.002)
