"""Subscribes to a calendar elsewhere by its address."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
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

from eventdesk.domain.calendar import COLOURS, Calendar
from eventdesk.domain.errors import EventDeskError, FieldProblem, InvalidInput
from eventdesk.ui.colour_choice import ColourChoice
from eventdesk.ui.form_rows import FormRows
from eventdesk.ui.growing import GrowingScroll
from eventdesk.ui.icons import Icons
from eventdesk.ui.inline_message import InlineMessage, Level, make_primary, mark_invalid
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.marks import TickBox
from eventdesk.ui.refresh_choice import USUAL, refresh_choice

if TYPE_CHECKING:
    from eventdesk.services.desk import Desk

WIDTH = 544
SCHEMES = ("http://", "https://", "webcal://", "webcals://")
HINT = (
    "Its events are shown and reminded of here, and cannot be changed. The address usually "
    "ends in .ics; calendars on the web call it iCal address, subscription or secret address."
)


class SubscribeDialog(QDialog):
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
        super().__init__(parent)
        self._desk, self._jobs = desk, jobs
        self._busy = False
        self._stopped = threading.Event()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Subscribe to a calendar")
        self._form = form = QWidget(self)
        self.url = QLineEdit(form)
        self.url.setAccessibleName("Address")
        self.url.setPlaceholderText("https://example.org/holidays.ics")
        self.url.setText(url or _copied_address())
        self.url.selectAll()
        self.name = QLineEdit(form)
        self.name.setAccessibleName("Name, optional")
        self.name.setPlaceholderText("As the calendar calls itself")
        self.colour = ColourChoice(icons, COLOURS, form, optional=True)
        self.every = refresh_choice(icons, form)
        self.local = TickBox(icons, "This address is in my o&wn network", form)
        self.local.setToolTip("Allows an address that looks public and leads into this network")
        self.messages = {name: InlineMessage(icons, form) for name in ("url", "name", "every")}
        self.message = InlineMessage(icons, self)
        self.buttons = QDialogButtonBox(self)
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
            words = ("The address is missing.", "Paste the calendar's address.")
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

    def showEvent(self, event: QShowEvent) -> None:
        """As high as the fields need."""
        super().showEvent(event)
        self._scroll.fit()

    def sizeHint(self) -> QSize:
        """Wide enough for the form."""
        return self._scroll.wanted()

    def done(self, result: int) -> None:
        """Cut what is being fetched."""
        self._stopped.set()
        super().done(result)

    def _done(self, calendar: Calendar) -> None:
        if isValid(self):
            self.subscribed.emit(calendar)
            self.close()

    def _failed(self, error: EventDeskError) -> None:
        if not isValid(self):
            return
        self._set_busy(False)
        if isinstance(error, InvalidInput):
            self._show(error.problems)
        else:
            words = f"Not subscribed. {error.problem} {error.remedy}".strip()
            self.message.say(Level.ERROR, words)
            self.url.setFocus()
        self._scroll.later()

    def _show(self, problems: Sequence[FieldProblem]) -> None:
        found = {each.field: each for each in reversed(problems)}
        fields = {"url": self.url, "name": self.name, "every": self.every.widget_of()}
        self.message.clear()
        for name, widget in reversed(fields.items()):
            problem = found.pop(name, None)
            mark_invalid(widget, problem is not None, str(problem or ""))
            if problem is None:
                self.messages[name].clear()
            else:
                self.messages[name].say(Level.ERROR, str(problem))
                widget.setFocus()
        if found:
            self.message.say(Level.ERROR, " ".join(str(each) for each in found.values()))
        self._scroll.later()

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._form.setEnabled(not busy)
        self.go.setEnabled(not busy)
        if busy:
            self.message.say(Level.BUSY, "Fetching the calendar…")
        else:
            self.message.clear()

    def _lay_out(self) -> None:
        hint = QLabel(HINT, self._form)
        hint.setProperty("muted", True)
        hint.setWordWrap(True)
        rows = FormRows(self._form)
        rows.setContentsMargins(16, 16, 16, 16)
        rows.add("&Address", self.url, self.messages["url"], hint)
        rows.add("&Name", self.name, self.messages["name"])
        colour_hint = QLabel("Without a choice, the calendar's own or a free one.", self._form)
        colour_hint.setProperty("muted", True)
        rows.add("&Colour", self.colour, colour_hint, buddy=self.colour.squares[0])
        rows.add("&Refresh", self.every, self.messages["every"], buddy=self.every.kind)
        rows.add_indented(self.local)
        rows.setRowStretch(rows.rowCount(), 1)
        self._scroll = GrowingScroll(self._form, WIDTH, self)
        self.go = self.buttons.addButton("&Subscribe", QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        make_primary(self.go)
        self.go.setDefault(True)
        self.buttons.accepted.connect(self.subscribe)
        self.buttons.rejected.connect(self.reject)
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


def _copied_address() -> str:
    """What is in the clipboard, if it is the address of a calendar."""
    text = QGuiApplication.clipboard().text().strip()
    whole = len(text) < 2_000 and len(text.split()) == 1
    web = text.lower().startswith(SCHEMES)
    return text if whole and web and (".ics" in text or "webcal" in text[:7].lower()) else ""
