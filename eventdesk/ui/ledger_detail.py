"""Everything about one ledger row, why it came so, and what can be done about it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from eventdesk.domain.language import retold, tr
from eventdesk.domain.ledger import LedgerRow
from eventdesk.services.ports import Clock
from eventdesk.services.views import TimelineEntry
from eventdesk.ui.elided_label import ElidedLabel
from eventdesk.ui.flow_text import FlowText
from eventdesk.ui.icons import Icons
from eventdesk.ui.ledger_words import (
    can_dismiss,
    can_resend,
    can_undismiss,
    facts,
    resend_button,
    row_look,
)
from eventdesk.ui.snooze_button import CustomSnooze, SnoozeButton
from eventdesk.ui.theme import scaled_font, tokens
from eventdesk.ui.timeline import Timeline


class LedgerDetail(QWidget):
    """The selected row. Signals carry nothing: they mean the row that `row` tells."""

    resend = Signal()
    undismiss = Signal()
    dismiss = Signal()
    snooze = Signal(str)
    open_event = Signal()

    def __init__(self, icons: Icons, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self.row: LedgerRow | None = None
        self.title = ElidedLabel(1, self)
        self.title.setFont(scaled_font(self.font(), 1.2, bold=True))
        self._mark = QLabel(self)
        self.state = QLabel(self)
        self.snooze_button = SnoozeButton(icons, clock, self)
        self.custom = CustomSnooze(icons, self)
        self.dismiss_button = QPushButton(tr("&Dismiss"), self)
        self.undismiss_button = QPushButton(tr("&Undo dismiss"), self)
        self.resend_button = QPushButton(tr("&Send again"), self)
        self.open_button = QPushButton(tr("&Open event"), self)
        self.error = FlowText(tr("Error"), self)
        self.error.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.error.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._facts = QGridLayout()
        self.timeline = Timeline(icons, self)
        self._lay_out()
        self._connect()
        self.show_row(None, clock.now(), clock.zone())

    def show_row(self, row: LedgerRow | None, now: datetime, zone: ZoneInfo) -> None:
        """Show a row, or nothing."""
        if row is None or self.row is None or row.id != self.row.id:
            self.timeline.show_entries([], now, zone)
            self._show_custom(False)
        self.row = row
        self._inner.setVisible(row is not None)
        self._empty.setVisible(row is None)
        if row is None:
            return
        self.title.setText(row.event_title)
        self.state.setText(row_look(row).words)
        self.error.say(retold(row.error))
        self._error_box.setVisible(bool(row.error))
        self._show_facts(facts(row, now, zone))
        self.snooze_button.setVisible(can_dismiss(row) and self.custom.isHidden())
        self.snooze_button.show_for([row], row.event_title[:80])
        self.dismiss_button.setVisible(can_dismiss(row))
        self.undismiss_button.setVisible(can_undismiss(row))
        self.resend_button.setVisible(can_resend(row))
        self.resend_button.setText(resend_button(row))
        self._draw()

    def show_why(self, entries: list[TimelineEntry], now: datetime, zone: ZoneInfo) -> None:
        """Show the timeline of the row's occurrence."""
        self.timeline.show_entries(entries, now, zone)

    def ask_length(self) -> None:
        """Offer any length of snooze."""
        self._show_custom(True)

    def set_busy(self, busy: bool) -> None:
        """No second press while the first is under way."""
        for widget in (
            self.snooze_button,
            self.custom,
            self.dismiss_button,
            self.undismiss_button,
            self.resend_button,
        ):
            widget.setEnabled(not busy)

    def fact(self, name: str) -> str:
        """What is said about `name` ('' for nothing)."""
        for line in range(self._facts.rowCount()):
            label, words = (self._facts.itemAtPosition(line, column) for column in (0, 1))
            if label is not None and words is not None:
                found, text = label.widget(), words.widget()
                if isinstance(found, QLabel) and isinstance(text, QLabel) and found.text() == name:
                    return text.text()
        return ""

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _show_facts(self, found: list[tuple[str, str]]) -> None:
        while (item := self._facts.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for line, (name, words) in enumerate(found):
            label, text = QLabel(name, self._inner), QLabel(words, self._inner)
            label.setProperty("muted", True)
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.setWordWrap(True)
            text.setMinimumWidth(120)
            text.setAccessibleName(f"{name}: {words}")
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._facts.addWidget(label, line, 0, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(text, line, 1)

    def _show_custom(self, on: bool) -> None:
        self.custom.setVisible(on)
        self.snooze_button.setVisible(not on and self.row is not None and can_dismiss(self.row))

    def _draw(self) -> None:
        if self.row is None:
            return
        _, icon, shade = row_look(self.row)
        colour = QColor(getattr(tokens(self), shade))
        edge = self.fontMetrics().height()
        self._mark.setPixmap(self._icons.pixmap(icon, edge, self.devicePixelRatioF(), colour))
        palette = self.state.palette()
        if palette.color(QPalette.ColorRole.WindowText) != colour:
            palette.setColor(QPalette.ColorRole.WindowText, colour)
            self.state.setPalette(palette)

    def _connect(self) -> None:
        self.snooze_button.chosen.connect(self.snooze)
        self.snooze_button.custom.connect(lambda: self._show_custom(True))
        self.custom.cancelled.connect(lambda: self._show_custom(False))
        self.custom.chosen.connect(self._custom_chosen)
        self.dismiss_button.clicked.connect(self.dismiss)
        self.undismiss_button.clicked.connect(self.undismiss)
        self.resend_button.clicked.connect(self.resend)
        self.open_button.clicked.connect(self.open_event)

    def _custom_chosen(self, text: str) -> None:
        self._show_custom(False)
        self.snooze.emit(text)

    def _lay_out(self) -> None:
        shades = tokens(self)
        self._empty = QLabel(tr("Select a reminder to see what became of it and why."), self)
        self._empty.setProperty("muted", True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._inner = QWidget(self)
        inner = QVBoxLayout(self._inner)
        inner.setContentsMargins(shades.large, shades.medium, shades.large, shades.medium)
        inner.setSpacing(shades.small)
        inner.addLayout(self._head())
        inner.addWidget(self._columns(), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._empty)
        column.addWidget(self._inner)

    def _head(self) -> QHBoxLayout:
        shades = tokens(self)
        head = QHBoxLayout()
        head.setSpacing(shades.small)
        head.addWidget(self._mark)
        head.addWidget(self.state)
        head.addWidget(self.title, 1)
        for widget in (
            self.custom,
            self.snooze_button,
            self.dismiss_button,
            self.undismiss_button,
            self.resend_button,
            self.open_button,
        ):
            head.addWidget(widget)
        return head

    def _columns(self) -> QScrollArea:
        shades = tokens(self)
        body = QWidget(self)
        self._error_box = QFrame(body)
        self._error_box.setProperty("card", "error")
        box = QVBoxLayout(self._error_box)
        box.setContentsMargins(shades.medium, shades.small, shades.medium, shades.small)
        box.addWidget(self.error)
        self._facts.setHorizontalSpacing(shades.large)
        self._facts.setVerticalSpacing(shades.tiny)
        self._facts.setColumnStretch(1, 1)
        left = QVBoxLayout()
        left.setSpacing(shades.medium)
        left.addWidget(self._error_box)
        left.addLayout(self._facts)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(shades.small)
        why = QLabel(tr("Why?"), body)
        why.setFont(scaled_font(self.font(), 1.0, bold=True))
        right.addWidget(why)
        right.addWidget(self.timeline)
        right.addStretch(1)
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(shades.huge)
        row.addLayout(left, 1)
        row.addLayout(right, 1)
        scroll = QScrollArea(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(body)
        return scroll
