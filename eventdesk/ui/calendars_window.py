"""The calendars: switched on and off, made, changed, removed, subscribed to."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from eventdesk.domain.calendar import PERSONAL, Calendar
from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.language import tr, tr_n
from eventdesk.domain.settings import Settings
from eventdesk.services.ports import CalendarsChanged, Change, EventsChanged, SettingsChanged
from eventdesk.ui.calendar_dialog import CalendarDialog
from eventdesk.ui.calendar_table import CalendarModel, CalendarTable
from eventdesk.ui.calendar_words import removed_words, subscription_words
from eventdesk.ui.icons import Icons
from eventdesk.ui.inline_message import InlineMessage, Level
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.screen_room import within_screen
from eventdesk.ui.subscribe_dialog import SubscribeDialog
from eventdesk.ui.theme import tokens

if TYPE_CHECKING:
    from eventdesk.services.calendars import Removed
    from eventdesk.services.desk import Desk

GATHER_MS = 60
BUSY_FROM = 1_000
"""Events from which a person is told how far it is."""


class CalendarsWindow(QWidget):
    """Not modal. Connect `handle` to the bridge; `stop` before the program ends. Qt main thread.

    `jobs` reads and writes; `slow` does what takes seconds: many events, the network.
    """

    _progressed = Signal(str, int)

    def __init__(
        self, desk: Desk, jobs: Jobs, slow: Jobs, icons: Icons, settings: Settings
    ) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self._desk, self._jobs, self._slow = desk, jobs, slow
        self._icons, self._settings = icons, settings
        self._stopped = threading.Event()
        self._asked = 0
        self._wanted = ""
        self.setWindowTitle(tr("Calendars"))
        self.model = CalendarModel()
        self.table = CalendarTable(icons, self.model, self)
        self.message = InlineMessage(icons, self)
        self.state = InlineMessage(icons, self)
        self.new = QPushButton(icons.icon("plus"), tr("&New…"), self)
        self.subscribe = QPushButton(icons.icon("globe"), tr("&Subscribe…"), self)
        self.edit = QPushButton(icons.icon("edit"), tr("&Edit…"), self)
        self.again = QPushButton(icons.icon("redo"), tr("Re&fresh now"), self)
        self.remove = QPushButton(icons.icon("trash"), tr("&Remove"), self)
        self._timer = QTimer(self, singleShot=True, interval=GATHER_MS)
        self._timer.timeout.connect(self.refresh)
        self._lay_out()
        self._connect()
        digit = self.fontMetrics().horizontalAdvance("0")
        self.resize(within_screen(self, QSize(max(640, digit * 92), max(400, digit * 52))))

    def handle(self, change: Change) -> None:
        """Follow published changes."""
        if isinstance(change, SettingsChanged):
            self._settings = change.settings
        if isinstance(change, CalendarsChanged | EventsChanged) and self.isVisible():
            self._timer.start()

    def stop(self) -> None:
        """What is under way goes on at the next start."""
        self._stopped.set()
        for asking in self.findChildren(SubscribeDialog):
            asking.close()
        self._desk.calendars.rest()

    def refresh(self) -> None:
        """Look everything up again."""
        self._asked += 1
        asked, calendars = self._asked, self._desk.calendars
        self._jobs.run(
            lambda: (calendars.all(), calendars.counts()),
            lambda found: self._show(asked, *found),
            self._failed,
        )

    def showEvent(self, event: QShowEvent) -> None:
        """Look afresh."""
        super().showEvent(event)
        self.message.clear()
        self.refresh()
        self.table.setFocus()

    # What is shown

    def _show(self, asked: int, found: list[Calendar], counts: dict[str, int]) -> None:
        if not isValid(self) or asked != self._asked:
            return
        line = self.table.current()
        wanted = self._wanted or (line.calendar.id if line else "")
        self._wanted = ""
        self.model.show_calendars(found, counts, self._desk.clock.now(), self._desk.clock.zone())
        self.table.fit()
        self.table.select(wanted)
        self._selection_moved()

    def _selection_moved(self) -> None:
        line = self.table.current()
        fetched = line.calendar.subscription if line is not None else None
        self.edit.setEnabled(line is not None)
        self.remove.setEnabled(line is not None and line.calendar.id != PERSONAL)
        mine = line is not None and line.calendar.id == PERSONAL
        key = QKeySequence(Qt.Key.Key_Delete).toString(QKeySequence.SequenceFormat.NativeText)
        self.remove.setToolTip(tr("This one stays; it can be switched off") if mine else key)
        self.again.setVisible(any(each.calendar.read_only for each in self.model.lines))
        self.again.setEnabled(fetched is not None)
        if fetched is None:
            self.state.clear()
            return
        words = subscription_words(fetched, self._desk.clock.now(), self._desk.clock.zone())
        self.state.say(Level.WARNING if fetched.error else Level.INFO, words)

    # What a person does

    def switch(self, calendar: Calendar) -> None:
        """Switch on what is off, and the other way round."""
        on, calendars = not calendar.on, self._desk.calendars
        words = tr("Switching “{calendar}” off…", calendar=calendar.name)
        if on:
            words = tr("Switching “{calendar}” on…", calendar=calendar.name)
        self.message.clear()
        self.model.show_switched(calendar.id, on)
        self._slow.run(
            lambda: calendars.switch(calendar.id, on, self._progress(words)),
            lambda _count: self._quiet(),
            self._failed,
        )

    def make(self) -> None:
        """Ask for a new calendar."""
        free_colour = self._desk.calendars.free_colour

        def ask(colour: str) -> None:
            if isValid(self):
                self._open(Calendar(id="", name="", colour=colour))

        self._jobs.run(free_colour, ask, self._failed)

    def change(self) -> None:
        """Ask what is to be changed about the selected calendar."""
        line = self.table.current()
        if line is not None:
            self._open(line.calendar)

    def ask_subscribe(self) -> None:
        """Ask for the address of a calendar."""
        dialog = SubscribeDialog(self._desk, self._slow, self._icons, self)
        dialog.subscribed.connect(self._subscribed)
        dialog.show()

    def refresh_now(self) -> None:
        """Fetch the selected subscription."""
        line = self.table.current()
        if line is None or not line.calendar.read_only:
            return
        name, calendar_id = line.calendar.name, line.calendar.id
        subscriptions = self._desk.subscriptions
        self.message.say(Level.BUSY, tr("Refreshing “{calendar}”…", calendar=name))
        self._slow.run(
            lambda: subscriptions.refresh(calendar_id, self._stopped.is_set),
            lambda done: self._say_refreshed(name, str(done.error)),
            self._failed,
        )

    def take_out(self) -> None:
        """Remove the selected calendar and offer to take that back."""
        line = self.table.current()
        if line is None or line.calendar.id == PERSONAL:
            return
        calendar, calendars = line.calendar, self._desk.calendars
        words = tr("Removing “{calendar}”…", calendar=calendar.name)
        self.message.clear()
        self._slow.run(
            lambda: calendars.remove(calendar.id, self._progress(words)),
            self._removed,
            self._failed,
        )

    def bring_back(self, removed: Removed) -> None:
        """Take a removal back."""
        calendar = removed.calendar
        self._wanted = calendar.id
        words = tr("Bringing “{calendar}” back…", calendar=calendar.name)
        self.message.clear()

        def work() -> None:
            self._desk.calendars.bring_back(removed, self._progress(words))
            if calendar.read_only:
                self._desk.subscriptions.refresh_soon(calendar.id)

        done = tr("“{calendar}” is back.", calendar=calendar.name)
        self._slow.run(work, lambda _: self._good(done), self._failed)

    # How it went

    def _open(self, calendar: Calendar) -> None:
        dialog = CalendarDialog(self._desk, self._jobs, self._icons, calendar, self._settings, self)
        dialog.saved.connect(self._saved)
        dialog.show()

    def _saved(self, calendar: Calendar) -> None:
        self._wanted = calendar.id
        self.message.clear()
        self.refresh()

    def _subscribed(self, calendar: Calendar) -> None:
        self._wanted = calendar.id
        self._good(tr("Subscribed to “{calendar}”.", calendar=calendar.name))
        self.refresh()

    def _removed(self, removed: Removed) -> None:
        if not isValid(self):
            return
        words = removed_words(removed)
        self.message.say(Level.GOOD, words, tr("Undo"), lambda: self.bring_back(removed))
        self.refresh()

    def _say_refreshed(self, name: str, error: str) -> None:
        if not isValid(self):
            return
        if error:
            self._quiet()  # the error is told below
        else:
            self._good(tr("“{calendar}” is up to date.", calendar=name))
        self.refresh()

    def _good(self, words: str) -> None:
        if isValid(self):
            self.message.say(Level.GOOD, words)

    def _quiet(self) -> None:
        if isValid(self) and self.message.level is Level.BUSY:
            self.message.clear()

    def _failed(self, error: EventDeskError) -> None:
        if isValid(self):
            self.message.say(Level.ERROR, str(error))
            self._timer.start()  # what was shown as done may not be

    def _progress(self, words: str) -> Callable[[int], None]:
        """Told on a worker thread; the signal carries it here."""
        return lambda done: self._progressed.emit(words, done)

    def _say_progress(self, words: str, done: int) -> None:
        if done >= BUSY_FROM:
            words = tr_n(
                "{doing} {count} event so far.", "{doing} {count} events so far.", done, doing=words
            )
            self.message.say(Level.BUSY, words)

    def _connect(self) -> None:
        self._progressed.connect(self._say_progress)
        self.table.toggled.connect(self.switch)
        self.table.chosen.connect(self.change)
        self.table.moved.connect(self._selection_moved)
        self.new.clicked.connect(self.make)
        self.subscribe.clicked.connect(self.ask_subscribe)
        self.edit.clicked.connect(self.change)
        self.again.clicked.connect(self.refresh_now)
        self.remove.clicked.connect(self.take_out)
        for keys, act in (
            ("Ctrl+N", self.make),
            ("F5", self.refresh_now),
            ("Del", self.take_out),
            ("Esc", self.close),
            ("Ctrl+W", self.close),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _lay_out(self) -> None:
        shades = tokens(self)
        top, foot = QHBoxLayout(), QHBoxLayout()
        for row in (top, foot):
            row.setContentsMargins(shades.medium, shades.small, shades.medium, shades.small)
            row.setSpacing(shades.small)
        top.addWidget(self.new)
        top.addWidget(self.subscribe)
        top.addStretch(1)
        for button in (self.edit, self.again):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.remove)
        notes = QVBoxLayout()
        notes.setContentsMargins(shades.medium, shades.small, shades.medium, 0)
        notes.setSpacing(shades.tiny)
        notes.addWidget(self.state)
        notes.addWidget(self.message)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addLayout(notes)
        column.addLayout(foot)
