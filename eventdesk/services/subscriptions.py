"""Calendars of others, fetched from the web again and again."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from eventdesk.domain.calendar import Calendar
from eventdesk.domain.errors import CalendarNotFound, EventDeskError, ImportCancelled
from eventdesk.services.feed_memory import FeedMemory, remember, remembered
from eventdesk.services.feed_ports import Cancelled
from eventdesk.services.feed_refresh import FeedRefresh, Refreshed, SubscriptionPorts, is_due
from eventdesk.services.importing import Importing
from eventdesk.services.ports import CalendarsChanged, HealthChanged
from eventdesk.services.subscribing import Subscribing, Wish
from eventdesk.services.subscription_check import PART, problem_of

if TYPE_CHECKING:
    from eventdesk.storage.database import Database

log = logging.getLogger(__name__)
T = TypeVar("T")
EVERY = timedelta(hours=6)
FIRST_LOOK_S = 10.0
"""The start of the program comes first."""
LONGEST_WAIT_S = 60.0
TURN_S = 0.1
SETTLED = timedelta(seconds=10)
"""After a resume the network needs a moment."""
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def _go_on() -> bool:
    return False


class Subscriptions:
    """Adds and refreshes subscriptions. Any thread; one is fetched at a time.

    What fetches blocks for a minute and more: never on the Qt main thread. A refresh leaves
    what is here alone unless a whole calendar came; how it went is in the subscription.
    """

    def __init__(self, database: Database, importing: Importing, ports: SubscriptionPorts) -> None:
        self._database = database
        self._ports = ports
        self._refresh = FeedRefresh(database, importing, ports)
        self._subscribing = Subscribing(database, importing, self._refresh, ports)
        self._one = threading.Lock()
        self._wake = threading.Condition()
        self._wanted: list[str] = []
        self._woken = False
        self._looked_at = _LONG_AGO
        self._tried: dict[str, datetime] = {}
        self._closing = False
        self._problem = ""
        self._thread: threading.Thread | None = None

    def add(
        self,
        url: str,
        name: str = "",
        colour: str = "",
        every: timedelta | None = None,
        *,
        local: bool = False,
        cancelled: Cancelled = _go_on,
    ) -> Calendar:
        """Subscribe to the calendar at `url`, as typed, once it was fetched.

        Without name or colour those of the calendar itself are taken; `every` is 6 h. A login
        in the address goes to the keyring; what is in the way of that is the `error` of the
        subscription. `local` allows a host of the person's own network although its name looks
        public.
        InvalidInput names url, name, colour or every, also where nothing usable came from
        there; ImportCancelled; StorageFailure.
        """
        wish = Wish(url=url, name=name, colour=colour, every=every or EVERY, local=local)
        with self._turn(cancelled) as stop:
            made = self._subscribing.add(wish, stop)
        self._ports.publish(CalendarsChanged())
        self.look_again()
        return made

    def refresh(self, calendar_id: str, cancelled: Cancelled = _go_on) -> Refreshed:
        """Refresh one subscription now, whatever its schedule. CalendarNotFound where there is
        no such subscription; ImportCancelled while it waits for its turn; StorageFailure."""
        with self._turn(cancelled) as stop:
            calendar = next((x for x in self.all() if x.id == calendar_id), None)
            if calendar is None:
                raise CalendarNotFound(calendar_id)
            self._refresh.claim(calendar, only_if_due=False)
            return self._run(calendar, stop)

    def refresh_soon(self, *calendar_ids: str) -> None:
        """Have the worker refresh these, or all that are on; returns at once. It tells by
        CalendarsChanged how that went."""
        wanted = calendar_ids or [each.id for each in self.all() if each.on]
        with self._wake:
            self._wanted += [each for each in wanted if each not in self._wanted]
        self.look_again()

    def all(self) -> list[Calendar]:
        """The subscribed calendars."""
        with self._database.read() as tx:
            return [each for each in tx.calendars.all() if each.subscription is not None]

    def start(self) -> None:
        """Start the network worker."""
        self._thread = threading.Thread(target=self._work, name="network", daemon=True)
        self._thread.start()

    def look_now(self) -> None:
        """The computer is back: what failed is tried again soon. Any thread."""
        self._looked_at = self._ports.clock.now()
        self.look_again()

    def look_again(self) -> None:
        """Something changed: the worker looks what is due. Any thread."""
        with self._wake:
            self._woken = True
            self._wake.notify()

    def close(self, *, timeout: float = 5.0) -> None:
        """Cut what is being fetched, and stop the worker."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        if self._thread is not None:
            self._thread.join(timeout)

    def refresh_due(self) -> datetime | None:
        """Refresh what is due, one after the other; when the next is (UTC), None for never.
        Without a network nothing is tried, and nothing counted as failed. StorageFailure."""
        for calendar in self._due():
            if self._closing:
                break
            try:
                with self._turn(_go_on) as stop:
                    if self._refresh.claim(calendar, only_if_due=True):
                        self._run(calendar, stop)
            except (CalendarNotFound, ImportCancelled):
                log.debug("a subscription was removed, or the program ends")
        known = self.all()
        self._report(problem_of(known))
        times = [each.subscription.next_at for each in known if each.on and each.subscription]
        return min((each for each in times if each is not None), default=None)

    def forget_removed(self) -> None:
        """Forget what is remembered of calendars that are gone, and their logins."""
        with self._database.read() as tx:
            gone = {x: kept for x, kept in remembered(tx).items() if not tx.calendars.knows(x)}
        for calendar_id, memory in gone.items():
            if memory.login:
                self._ports.logins.write(calendar_id, "")
            with self._database.write() as tx:
                remember(tx, calendar_id, None)

    def _due(self) -> list[Calendar]:
        with self._database.read() as tx:
            known, memories = tx.calendars.all(), remembered(tx)
        return [each for each in known if each.on and self._is_due(each, memories.get(each.id))]

    def _is_due(self, calendar: Calendar, memory: FeedMemory | None) -> bool:
        fetched, now = calendar.subscription, self._ports.clock.now()
        if fetched is None or fetched.next_at is None:
            return False
        due = is_due(fetched, now)
        if fetched.failures and self._looked_at + SETTLED <= now:
            due = due or self._tried.get(calendar.id, _LONG_AGO) < self._looked_at
        if not fetched.failures and fetched.refreshed_at and memory is not None:
            # The calendar's default reminders changed: its events are made anew.
            due = due or memory.manner != self._refresh.manner(calendar)
        return due and self._ports.fetcher.connected(fetched.url)

    def _run(self, calendar: Calendar, stop: Cancelled) -> Refreshed:
        self._tried[calendar.id] = self._ports.clock.now()
        refreshed = self._refresh.run(calendar, stop)
        self._ports.publish(CalendarsChanged())
        if refreshed.error:
            log.info("a subscription was not refreshed")
        return refreshed

    @contextmanager
    def _turn(self, cancelled: Cancelled) -> Iterator[Cancelled]:
        """Wait until nothing else is fetched; what tells when to stop. ImportCancelled."""

        def stop() -> bool:
            return self._closing or cancelled()

        while not self._one.acquire(timeout=TURN_S):
            if stop():
                raise ImportCancelled
        try:
            yield stop
        finally:
            self._one.release()

    def _work(self) -> None:
        self._ports.calm()
        self._wait(FIRST_LOOK_S)
        self._safely(self.forget_removed)
        while not self._closing:
            self._safely(self._refresh_wanted)
            next_at = self._safely(self.refresh_due)
            wait_s = LONGEST_WAIT_S
            if next_at is not None:
                gap = (next_at - self._ports.clock.now()).total_seconds()
                # What is due and not done, without a network or on a full disk, is not urgent.
                wait_s = gap if 0 < gap < LONGEST_WAIT_S else LONGEST_WAIT_S
            self._wait(wait_s)

    def _safely(self, act: Callable[[], T]) -> T | None:
        try:
            return act()
        except EventDeskError as error:
            log.warning("subscriptions: %s", error)
        except Exception:
            log.exception("subscriptions failed")
        return None

    def _refresh_wanted(self) -> None:
        while self._wanted and not self._closing:
            with self._wake:
                calendar_id = self._wanted.pop(0)
            try:
                self.refresh(calendar_id)
            except (CalendarNotFound, ImportCancelled):
                log.debug("a subscription was removed, or the program ends")

    def _wait(self, seconds: float) -> None:
        with self._wake:
            self._wake.wait_for(lambda: self._woken or self._wanted or self._closing, seconds)
            self._woken = False

    def _report(self, problem: str) -> None:
        if problem != self._problem:
            self._problem = problem
            self._ports.publish(HealthChanged(PART, problem))
