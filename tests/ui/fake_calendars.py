"""A fake of services.calendars.Calendars for windows that only look."""

from __future__ import annotations

from eventdesk.domain.calendar import PERSONAL, Calendar
from tests.ui.fake_book import Book


class FakeCalendars:
    def __init__(self, book: Book) -> None:
        self._book = book
        self.known = [Calendar(id=PERSONAL, name="Personal")]
        self.last = PERSONAL

    def all(self) -> list[Calendar]:
        return list(self.known)

    def chosen_last(self) -> str:
        return self.last

    def choose(self, calendar_id: str) -> None:
        self._book.note("choose", calendar_id)
        self.last = calendar_id
