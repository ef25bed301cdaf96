"""The tray icon: what comes next at a glance, and the few things one does most."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon
from shiboken6 import isValid

from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.wording import when_words
from eventdesk.services.ports import Change, HealthChanged, SettingsChanged
from eventdesk.services.views import AgendaRow, NextReminder
from eventdesk.ui.icons import Icons
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.pause_choices import pause_choices
from eventdesk.ui.ticker import Ticker

if TYPE_CHECKING:
    from eventdesk.services.desk import Desk

SHOWN = 3
READ = 12
"""Read some more: events that go on now are not what comes next."""
LONGEST = 40
"""Characters of a title in the menu."""
LOOK_MS = 5_000
LOOKS = 24
"""A desktop that is still starting may bring its tray up two minutes after us."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the tray shows."""

    coming: tuple[AgendaRow, ...] = ()
    next: NextReminder | None = None
    paused_until: datetime | None = None
    waiting: int = 0


class Tray(QObject):
    """The icon with its menu. Connect `handle` to the bridge and call `start` once.

    `toggle_requested`: a click on the icon; `open_requested` carries an event's id;
    `message_pressed` comes when a tray message is clicked; `found` when a tray turns up.
    """

    toggle_requested = Signal()
    window_requested = Signal()
    new_requested = Signal()
    open_requested = Signal(str)
    health_requested = Signal()
    quit_requested = Signal()
    message_pressed = Signal()
    found = Signal()

    def __init__(self, desk: Desk, jobs: Jobs, icons: Icons, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._jobs = jobs
        self._icons = icons
        self._asking = False
        self._again = False
        self._problems: dict[str, str] = {}
        self._looks = 0
        self._written: object = None
        self.standing = Standing()
        self.icon = QSystemTrayIcon(icons.tray_icon("on"), self)
        self.menu = QMenu()
        self.pause_menu = QMenu("Pause reminders", self.menu)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._activated)
        self.icon.messageClicked.connect(self.message_pressed)
        self.menu.aboutToShow.connect(self.refresh)
        self._look_timer = QTimer(self, singleShot=True, interval=LOOK_MS)
        self._look_timer.timeout.connect(self._look)
        self._ticker = Ticker(desk.clock.now, self)
        self._ticker.ticked.connect(self.refresh)
        self._write()

    @staticmethod
    def available() -> bool:
        """Whether this desktop has a tray now. Qt main thread."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    @property
    def visible(self) -> bool:
        """Whether the icon can be seen, so that the window may close to it."""
        return self.icon.isVisible() and self.available()

    @property
    def state(self) -> str:
        """'problem', 'paused', 'due' or 'on': which icon is shown."""
        if self._problems:
            return "problem"
        if self.standing.paused_until is not None:
            return "paused"
        return "due" if self.standing.waiting else "on"

    def start(self) -> None:
        """Show the icon; where there is no tray yet, look again for two minutes."""
        self._look()
        self._ticker.run(True)

    def stop(self) -> None:
        """Hide for good."""
        self._ticker.run(False)
        self._look_timer.stop()
        self.icon.hide()
        self.menu.deleteLater()

    def hint_still_running(self) -> bool:
        """Say that closing the window does not end the program; False where it cannot."""
        if not self.visible or not QSystemTrayIcon.supportsMessages():
            return False
        self.icon.showMessage(
            "EventDesk keeps running in the tray",
            "Reminders come as before. To end it, choose Quit from this icon's menu.",
            self._icons.app_icon(),
        )
        return True

    def handle(self, change: Change) -> None:
        """Follow published changes. Qt main thread."""
        if isinstance(change, HealthChanged):
            if change.problem:
                self._problems[change.part] = change.problem
            else:
                self._problems.pop(change.part, None)
            self._write()
        elif not isinstance(change, SettingsChanged):
            self.refresh()

    def refresh(self) -> None:
        """Ask what comes next; several wishes in a row become one."""
        if self._asking:
            self._again = True
            return
        self._asking = True
        self._jobs.run(self._read, self._show, self._not_read)

    def _read(self) -> Standing:
        desk = self._desk
        return Standing(
            tuple(self._coming(desk.agenda.upcoming(READ))),
            desk.agenda.next_reminder(),
            desk.reminders.paused_until(),
            len(desk.reminders.active()),
        )

    def _coming(self, rows: list[AgendaRow]) -> list[AgendaRow]:
        now, zone = self._desk.clock.now(), self._desk.clock.zone()
        today = now.astimezone(zone).date()
        return [
            row
            for row in rows
            if row.start > now or (row.all_day and row.start.astimezone(zone).date() == today)
        ][:SHOWN]

    def _show(self, standing: Standing) -> None:
        if not isValid(self):
            return
        self._asking = False
        self.standing = standing
        self._write()
        if self._again:
            self._again = False
            self.refresh()

    def _not_read(self, error: EventDeskError) -> None:
        if isValid(self):
            self._asking = self._again = False
            self._problems["storage"] = str(error)
            self._write()

    def _look(self) -> None:
        if self.available():
            new = not self.icon.isVisible()
            self.icon.show()
            self.refresh()
            if new:
                self.found.emit()
        elif self._looks < LOOKS:
            self._looks += 1
            self._look_timer.start()

    # What is shown

    def tool_tip(self) -> str:
        """'EventDesk — Next: Stand-up 14:55', or what is wrong."""
        now, zone = self._desk.clock.now(), self._desk.clock.zone()
        if self._problems:
            return f"EventDesk — {next(iter(self._problems.values()))[:120]}"
        parts = []
        if self.standing.paused_until is not None:
            parts.append(
                f"Paused until {_short(when_words(self.standing.paused_until, now, zone))}"
            )
        if self.standing.waiting:
            count = self.standing.waiting
            parts.append(f"{count} reminder{'' if count == 1 else 's'} waiting")
        if self.standing.next is not None:
            due = _short(when_words(self.standing.next.due_at, now, zone))
            parts.append(f"Next: {_clipped(self.standing.next.title)} {due}")
        return " — ".join(["EventDesk", *(parts or ["No reminder planned"])])

    def _write(self) -> None:
        self.icon.setIcon(self._icons.tray_icon(self.state))
        self.icon.setToolTip(self.tool_tip())
        wanted = (self._entries(), self.standing.paused_until, bool(self._problems))
        if wanted != self._written:  # an open menu is left alone while nothing changes
            self._written = wanted
            self._write_menu()

    def _entries(self) -> list[tuple[str, str]]:
        """Words and event id of the coming events."""
        now, zone = self._desk.clock.now(), self._desk.clock.zone()
        found = []
        for row in self.standing.coming:
            when = _short(when_words(row.start, now, zone, all_day=row.all_day))
            found.append((f"{when}   {_clipped(row.title)}".replace("&", "&&"), row.event_id))
        return found

    def _write_menu(self) -> None:
        self.menu.clear()
        if self._problems:
            self._add("Something is wrong…", "alert").triggered.connect(self.health_requested)
            self.menu.addSeparator()
        for words, event_id in self._entries():
            self._add(words, "").triggered.connect(
                lambda _=False, event_id=event_id: self.open_requested.emit(event_id)
            )
        if not self.standing.coming:
            self._add("Nothing coming up", "").setEnabled(False)
        self.menu.addSeparator()
        self._add("New event", "add").triggered.connect(self.new_requested)
        self._write_pause_menu()
        self.menu.addMenu(self.pause_menu)
        self.menu.addSeparator()
        opener = self._add("Open EventDesk", "")
        opener.setIcon(self._icons.app_icon())
        opener.triggered.connect(self.window_requested)
        self._add("Quit", "power").triggered.connect(self.quit_requested)

    def _write_pause_menu(self) -> None:
        now, zone = self._desk.clock.now(), self._desk.clock.zone()
        until = self.standing.paused_until
        self.pause_menu.clear()
        self.pause_menu.setIcon(self._icons.icon("pause"))
        if until is None:
            self.pause_menu.setTitle("Pause reminders")
        else:
            self.pause_menu.setTitle(f"Paused until {_short(when_words(until, now, zone))}")
            resume = self.pause_menu.addAction("Resume now")
            resume.setIcon(self._icons.icon("play"))
            resume.triggered.connect(lambda _=False: self._jobs.run(self._desk.reminders.resume))
            self.pause_menu.addSeparator()
        for choice in pause_choices(now, zone):
            self.pause_menu.addAction(choice.label).triggered.connect(
                lambda _=False, until=choice.until: self._pause(until)
            )

    def _pause(self, until: datetime) -> None:
        self._jobs.run(
            lambda: self._desk.reminders.pause(until), lambda _none: self.refresh(), self._not_read
        )

    def _add(self, words: str, icon: str) -> QAction:
        action = self.menu.addAction(words)
        if icon:
            action.setIcon(self._icons.icon(icon))
        return action

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason == QSystemTrayIcon.ActivationReason.Trigger:
            self.toggle_requested.emit()


def _short(when: str) -> str:
    return when.removeprefix("Today ")


def _clipped(title: str) -> str:
    title = " ".join(title.split())
    return title if len(title) <= LONGEST else f"{title[: LONGEST - 1].rstrip()}…"
