"""The head of the popup's list: how many reminders, and what to do about all of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from eventdesk.domain.language import grouped, tr, tr_n
from eventdesk.domain.ledger import LedgerRow
from eventdesk.services.ports import Clock
from eventdesk.ui.icons import Icons
from eventdesk.ui.snooze_button import CustomSnooze, SnoozeButton
from eventdesk.ui.theme import scaled_font, tokens


class PopupHead(QWidget):
    """`snoozed` carries the text that domain/snooze.py reads; it and `dismissed` mean all."""

    snoozed = Signal(str)
    dismissed = Signal()

    def __init__(self, icons: Icons, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._bell = QLabel(self)
        self.heading = QLabel(self)
        self.heading.setFont(scaled_font(self.font(), 1.0, bold=True))
        self.snooze_all = SnoozeButton(icons, clock, self, all_of_them=True)
        self.dismiss_all = QPushButton(tr("Dismiss all"), self)
        self.custom = CustomSnooze(icons, self)
        self._count = 0
        self.snooze_all.chosen.connect(self.snoozed)
        self.snooze_all.custom.connect(lambda: self._show_custom(True))
        self.custom.cancelled.connect(lambda: self._show_custom(False))
        self.custom.chosen.connect(self._custom_chosen)
        self.dismiss_all.clicked.connect(self.dismissed)
        shades = tokens(self)
        line = QHBoxLayout()
        line.setSpacing(shades.small)
        line.addWidget(self._bell)
        line.addWidget(self.heading, 1)
        line.addWidget(self.snooze_all)
        line.addWidget(self.dismiss_all)
        column = QVBoxLayout(self)
        column.setContentsMargins(shades.large, shades.medium, shades.medium, shades.tiny)
        column.setSpacing(shades.small)
        column.addLayout(line)
        column.addWidget(self.custom)
        self._draw()

    def show_rows(self, rows: Sequence[LedgerRow], count: int, *, below: bool) -> None:
        """Tell of `rows`, which are `count` occurrences; `below` others of before."""
        number = grouped(count)
        several = tr_n("{count} reminder", "{count} reminders", count)
        words = tr("Reminder") if count == 1 else several
        self.heading.setText(tr("Now: {count}", count=number) if below else words)
        now = tr_n("Now: Reminder", "Now: {count} reminders", count)
        self.heading.setAccessibleName(now if below else words)
        self._count = count
        self._show_custom(not self.custom.isHidden() and count > 1)
        self.setVisible(count > 0)
        self.snooze_all.show_for(rows, tr("all {count} reminders", count=number))
        self.dismiss_all.setAccessibleName(tr("Dismiss all {count} reminders", count=number))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _show_custom(self, on: bool) -> None:
        self.custom.setVisible(on)
        for widget in (self.snooze_all, self.dismiss_all):
            widget.setVisible(self._count > 1 and not on)

    def _custom_chosen(self, text: str) -> None:
        self._show_custom(False)
        self.snoozed.emit(text)

    def _draw(self) -> None:
        self._bell.setPixmap(self._icons.pixmap("bell", 16, self.devicePixelRatioF(), "accent"))
