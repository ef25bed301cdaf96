"""The window program around the main window: what opens when, and what ends it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from eventdesk.domain.errors import DatabaseDamaged, EventDeskError
from eventdesk.domain.language import tr
from eventdesk.domain.settings import Settings, Theme
from eventdesk.services.ports import (
    Change,
    HealthChanged,
    OpenRequested,
    SettingsChanged,
    StartedAgain,
)
from eventdesk.ui.application import Application
from eventdesk.ui.beginning import Beginning
from eventdesk.ui.bridge import Bridge
from eventdesk.ui.coming_up import ComingUp
from eventdesk.ui.icons import Icons
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.main_window import MainWindow
from eventdesk.ui.qt_language import speak_qt
from eventdesk.ui.quit_signals import QuitSignals
from eventdesk.ui.rescue_flow import RescueFlow
from eventdesk.ui.session_end import SessionEnd
from eventdesk.ui.shell_parts import Attached, ShellParts, Started
from eventdesk.ui.theme import SystemTheme, apply, make_application
from eventdesk.ui.window_actions import WindowActions

if TYPE_CHECKING:
    from eventdesk.ui.desk_windows import DeskWindows
    from eventdesk.ui.own_notifiers import OwnNotifiers
    from eventdesk.ui.restart_offer import RestartOffer


def run(parts: ShellParts) -> int:
    """Show the window and run until it is quit; the exit code."""
    app = make_application()
    app.setQuitOnLastWindowClosed(False)
    shell = Shell(app, parts)
    signals = QuitSignals(shell.quit_program, app)
    SessionEnd(
        app,
        keep=shell.keep_typed,
        end=shell.quit_program,
        close=shell.close,
        abandon=shell.abandon,
    )
    shell.begin()
    try:
        return app.exec()
    finally:
        shell.close()
        signals.close()


class Shell(QObject):
    """Makes the window, then the services beside it, then whatever a person opens."""

    def __init__(self, app: Application, parts: ShellParts) -> None:
        super().__init__(app)
        self._app = app
        self._parts = parts
        self._settings = parts.settings
        self._attached: Attached | None = None
        self._opened: DeskWindows | None = None
        self._restart: RestartOffer | None = None
        self._wish: Callable[[DeskWindows], object] | None = None
        self._arguments = list(parts.arguments)
        self._failed = self._closed = False
        self.bridge = Bridge(self)
        self.icons = Icons(parts.icons)
        app.setWindowIcon(self.icons.app_icon())
        self.jobs = Jobs(ThreadPoolExecutor(1, thread_name_prefix="desk"), self)
        speak_qt(app, parts.language)
        apply(app, parts.settings.general.theme)
        self._follower = SystemTheme(app, self._theme)
        self.window = MainWindow(self.icons, self.jobs, self._actions(), parts.layout_file)
        self._front = ComingUp(self.window, self.jobs, parts.let_activate)
        self.rescue = RescueFlow(self, parts.rescue)
        self._beginning = Beginning(
            self.window, self.jobs, parts.glance, parts.trace, self.open_desk
        )
        self.bridge.changed.connect(self._take)
        app.opened.connect(lambda what: self._started(StartedAgain((what,))))
        parts.install_hooks(self._crashed)

    def begin(self) -> None:
        """Show the window, then its first rows, then open the services on a worker thread."""
        self._beginning.begin(hidden=self._parts.hidden)
        if self._parts.settings_problem:
            self.bridge.publish(HealthChanged("settings", self._parts.settings_problem))
        if not self._parts.hidden:
            self.window.show()
        self._parts.arrivals(self._started_again)

    def close(self) -> None:
        """Stop everything; what was claimed is recorded first. Once."""
        if self._closed:
            return
        self._closed = True
        self._parts.ending()
        self.window.hide()
        if self._opened is not None:
            self._opened.close()
        self.jobs.close()
        if self._attached is not None:
            self._attached.close()

    def keep_typed(self) -> None:
        """Put what is typed in safety; everything goes on."""
        if self._opened is not None:
            self._opened.editors.keep_typed()

    def abandon(self) -> None:
        """Stop delivering without touching a window: there is no display any more."""
        self._parts.ending()
        if self._attached is not None:
            self._attached.close()

    def open_desk(self) -> None:
        """Open the services on a worker thread, and fill the window with them."""
        from eventdesk.ui.own_notifiers import OwnNotifiers

        own = OwnNotifiers(self)
        self._failed = False

        def work() -> Attached:
            attached = self._parts.attach(self.bridge.publish, own.notifiers)
            if self._closed:  # nobody will take it any more
                attached.close()
            return attached

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
        from eventdesk.ui.hidden_start import HiddenStart

        self._opened = DeskWindows(self, attached, self._parts, own)
        if self._restart is None:
            self._offer_restarts()
        if not self.window.isVisible():
            HiddenStart(self.window, self._opened.tray, self)
        self.jobs.run(attached.start)
        if self._wish is not None:
            wish, self._wish = self._wish, None
            wish(self._opened)
        self._take_arguments()
        self._beginning.note("ready")

    def _offer_restarts(self) -> None:
        from eventdesk.ui.restart_offer import RestartOffer

        self._restart = RestartOffer(self.icons, self.jobs, self._parts.replaced, self.window)
        self._restart.restart_wanted.connect(self._start_again)
        self.window.add_notice(self._restart)
        self._restart.start()

    def _start_again(self) -> None:
        self._parts.restart()
        self.quit_program()

    def _could_not_open(self, error: EventDeskError) -> None:
        self._failed = True
        self.window.agenda.rest()
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
            case StartedAgain():
                self._started(change)
            case OpenRequested(activation=permission):
                self._front.come(permission)

    def _started_again(self, request: Started) -> None:
        """Any thread."""
        again = StartedAgain(request.arguments, request.hidden, request.activation, request.quit)
        self.bridge.publish(again)

    def _started(self, again: StartedAgain) -> None:
        if again.quit:
            self.quit_program()
        elif not again.hidden:
            self._arguments += again.arguments
            self._front.come(again.activation)
            self._take_arguments()

    def _take_arguments(self) -> None:
        """Act on what the starts were given, once; it waits until the services are there."""
        if self._opened is not None and self._arguments:
            arguments, self._arguments = self._arguments, []
            self._front.then(lambda: self._with(lambda each: each.take_arguments(arguments)))

    def show_window(self) -> None:
        """Bring the window up."""
        self._front.come()

    def toggle_window(self) -> None:
        """Bring the window up, or hide it when it is in front."""
        if self.window.isVisible() and self.window.isActiveWindow():
            self.window.hide()
        else:
            self.show_window()

    def quit_program(self) -> None:
        """End the program."""
        # quit() asks every window first, and a window that hides to the tray says no. What was
        # typed just before is on its way, and taken in first.
        QTimer.singleShot(0, lambda: self._app.exit(0))

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
        if self._restart is not None:
            other = settings.general.language is not self._parts.settings.general.language
            self._restart.language_chosen(other)
        wanted = settings.general.start_at_login
        if wanted is not before.general.start_at_login:
            self.jobs.run(lambda: self._parts.set_autostart(wanted), None, self.window.show_error)

    def _theme(self) -> Theme:
        return self._settings.general.theme

    def _crashed(self, error: BaseException) -> None:
        words = tr(
            "Something went wrong in EventDesk ({error}). The log in {folder} tells more.",
            error=f"{type(error).__name__}: {error}",
            folder=self._parts.folders.get("Log"),
        )
        self.bridge.publish(HealthChanged("window", words))

    def _actions(self) -> WindowActions:
        return WindowActions(
            new_event=lambda: self._with(lambda each: each.editors.new()),
            edit_event=lambda *which: self._with(lambda each: each.editors.edit(*which)),
            duplicate=lambda event: self._with(lambda each: each.editors.duplicate(event)),
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
