"""'While you were away' as a window of its own, with the keyboard, for those who ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from shiboken6 import isValid

from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.language import tr
from eventdesk.domain.settings import Settings
from eventdesk.domain.views import Away
from eventdesk.services.ports import Change, LedgerChanged, SettingsChanged
from eventdesk.ui.away_answers import AwayAnswers
from eventdesk.ui.away_reader import read_listed
from eventdesk.ui.away_section import AwaySection
from eventdesk.ui.icons import Icons
from eventdesk.ui.inline_message import InlineMessage, Level
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.theme import tokens
from eventdesk.ui.ticker import Ticker

if TYPE_CHECKING:
    from eventdesk.services.desk import Desk

WIDTH, HEIGHT = 560, 440


class AwayWindow(QWidget):
    """Not modal. Connect `handle` to the bridge; `open_requested` carries an event's id,
    `missed_requested` asks for the ledger, `many_dismissed` carries what was dismissed at
    once."""

    open_requested = Signal(str)
    missed_requested = Signal()
    many_dismissed = Signal(list)

    def __init__(self, desk: Desk, jobs: Jobs, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._desk = desk
        self._jobs = jobs
        self.setWindowTitle(tr("While you were away"))
        self.section = AwaySection(icons, desk.clock, self, keyboard=True)
        self.message = InlineMessage(icons, self)
        self.empty = QLabel(tr("Everything that came due while you were away is answered."), self)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setProperty("muted", True)
        self._answers = AwayAnswers(
            self.section, desk.reminders, jobs, "window", self._answered, self._failed
        )
        self._ticker = Ticker(desk.clock.now, self)
        self._ticker.ticked.connect(self.section.tick)
        self.section.opened.connect(self.open_requested)
        self.section.ledger_wanted.connect(self.missed_requested)
        for keys in ("Esc", "Ctrl+W"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.close)
        edge = tokens(self).medium
        column = QVBoxLayout(self)
        column.setContentsMargins(0, edge, 0, edge)
        column.addWidget(self.section, 1)
        column.addWidget(self.empty, 1)
        column.addWidget(self.message)
        self.resize(WIDTH, HEIGHT)

    def handle(self, change: Change) -> None:
        """Follow published changes. Qt main thread."""
        if isinstance(change, LedgerChanged) and self.isVisible():
            self.refresh()
        elif isinstance(change, SettingsChanged):
            self.use_settings(change.settings)

    def use_settings(self, settings: Settings) -> None:
        """Snooze for as long as the settings say."""
        self.section.snooze_all.usual = settings.reminders.snooze

    def refresh(self) -> None:
        """Read afresh."""
        reminders = self._desk.reminders
        self._jobs.run(lambda: read_listed(reminders).away, self._show, self._failed)

    def showEvent(self, event: QShowEvent) -> None:
        """Read afresh."""
        super().showEvent(event)
        self.empty.hide()
        self.refresh()
        self._ticker.run(True)

    def _show(self, away: Away | None) -> None:
        if isValid(self):
            self.section.show_away(away)
            self.empty.setVisible(away is None)

    def _answered(self, everything: list[int]) -> None:
        self.message.clear()
        if everything:
            self.many_dismissed.emit(everything)
        self.refresh()
        if everything:
            self.close()

    def _failed(self, error: EventDeskError) -> None:
        if isValid(self):
            self.message.say(Level.ERROR, f"{error.problem} {error.remedy}".strip())
