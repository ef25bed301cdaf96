"""One line of the editor's reminders: how long before, through which channels."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time, timedelta
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from eventdesk.domain.errors import FieldProblem, InvalidInput
from eventdesk.domain.language import later, tr
from eventdesk.domain.reminder import DAY, Channel, Reminder
from eventdesk.ui.choice_box import ChoiceBox
from eventdesk.ui.icons import Icons
from eventdesk.ui.inline_message import mark_invalid
from eventdesk.ui.marks import TickBox
from eventdesk.ui.number_field import NumberField
from eventdesk.ui.time_field import TimeField

UNITS = (
    (timedelta(minutes=1), later("minutes before")),
    (timedelta(hours=1), later("hours before")),
    (DAY, later("days before")),
    (timedelta(weeks=1), later("weeks before")),
)


class ReminderRow(QWidget):
    """One reminder of a timed event, or of an all-day one. `changed`: a person changed it."""

    changed = Signal()
    removed = Signal()

    def __init__(self, icons: Icons, *, all_day: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all_day = all_day
        self.amount = NumberField(tr("How long before"), 0, 99_999, self, field="remind")
        self.unit = ChoiceBox(icons, tr("Unit"), self)
        self.at_label = QLabel(tr("days before, at"), self)
        self.at = TimeField(icons, tr("Time of day of the reminder"), self).named("remind")
        self.channels = {
            Channel.DESKTOP: TickBox(icons, tr("Desktop"), self),
            Channel.EMAIL: TickBox(icons, tr("E-mail"), self),
        }
        self.remove = QToolButton(self)
        self.remove.setIcon(icons.icon("close", "muted"))
        self.remove.setToolTip(tr("Remove this reminder"))
        self.remove.setAccessibleName(tr("Remove this reminder"))
        self.remove.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._lay_out()
        self._connect()

    def put(self, reminder: Reminder) -> None:
        """Show a reminder; `changed` is not emitted."""
        self.blockSignals(True)
        if self._all_day:
            days = max(0, -(-reminder.lead // DAY))
            minutes = int((days * DAY - reminder.lead).total_seconds()) // 60
            self.amount.put(days)
            self.at.show_moment(time(minutes // 60, minutes % 60))
        else:
            unit = _unit_of(reminder.lead)
            self.unit.setCurrentIndex(unit)
            self.amount.put(reminder.lead // UNITS[unit][0])
        for channel, button in self.channels.items():
            button.setChecked(channel in reminder.channels)
        self.blockSignals(False)

    def read(self) -> tuple[Reminder | None, list[FieldProblem]]:
        """The reminder shown, or what cannot be read."""
        chosen = frozenset(each for each, button in self.channels.items() if button.isChecked())
        try:
            amount = self.amount.read()
            if not self._all_day:
                return Reminder(amount * UNITS[self.unit.currentIndex()][0], chosen), []
            at = self.at.read()
        except InvalidInput as error:
            return None, list(error.problems)
        lead = amount * DAY - timedelta(hours=at.hour, minutes=at.minute)
        return Reminder(lead, chosen), []

    def show_problem(self, problem: FieldProblem | None) -> None:
        """Mark or clear this line."""
        mark_invalid(self.amount, problem is not None, str(problem or ""))
        mark_invalid(self.at, problem is not None and self.at.moment() is None, str(problem or ""))

    def raw(self) -> dict[str, Any]:
        """Every field as typed."""
        return {
            "amount": self.amount.text(),
            "unit": self.unit.currentIndex(),
            "at": self.at.text(),
            "channels": [str(each) for each, button in self.channels.items() if button.isChecked()],
        }

    def put_raw(self, raw: Mapping[str, Any]) -> None:
        """Show what `raw` gave."""
        self.blockSignals(True)
        self.amount.setText(str(raw.get("amount", "")))
        self.unit.setCurrentIndex(int(raw.get("unit", 0)))
        self.at.setText(str(raw.get("at", "")))
        for channel, button in self.channels.items():
            button.setChecked(str(channel) in raw.get("channels", ()))
        self.blockSignals(False)

    def number(self, place: int) -> None:
        """Tell a screen reader which of several reminders this is."""
        if self._all_day:
            words = tr("Reminder {number}: Days before", number=place)
        else:
            words = tr("Reminder {number}: How long before", number=place)
        self.amount.setAccessibleName(words)
        self.unit.setAccessibleName(tr("Reminder {number}: unit", number=place))
        self.channels[Channel.DESKTOP].setAccessibleName(
            tr("Reminder {number}: on the desktop", number=place)
        )
        self.channels[Channel.EMAIL].setAccessibleName(
            tr("Reminder {number}: by e-mail", number=place)
        )
        self.remove.setAccessibleName(tr("Remove reminder {number}", number=place))

    def _lay_out(self) -> None:
        for _, words in UNITS:
            self.unit.addItem(tr(words))
        if self._all_day:
            self.unit.hide()
        else:
            self.at_label.hide()
            self.at.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self.amount, self.unit, self.at_label, self.at):
            row.addWidget(widget)
        row.addStretch(1)
        for button in self.channels.values():
            row.addWidget(button)
            row.addSpacing(4)
        row.addWidget(self.remove)

    def _connect(self) -> None:
        self.amount.edited.connect(self.changed)
        self.unit.currentIndexChanged.connect(self._told)
        self.at.edited.connect(self.changed)
        for button in self.channels.values():
            button.toggled.connect(self._told)
        self.remove.clicked.connect(self.removed)

    def _told(self) -> None:
        if not self.signalsBlocked():
            self.changed.emit()


def _unit_of(lead: timedelta) -> int:
    """The largest unit that divides the lead; minutes for none."""
    if not lead:
        return 0
    fitting = [index for index, (unit, _) in enumerate(UNITS) if not lead % unit]
    return max(fitting, default=0)
