"""'Snooze' with the likely time at once, the others in a menu, any length by steps.

Made for a popup that never has the keyboard: everything can be done with the mouse.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QToolButton, QWidget

from eventdesk.domain.language import tr, tr_c
from eventdesk.domain.ledger import LedgerRow
from eventdesk.domain.reminder import format_duration
from eventdesk.domain.snooze import SnoozeChoice, SnoozeUntil, likely_choice
from eventdesk.domain.wording import duration_words
from eventdesk.services.ports import Clock
from eventdesk.ui.icons import Icons
from eventdesk.ui.snooze_menu import fill_snooze_menu

TEN = timedelta(minutes=10)
LENGTHS = tuple(
    timedelta(minutes=minutes)
    for minutes in (1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 1440,
                    2880, 4320, 10080)
)  # fmt: skip


def choice_words(choice: SnoozeChoice) -> str:
    """What the button says: 'Snooze 10 min', 'Snooze until the start'."""
    if choice.text == SnoozeUntil.AT_START:
        return tr("Snooze until the start")
    return tr("Snooze {length}", length=choice.label)


class SnoozeButton(QWidget):
    """`chosen` carries the text that domain/snooze.py reads; `custom` asks for other lengths.

    `usual` is how long the main button waits where that makes sense.
    """

    chosen = Signal(str)
    custom = Signal()

    def __init__(
        self,
        icons: Icons,
        clock: Clock,
        parent: QWidget | None = None,
        *,
        all_of_them: bool = False,
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self.usual = TEN
        self._all = all_of_them
        self._rows: Sequence[LedgerRow] = ()
        self._about = ""
        self.main = QPushButton(tr("Snooze"), self)
        self.more = QPushButton(self)
        self.more.setIcon(icons.icon("chevron-down", "muted"))
        self.more.setFixedWidth(28)
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(self.fill)
        self.main.clicked.connect(self._likely)
        self.more.clicked.connect(self._open)
        for button in (self.main, self.more):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.main)
        row.addWidget(self.more)

    def show_for(self, rows: Sequence[LedgerRow], about: str) -> None:
        """Offer times for `rows`; `about` names them for a screen reader."""
        self._rows, self._about = rows, about
        if rows:
            words = choice_words(likely_choice(rows, self._clock.now(), self.usual))
            self.main.setText(tr("Snooze all") if self._all else words)
            self.main.setToolTip(f"{words}: {about}" if self._all else "")
            self.main.setAccessibleName(f"{words}: {about}")
        self.more.setAccessibleName(tr("More snooze times: {about}", about=about))
        self.more.setToolTip(tr("More snooze times"))

    def fill(self) -> None:
        """Write the menu for this moment."""
        now, zone = self._clock.now(), self._clock.zone()
        fill_snooze_menu(self.menu, self._rows, now, zone, self.chosen.emit, self.custom.emit)

    def _likely(self) -> None:
        if self._rows:
            self.chosen.emit(str(likely_choice(self._rows, self._clock.now(), self.usual).text))

    def _open(self) -> None:
        below = self.more.mapToGlobal(self.more.rect().bottomLeft())
        self.fill()
        self.menu.popup(below)


class CustomSnooze(QWidget):
    """'Snooze for - 15 min +': steps through lengths by buttons or wheel."""

    chosen = Signal(str)
    cancelled = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._index = LENGTHS.index(timedelta(minutes=15))
        self.less = _step_button("\u2212", tr("Shorter"), self)
        self.more = _step_button("+", tr("Longer"), self)
        self.length = QLabel(self)
        self.length.setAlignment(Qt.AlignmentFlag.AlignCenter)
        widest = max(self.fontMetrics().horizontalAdvance(duration_words(each)) for each in LENGTHS)
        self.length.setMinimumWidth(widest + 8)
        self.go = QPushButton(tr_c("for a length", "Snooze"), self)
        self.back = QToolButton(self)
        self.back.setIcon(icons.icon("close", "muted"))
        self.back.setToolTip(tr("Back"))
        self.back.setAccessibleName(tr("Back to the other snooze times"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(QLabel(tr_c("snooze", "For"), self))
        for widget in (self.less, self.length, self.more):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.go)
        row.addWidget(self.back)
        self.less.clicked.connect(lambda: self._step(-1))
        self.more.clicked.connect(lambda: self._step(1))
        self.go.clicked.connect(lambda: self.chosen.emit(format_duration(LENGTHS[self._index])))
        self.back.clicked.connect(self.cancelled)
        self._step(0)
        self.hide()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step by wheel."""
        if event.angleDelta().y():
            self._step(1 if event.angleDelta().y() > 0 else -1)
        event.accept()

    def _step(self, by: int) -> None:
        self._index = min(len(LENGTHS) - 1, max(0, self._index + by))
        words = duration_words(LENGTHS[self._index])
        self.length.setText(words)
        self.length.setAccessibleName(tr("Snooze for {length}", length=words))
        self.less.setEnabled(self._index > 0)
        self.more.setEnabled(self._index < len(LENGTHS) - 1)


def _step_button(text: str, name: str, parent: QWidget) -> QPushButton:
    button = QPushButton(text, parent)
    button.setAccessibleName(name)
    button.setToolTip(name)
    button.setAutoRepeat(True)
    button.setFixedWidth(32)
    return button
