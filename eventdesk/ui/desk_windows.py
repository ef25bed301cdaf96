"""Everything a person opens beside the main window, each made when first wanted."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from eventdesk import __version__
from eventdesk.domain.language import tr, tr_n
from eventdesk.services.ports import Change, OpenRequested, SettingsChanged
from eventdesk.ui.bring_up import bring_up
from eventdesk.ui.draft_store import DraftFile
from eventdesk.ui.editors import Editors
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.minimising import keeps_minimised_windows
from eventdesk.ui.own_notifiers import OwnNotifiers
from eventdesk.ui.popup import ReminderPopup
from eventdesk.ui.reminder_windows import ReminderWindows
from eventdesk.ui.start_arguments import StartArguments
from eventdesk.ui.transfer import Transfer
from eventdesk.ui.tray import Tray
from eventdesk.ui.unsaved_offer import UnsavedOffer
from eventdesk.ui.watchdog import Watchdog

if TYPE_CHECKING:
    from eventdesk.domain.calendar import Calendar
    from eventdesk.domain.link import NewEvent
    from eventdesk.ui.backups_window import BackupsWindow
    from eventdesk.ui.calendars_window import CalendarsWindow
    from eventdesk.ui.health_window import HealthWindow
    from eventdesk.ui.settings_dialog import SettingsDialog
    from eventdesk.ui.shell import Shell
    from eventdesk.ui.shell_parts import Attached, ShellParts
    from eventdesk.ui.subscribe_dialog import SubscribeDialog
    from eventdesk.ui.trash_window import TrashWindow

HINT_SHOWN = "hints/keeps_running"


class DeskWindows(QObject):
    """Popup, tray, editors, ledger, health, settings, about. Qt main thread."""

    def __init__(
        self, shell: Shell, attached: Attached, parts: ShellParts, own: OwnNotifiers
    ) -> None:
        super().__init__(shell)
        self._shell = shell
        self._window = shell.window
        self._desk = attached.desk
        self._jobs, self._icons = shell.jobs, shell.icons
        self._parts = parts
        self._drafts = DraftFile(parts.drafts_file)
        self._slow = Jobs(ThreadPoolExecutor(1, thread_name_prefix="slow"), self)
        self.editors = Editors(
            self._desk, self._jobs, self._icons, self._drafts, self._window, lambda: shell.settings
        )
        self.editors.raised.connect(self._raise)
        self.editors.settings_wanted.connect(self.open_settings)
        self._doctor = attached.doctor
        self._health: HealthWindow | None = None
        self._settings: SettingsDialog | None = None
        self._about: QWidget | None = None
        self._trash: TrashWindow | None = None
        self._calendars: CalendarsWindow | None = None
        self._backups: BackupsWindow | None = None
        self._asking: SubscribeDialog | None = None
        self._starts = StartArguments(self._desk, self._jobs, self._window, self)
        self.transfer = Transfer(
            attached, self._slow, self._icons, self._window, self._tell, self._window.show_error
        )
        self.popup = ReminderPopup(self._desk, self._jobs, self._icons)
        self.popup.open_requested.connect(self._open_event)
        self.popup.ledger_requested.connect(lambda: self.open_ledger(None))
        self.reminders = ReminderWindows(self._desk, self._jobs, self._icons, self)
        self.reminders.open_requested.connect(self._open_event)
        self.reminders.raised.connect(self._raise)
        self.reminders.failed.connect(self._window.show_error)
        self.popup.missed_requested.connect(self.reminders.open_missed)
        for source in (self.popup, self.reminders):
            source.many_dismissed.connect(self._offer_undismiss)
        self.tray = Tray(self._desk, self._jobs, self._icons, self)
        self._connect_tray(shell, own)
        self._watchdog = Watchdog(self._desk, shell.bridge.publish, self)
        self.popup.dock_in(self._window, self._window.status)
        self.popup.start()
        self.tray.start()
        self._watchdog.start()
        self._unsaved = UnsavedOffer(
            self._desk,
            self._drafts,
            self._jobs,
            self._window,
            self.editors.open,
            self.editors.bring_up,
            self,
        )
        self.editors.left_unsaved.connect(self._unsaved.left)
        self._unsaved.start()

    def close(self) -> None:
        """Close every window; what is typed in editors is kept."""
        self.editors.close()
        self._watchdog.stop()
        self.transfer.close()
        self.reminders.close()
        if self._calendars is not None:
            self._calendars.stop()
        for window in (
            self._calendars,
            self._health,
            self._trash,
            self._backups,
            self._settings,
            self._about,
            self._asking,
            self.popup,
        ):
            if window is not None and isValid(window):
                window.close()
                window.deleteLater()
        self.tray.stop()
        self._slow.close()

    def take_change(self, change: Change) -> None:
        """Pass on what changed."""
        self.popup.handle(change)
        self.reminders.handle(change)
        self.tray.handle(change)
        for window in (self._health, self._trash, self._calendars):
            if window is not None:
                window.handle(change)
        if self._settings is not None and isValid(self._settings):
            self._settings.handle(change)
        match change:
            case SettingsChanged(settings=settings):
                self.editors.use_settings(settings)
            case OpenRequested(ledger_ids=ids) if ids:
                self._open_reminder(ids[0])

    # What a person asks for.

    def show_away(self) -> None:
        """Show what came due while the person was away."""
        self.popup.put_away()
        self.reminders.open_away(self._shell.settings)

    def open_ledger(self, event_id: str | None) -> None:
        """Show the ledger, of one event or of all."""
        self.reminders.open_ledger(event_id)

    def open_trash(self) -> None:
        """Show the deleted events."""
        from eventdesk.ui.trash_window import TrashWindow

        if self._trash is None:
            self._trash = TrashWindow(self._desk, self._jobs, self._icons, self._shell.settings)
        self._raise(self._trash)

    def open_calendars(self) -> None:
        """Show the calendars."""
        from eventdesk.ui.calendars_window import CalendarsWindow

        if self._calendars is None:
            self._calendars = CalendarsWindow(
                self._desk, self._jobs, self._slow, self._icons, self._shell.settings
            )
        self._raise(self._calendars)

    def open_backups(self) -> None:
        """Show the backups."""
        from eventdesk.ui.backups_window import BackupsWindow

        if self._backups is None:
            self._backups = BackupsWindow(
                self._desk, self._slow, self._icons, self._shell.rescue.restore
            )
        self._raise(self._backups)

    def open_settings(self, page: str = "general") -> None:
        """Show the settings."""
        from eventdesk.ui.settings_dialog import SettingsDialog

        if self._settings is None or not isValid(self._settings):
            self._settings = SettingsDialog(
                self._desk,
                self._jobs,
                self._slow,
                self._icons,
                self._window,
                spoken=self._parts.settings.general.language,
            )
            self._settings.theme_wanted.connect(self._shell.preview_theme)
        self._settings.show_page(page)
        self._raise(self._settings)

    def open_health(self) -> None:
        """Show how everything that reminders depend on is doing."""
        from eventdesk.ui.health_window import HealthWindow
        from eventdesk.ui.tray_health import TrayHealth

        if self._health is None:
            tray = TrayHealth(self.tray, self._icons)
            self._health = HealthWindow(
                self._doctor, self._desk.clock, self._slow, self._icons, tray
            )
        self._raise(self._health)

    def about(self) -> None:
        """Show version, folders and licences."""
        from eventdesk.ui.about import AboutDialog, Folder

        if self._about is None or not isValid(self._about):
            folders = [Folder(name, path) for name, path in self._parts.folders.items()]
            self._about = AboutDialog(
                self._icons,
                __version__,
                folders,
                self._window,
                licences=self._parts.licences,
                installed_as=self._parts.installed_as,
            )
        self._raise(self._about)

    def pause(self, until: datetime) -> None:
        """Hold reminders until `until` (UTC)."""
        self._jobs.run(lambda: self._desk.reminders.pause(until), None, self._window.show_error)

    def resume(self) -> None:
        """End a pause."""
        self._jobs.run(self._desk.reminders.resume, None, self._window.show_error)

    # What starts and links ask for (`start_arguments.Opener`).

    def take_arguments(self, arguments: Sequence[str]) -> None:
        """Act on the calendar files and links that this or a later start was given."""
        self._starts.take(arguments)

    def import_files(self, paths: Sequence[Path]) -> None:
        """Ask what to import of these files."""
        self.transfer.import_files(paths)

    def new_event(self, wish: NewEvent) -> None:
        """Open an editor, filled in by a link."""
        self.editors.open(None, wish=wish)

    def new_events_open(self) -> int:
        """How many editors of new events are open."""
        return sum(each.event_id is None for each in self.editors.open_ones())

    def subscribe(self, url: str) -> SubscribeDialog:
        """Ask whether to subscribe to the calendar at `url`."""
        from eventdesk.ui.subscribe_dialog import SubscribeDialog

        def subscribed(calendar: Calendar) -> None:
            words = tr("Subscribed to “{calendar}”.", calendar=calendar.name)
            self._window.messages.note(words)

        asking = SubscribeDialog(self._desk, self._slow, self._icons, self._window, url=url)
        asking.subscribed.connect(subscribed)
        self._asking = asking
        self._raise(asking)
        return asking

    @property
    def settings_pages(self) -> Sequence[str]:
        """The names of the settings' pages."""
        from eventdesk.ui.settings_dialog import PAGES

        return PAGES

    def close_to_tray(self) -> None:
        """Hide to the tray, saying so the first time; without a tray, minimise where that can
        be seen."""
        if not self.tray.visible:
            if keeps_minimised_windows(os.environ):
                self._window.showMinimized()
            else:
                self._window.hide()
            return
        self._window.hide()
        memory = QSettings(str(self._parts.layout_file), QSettings.Format.IniFormat)
        if not memory.value(HINT_SHOWN, False, type=bool) and self.tray.hint_still_running():
            memory.setValue(HINT_SHOWN, True)

    # How it is done.

    def _connect_tray(self, shell: Shell, own: OwnNotifiers) -> None:
        own.tray.use(self.tray.icon)
        own.tray.opened.connect(lambda ids: self._open_reminder(ids[0]))
        self.tray.found.connect(own.tray.look)
        self.tray.toggle_requested.connect(shell.toggle_window)
        self.tray.window_requested.connect(shell.show_window)
        self.tray.new_requested.connect(self.editors.new)
        self.tray.open_requested.connect(self._open_event)
        self.tray.quit_requested.connect(shell.quit_program)
        self.tray.message_pressed.connect(shell.show_window)
        self.tray.health_requested.connect(self.open_health)
        self.tray.away_requested.connect(self.show_away)

    def _offer_undismiss(self, ledger_ids: list[int]) -> None:
        undismiss = self._desk.reminders.undismiss

        def undo() -> None:
            work = partial(undismiss, ledger_ids, by="window")
            self._jobs.run(work, None, self._window.show_error)

        count = len(ledger_ids)
        words = tr_n("{count} reminder dismissed.", "{count} reminders dismissed.", count)
        self._window.messages.offer(words, undo)

    def _open_event(self, event_id: str) -> None:
        self._shell.show_window()
        self._window.select_event(event_id, anywhere=True)

    def _open_reminder(self, ledger_id: int) -> None:
        self._jobs.run(
            lambda: self._desk.history.get(ledger_id),
            lambda row: self._open_event(row.event_id),
            self._window.show_error,
        )

    def _tell(self, words: str, undo: object) -> None:
        if callable(undo):
            self._window.messages.offer(words, undo)
        else:
            self._window.messages.note(words)

    def _raise(self, window: QWidget) -> None:
        window.addAction(self._window.commands["quit"])  # its keys work while the main one hides
        bring_up(window)
