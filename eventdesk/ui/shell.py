"""The window program around the main window: what opens when, and what ends it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from eventdesk.domain.errors import DatabaseDamaged, EventDeskError
from eventdesk.domain.settings import Settings, Theme
from eventdesk.services.ports import (
    Change,
    HealthChanged,
    Notifier,
    OpenRequested,
    SettingsChanged,
    StartedAgain,
)
from eventdesk.services.views import AgendaView
from eventdesk.ui.beginning import Beginning
from eventdesk.ui.bridge import Bridge
from eventdesk.ui.icons import Icons
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.main_window import MainWindow
from eventdesk.ui.quit_signals import QuitSignals
from eventdesk.ui.rescue_flow import RescueFlow, RescueWork
from eventdesk.ui.theme import SystemTheme, apply, make_application
from eventdesk.ui.window_actions import WindowActions

if TYPE_CHECKING:
    from eventdesk.domain.event import Event
    from eventdesk.services.agenda import Glimpse
    from eventdesk.services.desk import Desk
    from eventdesk.services.health import Doctor
    from eventdesk.services.imports import ImportResult
    from eventdesk.ui.desk_windows import DeskWindows
    from eventdesk.ui.own_notifiers import OwnNotifiers


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """The services, ready, and what the window needs beside them.

    `start` begins delivering and `close` ends it; both may block for some 100 ms.
    `read_calendars` takes files and data, and by name `progress` and `cancelled`, as
    `interchange.read.read` does.
    """

    desk: Desk
    doctor: Doctor
    start: Callable[[], None]
    close: Callable[[], None]
    read_calendars: Callable[..., ImportResult]
    write_calendar: Callable[[Iterable[Event]], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellParts:
    """What the composition root hands to the window program.

    `glance` reads the first rows on a worker thread, None when that cannot be; never raises.
    `attach` opens the services on a worker thread, with the window's own notifiers as the
    last to be asked; EventDeskError when they cannot be opened. `arrivals` connects the
    arguments of later starts. `rescue` replaces a database that cannot be used. `trace`, if
    given, notes a stage of the start and its Unix time.
    """

    icons: Path
    layout_file: Path
    drafts_file: Path
    folders: Mapping[str, Path]
    settings: Settings
    settings_problem: str
    hidden: bool
    arguments: tuple[str, ...]
    arrivals: Callable[[Callable[[list[str]], None]], None]
    glance: Callable[[AgendaView], Glimpse | None]
    attach: Callable[[Callable[[Change], None], Sequence[Notifier]], Attached]
    rescue: RescueWork
    set_autostart: Callable[[bool], None]
    install_hooks: Callable[[Callable[[BaseException], None]], None]
    trace: Callable[[str, float], None] | None


def run(parts: ShellParts) -> int:
    """Show the window and run until it is quit; the exit code."""
    app = make_application("eventdesk")
    app.setApplicationName("EventDesk")
    app.setDesktopFileName("eventdesk")
    app.setQuitOnLastWindowClosed(False)
    shell = Shell(app, parts)
    signals = QuitSignals(shell.quit_program, app)
    shell.begin()
    try:
        return app.exec()
    finally:
        signals.close()
        shell.close()


class Shell(QObject):
    """Makes the window, then the services beside it, then whatever a person opens."""

    def __init__(self, app: QApplication, parts: ShellParts) -> None:
        super().__init__(app)
        self._app = app
        self._parts = parts
        self._settings = parts.settings
        self._attached: Attached | None = None
        self._opened: DeskWindows | None = None
        self._wish: Callable[[DeskWindows], object] | None = None
        self._arguments = list(parts.arguments)
        self._failed = False
        self.bridge = Bridge(self)
        self.icons = Icons(parts.icons)
        app.setWindowIcon(self.icons.app_icon())
        self.jobs = Jobs(ThreadPoolExecutor(1, thread_name_prefix="desk"), self)
        apply(app, parts.settings.general.theme)
        self._follower = SystemTheme(app, self._theme)
        self.window = MainWindow(self.icons, self.jobs, self._actions(), parts.layout_file)
        self.rescue = RescueFlow(self, parts.rescue)
        self._beginning = Beginning(
            self.window, self.jobs, parts.glance, parts.trace, self.open_desk
        )
        self.bridge.changed.connect(self._take)
        parts.install_hooks(self._crashed)

    def begin(self) -> None:
        """Show the window, then its first rows, then open the services on a worker thread."""
        self._beginning.begin(hidden=self._parts.hidden)
        if self._parts.settings_problem:
            self.bridge.publish(HealthChanged("settings", self._parts.settings_problem))
        if not self._parts.hidden:
            self.window.show()
        self._parts.arrivals(lambda arguments: self.bridge.publish(StartedAgain(tuple(arguments))))

    def close(self) -> None:
        """Stop everything; what was claimed is recorded first."""
        self.window.hide()
        if self._opened is not None:
            self._opened.close()
        self.jobs.close()
        if self._attached is not None:
            self._attached.close()

    def open_desk(self) -> None:
        """Open the services on a worker thread, and fill the window with them."""
        from eventdesk.ui.own_notifiers import OwnNotifiers

        own = OwnNotifiers(self)
        self._failed = False

        def work() -> Attached:
            return self._parts.attach(self.bridge.publish, own.notifiers)

        self.jobs.run(work, lambda attached: self._show_desk(attached, own), self._could_not_open)

    def detach(self, then: Callable[[], object]) -> None:
        """Close the services with every window of theirs, on a worker, then call `then`."""
        opened, attached = self._opened, self._attached
        self._opened = self._attached = None
        self.window.detach()
        if opened is not None:
            opened.close()
            opened.deleteLater()
        self.jobs.run(lambda: attached and attached.close(), lambda _: then())

    def _show_desk(self, attached: Attached, own: OwnNotifiers) -> None:
        self._attached = attached
        self.rescue.opened()
        self._beginning.watch_rows()
        self.window.attach(attached.desk)
        # The first rows come before the tray, the popup and the alarm thread.
        QTimer.singleShot(0, lambda: self._open_rest(attached, own))

    def _open_rest(self, attached: Attached, own: OwnNotifiers) -> None:
        from eventdesk.ui.desk_windows import DeskWindows

        self._opened = DeskWindows(self, attached, self._parts, own)
        if self._parts.hidden and not self._opened.tray_available:
            self.window.showMinimized()
        self.jobs.run(attached.start)
        if self._wish is not None:
            wish, self._wish = self._wish, None
            wish(self._opened)
        self._take_arguments()
        self._beginning.note("ready")

    def _could_not_open(self, error: EventDeskError) -> None:
        self._failed = True
        self.show_window()
        if isinstance(error, DatabaseDamaged):
            self.rescue.offer(error)
        else:
            self.rescue.opened()
            self.window.show_error(error, self.open_desk)

    def _take(self, change: Change) -> None:
        self.window.take_change(change)
        if self._opened is not None:
            self._opened.take_change(change)
        match change:
            case SettingsChanged(settings=settings):
                self._use_settings(settings)
            case StartedAgain(arguments=arguments):
                self.show_window()
                self._arguments += arguments
                self._take_arguments()
            case OpenRequested():
                self.show_window()

    def _take_arguments(self) -> None:
        """Act on what the starts were given, once; it waits until the services are there."""
        if self._opened is not None and self._arguments:
            arguments, self._arguments = self._arguments, []
            self._opened.take_arguments(arguments)

    def show_window(self) -> None:
        """Bring the window up."""
        self.window.show()
        if self.window.isMinimized():
            self.window.showNormal()
        self.window.raise_()
        self.window.activateWindow()

    def toggle_window(self) -> None:
        """Bring the window up, or hide it when it is in front."""
        if self.window.isVisible() and self.window.isActiveWindow():
            self.window.hide()
        else:
            self.show_window()

    def quit_program(self) -> None:
        """End the program."""
        # quit() asks every window first, and a window that hides to the tray says no.
        self._app.exit(0)

    @property
    def folders(self) -> Mapping[str, Path]:
        """Where things are, by name."""
        return self._parts.folders

    @property
    def settings(self) -> Settings:
        """The settings as last read."""
        return self._settings

    def preview_theme(self, theme: Theme) -> None:
        """Use a theme until the settings are read again."""
        apply(self._app, theme)

    def _use_settings(self, settings: Settings) -> None:
        before, self._settings = self._settings, settings
        if settings.general.theme is not before.general.theme:
            apply(self._app, settings.general.theme)
        wanted = settings.general.start_at_login
        if wanted is not before.general.start_at_login:
            self.jobs.run(lambda: self._parts.set_autostart(wanted), None, self.window.show_error)

    def _theme(self) -> Theme:
        return self._settings.general.theme

    def _crashed(self, error: BaseException) -> None:
        words = f"Something went wrong in EventDesk ({type(error).__name__}: {error})."
        folder = self._parts.folders.get("Log")
        self.bridge.publish(HealthChanged("window", f"{words} The log in {folder} tells more."))

    def _actions(self) -> WindowActions:
        return WindowActions(
            new_event=lambda: self._with(lambda each: each.new_event()),
            edit_event=lambda *which: self._with(lambda each: each.edit_event(*which)),
            duplicate=lambda event: self._with(lambda each: each.duplicate(event)),
            open_ledger=lambda event: self._with(lambda each: each.open_ledger(event)),
            open_settings=lambda page="general": self._with(lambda each: each.open_settings(page)),
            open_calendars=lambda: self._with(lambda each: each.open_calendars()),
            open_trash=lambda: self._with(lambda each: each.open_trash()),
            open_backups=lambda: self._with(lambda each: each.open_backups()),
            open_health=lambda: self._with(lambda each: each.open_health()),
            show_away=lambda: self._with(lambda each: each.show_away()),
            quit=self.quit_program,
            pause=lambda until: self._with(lambda each: each.pause(until)),
            resume=lambda: self._with(lambda each: each.resume()),
            import_files=lambda paths: self._with(lambda each: each.transfer.import_files(paths)),
            export=lambda *what: self._with(lambda each: each.transfer.export(*what)),
            paste=lambda: self._with(lambda each: each.transfer.paste()),
            copy_calendar=lambda ids: self._with(lambda each: each.transfer.copy(ids)),
            about=lambda: self._with(lambda each: each.about()),
            close_to_tray=self._close_to_tray,
        )

    def _with(self, act: Callable[[DeskWindows], object]) -> None:
        """Act on the desk's windows; what is asked for before they are there comes then."""
        if self._opened is not None:
            act(self._opened)
        else:
            self._wish = act

    def _close_to_tray(self) -> bool:
        if self._opened is None and self._failed:
            self.quit_program()
            return False
        # Closed while the services are being opened: reminders are no less wanted.
        self._with(lambda each: each.close_to_tray())
        return True
