"""Starting the window: one per data folder, shown before the database room is even imported."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from eventdesk import logs
from eventdesk.app.rescuer import Rescuer
from eventdesk.domain.errors import EventDeskError, SettingsFailure, UnfitSettings
from eventdesk.domain.settings import Settings
from eventdesk.paths import Paths
from eventdesk.system.single_instance import SingleInstance

if TYPE_CHECKING:
    from eventdesk.domain.views import AgendaView
    from eventdesk.services.agenda import Glimpse
    from eventdesk.services.ports import Change, Notifier
    from eventdesk.ui.shell import Attached

log = logging.getLogger(__name__)
HIDDEN = "--hidden"
TRACE = "EVENTDESK_TRACE_START"
FIRST_ROWS = 100
"""More than a window shows at first."""


class Arrivals:
    """Arguments of later starts: kept until the window is there to take them. Any thread."""

    def __init__(self) -> None:
        self._waiting: list[list[str]] = []
        self._take: Callable[[list[str]], None] | None = None

    def __call__(self, arguments: list[str]) -> None:
        """A later start handed over its arguments."""
        if self._take is None:
            self._waiting.append(arguments)
        else:
            self._take(arguments)

    def connect(self, take: Callable[[list[str]], None]) -> None:
        """From now on call `take`; what waited comes first."""
        self._take = take
        for arguments in self._waiting:
            take(arguments)


def run_window(paths: Paths, arguments: Sequence[str]) -> int:
    """Run the window until it is quit; the exit code. A second start raises the first."""
    files = [_absolute(each) for each in arguments if each != HIDDEN]
    arrivals = Arrivals()
    try:
        paths.ensure()
        logs.configure(paths, stderr=False)
        instance = SingleInstance(paths.data)
        # Between the two another one may just have ended: then the place is free.
        if not instance.claim(arrivals):
            if instance.send(files):
                return 0
            if not instance.claim(arrivals):
                return _refuse("EventDesk runs but does not answer.")
    except (EventDeskError, OSError) as error:
        return _refuse(str(error))
    try:
        return _run(paths, files, arrivals, hidden=HIDDEN in arguments)
    finally:
        instance.close()


def _run(paths: Paths, files: Sequence[str], arrivals: Arrivals, *, hidden: bool) -> int:
    from eventdesk.ui.shell import ShellParts, run

    settings, problem = _settings(paths)
    return run(
        ShellParts(
            icons=paths.icons,
            layout_file=paths.config / "window.ini",
            drafts_file=paths.data / "drafts.json",
            folders={"Data": paths.data, "Settings": paths.config, "Log": paths.log},
            settings=settings,
            settings_problem=problem,
            hidden=hidden or settings.general.start_hidden,
            arguments=tuple(files),
            arrivals=arrivals.connect,
            glance=lambda view: _glance(paths, view),
            attach=lambda publish, last: _attach(paths, publish, last),
            rescue=Rescuer(paths),
            set_autostart=_set_autostart,
            install_hooks=_install_hooks,
            trace=_trace if os.environ.get(TRACE) else None,
        )
    )


def _glance(paths: Paths, view: AgendaView) -> Glimpse | None:
    """The first rows, by far less than the database room; runs beside the shown window."""
    from eventdesk.services.agenda import AgendaList
    from eventdesk.storage.glance import Glance
    from eventdesk.system.clock import SystemClock

    try:
        glance = Glance.open(paths.database)
        if glance is None:
            return None
        try:
            return AgendaList(glance, SystemClock()).glimpse(view, FIRST_ROWS)
        finally:
            glance.close()
    except Exception as error:  # noqa: BLE001 - the services open without it, and tell what is wrong
        log.info("no first look at the events: %s", type(error).__name__)
        return None


def _attach(paths: Paths, publish: Callable[[Change], None], last: Sequence[Notifier]) -> Attached:
    """Open the database and start the services; runs beside the shown window."""
    from eventdesk.app.doctor import DeskDoctor
    from eventdesk.app.outside import running_outside, sleep_watch
    from eventdesk.app.terminal import Terminal
    from eventdesk.app.wiring import build
    from eventdesk.ui.shell import Attached

    desk = build(paths, running_outside(paths, publish, last))
    terminal = Terminal(paths)
    stop_watch: list[Callable[[], None]] = []

    def start() -> None:
        desk.start()
        stop_watch.append(sleep_watch(desk))

    def close() -> None:
        for stop in stop_watch:
            stop()
        desk.close()

    return Attached(
        desk=desk,
        doctor=DeskDoctor(paths, desk),
        start=start,
        close=close,
        read_calendars=lambda sources, **more: terminal.read_calendars(
            sources, local_zone=desk.clock.zone(), **more
        ),
        write_calendar=terminal.write_calendar,
    )


def _settings(paths: Paths) -> tuple[Settings, str]:
    from eventdesk.system.settings_file import TomlSettings

    try:
        return TomlSettings(paths.settings_file).load(), ""
    except UnfitSettings as error:
        return error.settings, str(error)
    except SettingsFailure as error:
        return Settings(), str(error)


def _set_autostart(wanted: bool) -> None:
    from eventdesk.system.autostart import system_autostart

    autostart = system_autostart()
    if wanted:
        autostart.enable([*_own_command(), HIDDEN])
    elif autostart.enabled():
        autostart.disable()


def _own_command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, "-m", "eventdesk"]


def _install_hooks(on_crash: Callable[[BaseException], None]) -> None:
    logs.install_qt_handler()
    logs.install_excepthooks(on_crash)


def _refuse(words: str) -> int:
    print(f"eventdesk: {words}", file=sys.stderr)
    return 4


def _absolute(argument: str) -> str:
    return argument if ":" in argument else str(Path(argument).absolute())


def _trace(stage: str, instant: float) -> None:
    """Note when a stage of the start was reached (Unix seconds), for `make bench`."""
    with Path(os.environ[TRACE]).open("a", encoding="utf-8") as file:
        file.write(f"{stage} {instant:.6f}\n")
