"""Asks the database for the event table's keys, off the main thread, newest wish first.

A new view comes in two steps: the first screenfuls at once, then everything. Answers to
questions that are no longer asked are dropped, and mostly never looked up.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from eventdesk.domain.errors import EventDeskError
from eventdesk.services.views import AgendaRow, AgendaView, QuickFilter
from eventdesk.ui.jobs import Jobs

if TYPE_CHECKING:
    from eventdesk.services.agenda import Glimpse

FIRST = 200
"""Rows of the first step: more than any screen holds."""
REFRESH_AFTER = 40
"""Milliseconds in which changes are gathered into one refresh."""


class AgendaSource(Protocol):
    """The part of services.agenda.Agenda that lists occurrences."""

    def keys(self, view: AgendaView, limit: int | None = None) -> array[int]:
        """Occurrence keys in order."""
        ...

    def rows(self, keys: Sequence[int]) -> list[AgendaRow]:
        """The rows of some keys."""
        ...


@dataclass(frozen=True, slots=True)
class Listing:
    """An answer. `fresh`: the first one for this view; `complete`: nothing is left out;
    `coming` is the row of the first occurrence from now on where the list starts in the past,
    else None; `any_events` is False when there is none at all."""

    view: AgendaView
    keys: array[int]
    complete: bool
    fresh: bool
    coming: int | None = None
    any_events: bool = True


class AgendaLoader(QObject):
    """Emits `loaded` with a Listing, or `failed` with an EventDeskError. Qt main thread."""

    loaded = Signal(object)
    failed = Signal(object)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._agenda: AgendaSource | None = None
        self._view = AgendaView()
        self._glimpsed: AgendaView | None = None
        self._wish = 0
        self._complete = False
        self._timer = QTimer(self, singleShot=True, interval=REFRESH_AFTER)
        self._timer.timeout.connect(self._refresh)

    @property
    def view(self) -> AgendaView:
        """What was asked for last."""
        return self._view

    def attach(self, agenda: AgendaSource, now: datetime) -> None:
        """Begin with the view asked for so far."""
        self._agenda = agenda
        known, self._glimpsed = self._glimpsed, None
        if known == self._view:
            self._wish += 1
            self._ask(None, False, None)
        else:
            self.show(self._view, now)

    def show_glimpse(self, glimpse: Glimpse) -> bool:
        """Answer with first rows, which `attach` then completes in place; False when another
        view is wanted by now, or one that does not begin with its first rows."""
        view, keys = glimpse.view, glimpse.keys
        if view != self._view or view.quick is QuickFilter.ALL:
            return False
        self._glimpsed = view if len(keys) else None
        self.loaded.emit(Listing(view, keys, False, True, any_events=glimpse.any_events))
        return True

    def show(self, view: AgendaView, now: datetime) -> None:
        """Look up a view; an earlier one that is still being looked up is dropped."""
        self._view = view
        self._timer.stop()
        self._wish += 1
        self._complete = False
        if view.quick is QuickFilter.ALL and view == AgendaView(view.quick, view.search):
            self._ask(None, True, now)
        else:
            self._ask(FIRST, True, None)

    def refresh(self) -> None:
        """Look up the same view again soon; several wishes become one."""
        if not self._timer.isActive():
            self._timer.start()

    def _refresh(self) -> None:
        if self._complete:
            self._wish += 1
            self._ask(None, False, None)
        else:
            self._timer.start()

    def _ask(self, limit: int | None, fresh: bool, now: datetime | None) -> None:
        agenda, view, wish = self._agenda, self._view, self._wish
        if agenda is None:
            return

        def look_up() -> Listing | None:
            if wish != self._wish:
                return None
            keys = agenda.keys(view, limit)
            complete = limit is None or len(keys) < limit
            coming = None if now is None else first_from(agenda, keys, now)
            some = len(keys) > 0 or len(agenda.keys(AgendaView(QuickFilter.ALL), 1)) > 0
            return Listing(view, keys, complete, fresh, coming, some)

        self._jobs.run(
            look_up,
            lambda listing: self._answered(wish, listing),
            lambda error: self._went_wrong(wish, error),
        )

    def _answered(self, wish: int, listing: Listing | None) -> None:
        if listing is not None and wish == self._wish:
            self._complete = listing.complete
            self.loaded.emit(listing)
            if not listing.complete:
                self._ask(None, False, None)

    def _went_wrong(self, wish: int, error: EventDeskError) -> None:
        if wish == self._wish:
            self._complete = True
            self.failed.emit(error)


def first_from(agenda: AgendaSource, keys: array[int], now: datetime) -> int:
    """The position of the first occurrence that starts at `now` or later, by halving."""
    low, high = 0, len(keys)
    while low < high:
        middle = (low + high) // 2
        rows = agenda.rows(keys[middle : middle + 1])
        if rows and rows[0].start < now:
            low = middle + 1
        else:
            high = middle
    return low
