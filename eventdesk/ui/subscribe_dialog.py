"""Subscribes to a calendar elsewhere by its address."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QLineEdit, QWidget
from shiboken6 import isValid

from eventdesk.domain.calendar import COLOURS, Calendar
from eventdesk.domain.errors import EventDeskError, FieldProblem, InvalidInput
from eventdesk.domain.language import tr
from eventdesk.ui.calendar_form import CalendarForm
from eventdesk.ui.colour_choice import ColourChoice
from eventdesk.ui.icons import Icons
from eventdesk.ui.inline_message import Level
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.marks import TickBox
from eventdesk.ui.refresh_choice import USUAL, refresh_choice

if TYPE_CHECKING:
    from eventdesk.services.desk import Desk

WIDTH = 544
SCHEMES = ("http://", "https://", "webcal://", "webcals://")
EXAMPLE = "https://example.org/holidays.ics"


class SubscribeDialog(CalendarForm):
    """Not modal. `url` is asked about, else what the clipboard holds. `subscribed` carries the
    new calendar; the dialog then closes. What is typed stays while it does not work; closing
    cuts what is being fetched."""

    subscribed = Signal(object)

    def __init__(
        self,
        desk: Desk,
        jobs: Jobs,
        icons: Icons,
        parent: QWidget | None = None,
        *,
        url: str = "",
    ) -> None:
        super().__init__(icons, tr("Subscribe to a calendar"), ("url", "name", "every"), parent)
        self._desk, self._jobs = desk, jobs
        self._stopped = threading.Event()
        form = self._form
        self.url = QLineEdit(form)
        self.url.setAccessibleName(tr("Address"))
        self.url.setPlaceholderText(EXAMPLE)
        self.url.setText(url or _copied_address())
        self.url.selectAll()
        self.name = QLineEdit(form)
        self.name.setAccessibleName(tr("Name, optional"))
        self.name.setPlaceholderText(tr("As the calendar calls itself"))
        self.colour = ColourChoice(icons, COLOURS, form, optional=True)
        self.every = refresh_choice(icons, form)
        self.local = TickBox(icons, tr("This address is in my o&wn network"), form)
        self.local.setToolTip(tr("Allows an address that looks public and leads into this network"))
        self._lay_out()
        for line in (self.url, self.name):
            line.textEdited.connect(lambda _text: self._show([]))
        self.every.changed.connect(lambda: self._show([]))
        self.url.setFocus()

    def subscribe(self) -> None:
        """Fetch the calendar for the first time; errors are said here."""
        if self._busy:
            return
        url, name, colour = self.url.text().strip(), self.name.text().strip(), self.colour.value()
        local = self.local.isChecked()
        problems, every = list[FieldProblem](), USUAL
        if not url:
            words = (tr("The address is missing."), tr("Paste the calendar's address."))
            problems.append(FieldProblem("url", *words))
        try:
            every = self.every.read() or USUAL
        except InvalidInput as error:
            problems += error.problems
        self._show(problems)
        if problems:
            return
        subscriptions = self._desk.subscriptions
        self._set_busy(True)
        self._jobs.run(
            lambda: subscriptions.add(
                url=url,
                name=name,
                colour=colour,
                every=every,
                local=local,
                cancelled=self._stopped.is_set,
            ),
            self._done,
            self._failed,
        )

    def done(self, result: int) -> None:
        """Cut what is being fetched."""
        self._stopped.set()
        super().done(result)

    def _done(self, calendar: Calendar) -> None:
        if isValid(self):
            self.subscribed.emit(calendar)
            self.close()

    def _fields(self) -> dict[str, QWidget]:
        return {"url": self.url, "name": self.name, "every": self.every.widget_of()}

    def _failure(self, error: EventDeskError) -> str:
        return tr("Not subscribed. {error}", error=error)

    def _set_busy(self, busy: bool) -> None:
        super()._set_busy(busy)
        self._form.setEnabled(not busy)
        if busy:
            self.message.say(Level.BUSY, tr("Fetching the calendar…"))
        else:
            self.message.clear()

    def _lay_out(self) -> None:
        hint = tr(
            "Its events are shown and reminded of here, and cannot be changed. The address "
            "usually ends in .ics; calendars on the web call it iCal address, subscription or "
            "secret address."
        )
        rows = self._rows
        rows.add(tr("&Address"), self.url, self.messages["url"], self._hint(hint))
        rows.add(tr("&Name"), self.name, self.messages["name"])
        colours = self._hint(tr("Without a choice, the calendar's own or a free one."))
        rows.add(tr("&Colour"), self.colour, colours, buddy=self.colour.squares[0])
        rows.add(tr("&Refresh"), self.every, self.messages["every"], buddy=self.every.kind)
        rows.add_indented(self.local)
        go = self.buttons.addButton(tr("&Subscribe"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._lay_out_around(WIDTH, go, self.subscribe)


def _copied_address() -> str:
    """What is in the clipboard, if it is the address of a calendar."""
    text = QGuiApplication.clipboard().text().strip()
    whole = len(text) < 2_000 and len(text.split()) == 1
    web = text.lower().startswith(SCHEMES)
    return text if whole and web and (".ics" in text or "webcal" in text[:7].lower()) else ""
