"""A web that a test writes: calendars by address, and whatever else servers say."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from eventdesk.domain.calendar import Calendar, Subscription
from eventdesk.services.feed_ports import FeedRequest, Fetched, NotFetched, NotModified
from tests.desks import TestDesk

URL = "https://calendar.example.org/team.ics"
Answer = Fetched | NotModified | NotFetched


def event(uid: str, title: str = "Review", start: str = "20261201T090000Z", more: str = "") -> str:
    """A VEVENT."""
    lines = [f"UID:{uid}@test", f"DTSTART:{start}", f"SUMMARY:{title}", *more.split()]
    return "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"])


def calendar(*events: str, name: str = "Team", end: str = "END:VCALENDAR") -> bytes:
    """A VCALENDAR of these events."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"X-WR-CALNAME:{name}", *events, end, ""]
    return "\r\n".join(lines).encode()


ALARM = "BEGIN:VALARM ACTION:DISPLAY TRIGGER:-PT45M END:VALARM"


@dataclass
class Web:
    """A Fetcher: `answers` are given first, one a request, then `pages` by URL, which know
    their versions; other addresses are not found. `before` is called with each request."""

    pages: dict[str, bytes] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    requests: list[FeedRequest] = field(default_factory=list)
    online: bool = True
    before: Callable[[FeedRequest], object] = lambda request: None
    hang: threading.Event | None = None

    def fetch(
        self, request: FeedRequest, cancelled: Callable[[], bool]
    ) -> Fetched | NotModified | NotFetched:
        """The next answer."""
        self.requests.append(request)
        self.before(request)
        while self.hang is not None and not self.hang.wait(0.01):
            if cancelled():
                return NotFetched(error="Fetching was cancelled.", cancelled=True)
        if self.answers:
            return self.answers.pop(0)
        data = self.pages.get(request.url)
        if data is None:
            return NotFetched(error="calendar.example.org has no calendar at this address (404).")
        etag = str(hash(data))
        return NotModified() if request.etag == etag else got(data, request.url, etag=etag)

    def connected(self, url: str) -> bool:
        """As set."""
        return self.online


def got(data: bytes, url: str = URL, **fields: object) -> Fetched:
    """A whole answer."""
    return Fetched(data=data, url=url, **fields)  # type: ignore[arg-type]


def failed(error: str = "calendar.example.org hung up.", **fields: object) -> NotFetched:
    """No answer."""
    return NotFetched(error=error, **fields)  # type: ignore[arg-type]


def stored(desk: TestDesk) -> Calendar:
    return desk.desk.subscriptions.all()[0]


def state(desk: TestDesk) -> Subscription:
    found = stored(desk).subscription
    assert found is not None
    return found


def titles(desk: TestDesk) -> list[str]:
    return sorted(each.title for each in desk.desk.events.all())


def due(desk: TestDesk) -> list[Any]:
    """Refresh what is due; the requests made for that."""
    before = len(desk.fetcher.requests)
    desk.desk.subscriptions.refresh_due()
    return desk.fetcher.requests[before:]
