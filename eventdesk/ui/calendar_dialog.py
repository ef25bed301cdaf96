"""Makes or changes a calendar: name, colour, what its new events are reminded by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from eventdesk.domain.calendar import COLOURS, Calendar, checked_calendar
from eventdesk.domain.errors import EventDeskError, FieldProblem, InvalidInput
from eventdesk.domain.settings import Settings
from eventdesk.ui.calendar_defaults import CalendarDefaults
from eventdesk.ui.colour_choice import ColourChoice
from eventdesk.ui.elided_label import ElidedLabel
from eventdesk.ui.form_rows import FormRows
from eventdesk.ui.growing import GrowingScroll
from eventdesk.ui.icons import Icons
from eventdesk.ui.inline_message import InlineMessage, Level, make_primary, mark_invalid
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.refresh_choice import refresh_choice

if TYPE_CHECKING:
    from eventdesk.services.desk import Desk

WIDTH = 608


class CalendarDialog(QDialog):
    """Not modal. `calendar` without an id is a new one. `saved` carries the stored calendar;
    the dialog then closes."""

    saved = Signal(object)

    def __init__(
        self,
        desk: Desk,
        jobs: Jobs,
        icons: Icons,
        calendar: Calendar,
        settings: Settings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._jobs, self._calendar = desk, jobs, calendar
        self._saving = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Edit calendar" if calendar.id else "New calendar")
        self._form = form = QWidget(self)
        self.name = QLineEdit(calendar.name, form)
        self.name.setAccessibleName("Name")
        self.name.setPlaceholderText("Work, family, choir")
        self.name_message = InlineMessage(icons, form)
        self.colour = ColourChoice(icons, COLOURS, form)
        self.colour.put(calendar.colour)
        self.timed = CalendarDefaults(icons, "New events", form, all_day=False)
        self.all_day = CalendarDefaults(icons, "New all-day events", form, all_day=True)
        self.timed.put(calendar.reminders, settings)
        self.all_day.put(calendar.all_day_reminders, settings)
        self.every = refresh_choice(icons, form)
        self.every.setVisible(calendar.subscription is not None)
        self.every_message = InlineMessage(icons, form)
        self.message = InlineMessage(icons, self)
        self.buttons = QDialogButtonBox(self)
        self._lay_out(icons)
        self.name.textEdited.connect(lambda _text: self._show([]))
        for each in (self.timed, self.all_day):
            each.changed.connect(self._edited)
        self.name.setFocus()
        self.name.selectAll()

    def save(self) -> None:
        """Check and store; what is wrong is said at its field."""
        if self._saving:
            return
        wanted, problems = self._read()
        try:
            checked_calendar(wanted)
        except InvalidInput as error:
            problems = [*error.problems, *problems]
        self._show(problems)
        if problems:
            return
        calendars = self._desk.calendars
        work = calendars.change if wanted.id else calendars.add
        self._set_busy(True)
        self._jobs.run(lambda: work(wanted), self._stored, self._failed)

    def showEvent(self, event: QShowEvent) -> None:
        """As high as the fields need, as far as the screen allows."""
        super().showEvent(event)
        self._scroll.fit()

    def sizeHint(self) -> QSize:
        """Wide enough for every line of the form."""
        return self._scroll.wanted()

    def _read(self) -> tuple[Calendar, list[FieldProblem]]:
        reminders, problems = self.timed.read()
        all_day, more = self.all_day.read()
        self.timed.fields.show_problem(problems[0] if problems else None)
        self.all_day.fields.show_problem(more[0] if more else None)
        problems = [*problems, *more]
        subscription = self._calendar.subscription
        if subscription is not None:
            every: timedelta | None = None
            try:
                every = self.every.read()
            except InvalidInput as error:
                problems += [replace(each, field="every") for each in error.problems]
            subscription = replace(subscription, every=every or subscription.every)
        wanted = replace(
            self._calendar,
            name=self.name.text(),
            colour=self.colour.value(),
            reminders=reminders,
            all_day_reminders=all_day,
            subscription=subscription,
        )
        return wanted, problems

    def _show(self, problems: Sequence[FieldProblem]) -> None:
        self.message.clear()
        found = {each.field: each for each in reversed(problems)}
        for field, message, widget in (
            ("name", self.name_message, self.name),
            ("every", self.every_message, self.every.widget_of()),
        ):
            problem = found.pop(field, None)
            mark_invalid(widget, problem is not None, str(problem or ""))
            if problem is None:
                message.clear()
                continue
            message.say(Level.ERROR, str(problem))
            widget.setFocus()
        found.pop("remind", None)
        if found:
            self.message.say(Level.ERROR, " ".join(str(each) for each in found.values()))
        self._scroll.later()

    def _stored(self, calendar: Calendar) -> None:
        if isValid(self):
            self.saved.emit(calendar)
            self.close()

    def _failed(self, error: EventDeskError) -> None:
        if not isValid(self):
            return
        self._set_busy(False)
        if isinstance(error, InvalidInput):
            self._show(error.problems)
        else:
            self.message.say(Level.ERROR, f"Not saved. {error.problem} {error.remedy}".strip())

    def _set_busy(self, busy: bool) -> None:
        self._saving = busy
        self.save_button.setEnabled(not busy)

    def _edited(self) -> None:
        self.message.clear()
        self._scroll.later()

    def _lay_out(self, icons: Icons) -> None:
        rows = FormRows(self._form)
        rows.setContentsMargins(16, 16, 16, 16)
        rows.add("&Name", self.name, self.name_message)
        rows.add("&Colour", self.colour, buddy=self.colour.squares[0])
        fetched = self._calendar.subscription
        if fetched is not None:
            address = ElidedLabel(parent=self._form)
            address.setText(fetched.url)
            address.setAccessibleName(f"Address: {fetched.url}")
            self.every.put(fetched.every)
            rows.add("Address", address)
            rows.add("&Refresh", self.every, self.every_message, buddy=self.every.kind)
        words = "New e&vents" if fetched is None else "Re&minders"
        rows.add(words, self.timed, buddy=self.timed.usual)
        words = "New all-&day events" if fetched is None else "Of all-&day events"
        rows.add(words, self.all_day, buddy=self.all_day.usual)
        if fetched is not None:
            hint = QLabel("They are for those of its events that bring none.", self._form)
            hint.setProperty("muted", True)
            hint.setWordWrap(True)
            rows.add_indented(hint)
        rows.setRowStretch(rows.rowCount(), 1)
        self._scroll = GrowingScroll(self._form, WIDTH, self)
        self.save_button = self.buttons.addButton(QDialogButtonBox.StandardButton.Save)
        self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        make_primary(self.save_button)
        self.save_button.setDefault(True)
        self.buttons.accepted.connect(self.save)
        self.buttons.rejected.connect(self.close)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 16)
        foot.setSpacing(12)
        foot.addWidget(self.message, 1, Qt.AlignmentFlag.AlignVCenter)
        foot.addStretch(0)
        foot.addWidget(self.buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._scroll, 1)
        column.addLayout(foot)
