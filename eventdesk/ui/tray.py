"""The tray icon: what comes next at a glance, and the few things one does most."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon
from shiboken6 import isValid

from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.holding import Hold, HoldCause
from eventdesk.domain.language import retold, tr, tr_n
from eventdesk.domain.wording import when_words
from eventdesk.services.ports import Change, HealthChanged, SettingsChanged
from eventdesk.services.views import AgendaRow
from eventdesk.ui.away_words import menu_words
from eventdesk.ui.held_words import hold_briefly, soon_words, standing_hold
from eventdesk.ui.icons import Icons
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.pause_choices import pause_choices
from eventdesk.ui.standing_reader import read_standing
from eventdesk.ui.status_line import Standing
from eventdesk.ui.ticker import Ticker
from eventdesk.ui.tray_notifier import show_message

if TYPE_CHECKING:
    from eventdesk.services.desk import Desk

SHOWN = 3
READ = 12
"""Read some more: events that go on now are not what comes next."""
LONGEST = 40
"""Characters of a title in the menu."""
SOON_MS, SOON = 1_000, 30
LOOK_MS, LOOKS = 5_000, 48
"""A desktop that is still starting may bring its tray up two minutes after us. It is looked for
every second at first, then every five."""


class AtAGlance(NamedTuple):
    """What the tray shows: the coming events, how many reminders wait, how things stand."""

    coming: tuple[AgendaRow, ...] = ()
    waiting: int = 0
    standing: Standing = Standing()


class Tray(QObject):
    """The icon with its menu. Connect `handle` to the bridge and call `start` once.

    `toggle_requested`: a click on the icon; `open_requested` carries an event's id;
    `message_pressed` comes when a tray message is clicked; `found` when a tray turns up;
    `away_requested` asks for what came due while the person was away.
    """

    toggle_requested = Signal()
    window_requested = Signal()
    new_requested = Signal()
    open_requested = Signal(str)
    health_requested = Signal()
    away_requested = Signal()
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
        self.glance = AtAGlance()
        self.icon = QSystemTrayIcon(icons.tray_icon("on"), self)
        self.menu = QMenu()
        self.pause_menu = QMenu(tr("Pause reminders"), self.menu)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._activated)
        self.icon.messageClicked.connect(self.message_pressed)
        self.menu.aboutToShow.connect(self.refresh)
        self._look_timer = QTimer(self, singleShot=True)
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
        """'problem', 'paused', 'held', 'due' or 'on': which icon is shown."""
        if self._problems:
            return "problem"
        hold = self._hold()
        if hold is not None:
            return "paused" if hold.cause is HoldCause.PAUSED else "held"
        return "due" if self.glance.waiting else "on"

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
        show_message(
            self.icon,
            tr("EventDesk keeps running in the tray"),
            tr("Reminders come as before. To end it, choose Quit from this icon's menu."),
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

    def _read(self) -> AtAGlance:
        desk = self._desk
        return AtAGlance(
            tuple(self._coming(desk.agenda.upcoming(READ))),
            desk.reminders.count_active(),
            read_standing(desk),
        )

    def _coming(self, rows: list[AgendaRow]) -> list[AgendaRow]:
        now, zone = self._desk.clock.now(), self._desk.clock.zone()
        today = now.astimezone(zone).date()
        return [
            row
            for row in rows
            if row.start > now or (row.all_day and row.start.astimezone(zone).date() == today)
        ][:SHOWN]

    def _show(self, glance: AtAGlance) -> None:
        if not isValid(self):
            return
        self._asking = False
        self.glance = glance
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
            self._look_timer.start(SOON_MS if self._looks <= SOON else LOOK_MS)

    # What is shown

    def tool_tip(self) -> str:
        """'EventDesk — Next: Stand-up 14:55', or what is wrong."""
        now, zone = self._desk.clock.now(), self._desk.clock.zone()
        if self._problems:
            return f"EventDesk — {retold(next(iter(self._problems.values())))[:120]}"
        parts = []
        hold, coming = self._hold(), self.glance.standing.next
        if hold is not None:
            parts.append(hold_briefly(hold, self.glance.standing.held, now, zone))
        if self.glance.waiting:
            count = self.glance.waiting
            parts.append(
                tr_n("{count} reminder waiting", "{count} reminders waiting", count, count=count)
            )
        if coming is not None:
            when = soon_words(coming.due_at, now, zone)
            parts.append(tr("Next: {title} {when}", title=_clipped(coming.title), when=when))
        return " — ".join(["EventDesk", *(parts or [tr("No reminder planned")])])

    def _write(self) -> None:
        self.icon.setIcon(self._icons.tray_icon(self.state))
        self.icon.setToolTip(self.tool_tip())
        wanted = (self._entries(), self._hold(), self._away_words(), bool(self._problems))
        if wanted != self._written:  # an open menu is left alone while nothing changes
            self._written = wanted
            self._write_menu()

    def _entries(self) -> list[tuple[str, str]]:
        """Words and event id of the coming events."""
        now, zone = self._desk.clock.now(), self._desk.clock.zone()
        found = []
        for row in self.glance.coming:
            when = _when(row, now, zone)
            found.append((f"{when}   {_clipped(row.title)}".replace("&", "&&"), row.event_id))
        return found

    def _write_menu(self) -> None:
        self.menu.clear()
        if self._problems:
            self._add(tr("Something is wrong…"), "alert").triggered.connect(self.health_requested)
            self.menu.addSeparator()
        if away := self._away_words():
            self._add(away, "history").triggered.connect(self.away_requested)
            self.menu.addSeparator()
        for words, event_id in self._entries():
            self._add(words, "").triggered.connect(
                lambda _=False, event_id=event_id: self.open_requested.emit(event_id)
            )
        if not self.glance.coming:
            self._add(tr("Nothing coming up"), "").setEnabled(False)
        self.menu.addSeparator()
        self._add(tr("New event"), "add").triggered.connect(self.new_requested)
        self._write_pause_menu()
        self.menu.addMenu(self.pause_menu)
        self.menu.addSeparator()
        opener = self._add(tr("Open EventDesk"), "")
        opener.setIcon(self._icons.app_icon())
        opener.triggered.connect(self.window_requested)
        self._add(tr("Quit"), "power").triggered.connect(self.quit_requested)

    def _write_pause_menu(self) -> None:
        now, zone = self._desk.clock.now(), self._desk.clock.zone()
        hold = self._hold()
        self.pause_menu.clear()
        self.pause_menu.setIcon(self._icons.icon("pause"))
        if hold is None or hold.cause is not HoldCause.PAUSED or hold.until is None:
            self.pause_menu.setTitle(tr("Pause reminders"))
        else:
            until = soon_words(hold.until, now, zone)
            self.pause_menu.setTitle(tr("Paused until {when}", when=until))
            resume = self.pause_menu.addAction(tr("Resume now"))
            resume.setIcon(self._icons.icon("play"))
            resume.triggered.connect(lambda _=False: self._jobs.run(self._desk.reminders.resume))
            self.pause_menu.addSeparator()
        for number, choice in enumerate(pause_choices(now, zone)):
            self.pause_menu.addAction(choice.label).triggered.connect(
                lambda _=False, number=number: self._pause(number)
            )

    def _pause(self, number: int) -> None:
        """Pause by a choice of the menu, which may have been written hours ago."""
        until = pause_choices(self._desk.clock.now(), self._desk.clock.zone())[number].until
        self._jobs.run(
            lambda: self._desk.reminders.pause(until), lambda _none: self.refresh(), self._not_read
        )

    def _hold(self) -> Hold | None:
        return standing_hold(self.glance.standing.holds, self._desk.clock.now())

    def _away_words(self) -> str:
        """'While you were away: 5 reminders…', '' where nothing is unanswered."""
        count = self.glance.standing.away
        return menu_words(count) if count else ""

    def _add(self, words: str, icon: str) -> QAction:
        action = self.menu.addAction(words)
        if icon:
            action.setIcon(self._icons.icon(icon))
        return action

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason == QSystemTrayIcon.ActivationReason.Trigger:
            self.toggle_requested.emit()


def _when(row: AgendaRow, now: datetime, zone: ZoneInfo) -> str:
    """'14:55' for today, else 'Tomorrow 14:55'; 'Today' for all day."""
    local = row.start.astimezone(zone)
    if not row.all_day and local.date() == now.astimezone(zone).date():
        return f"{local:%H:%M}"
    return when_words(row.start, now, zone, all_day=row.all_day)


def _clipped(title: str) -> str:
    title = " ".join(title.split())
    return title if len(title) <= LONGEST else f"{title[: LONGEST - 1].rstrip()}…"
