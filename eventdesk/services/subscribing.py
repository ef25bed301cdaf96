"""Subscribing to a calendar on the web: nothing is stored before it has been seen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from eventdesk.domain.calendar import COLOURS, MAX_NAME, Calendar, Subscription, checked_calendar
from eventdesk.domain.errors import ImportCancelled, InvalidInput
from eventdesk.domain.feed_address import host_of, parse_feed_address
from eventdesk.domain.language import later, retold, tr
from eventdesk.services.feed_memory import FeedMemory, digest_of, remember
from eventdesk.services.feed_ports import Cancelled, Feed, FeedRequest, Fetched, NotFetched
from eventdesk.services.feed_refresh import FeedRefresh, SubscriptionPorts
from eventdesk.services.importing import Importing

if TYPE_CHECKING:
    from eventdesk.storage.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person wants: the address as typed; '' for name and colour of its own. `local`
    allows a host of their own network although its name looks public."""

    url: str
    name: str = ""
    colour: str = ""
    every: timedelta
    local: bool = False


class Subscribing:
    """Adds subscriptions."""

    def __init__(
        self,
        database: Database,
        importing: Importing,
        refresh: FeedRefresh,
        ports: SubscriptionPorts,
    ) -> None:
        self._database = database
        self._importing = importing
        self._refresh = refresh
        self._ports = ports

    def add(self, wish: Wish, cancelled: Cancelled) -> Calendar:
        """Fetch, read and store it. InvalidInput; ImportCancelled; StorageFailure."""
        address = parse_feed_address(wish.url)
        _check(wish, address.urls[0])
        self._check_new(wish.name, address.urls)
        url, answer = self._first(address.urls, address.login, wish, cancelled)
        if answer.moved and not address.login:
            url = answer.url
        self._check_new("", [url])
        feed = self._refresh.read(answer.data, url, cancelled)
        if isinstance(feed, NotFetched):
            raise InvalidInput.of("url", retold(feed.error))
        calendar = self._made(wish, url, answer, feed)
        return self._store(calendar, answer, feed, wish, address.login, cancelled)

    def _first(
        self, urls: tuple[str, ...], login: str, wish: Wish, cancelled: Cancelled
    ) -> tuple[str, Fetched]:
        """The first answer, and from which address."""
        error = later("Nothing came from there.")
        for url in urls:
            request = FeedRequest(url=url, login=login, local=wish.local)
            answer = self._ports.fetcher.fetch(request, cancelled)
            if isinstance(answer, Fetched):
                return url, answer
            if isinstance(answer, NotFetched):
                if answer.cancelled:
                    raise ImportCancelled
                error = answer.error
                # No login goes over a connection that is less protected than it could be.
                if login or not answer.unreached:
                    break
        raise InvalidInput.of("url", retold(error))

    def _made(self, wish: Wish, url: str, answer: Fetched, feed: Feed) -> Calendar:
        now, known = self._ports.clock.now(), self._calendars()
        return checked_calendar(
            Calendar(
                id=str(uuid4()),
                name=wish.name or _free_name(feed.result.name or host_of(url), known),
                colour=wish.colour or feed.result.colour or _free_colour(known),
                subscription=Subscription(
                    url=url,
                    every=wish.every,
                    etag=answer.etag,
                    last_modified=answer.last_modified,
                    refreshed_at=now,
                    next_at=now + wish.every,
                ),
            )
        )

    def _store(
        self,
        calendar: Calendar,
        answer: Fetched,
        feed: Feed,
        wish: Wish,
        login: str,
        cancelled: Cancelled,
    ) -> Calendar:
        remark = self._ports.logins.write(calendar.id, login) if login else ""
        if remark and calendar.subscription is not None:
            fetched = replace(calendar.subscription, error=remark)
            calendar = replace(calendar, subscription=fetched)
        memory = FeedMemory(
            manner=self._refresh.manner(calendar),
            digest=digest_of(answer.data),
            local=wish.local,
            login=bool(login),
        )
        with self._database.write() as tx:
            # Before the calendar: whoever refreshes that already knows how.
            remember(tx, calendar.id, memory)
        events = self._refresh.made(feed.result, calendar)
        self._importing.run(events, calendar=calendar, cancelled=cancelled, whole=True)
        return calendar

    def _calendars(self) -> list[Calendar]:
        with self._database.read() as tx:
            return tx.calendars.all()

    def _check_new(self, name: str, urls: tuple[str, ...] | list[str]) -> None:
        wanted = " ".join(name.split()).casefold()
        for each in self._calendars():
            if wanted and each.name.casefold() == wanted:
                raise InvalidInput.of(
                    "name",
                    tr("There is a calendar “{name}” already.", name=each.name),
                    tr("Choose another name."),
                )
            if each.subscription is not None and each.subscription.url in urls:
                raise InvalidInput.of(
                    "url",
                    tr("You are subscribed to it already: it is “{name}”.", name=each.name),
                )


def _check(wish: Wish, url: str) -> None:
    """Refuse name, colour and interval before anything is fetched."""
    checked_calendar(
        Calendar(
            id="",
            name=wish.name or "?",
            colour=wish.colour or COLOURS[0],
            subscription=Subscription(url=url, every=wish.every),
        )
    )


def _free_name(name: str, known: list[Calendar]) -> str:
    taken = {each.name.casefold() for each in known}
    name, number = name[:MAX_NAME], 1
    free = name
    while free.casefold() in taken:
        number += 1
        free = f"{name[: MAX_NAME - 6]} ({number})"
    return free


def _free_colour(known: list[Calendar]) -> str:
    used = [each.colour for each in known]
    return min(COLOURS, key=used.count)
