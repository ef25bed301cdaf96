"""One occurrence in the reminder popup: what, when, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from eventdesk.domain.language import tr
from eventdesk.domain.ledger import LedgerRow
from eventdesk.domain.wording import start_words
from eventdesk.services.ports import Clock
from eventdesk.ui.elided_label import ElidedLabel
from eventdesk.ui.icons import Icons
from eventdesk.ui.snooze_button import CustomSnooze, SnoozeButton
from eventdesk.ui.theme import scaled_font, tokens

Key = tuple[str, datetime]


def key_of(row: LedgerRow) -> Key:
    """What makes ledger rows one line of the popup: the same occurrence of the same event."""
    return row.event_id, row.occurrence_start


class PopupRow(QWidget):
    """All delivered reminders of one occurrence. `added` carries what was made later."""

    snoozed = Signal(list, str)
    dismissed = Signal(list)
    opened = Signal(str)
    added = Signal(QWidget)

    def __init__(self, icons: Icons, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._icons = icons
        self._rows: Sequence[LedgerRow] = ()
        self.first = False
        self.title = ElidedLabel(2, self)
        self.title.setFont(scaled_font(self.font(), 1.05, bold=True))
        self.start = QLabel(self)
        self.place = ElidedLabel(1, self)
        self.place.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._pin = QLabel(self)
        self.snooze = SnoozeButton(icons, clock, self)
        self._custom: CustomSnooze | None = None
        self.dismiss = QPushButton(tr("Dismiss"), self)
        self.open = QPushButton(tr("Open"), self)
        self.open.setProperty("flat", True)
        self._lay_out()
        self._connect()
        self._draw()

    @property
    def custom(self) -> CustomSnooze:
        """Offers any length in place of the buttons; made when first wanted, which is seldom:
        it is dear, and a line is made while others wait."""
        if self._custom is None:
            self._custom = custom = CustomSnooze(self._icons, self)
            custom.setEnabled(self.dismiss.isEnabled())
            custom.chosen.connect(lambda text: self.snoozed.emit(self.ledger_ids, text))
            custom.cancelled.connect(lambda: self._show_custom(False))
            self._column.addWidget(custom)
            self.added.emit(custom)
        return self._custom

    @property
    def ledger_ids(self) -> list[int]:
        """The ledger rows this line stands for."""
        return [row.id for row in self._rows]

    @property
    def rows(self) -> Sequence[LedgerRow]:
        """The same as values."""
        return self._rows

    def show_rows(self, rows: Sequence[LedgerRow]) -> None:
        """Show reminders of one occurrence; of another one than before, from the beginning."""
        if self._rows and key_of(self._rows[0]) != key_of(rows[0]):
            self._show_custom(False)
        self._rows = rows
        latest = rows[-1]
        title = latest.event_title
        self.title.setText(title)
        self.place.setText(latest.location)
        for widget in (self.place, self._pin):
            widget.setVisible(bool(latest.location.strip()))
        short = title if len(title) <= 80 else f"{title[:80]}…"
        self.dismiss.setAccessibleName(tr("Dismiss: {title}", title=short))
        self.open.setAccessibleName(tr("Open: {title}", title=short))
        self.setAccessibleName(tr("Reminder: {title}", title=short))
        self.set_busy(False)
        self.tick()

    def tick(self) -> None:
        """Bring the words about the start up to date."""
        if not self._rows:
            return
        latest, now = self._rows[-1], self._clock.now()
        words = start_words(
            latest.occurrence_start, now, self._clock.zone(), all_day=latest.all_day
        )
        self.start.setText(words[:1].upper() + words[1:])
        self.snooze.show_for(self._rows, latest.event_title[:80])

    def set_busy(self, busy: bool) -> None:
        """No second press while the first is under way."""
        for widget in (self.snooze, self._custom, self.dismiss):
            if widget is not None:
                widget.setEnabled(not busy)

    def minimumSizeHint(self) -> QSize:
        """As high as needed at the width it has: a layout would ask for the height at its
        least width, where a short title takes two lines."""
        least = super().minimumSizeHint()
        width = max(self.width(), least.width())
        return QSize(least.width(), min(least.height(), self.heightForWidth(width)))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A line above, but for the first."""
        if not self.first:
            painter = QPainter(self)
            painter.fillRect(12, 0, self.width() - 24, 1, QColor(tokens(self).border))

    def _lay_out(self) -> None:
        shades = tokens(self)
        where = QHBoxLayout()
        where.setSpacing(shades.tiny)
        where.addWidget(self._pin)
        where.addWidget(self.place, 1)
        self._buttons = QWidget(self)
        buttons = QHBoxLayout(self._buttons)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(shades.small)
        buttons.addWidget(self.snooze)
        buttons.addWidget(self.dismiss)
        buttons.addStretch(1)
        buttons.addWidget(self.open)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(shades.large, shades.medium, shades.large, shades.medium)
        column.setSpacing(shades.tiny)
        column.addWidget(self.title)
        column.addWidget(self.start)
        column.addLayout(where)
        column.addSpacing(shades.tiny)
        column.addWidget(self._buttons)

    def _connect(self) -> None:
        self.snooze.chosen.connect(lambda text: self.snoozed.emit(self.ledger_ids, text))
        self.snooze.custom.connect(lambda: self._show_custom(True))
        self.dismiss.clicked.connect(lambda: self.dismissed.emit(self.ledger_ids))
        self.open.clicked.connect(lambda: self.opened.emit(self._rows[-1].event_id))

    def _show_custom(self, on: bool) -> None:
        self._buttons.setVisible(not on)
        if on or self._custom is not None:
            self.custom.setVisible(on)

    def _draw(self) -> None:
        edge = self.fontMetrics().ascent() + 2
        self._pin.setPixmap(self._icons.pixmap("map-pin", edge, self.devicePixelRatioF(), "muted"))
