"""The calendar of an event, chosen in the editor."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from eventdesk.domain.calendar import PERSONAL, Calendar
from eventdesk.domain.errors import FieldProblem
from eventdesk.domain.language import later, tr
from eventdesk.ui.calendar_book import CalendarBook
from eventdesk.ui.calendar_swatch import Swatch, swatch_icon
from eventdesk.ui.calendar_words import named
from eventdesk.ui.choice_box import ChoiceBox
from eventdesk.ui.icons import Icons
from eventdesk.ui.inline_message import InlineMessage, Level
from eventdesk.ui.theme import tokens

OFF = later("This calendar is off: the event is neither listed nor reminded of until it is on.")


class CalendarField(QWidget):
    """Offers the calendars that take events. `changed`: a person chose another one. Without
    a book, or with one calendar, `needed` is False and it keeps what was put."""

    changed = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book: CalendarBook | None = None
        self._id = PERSONAL
        self.choice = ChoiceBox(icons, tr("Calendar"), self)
        self._swatch = Swatch(self)
        self.message = InlineMessage(icons, self)
        line = QHBoxLayout()
        line.setSpacing(tokens(self).small)
        line.addWidget(self._swatch)
        line.addWidget(self.choice, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens(self).tiny)
        column.addLayout(line)
        column.addWidget(self.message)
        self.choice.currentIndexChanged.connect(self._chosen)

    @property
    def needed(self) -> bool:
        """Whether there is anything to choose."""
        return self._book is not None and len(self._book.all) > 1

    def use(self, book: CalendarBook) -> None:
        """Offer the calendars of a book, and follow it."""
        self._book = book
        book.changed.connect(self._fill)
        self._fill()

    def put(self, calendar_id: str) -> None:
        """Show a calendar; `changed` is not emitted."""
        self._id = calendar_id
        self._fill()

    def put_raw(self, calendar_id: str) -> None:
        """Show the calendar that was chosen for an unsaved form, if it is still there."""
        if self._book is None or self._book.get(calendar_id) is not None:
            self.put(calendar_id)

    def value(self) -> str:
        """The id of the calendar."""
        return self._id

    def calendar(self) -> Calendar | None:
        """The calendar, None while it is not known."""
        return None if self._book is None else self._book.get(self._id)

    def show_problem(self, problem: FieldProblem | None) -> None:
        """Show or clear what is wrong."""
        if problem is not None:
            self.message.say(Level.ERROR, str(problem))
        else:
            self._tell()

    def _fill(self) -> None:
        known = () if self._book is None else self._book.all
        if known and all(each.id != self._id for each in known):
            self._id = PERSONAL  # the one chosen was removed meanwhile
        offered = [each for each in known if not each.read_only or each.id == self._id]
        self.choice.blockSignals(True)
        self.choice.clear()
        for each in offered:
            icon = swatch_icon(each.colour, self.fontMetrics().ascent(), self)
            self.choice.addItem(icon, named(each), each.id)
        self.choice.setCurrentIndex(self.choice.findData(self._id))
        self.choice.blockSignals(False)
        self.choice.updateGeometry()
        self._tell()

    def _chosen(self) -> None:
        wanted = self.choice.currentData()
        if isinstance(wanted, str) and wanted != self._id:
            self._id = wanted
            self._tell()
            self.changed.emit()

    def _tell(self) -> None:
        calendar = self.calendar()
        self._swatch.show_colour(calendar.colour if calendar else "")
        if calendar is not None and not calendar.on:
            self.message.say(Level.INFO, tr(OFF))
        else:
            self.message.clear()
