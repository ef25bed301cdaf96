"""Starting the window: one per data folder, shown before the database room is even imported."""

from __future__ import annotations

import faulthandler
import logging
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from eventdesk import APP_ID, logs
from eventdesk.app.arrivals import Arrivals
from eventdesk.app.installation import installed_as, program_file, program_folder
from eventdesk.app.rescuer import Rescuer
from eventdesk.app.restart import Restart
from eventdesk.app.spoken import speak_as_set
from eventdesk.app.start_request import StartRequest
from eventdesk.domain.errors import EventDeskError, SettingsFailure, UnfitSettings
from eventdesk.domain.language import later, retold
from eventdesk.domain.settings import Settings
from eventdesk.paths import Paths
from eventdesk.system.program_files import ProgramFiles
from eventdesk.system.single_instance import TALK_S, SingleInstance

if TYPE_CHECKING:
    from eventdesk.domain.views import AgendaView
    from eventdesk.services.agenda import Glimpse
    from eventdesk.services.ports import Change, Notifier
    from eventdesk.ui.shell_parts import Attached

log = logging.getLogger(__name__)
TRACE = "EVENTDESK_TRACE_START"
FIRST_ROWS = 100
"""More than a window shows at first."""
HANGS = later("EventDesk runs but does not answer. End its process, then start it again.")
SWITCH_S = 0.0005
"""After so long a thread that computes lets the window go on (Python's own value is 5 ms). The
window gives way at nearly every call of Qt and SQLite, and would wait that long each time."""
END_S = 12.0
"""How long ending may take: a little more than the parts wait for what they do. Whatever is cut
short, the database holds."""


def run_window(paths: Paths, arguments: Sequence[str]) -> int:
    """Run the window until it is quit; the exit code. A second start raises the first."""
    request = StartRequest.of(arguments, os.environ)
    if request.quit:
        return _end_running(paths)
    arrivals, restart = Arrivals(), Restart()
    try:
        paths.ensure()
        logs.configure(paths, stderr=False)
        instance = SingleInstance(paths.data)
        # Between the two another one may just have ended: then the place is free.
        if not instance.claim(arrivals):
            if instance.send(request.words()):
                _end_notice(request)
                return 0
            if not instance.claim(arrivals):
                return _refuse(paths, request, HANGS)
    except EventDeskError as error:
        return _refuse(paths, request, error.problem, error.remedy)
    except OSError as error:
        return _refuse(paths, request, str(error))
    try:
        return _run(paths, request, arrivals, restart, lambda: _ending(paths, instance))
    finally:
        instance.close()
        restart.begin()


def _end_running(paths: Paths) -> int:
    """End the window of this data folder; 0 once none runs, 1 when it did not end in time."""
    if not paths.data.is_dir():
        return 0
    instance = SingleInstance(paths.data)
    try:
        instance.send(StartRequest(quit=True).words())
        return 0 if instance.wait_until_free(END_S + TALK_S) else 1
    except OSError as error:
        print(f"eventdesk: {error}", file=sys.stderr)
        return 1


def _run(
    paths: Paths,
    request: StartRequest,
    arrivals: Arrivals,
    restart: Restart,
    ending: Callable[[], None],
) -> int:
    if sys.platform == "win32":
        from eventdesk.system.app_user_model import name_process

        name_process(APP_ID)
    sys.setswitchinterval(SWITCH_S)
    from eventdesk.ui.shell import run
    from eventdesk.ui.shell_parts import ShellParts

    settings, problem = _settings(paths)
    language = speak_as_set(paths, settings)
    if problem:
        _, problem = _settings(paths)  # again, in that language
    return run(
        ShellParts(
            language=language,
            icons=paths.icons,
            layout_file=paths.config / "window.ini",
            drafts_file=paths.data / "drafts.json",
            folders={
                later("Data"): paths.data,
                later("Settings"): paths.config,
                later("Log"): paths.log,
                later("Program"): program_folder(),
            },
            licences=paths.licences,
            installed_as=installed_as(),
            settings=settings,
            settings_problem=problem,
            hidden=request.hidden or (settings.general.start_hidden and not request.arguments),
            arguments=request.arguments,
            arrivals=arrivals.connect,
            glance=lambda view: _glance(paths, view),
            attach=lambda publish, last: _attach(paths, publish, last),
            rescue=Rescuer(paths),
            replaced=ProgramFiles(program_file()).replaced,
            restart=restart.want,
            set_autostart=lambda wanted: _set_autostart(paths, wanted),
            let_activate=_let_activate,
            install_hooks=_install_hooks,
            ending=ending,
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
    from eventdesk.ui.shell_parts import Attached

    desk = build(paths, running_outside(paths, publish, last))
    terminal = Terminal(paths)
    stop_watch: list[Callable[[], None]] = []

    def start() -> None:
        desk.start()
        stop_watch.append(sleep_watch(desk))
        _mend_autostart(paths)

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


def _set_autostart(paths: Paths, wanted: bool) -> None:
    """Follow a settings file that was changed by hand."""
    from eventdesk.app.login_start import login_start

    login = login_start(paths)
    if login.look().on is not wanted:
        login.switch(wanted)


def _mend_autostart(paths: Paths) -> None:
    from eventdesk.app.login_start import login_start

    settings, _ = _settings(paths)
    if settings.general.start_at_login:
        login_start(paths).mend()


def _ending(paths: Paths, instance: SingleInstance) -> None:
    """From now on a start is a new one; and whatever hangs, the process ends."""
    instance.leave()
    with suppress(OSError, ValueError):
        # Where the threads hang is written there first; it stays open for that.
        faulthandler.dump_traceback_later(END_S, exit=True, file=paths.log_file.open("ab"))


def _let_activate(window: int, activation: str) -> None:
    from eventdesk.system.activation import bring_up

    bring_up(window, activation, os.environ)


def _end_notice(request: StartRequest) -> None:
    """The start is over though no window came of it: the desktop's busy cursor can go."""
    if request.activation and sys.platform.startswith("linux"):
        from eventdesk.system.activation import end_startup

        end_startup(request.activation, os.environ)


def _install_hooks(on_crash: Callable[[BaseException], None]) -> None:
    logs.install_qt_handler()
    logs.install_excepthooks(on_crash)


def _refuse(paths: Paths, request: StartRequest, *sentences: str) -> int:
    """Tell why nothing starts. What was raised before a language was chosen is English."""
    print(f"eventdesk: {' '.join(filter(None, sentences))}", file=sys.stderr)
    if not request.hidden and _has_screen() and not (sys.stderr and sys.stderr.isatty()):
        from eventdesk.ui.refusal import show_refusal

        speak_as_set(paths, _settings(paths)[0])
        show_refusal(" ".join(filter(None, map(retold, sentences))))
    return 4


def _has_screen() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _trace(stage: str, instant: float) -> None:
    """Note when a stage of the start was reached (Unix seconds), for `make bench`."""
    with Path(os.environ[TRACE]).open("a", encoding="utf-8") as file:
        file.write(f"{stage} {instant:.6f}\n")
