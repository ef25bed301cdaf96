"""What subscriptions need from the outside: the web, logins, and a reader of calendar data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from eventdesk.services.imports import ImportResult

Cancelled = Callable[[], bool]
"""Asked again and again from any thread while something takes long; True: leave it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRequest:
    """What to fetch. `url` holds no login; `login` is 'user:password' or ''.

    `etag` and `last_modified` are what the server said of the version that is known. `local`
    tells that the person wants this host to be one of their own network, whatever its name.
    """

    url: str
    login: str = field(default="", repr=False)
    etag: str = ""
    last_modified: str = ""
    local: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A whole answer, unpacked. `url` is where it came from in the end, and `moved` tells that
    the server wants to be asked there from now on (RFC 9110 15.4.2, 15.4.9)."""

    data: bytes = field(repr=False)
    url: str = field(repr=False)
    etag: str = ""
    last_modified: str = ""
    moved: bool = False


@dataclass(frozen=True, slots=True)
class NotModified:
    """The version that is known is still the newest (RFC 9110 15.4.5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFetched:
    """Nothing usable came. `error` says why and what to do, with no more of the URL than its
    host, and without secrets.

    `permanent`: asking again is pointless (410). `unreached`: no server answered, so
    another way to it may work. `cancelled`: it was wanted no longer. `retry_after`: how long the
    server wants to be left alone.
    """

    error: str
    permanent: bool = False
    unreached: bool = False
    cancelled: bool = False
    retry_after: timedelta | None = None


class Fetcher(Protocol):
    """Fetches over http and https. Thread-safe; never raises; bounded in time and memory."""

    def fetch(
        self, request: FeedRequest, cancelled: Cancelled
    ) -> Fetched | NotModified | NotFetched:
        """Fetch it. Blocks: for worker threads."""
        ...

    def connected(self, url: str) -> bool:
        """False where this computer certainly has no network to fetch `url` by; takes no time."""
        ...


class FeedLogins(Protocol):
    """Where logins of subscriptions live, by the id of their calendar. May block."""

    def read(self, calendar_id: str, url: str) -> str:
        """'user:password', '' for none."""
        ...

    def write(self, calendar_id: str, login: str) -> str:
        """Keep a login, '' to forget it; '' or a sentence on what is in the way."""
        ...


@dataclass(frozen=True, slots=True)
class Feed:
    """What fetched data says.

    `whole` is False where the end of the calendar is missing: then it was cut on the way.
    `web_page` tells that it is no calendar but a page for people.
    """

    result: ImportResult
    whole: bool = True
    web_page: bool = False


ReadFeed = Callable[[bytes, ZoneInfo, Cancelled], Feed]
"""Reads fetched data; the zone is that of the system. InvalidInput where it is too large;
ImportCancelled."""
