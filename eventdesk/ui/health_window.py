"""Health: everything that reminders depend on, how it is doing, and what to do where it is not."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.language import in_english, later, tr
from eventdesk.services.health import TRAY, Check, Doctor
from eventdesk.services.ports import Change, Clock, HealthChanged, PauseChanged, SettingsChanged
from eventdesk.ui.health_row import HealthRow
from eventdesk.ui.health_words import PROBLEM, WELL, grouped, report, summary
from eventdesk.ui.icons import Icons
from eventdesk.ui.inline_message import InlineMessage, Level
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.screen_room import within_screen
from eventdesk.ui.spinner import Spinner
from eventdesk.ui.theme import scaled_font, tokens

GATHER_MS = 300
FILES = later("Zip files (*.zip)")


class TrayLook(Protocol):
    """What the tray icon can tell and show. Qt main thread."""

    def check(self) -> Check:
        """Whether it can be seen."""
        ...

    def test(self) -> Check:
        """Show a message."""
        ...


class HealthWindow(QWidget):
    """Not modal. Connect `handle` to the bridge; `examined` carries each new list of checks.

    `slow` runs what waits for disk, desktop and network.
    """

    examined = Signal(object)

    def __init__(
        self,
        doctor: Doctor,
        clock: Clock,
        slow: Jobs,
        icons: Icons,
        tray: TrayLook,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._doctor = doctor
        self._clock = clock
        self._slow = slow
        self._icons = icons
        self._tray = tray
        self._asking = False
        self.checks: list[Check] = []
        self.rows: dict[str, HealthRow] = {}
        self.message = InlineMessage(icons, self)
        self._timer = QTimer(self, singleShot=True, interval=GATHER_MS)
        self._timer.timeout.connect(self.examine)
        self.setWindowTitle(tr("Health"))
        self._make_parts()
        self._lay_out()
        for keys, act in (("F5", self.examine), ("Esc", self.close), ("Ctrl+W", self.close)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        digit = self.fontMetrics().horizontalAdvance("0")
        self.resize(within_screen(self, QSize(max(780, digit * 112), max(720, digit * 102))))

    def handle(self, change: Change) -> None:
        """Look again when something that is shown here changes. Qt main thread."""
        if isinstance(change, HealthChanged | PauseChanged | SettingsChanged) and self.isVisible():
            self._timer.start()

    def examine(self) -> None:
        """Look at everything again."""
        if self._asking:
            return
        self._asking = True
        self._spinner.run(True)
        self._slow.run(self._doctor.examine, self._show, self._failed)

    def test(self, name: str) -> None:
        """Try a channel for real."""
        if name == TRAY:
            self._tested(self._tray.test())
            return
        self.rows[name].set_busy(True)
        self._slow.run(lambda: self._doctor.test(name), self._tested, self._failed)

    def copy_report(self) -> None:
        """Copy the page as text."""
        QGuiApplication.clipboard().setText(report(self.checks, self._when("%Y-%m-%d %H:%M")))
        words = tr("Copied. It names events: read it before you pass it on.")
        self.message.say(Level.GOOD, words)

    def save_diagnostics(self) -> None:
        """Ask for a file and write the diagnostics to it."""
        start = f"eventdesk-diagnostics-{self._when('%Y%m%d-%H%M')}.zip"
        name, _ = QFileDialog.getSaveFileName(self, tr("Save diagnostics"), start, tr(FILES))
        if name:
            self.save_to(Path(name))

    def save_to(self, path: Path) -> None:
        """Write the diagnostics, in English."""
        with in_english():
            more = [self._tray.check()] if self.checks else []
        self.message.say(Level.BUSY, tr("Collecting; you can go on working."))
        self._slow.run(
            lambda: self._doctor.save(path, more), lambda _: self._saved(path), self._failed
        )

    def showEvent(self, event: QShowEvent) -> None:
        """Look afresh."""
        super().showEvent(event)
        self.message.clear()
        self.examine()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.checks:
            self._draw()

    # Answers

    def _show(self, found: list[Check]) -> None:
        if not isValid(self):
            return
        self._rest()
        self.checks = [*found, self._tray.check()]
        place = self._scroll.verticalScrollBar().value()
        focus = next((name for name, row in self.rows.items() if row.button.hasFocus()), None)
        self._fill()
        self._sum_up()
        self._scroll.verticalScrollBar().setValue(place)
        if focus in self.rows:
            self.rows[focus].button.setFocus()
        self.examined.emit(self.checks)

    def _tested(self, check: Check) -> None:
        """Show the outcome where the channel stands; the order stays until the next look."""
        if isValid(self) and check.name in self.rows:
            row = self.rows[check.name]
            row.set_busy(False)
            row.show_check(check)
            self.checks = [check if each.name == check.name else each for each in self.checks]
            self._sum_up()

    def _saved(self, path: Path) -> None:
        if isValid(self):
            words = tr(
                "Saved {file}: no passwords, addresses or event texts are in it.", file=path.name
            )
            self.message.say(Level.GOOD, words)

    def _failed(self, error: EventDeskError) -> None:
        if isValid(self):
            self._rest()
            for row in self.rows.values():
                row.set_busy(False)
            self.message.say(Level.ERROR, f"{error.problem} {error.remedy}".strip())

    def _rest(self) -> None:
        self._asking = False
        self._spinner.run(False)

    def _sum_up(self) -> None:
        self._sum.setText(summary(self.checks))
        self._checked.setText(tr("Checked at {time}", time=self._when("%H:%M:%S")))
        self.copy.setEnabled(True)
        self._draw()

    def _draw(self) -> None:
        look = WELL if all(each.ok for each in self.checks) else PROBLEM
        edge = self._sum.fontMetrics().height()
        colour = QColor(getattr(tokens(self), look.colour))
        self._picture.setPixmap(
            self._icons.pixmap(look.icon, edge, self.devicePixelRatioF(), colour)
        )

    def _when(self, form: str) -> str:
        return self._clock.now().astimezone(self._clock.zone()).strftime(form)

    # Parts

    def _fill(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        shades = tokens(self)
        column.setContentsMargins(0, shades.small, 0, shades.medium)
        column.setSpacing(0)
        self.rows = {}
        for title, checks in grouped(self.checks):
            column.addWidget(self._heading(title, page))
            for check in checks:
                row = HealthRow(self._icons, check, page)
                row.test_wanted.connect(self.test)
                self.rows[check.name] = row
                column.addWidget(row)
        column.addStretch(1)
        self._scroll.setWidget(page)
        buttons = [each.button for each in self.rows.values() if not each.button.isHidden()]
        order = [self.again, *buttons, self.copy, self.save]
        for before, after in pairwise(order):
            self.setTabOrder(before, after)

    def _heading(self, title: str, page: QWidget) -> QLabel:
        shades = tokens(self)
        label = QLabel(title, page)
        label.setFont(scaled_font(self.font(), 0.92, bold=True))
        label.setProperty("muted", True)
        label.setContentsMargins(shades.large, shades.medium, shades.large, shades.tiny)
        return label

    def _make_parts(self) -> None:
        self._picture = QLabel(self)
        self._sum = QLabel(tr("Looking…"), self)
        self._sum.setFont(scaled_font(self.font(), 1.25, bold=True))
        self._checked = QLabel(self)
        self._checked.setProperty("muted", True)
        self._spinner = Spinner(self)
        self.again = QPushButton(tr("Check &again"), self)
        self.again.setToolTip(tr("Look at everything again (F5)"))
        self.again.clicked.connect(self.examine)
        self.copy = QPushButton(tr("&Copy report"), self)
        self.copy.setEnabled(False)
        self.copy.clicked.connect(self.copy_report)
        self.save = QPushButton(tr("&Save diagnostics…"), self)
        self.save.setToolTip(
            tr("A zip file to report a problem with: no passwords, no event texts")
        )
        self.save.clicked.connect(self.save_diagnostics)
        self._scroll = QScrollArea(self, widgetResizable=True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setBackgroundRole(self._scroll.viewport().backgroundRole().Base)

    def _lay_out(self) -> None:
        shades = tokens(self)
        head = QHBoxLayout()
        head.setContentsMargins(shades.large, shades.medium, shades.medium, shades.medium)
        head.setSpacing(shades.small)
        head.addWidget(self._picture)
        head.addWidget(self._sum)
        head.addStretch(1)
        head.addWidget(self._spinner)
        head.addWidget(self._checked)
        head.addWidget(self.again)
        foot = QHBoxLayout()
        foot.setContentsMargins(shades.large, shades.small, shades.medium, shades.small)
        foot.setSpacing(shades.small)
        foot.addWidget(self.message, 1)
        foot.addStretch(0)
        foot.addWidget(self.copy)
        foot.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(_line(self))
        column.addWidget(self._scroll, 1)
        column.addWidget(_line(self))
        column.addLayout(foot)


def _line(parent: QWidget) -> QFrame:
    line = QFrame(parent)
    line.setProperty("rule", True)
    line.setFixedHeight(1)
    return line
