"""Beside the list: everything about the selected event, and why it was or was not reminded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.language import tr, tr_n
from eventdesk.services.views import AgendaRow
from eventdesk.ui.calendar_book import CalendarBook
from eventdesk.ui.detail_parts import EventPage
from eventdesk.ui.icons import Icons
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.safe_links import openable
from eventdesk.ui.theme import tokens

if TYPE_CHECKING:
    from eventdesk.domain.event import Event
    from eventdesk.domain.ledger import LedgerRow
    from eventdesk.services.desk import Desk
    from eventdesk.services.views import TimelineEntry

REST = 50
"""Milliseconds the selection must rest before its event is read: arrow keys may be held down."""


@dataclass(frozen=True, slots=True)
class Details:
    """What is read for one occurrence, off the main thread."""

    event: Event
    why: list[TimelineEntry]
    waiting: list[LedgerRow]


class DetailPane(QFrame):
    """Shows one occurrence, or says how many are selected. Qt main thread.

    `edit`, `duplicate`, `ledger`, `skip` (leave this occurrence out of its series) and
    `series` (edit the series) carry the AgendaRow shown; `snooze` a list of
    ledger ids and a text as domain.snooze reads it; `dismiss` a list of ledger ids.
    """

    edit = Signal(object)
    duplicate = Signal(object)
    delete = Signal()
    ledger = Signal(object)
    skip = Signal(object)
    series = Signal(object)
    dismiss = Signal(list)
    snooze = Signal(list, str)
    failed = Signal(object)

    def __init__(self, icons: Icons, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._desk: Desk | None = None
        self._row: AgendaRow | None = None
        self._asked = 0
        self._book: CalendarBook | None = None
        self.setAccessibleName(tr("Details of the selected event"))
        self._icons = icons
        self._page: EventPage | None = None
        self._hint = QLabel(self, wordWrap=True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setProperty("muted", True)
        self._hint.setMargin(tokens(self).huge)
        self._scroll = QScrollArea(self, widgetResizable=True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._hint)
        self._pages.addWidget(self._scroll)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._pages)
        self._timer = QTimer(self, singleShot=True, interval=REST)
        self._timer.timeout.connect(self._read)

    @property
    def page(self) -> EventPage:
        """The page, made when it is first needed: the window shows sooner without it."""
        if self._page is None:
            self._page = EventPage(self._icons, self)
            self._scroll.setWidget(self._page)
            self._connect(self._page)
        return self._page

    def _connect(self, page: EventPage) -> None:
        page.edit.clicked.connect(lambda: self._row and self.edit.emit(self._row))
        page.duplicate.clicked.connect(lambda: self._row and self.duplicate.emit(self._row))
        page.delete.clicked.connect(self.delete)
        page.ledger.clicked.connect(lambda: self._row and self.ledger.emit(self._row))
        page.series.skip.connect(lambda: self._row and self.skip.emit(self._row))
        page.series.series.connect(lambda: self._row and self.series.emit(self._row))
        page.open_link.connect(_open_link)
        page.dismiss.connect(self.dismiss)
        page.snooze.connect(self.snooze)

    def use_calendars(self, book: CalendarBook) -> None:
        """Name the calendars of a book."""
        self._book = book
        book.changed.connect(self._show_calendar)

    def _show_calendar(self) -> None:
        if self._row is not None and self._book is not None:
            self.page.show_calendar(self._book.told(self._row.calendar))

    def attach(self, desk: Desk) -> None:
        """Begin to read from the desk."""
        self._desk = desk

    @property
    def row(self) -> AgendaRow | None:
        """The occurrence shown."""
        return self._row

    def show_row(self, row: AgendaRow | None, selected: int) -> None:
        """Show an occurrence, or how many are selected when it is not exactly one."""
        if row is None or self._desk is None:
            self._row = None
            self._timer.stop()
            self._asked += 1
            many = tr_n(
                "{count} selected.\nDel deletes it, a right click shows more.",
                "{count} selected.\nDel deletes them, a right click shows more.",
                selected,
            )
            self._hint.setText(many if selected > 1 else "")
            self._pages.setCurrentWidget(self._hint)
            return
        other = self._row is None or (row.event_id, row.start) != (
            self._row.event_id,
            self._row.start,
        )
        if not other and row == self._row:
            return
        self._row = row
        self.page.show_row(row, *self._moment(), keep=not other)
        self._show_calendar()
        self._pages.setCurrentWidget(self._scroll)
        if other:
            self._scroll.verticalScrollBar().setValue(0)
        self.refresh()

    def refresh(self) -> None:
        """Read the event and its history again, soon."""
        if self._row is not None and not self._timer.isActive() and self.isVisible():
            self._timer.start()

    def tick(self) -> None:
        """Bring relative times up to date."""
        if self._row is not None:
            self.page.tick(*self._moment())

    def showEvent(self, event: QShowEvent) -> None:
        """Read what was not read while nobody looked."""
        super().showEvent(event)
        self.refresh()

    def _read(self) -> None:
        row, desk = self._row, self._desk
        if row is None or desk is None:
            return
        self._asked += 1
        asked = self._asked

        def read() -> Details | None:
            if asked != self._asked:
                return None
            waiting = [
                each
                for each in desk.reminders.active([row.event_id])
                if each.occurrence_start == row.start
            ]
            event = _with_skipped_only(desk, desk.events.get(row.event_id))
            return Details(event, desk.history.why(row.event_id, row.start), waiting)

        self._jobs.run(
            read,
            lambda found: self._answered(asked, found),
            lambda error: self._wrong(asked, error),
        )

    def _answered(self, asked: int, found: Details | None) -> None:
        if found is not None and asked == self._asked:
            self.page.show_details(found.event, found.why, found.waiting, *self._moment())

    def _wrong(self, asked: int, error: EventDeskError) -> None:
        if asked == self._asked:
            self.failed.emit(error)

    def _moment(self) -> tuple[datetime, ZoneInfo]:
        assert self._desk is not None
        return self._desk.clock.now(), self._desk.clock.zone()


def _with_skipped_only(desk: Desk, event: Event) -> Event:
    """A series that leaves out what was skipped, but not what was changed by itself."""
    if event.recurrence is None or not event.recurrence.excluded:
        return event
    changed = {each.recurrence_id for each in desk.series.changed(event.id)}
    skipped = tuple(each for each in event.recurrence.excluded if each not in changed)
    return replace(event, recurrence=replace(event.recurrence, excluded=skipped))


def _open_link(link: str) -> None:
    url = openable(link)
    if url is not None:
        QDesktopServices.openUrl(url)
