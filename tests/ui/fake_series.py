"""A fake of services.series.Series over a Book: it takes single occurrences out of series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from eventdesk.domain.event import Event
from eventdesk.domain.planning import occurrence_starting
from eventdesk.domain.series import Scope, ended_before, without
from tests.ui.fake_book import Book
from tests.ui.sample_events import ZONE

if TYPE_CHECKING:
    from tests.ui.fake_desk import FakeEvents


class FakeSeries:
    """Notes what was asked, and does it for deletions."""

    def __init__(self, book: Book, events: FakeEvents) -> None:
        self._book = book
        self._events = events

    def changed(self, event_id: str) -> list[Event]:
        """The changed occurrences of a series."""
        return [each for each in self._book.events.values() if each.series_id == event_id]

    def delete(self, event_id: str, start: datetime, scope: Scope) -> None:
        """Delete the occurrence at `start`, or more."""
        self._book.note("series.delete", event_id, start, scope)
        event = self._events.get(event_id)
        found = occurrence_starting(event, start, ZONE)
        assert found is not None
        assert event.recurrence is not None
        left = without(event.recurrence, found.wall_start)
        if scope is Scope.FOLLOWING:
            left = ended_before(event.recurrence, found.wall_start)
        new = replace(event, recurrence=left)
        self._events.change(f"Skipped one of “{event.title}”", [event], [new])

    def delete_each(self, chosen: Sequence[tuple[str, datetime]]) -> None:
        """Delete single occurrences."""
        self._book.note("series.delete_each", tuple(chosen))
