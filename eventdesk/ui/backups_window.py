"""Backups: listed, made now, and gone back to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.language import decimal, later, tr, tr_n
from eventdesk.domain.safety import BackupFile
from eventdesk.domain.wording import inner_when_words, when_words
from eventdesk.ui.empty_state import Emptiness, EmptyState
from eventdesk.ui.icons import Icons
from eventdesk.ui.inline_message import InlineMessage, Level
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.plain_table import PlainModel, PlainRow, PlainTable
from eventdesk.ui.screen_room import within_screen
from eventdesk.ui.spinner import Spinner
from eventdesk.ui.theme import tokens

if TYPE_CHECKING:
    from eventdesk.services.desk import Desk

_RULE = later(
    "EventDesk makes a checked backup every day and keeps the newest of 7 days and of 4 weeks, "
    "and all of the last two days."
)


class BackupsWindow(QWidget):
    """Not modal. `restore` is called with the backup that a person chose; `slow` runs what
    reads whole files. Qt main thread."""

    def __init__(
        self,
        desk: Desk,
        slow: Jobs,
        icons: Icons,
        restore: Callable[[BackupFile], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._desk = desk
        self._slow = slow
        self._restore = restore
        self._folder: Path | None = None
        self.setWindowTitle(tr("Backups"))
        titles = (tr("Made"), tr("Events"), tr("Size"), tr("File"))
        self.model = PlainModel(titles, muted=(2, 3))
        self.table = PlainTable(icons, self.model, (28, 18, 14), self)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setAccessibleName(tr("Backups, the newest first"))
        self.empty = EmptyState(icons, lambda _act: self.back_up(), self)
        self.message = InlineMessage(icons, self)
        self.spinner = Spinner(self)
        self.now = QPushButton(icons.icon("plus"), tr("&Back up now"), self)
        self.back = QPushButton(icons.icon("history"), tr("&Restore…"), self)
        self.open = QPushButton(tr("Open &folder"), self)
        self._lay_out()
        self._connect()
        digit = self.fontMetrics().horizontalAdvance("0")
        self.resize(within_screen(self, QSize(max(720, digit * 100), max(440, digit * 58))))

    def refresh(self) -> None:
        """List what there is now."""
        self.spinner.run(True)
        self._slow.run(self._desk.safekeeping.backups, self._show, self._failed)

    def back_up(self) -> None:
        """Make a backup now."""
        self.now.setEnabled(False)
        self.spinner.run(True)
        self.message.clear()
        self._slow.run(self._desk.safekeeping.back_up_now, self._made, self._failed)

    def ask_restore(self) -> None:
        """Say what going back means, with a button that does it."""
        chosen: list[BackupFile] = self.table.selected()
        if not chosen:
            return
        backup = chosen[0]
        clock = self._desk.clock
        self.message.say(
            Level.WARNING,
            tr(
                "Go back to the backup of {when} ({events})? What is there now is set aside and "
                "can be brought back.",
                when=inner_when_words(backup.made_at, clock.now(), clock.zone()),
                events=_events(backup),
            ),
            tr("Restore this backup"),
            lambda: self._restore(backup),
        )
        self.message.focus_link()

    def showEvent(self, event: QShowEvent) -> None:
        """Look afresh."""
        super().showEvent(event)
        self.message.clear()
        self.refresh()

    def _show(self, found: list[BackupFile]) -> None:
        if not isValid(self):
            return
        self.spinner.run(False)
        self.now.setEnabled(True)
        rows = [
            PlainRow((self._when(each), _events(each), _size(each.size), each.path.name), each)
            for each in found
        ]
        self.model.show_rows(rows)
        if found:
            self._folder = found[0].path.parent
            self.table.selectRow(0)
        else:
            self.empty.say(
                Emptiness(
                    "history",
                    tr("No backup yet"),
                    tr("The first one is made soon after the first event."),
                    tr("Back up now"),
                    "now",
                )
            )
        self._stack.setCurrentWidget(self.table if found else self.empty)
        self.back.setEnabled(bool(found))
        self.open.setEnabled(self._folder is not None)

    def _made(self, path: Path) -> None:
        if isValid(self):
            self.message.say(Level.GOOD, tr("Made and checked: {file}.", file=path.name))
            self.refresh()

    def _failed(self, error: EventDeskError) -> None:
        if isValid(self):
            self.spinner.run(False)
            self.now.setEnabled(True)
            self.message.say(Level.ERROR, f"{error.problem} {error.remedy}".strip())

    def _open_folder(self) -> None:
        if self._folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))

    def _when(self, backup: BackupFile) -> str:
        return when_words(backup.made_at, self._desk.clock.now(), self._desk.clock.zone())

    def _connect(self) -> None:
        self.now.clicked.connect(self.back_up)
        self.back.clicked.connect(self.ask_restore)
        self.open.clicked.connect(self._open_folder)
        self.table.chosen.connect(self.ask_restore)
        for keys, act in (("F5", self.refresh), ("Esc", self.close), ("Ctrl+W", self.close)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _lay_out(self) -> None:
        shades = tokens(self)
        rule = QLabel(tr(_RULE), self, wordWrap=True)
        rule.setProperty("muted", True)
        for button in (self.back, self.open):
            button.setEnabled(False)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        top, foot = QHBoxLayout(), QHBoxLayout()
        for row in (top, foot):
            row.setContentsMargins(shades.medium, shades.small, shades.medium, shades.small)
            row.setSpacing(shades.small)
        top.addWidget(rule, 1)
        top.addWidget(self.spinner)
        foot.addWidget(self.now)
        foot.addWidget(self.back)
        foot.addStretch(1)
        foot.addWidget(self.open)
        note = QHBoxLayout()
        note.setContentsMargins(shades.medium, shades.small, shades.medium, 0)
        note.addWidget(self.message)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._stack, 1)
        column.addLayout(note)
        column.addLayout(foot)


def _events(backup: BackupFile) -> str:
    if backup.events is None:
        return tr("cannot be read")
    return tr_n("{count} event", "{count} events", backup.events)


def _size(count: int) -> str:
    if count >= 1_000_000:
        return tr("{size} MB", size=decimal(count / 1_000_000))
    return tr("{size} kB", size=max(1, count // 1000))
