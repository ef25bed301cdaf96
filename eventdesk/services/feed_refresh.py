"""One refresh of one subscription: fetched, read, judged, imported and recorded."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from eventdesk.domain.calendar import Calendar, Subscription
from eventdesk.domain.errors import (
    CalendarNotFound,
    EventDeskError,
    ImportCancelled,
    StorageFailure,
)
from eventdesk.domain.feed_address import host_of
from eventdesk.domain.language import in_english, later, retold
from eventdesk.domain.settings import Settings
from eventdesk.services.feed_memory import (
    FeedMemory,
    digest_of,
    manner_of,
    recall,
    remember,
    with_defaults,
)
from eventdesk.services.feed_ports import (
    Cancelled,
    Feed,
    FeedLogins,
    FeedRequest,
    Fetched,
    Fetcher,
    NotFetched,
    NotModified,
    ReadFeed,
)
from eventdesk.services.importing import Importing
from eventdesk.services.imports import ImportCounts, ImportResult
from eventdesk.services.ports import Clock, Publish

if TYPE_CHECKING:
    from eventdesk.storage.database import Database

log = logging.getLogger(__name__)
FIRST_RETRY = timedelta(minutes=15)
LONGEST_RETRY = timedelta(days=1)
LEASE = timedelta(minutes=10)
"""How long others keep off a subscription that one process is refreshing."""
EMPTY_FOR = timedelta(days=3)
"""A calendar that is found empty this long is believed to be."""
_WEB_PAGE = later(
    "{host} sent a web page instead of a calendar. Perhaps it wants a login there, or another "
    "address is meant: those of calendars often end in .ics."
)
_NO_CALENDAR = later("What {host} sent is no calendar. Check the address.")
_BROKEN_OFF = later("{host} broke off in the middle of the calendar.")
_EMPTY_OF_ONE = later(
    "The calendar is empty all of a sudden. Its event is kept, unless it stays so for {days} days."
)
_EMPTY_OF_MANY = later(
    "The calendar is empty all of a sudden. Its {count} events are kept, unless it stays so for "
    "{days} days."
)
CANCELLED = NotFetched(error=later("The refresh was cancelled."), cancelled=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionPorts:
    """What subscriptions need from around them. `jitter` gives numbers from 0 to 1; `calm`
    makes the calling thread give way to all others."""

    clock: Clock
    fetcher: Fetcher
    logins: FeedLogins
    read_feed: ReadFeed
    publish: Publish
    settings: Callable[[], Settings]
    jitter: Callable[[], float] = random.random
    calm: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """How a refresh went. `counts` is None where nothing was new; `error` '' where it went
    well; `skipped` is how many entries could not be taken."""

    calendar: Calendar
    counts: ImportCounts | None = None
    skipped: int = 0
    error: str = ""
    cancelled: bool = False


class FeedRefresh:
    """Refreshes subscriptions, one at a time. StorageFailure; CalendarNotFound."""

    def __init__(self, database: Database, importing: Importing, ports: SubscriptionPorts) -> None:
        self._database = database
        self._importing = importing
        self._ports = ports

    def claim(self, calendar: Calendar, *, only_if_due: bool) -> bool:
        """Keep others off it for a while; False when another process was quicker."""
        now = self._ports.clock.now()
        with self._database.write() as tx:
            present = tx.calendars.get(calendar.id)
            fetched, seen = present.subscription, calendar.subscription
            if fetched is None or seen is None:
                raise CalendarNotFound(calendar.name)
            if only_if_due and fetched.next_at != seen.next_at:
                return False
            tx.calendars.put(replace(present, subscription=replace(fetched, next_at=now + LEASE)))
        return True

    def run(self, calendar: Calendar, cancelled: Cancelled) -> Refreshed:
        """Refresh a claimed subscription; its row says afterwards how that went."""
        with self._database.read() as tx:
            memory = recall(tx, calendar.id)
        fetched = calendar.subscription
        if fetched is None:
            raise CalendarNotFound(calendar.name)
        try:
            return self._refreshed(calendar, fetched, memory, cancelled)
        except ImportCancelled:
            return self._failed(calendar, fetched, CANCELLED)
        except (StorageFailure, CalendarNotFound):
            raise
        except EventDeskError as error:
            return self._failed(calendar, fetched, NotFetched(error=str(error)))
        except Exception as error:
            # It must not come again at once, for ever.
            log.exception("refreshing from %s failed", host_of(fetched.url))
            words = later("The calendar could not be read ({error}).")
            words = words.format(error=type(error).__name__)
            return self._failed(calendar, fetched, NotFetched(error=words))

    def read(self, data: bytes, url: str, cancelled: Cancelled) -> Feed | NotFetched:
        """What fetched data says, or why it is no calendar."""
        feed = self._ports.read_feed(data, self._ports.clock.zone(), cancelled)
        host = host_of(url)
        if feed.web_page:
            return NotFetched(error=_WEB_PAGE.format(host=host))
        if not feed.result.calendars:
            return NotFetched(error=_NO_CALENDAR.format(host=host))
        if not feed.whole:
            return NotFetched(error=_BROKEN_OFF.format(host=host))
        return feed

    def made(self, result: ImportResult, calendar: Calendar) -> ImportResult:
        """The events as they are kept in this calendar."""
        return with_defaults(result, calendar, self._ports.settings().reminders)

    def manner(self, calendar: Calendar) -> str:
        """What stands for how events are made now."""
        return manner_of(calendar, self._ports.settings().reminders)

    def _refreshed(
        self, calendar: Calendar, fetched: Subscription, memory: FeedMemory, cancelled: Cancelled
    ) -> Refreshed:
        manner = self.manner(calendar)
        known = fetched.refreshed_at is not None and memory.manner == manner
        answer = self._ports.fetcher.fetch(
            FeedRequest(
                url=fetched.url,
                login=self._ports.logins.read(calendar.id, fetched.url),
                etag=fetched.etag if known else "",
                last_modified=fetched.last_modified if known else "",
                local=memory.local,
            ),
            cancelled,
        )
        if isinstance(answer, NotFetched):
            return self._failed(calendar, fetched, answer)
        if isinstance(answer, NotModified):
            return self._done(calendar, fetched, fetched, replace(memory, empty_since=""))
        digest = digest_of(answer.data)
        after = self._moved(fetched, answer, memory)
        if known and digest == memory.digest:
            return self._done(calendar, fetched, after, replace(memory, empty_since=""))
        with in_english():  # what is raised is stored
            feed = self.read(answer.data, fetched.url, cancelled)
        if isinstance(feed, NotFetched):
            return self._failed(calendar, fetched, feed)
        if not feed.result.events and (kept := self._kept(calendar, fetched, memory)):
            return kept
        counts = self._importing.run(
            self.made(feed.result, calendar), calendar=calendar.id, cancelled=cancelled, whole=True
        )
        memory = replace(memory, manner=manner, digest=digest, empty_since="")
        memory = replace(memory, local=memory.local and _same_host(after.url, fetched.url))
        done = self._done(calendar, fetched, after, memory)
        return replace(done, counts=counts, skipped=len(feed.result.skipped))

    def _moved(self, fetched: Subscription, answer: Fetched, memory: FeedMemory) -> Subscription:
        """The subscription after an answer, at the new address if the server wants that."""
        # A login is for the host that it was typed for.
        follows = answer.moved and (not memory.login or _same_host(answer.url, fetched.url))
        return replace(
            fetched,
            url=answer.url if follows else fetched.url,
            etag=answer.etag,
            last_modified=answer.last_modified,
        )

    def _kept(
        self, calendar: Calendar, fetched: Subscription, memory: FeedMemory
    ) -> Refreshed | None:
        """The failure that a calendar is empty all of a sudden; None when that is believed."""
        now = self._ports.clock.now()
        with self._database.write() as tx:
            count = tx.calendars.counts().get(calendar.id, 0)
            if not count:
                return None
            since = memory.empty_from or now
            if since <= now - EMPTY_FOR:
                return None
            if not memory.empty_since:
                remember(tx, calendar.id, replace(memory, empty_since=now.isoformat()))
        words = _EMPTY_OF_ONE if count == 1 else _EMPTY_OF_MANY
        words = words.format(count=f"{count:,}", days=EMPTY_FOR.days)
        return self._failed(calendar, fetched, NotFetched(error=words))

    def _done(
        self, calendar: Calendar, seen: Subscription, after: Subscription, memory: FeedMemory
    ) -> Refreshed:
        now = self._ports.clock.now()

        def change(present: Subscription) -> Subscription:
            return replace(
                after,
                every=present.every,
                refreshed_at=now,
                next_at=now + present.every,
                failures=0,
                error="",
            )

        return Refreshed(calendar=self._record(calendar, seen, change, memory))

    def _failed(self, calendar: Calendar, seen: Subscription, why: NotFetched) -> Refreshed:
        now = self._ports.clock.now()

        def change(present: Subscription) -> Subscription:
            if why.cancelled:
                return replace(present, next_at=seen.next_at)
            failures = present.failures + 1
            wait = max(self._backoff(failures), why.retry_after or timedelta())
            next_at = None if why.permanent else now + wait
            return replace(present, failures=failures, error=why.error, next_at=next_at)

        stored = self._record(calendar, seen, change, None)
        return Refreshed(calendar=stored, error=retold(why.error), cancelled=why.cancelled)

    def _record(
        self,
        calendar: Calendar,
        seen: Subscription,
        change: Callable[[Subscription], Subscription],
        memory: FeedMemory | None,
    ) -> Calendar:
        with self._database.write() as tx:
            present = tx.calendars.get(calendar.id)
            fetched = present.subscription
            if fetched is None or fetched.url != seen.url:
                # It became another one meanwhile.
                return present
            present = replace(present, subscription=change(fetched))
            tx.calendars.put(present)
            if memory is not None:
                remember(tx, calendar.id, memory)
        return present

    def _backoff(self, failures: int) -> timedelta:
        """15 min doubling to a day, of which 75 to 100 % is waited, at random."""
        whole: timedelta = min(LONGEST_RETRY, FIRST_RETRY * 2.0 ** min(failures - 1, 20))
        return whole * (0.75 + 0.25 * self._ports.jitter())


def is_due(fetched: Subscription, now: datetime) -> bool:
    """Whether it is time; an instant further ahead than any wait is one of a wrong clock."""
    if fetched.next_at is None:
        return False
    longest = max(fetched.every, LONGEST_RETRY) + LEASE
    return fetched.next_at <= now or fetched.next_at > now + longest


def _same_host(one: str, other: str) -> bool:
    return host_of(one) == host_of(other)
