"""Makes or changes a calendar: name, colour, what its new events are reminded by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QLineEdit, QWidget
from shiboken6 import isValid

from eventdesk.domain.calendar import COLOURS, Calendar, Subscription, checked_calendar
from eventdesk.domain.errors import EventDeskError, FieldProblem, InvalidInput
from eventdesk.domain.language import tr
from eventdesk.domain.settings import Settings
from eventdesk.ui.calendar_defaults import CalendarDefaults
from eventdesk.ui.calendar_form import CalendarForm
from eventdesk.ui.colour_choice import ColourChoice
from eventdesk.ui.elided_label import ElidedLabel
from eventdesk.ui.icons import Icons
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.refresh_choice import refresh_choice

if TYPE_CHECKING:
    from eventdesk.services.desk import Desk

WIDTH = 608


class CalendarDialog(CalendarForm):
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
        title = tr("Edit calendar") if calendar.id else tr("New calendar")
        super().__init__(icons, title, ("name", "every"), parent)
        self._desk, self._jobs, self._calendar = desk, jobs, calendar
        form = self._form
        self.name = QLineEdit(calendar.name, form)
        self.name.setAccessibleName(tr("Name"))
        self.name.setPlaceholderText(tr("Work, family, choir"))
        self.colour = ColourChoice(icons, COLOURS, form)
        self.colour.put(calendar.colour)
        self.timed = CalendarDefaults(icons, tr("New events"), form, all_day=False)
        self.all_day = CalendarDefaults(icons, tr("New all-day events"), form, all_day=True)
        self.timed.put(calendar.reminders, settings)
        self.all_day.put(calendar.all_day_reminders, settings)
        self.every = refresh_choice(icons, form)
        self.every.setVisible(calendar.subscription is not None)
        self._lay_out(calendar.subscription)
        self.name.textEdited.connect(lambda _text: self._show([]))
        for each in (self.timed, self.all_day):
            each.changed.connect(self._edited)
        self.name.setFocus()
        self.name.selectAll()

    def save(self) -> None:
        """Check and store; what is wrong is said at its field."""
        if self._busy:
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

    def _fields(self) -> dict[str, QWidget]:
        return {"name": self.name, "every": self.every.widget_of()}

    def _show(self, problems: Sequence[FieldProblem]) -> None:
        # What is wrong with reminders is told among them.
        super()._show([each for each in problems if each.field != "remind"])

    def _failure(self, error: EventDeskError) -> str:
        return tr("Not saved. {error}", error=error)

    def _stored(self, calendar: Calendar) -> None:
        if isValid(self):
            self.saved.emit(calendar)
            self.close()

    def _edited(self) -> None:
        self.message.clear()
        self._scroll.later()

    def _lay_out(self, fetched: Subscription | None) -> None:
        rows = self._rows
        rows.add(tr("&Name"), self.name, self.messages["name"])
        rows.add(tr("&Colour"), self.colour, buddy=self.colour.squares[0])
        timed, all_day = tr("New e&vents"), tr("New all-&day events")
        if fetched is not None:
            address = ElidedLabel(parent=self._form)
            address.setText(fetched.url)
            address.setAccessibleName(tr("Address: {url}", url=fetched.url))
            self.every.put(fetched.every)
            rows.add(tr("Address"), address)
            rows.add(tr("&Refresh"), self.every, self.messages["every"], buddy=self.every.kind)
            timed, all_day = tr("Re&minders"), tr("Of all-&day events")
        rows.add(timed, self.timed, buddy=self.timed.usual)
        rows.add(all_day, self.all_day, buddy=self.all_day.usual)
        if fetched is not None:
            hint = self._hint(tr("They are for those of its events that bring none."))
            rows.add_indented(hint)
        save = self.buttons.addButton(QDialogButtonBox.StandardButton.Save)
        self._lay_out_around(WIDTH, save, self.save)
