"""The list of events: table, what stands there while it is empty, and what is selected."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QStackedWidget, QWidget

from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.language import tr
from eventdesk.services.views import AgendaColumn, AgendaRow, AgendaView, QuickFilter
from eventdesk.ui.agenda_loader import AgendaLoader, Listing
from eventdesk.ui.agenda_model import AgendaModel
from eventdesk.ui.agenda_table import AgendaTable, Place
from eventdesk.ui.calendar_book import CalendarBook
from eventdesk.ui.empty_state import Emptiness, EmptyState, emptiness
from eventdesk.ui.icons import Icons
from eventdesk.ui.jobs import Jobs

if TYPE_CHECKING:
    from eventdesk.services.agenda import Glimpse
    from eventdesk.services.desk import Desk

LOADING_AFTER = 300
"""Milliseconds without an answer after which the list says that it is loading."""


class AgendaPanel(QStackedWidget):
    """Shows one AgendaView. Qt main thread.

    `selection_moved` tells that another row is selected or that the selected one changed;
    `opened` carries the row a person wants to edit; `failed` an EventDeskError; `wanted` what
    the button of an empty list asks for: 'new', 'clear' or 'all'.
    """

    selection_moved = Signal()
    opened = Signal(object)
    typed = Signal(str)
    failed = Signal(object)
    wanted = Signal(str)
    view_changed = Signal(object)

    def __init__(self, icons: Icons, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk: Desk | None = None
        self._glimpse: Glimpse | None = None
        self._follow: str | None = None
        self._may_widen = False
        self._awaits = False
        self._opens_first = False
        self.model = AgendaModel(self._read, self._moment)
        self.table = AgendaTable(icons, self.model, self)
        self.empty = EmptyState(icons, self._act, self)
        self._waiting = QLabel(self)
        self._waiting.setContentsMargins(16, 12, 16, 12)
        self._waiting.setProperty("page", True)
        self._loader = AgendaLoader(jobs, self)
        self._patience = QTimer(self, singleShot=True, interval=LOADING_AFTER)
        self._patience.timeout.connect(lambda: self._waiting.setText(tr("Loading…")))
        for page in (self.table, self.empty, self._waiting):
            self.addWidget(page)
        self.setCurrentWidget(self._waiting)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._connect()
        self._patience.start()

    def _connect(self) -> None:
        self._loader.loaded.connect(self._loaded)
        self._loader.failed.connect(self._failed)
        self.model.read_failed.connect(self.failed)
        self.model.sort_asked.connect(self.sort_by)
        self.table.opened.connect(self._open)
        self.table.typed.connect(self.typed)
        self.table.selection_moved.connect(self.selection_moved)
        self.table.show_sorting(AgendaColumn.WHEN, False)
        self.table.horizontalHeader().sortIndicatorChanged.connect(self.model.sort)

    def use_calendars(self, book: CalendarBook) -> None:
        """Name the calendars of a book beside their events."""
        self._book = book
        book.changed.connect(self._calendars_changed)
        self._calendars_changed()

    def _calendars_changed(self) -> None:
        self.model.tell_calendars(self._book.told)
        self.table.viewport().update()

    def attach(self, desk: Desk) -> None:
        """Begin to show the desk's events."""
        self._desk, self._glimpse = desk, None
        self.model.tick()
        self._loader.attach(desk.agenda, desk.clock.now())

    def show_glimpse(self, glimpse: Glimpse) -> bool:
        """Show first rows until `attach`; False when something else is wanted by now."""
        if self._desk is not None:
            return False
        self._glimpse = glimpse
        return self._loader.show_glimpse(glimpse)

    # What is listed.

    @property
    def view(self) -> AgendaView:
        """What is asked for."""
        return self._loader.view

    def show_view(self, view: AgendaView) -> None:
        """List something else."""
        if view == self.view:
            return
        self._follow = None
        # What is listed until the answer comes is not what was asked for: nothing acts on it.
        self._awaits, self._opens_first = True, False
        self.table.show_sorting(view.sort, view.descending)
        self._loader.show(view, self._moment()[0])
        self.view_changed.emit(view)

    def set_quick(self, quick: QuickFilter) -> None:
        """Choose a quick filter; the past is listed from its end, unless sorted otherwise."""
        view = replace(self.view, quick=quick)
        if view.sort is AgendaColumn.WHEN:
            view = replace(view, descending=quick is QuickFilter.PAST)
        self.show_view(view)

    def set_search(self, search: str) -> None:
        """Choose what is searched for."""
        self.show_view(replace(self.view, search=search))

    def sort_by(self, column: AgendaColumn, descending: bool) -> None:
        """Choose the order."""
        self.show_view(replace(self.view, sort=column, descending=descending))

    def refresh(self) -> None:
        """Look everything up again, soon; selection and place stay."""
        self._loader.refresh()

    def reread(self) -> None:
        """Reminder states changed: read the rows again."""
        self.model.reread()
        if self.view.sort is AgendaColumn.STATE:
            self.refresh()
        self.selection_moved.emit()

    def tick(self) -> None:
        """Bring relative times up to date; look up again when a listed event has just ended."""
        before, zone = self.model.moment
        self.model.tick()
        now, zone_now = self.model.moment
        new_day = before.astimezone(zone).date() != now.astimezone(zone_now).date()
        if new_day or any(before < _ends(row) <= now for row in self.model.loaded()):
            self.refresh()
        self.table.viewport().update()

    @property
    def nothing_listed(self) -> bool:
        """True while it is known that there is nothing to list."""
        return self.currentWidget() is self.empty

    # What is selected.

    def current_row(self) -> AgendaRow | None:
        """The selected occurrence when there is exactly one; None while another view is
        looked up."""
        if self._awaits:
            return None
        numbers = self.table.selected_numbers()
        if len(numbers) != 1 or len(numbers[0]) != 1:
            return None
        return self.model.row(numbers[0].start)

    def opens_what_is_found(self) -> bool:
        """While another view is looked up: open its first occurrence when it is there."""
        self._opens_first = self._awaits
        return self._awaits

    def selected_count(self) -> int:
        """How many occurrences are selected; none while another view is looked up."""
        if self._awaits:
            return 0
        return sum(len(each) for each in self.table.selected_numbers())

    def rows_reader(self) -> Callable[[], list[AgendaRow]]:
        """A function that reads all selected rows, to be run off the main thread."""
        keys, desk = self.table.selected_keys(), self._desk
        if desk is None or self._awaits:
            return list
        steps = range(0, len(keys), 500)
        return lambda: [row for at in steps for row in desk.agenda.rows(keys[at : at + 500])]

    def rest(self) -> None:
        """Nothing is coming: say no longer that it is."""
        self._patience.stop()
        self._waiting.clear()

    def select_event(self, event_id: str, *, anywhere: bool = False) -> None:
        """Select an event's next occurrence as soon as it is listed; `anywhere`: in 'all',
        without a search, when the view of the moment leaves it out."""
        self._follow, self._may_widen = event_id, anywhere
        if not self._select_followed():
            self.refresh()

    def _select_followed(self) -> bool:
        if self._desk is None or self._follow is None:
            return False
        key = self._desk.agenda.key_of(self._follow)
        number = -1 if key is None else self.model.number_of(key)
        if number < 0:
            return False
        self._follow = None
        self.table.select(number)
        return True

    # Answers.

    def _loaded(self, listing: Listing) -> None:
        self._patience.stop()
        self._awaits = False
        place = self.table.place()
        row = self.model.row(place.number)
        self.table.set_grouped(listing.view.sort is AgendaColumn.WHEN)
        kept = self.model.set_keys(listing.keys)
        self._show_page(listing)
        if len(listing.keys):
            if listing.fresh:
                self._begin(listing, place)
            elif not kept:
                self.table.go_back_to(place, self._again(place, row))
        if self._follow is not None and not self._select_followed() and listing.complete:
            self._widen()
        self.selection_moved.emit()
        if self._opens_first:
            self._opens_first = False
            self._open(self.table.currentIndex().row())

    def _begin(self, listing: Listing, place: Place) -> None:
        """Where to start in a new view: at what was selected, else at the first to come."""
        known = -1
        if place.current is not None and not listing.view.search:
            known = self.model.number_of(place.current)
        if known >= 0:
            self.table.select(known, scroll=False)
            self.table.scroll_to_middle(known)
        elif listing.coming is not None:
            number = min(listing.coming, len(listing.keys) - 1)
            self.table.select(number, scroll=False)
            self.table.scroll_to_top_of(number)
        else:
            self.table.scrollToTop()
            self.table.select(0)

    def _again(self, place: Place, row: AgendaRow | None) -> int:
        """The row number of what was current, of its event, or of its neighbour."""
        number = -1 if place.current is None else self.model.number_of(place.current)
        if number < 0 and row is not None and self._desk is not None:
            key = self._desk.agenda.key_of(row.event_id)
            number = -1 if key is None else self.model.number_of(key)
        if number < 0:
            number = min(max(place.number, 0), len(self.model.keys) - 1)
        return number

    def _widen(self) -> None:
        followed, self._follow = self._follow, None
        wider = AgendaView(quick=QuickFilter.ALL)
        if followed is None or not self._may_widen or self.view == wider or self._desk is None:
            return
        if self._desk.agenda.key_of(followed) is not None:
            self.show_view(wider)
            self._follow = followed

    def _show_page(self, listing: Listing) -> None:
        if len(listing.keys):
            self._turn_to(self.table)
            return
        view = listing.view
        self.empty.say(emptiness(view.quick, view.search, any_events=listing.any_events))
        self._turn_to(self.empty)

    def _turn_to(self, page: QWidget) -> None:
        """Show a page; the keyboard stays in the list when it was there."""
        focus = self.focusWidget()
        mine = self.hasFocus() or (focus is not None and focus.hasFocus())
        self.setCurrentWidget(page)
        self.setFocusProxy(self.table if page is self.table else self.empty.button)
        if mine:
            self.setFocus()

    def _failed(self, error: EventDeskError) -> None:
        self._patience.stop()
        self._awaits = self._opens_first = False
        if not len(self.model.keys):
            text = "\n".join(filter(None, (error.problem, error.remedy)))
            headline, button = tr("The events cannot be read"), tr("Try again")
            self.empty.say(Emptiness("alert", headline, text, button, "retry"))
            self._turn_to(self.empty)
        self.failed.emit(error)

    # What the person does.

    def _act(self, wish: str) -> None:
        if wish == "retry":
            self._loader.show(self.view, self._moment()[0])
        else:
            self.wanted.emit(wish)

    def _open(self, number: int) -> None:
        # Enter right after typing means what is found.
        if self.opens_what_is_found():
            return
        row = self.model.row(number)
        if row is not None:
            self.opened.emit(row)

    def _read(self, keys: Sequence[int]) -> list[AgendaRow]:
        if self._desk is not None:
            return self._desk.agenda.rows(keys)
        known = {} if self._glimpse is None else self._glimpse.rows
        return [known[key] for key in keys if key in known]

    def _moment(self) -> tuple[datetime, ZoneInfo]:
        source = self._desk or self._glimpse
        if source is None:
            return datetime.now(UTC), ZoneInfo("UTC")
        return source.clock.now(), source.clock.zone()


def _ends(row: AgendaRow) -> datetime:
    return row.end if row.end is not None and row.end > row.start else row.start + _HOUR


_HOUR = timedelta(hours=1)
