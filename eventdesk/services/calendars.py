"""Calendars: made, changed, switched on and off, removed and brought back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import uuid4

from eventdesk.domain.calendar import COLOURS, PERSONAL, Calendar, checked_calendar
from eventdesk.domain.errors import CalendarNotFound, InvalidInput
from eventdesk.domain.language import tr
from eventdesk.domain.ledger import LedgerRow
from eventdesk.domain.reminder import Reminder
from eventdesk.domain.settings import Settings
from eventdesk.services.calendar_work import Task, Work, begin, step, under_way
from eventdesk.services.event_writing import EventWriting
from eventdesk.services.pacing import Pace
from eventdesk.services.ports import CalendarsChanged

if TYPE_CHECKING:
    from eventdesk.storage.transaction import Transaction

CHOSEN_LAST = "calendar_chosen_last"
A_LITTLE = 25
"""Events that upkeep does at a time, on the thread that delivers."""
TOLD_EVERY = 5_000
Progress = Callable[[int], object]
"""Called with how many events are done, on the caller's thread."""


@dataclass(frozen=True, slots=True)
class Removed:
    """A calendar that was removed, with its `events`, and how to bring it back. Those of a
    subscription are not kept: subscribing again fetches them."""

    calendar: Calendar
    events: int
    stamp: str


class Calendars:
    """Use cases on calendars. Any thread; raise StorageFailure, InvalidInput, CalendarNotFound.

    What touches all events of a calendar takes some seconds for 100,000 of them. It goes on in
    small transactions, and what is cut short is finished by `go_on`.
    """

    def __init__(self, writing: EventWriting, settings: Callable[[], Settings]) -> None:
        self._writing = writing
        self._database = writing.database
        self._settings = settings
        self._resting = threading.Event()
        self._busy = threading.Lock()

    # What there is.

    def all(self) -> list[Calendar]:
        """All calendars in their order, the personal one among them."""
        with self._database.read() as tx:
            works = under_way(tx)
            going = {each for each, work in works.items() if work.task is Task.REMOVE}
            return [each for each in tx.calendars.all() if each.id not in going]

    def counts(self) -> dict[str, int]:
        """How many events each calendar has, by its id."""
        with self._database.read() as tx:
            return tx.calendars.counts()

    def get(self, calendar_id: str) -> Calendar:
        """One calendar."""
        with self._database.read() as tx:
            return tx.calendars.get(calendar_id)

    def named(self, text: str) -> Calendar:
        """The calendar with this id, name (in capitals or not) or beginning of an id, of 4
        characters or more. InvalidInput when there are several."""
        known, wanted = self.all(), " ".join(text.split()).casefold()
        found = [each for each in known if each.id == text]
        found = found or [each for each in known if each.name.casefold() == wanted]
        if len(text) >= 4:
            found = found or [each for each in known if each.id.startswith(text)]
        if not found:
            raise CalendarNotFound(text)
        if len(found) > 1:
            raise InvalidInput.of(
                "calendar",
                tr("{text} stands for {count} calendars.", text=repr(text), count=len(found)),
                tr("Give the whole id."),
            )
        return found[0]

    def default_reminders(self, calendar_id: str, *, all_day: bool) -> tuple[Reminder, ...]:
        """What a new event of this calendar is reminded by: the calendar's own reminders, or
        those of the settings."""
        calendar = self.get(calendar_id)
        own = calendar.all_day_reminders if all_day else calendar.reminders
        if own is not None:
            return own
        usual = self._settings().reminders
        return usual.all_day_default if all_day else usual.default

    # Where new events go.

    def chosen_last(self) -> str:
        """The id of the calendar that new events go to: the one chosen last, unless it is off
        or gone by now."""
        with self._database.read() as tx:
            wanted = tx.state.get(CHOSEN_LAST) or PERSONAL
        open_ids = [each.id for each in self.all() if each.on and not each.read_only]
        if wanted in open_ids:
            return wanted
        return PERSONAL if PERSONAL in open_ids or not open_ids else open_ids[0]

    def choose(self, calendar_id: str) -> None:
        """Remember that a new event went there."""
        with self._database.write() as tx:
            tx.state.put(CHOSEN_LAST, calendar_id)
        self._tell()

    # Making and changing.

    def add(self, calendar: Calendar) -> Calendar:
        """Store a new calendar under an id of its own."""
        new = replace(checked_calendar(calendar), id=str(uuid4()))
        with self._database.write() as tx:
            _refuse_namesake(new, tx.calendars.all())
            tx.calendars.add(new)
        self._tell()
        return new

    def free_colour(self) -> str:
        """The first colour offered that no calendar has, else the one used least."""
        used = [each.colour for each in self.all()]
        return min(COLOURS, key=used.count)

    def change(self, calendar: Calendar) -> Calendar:
        """Replace name, colour, default reminders, and how often a subscription is fetched.
        `on` is changed by `switch`."""
        wanted = checked_calendar(calendar)
        with self._database.write() as tx:
            known = tx.calendars.get(calendar.id)
            _refuse_namesake(wanted, tx.calendars.all())
            fetched = known.subscription
            if fetched is not None and wanted.subscription is not None:
                every = wanted.subscription.every
                following = fetched.refreshed_at and fetched.refreshed_at + every
                following = fetched.next_at if fetched.every == every else following
                fetched = replace(fetched, every=every, next_at=following)
            changed = replace(wanted, on=known.on, subscription=fetched)
            tx.calendars.put(changed)
        self._tell()
        return changed

    def switch(self, calendar_id: str, on: bool, progress: Progress | None = None) -> int:
        """Switch a calendar on or off; how many events were planned anew.

        The events of one that is off are neither listed nor reminded of. Reminders that would
        have come meanwhile do not come afterwards.
        """
        with self._database.write() as tx:
            calendar = tx.calendars.get(calendar_id)
            going = under_way(tx).get(calendar_id)
            if going is not None and going.task is Task.REMOVE:
                raise CalendarNotFound(calendar.name)
            if calendar.on is on and going is None:
                return 0
            tx.calendars.put(replace(calendar, on=on))
            # Brought back in part: what is still in the trash is planned when it comes.
            begin(tx, Work(calendar_id, Task.PLAN, stamp=going.stamp if going else ""))
        self._tell()
        return self._finish(calendar_id, progress)

    def remove(self, calendar_id: str, progress: Progress | None = None) -> Removed:
        """Remove a calendar. Its events go to the trash; those of a subscription are deleted
        for good. The personal calendar stays. `bring_back` takes it back."""
        if calendar_id == PERSONAL:
            raise InvalidInput.of(
                "calendar",
                tr("This calendar cannot be removed."),
                tr("Switch it off instead."),
            )
        stamp = self._writing.clock.now().isoformat()
        with self._database.write() as tx:
            calendar = tx.calendars.get(calendar_id)
            begin(tx, Work(calendar_id, Task.REMOVE, stamp=stamp))
        self._tell()
        count = self._finish(calendar_id, progress)
        return Removed(calendar, count, stamp)

    def bring_back(self, removed: Removed, progress: Progress | None = None) -> Calendar:
        """Take back what `remove` did, with the events that are still in the trash. A
        subscription comes back empty, to be refreshed."""
        calendar = removed.calendar
        if calendar.subscription is not None:
            fresh = replace(
                calendar.subscription,
                etag="",
                last_modified="",
                refreshed_at=None,
                next_at=self._writing.clock.now(),
                failures=0,
                error="",
            )
            calendar = replace(calendar, subscription=fresh)
        with self._database.write() as tx:
            if not tx.calendars.knows(calendar.id):
                tx.calendars.add(calendar)
            if calendar.subscription is None:
                begin(tx, Work(calendar.id, Task.RESTORE, stamp=removed.stamp))
        self._tell()
        self._finish(calendar.id, progress)
        return calendar

    # How it goes on.

    def go_on(self) -> bool:
        """Do one batch of work that was cut short, unless it is being done here just now;
        True when there is more."""
        if not self._busy.acquire(blocking=False):
            return False
        try:
            with self._database.read() as tx:
                works = list(under_way(tx))
            return bool(works) and (self._step(works[0]) or len(works) > 1)
        finally:
            self._busy.release()

    def rest(self) -> None:
        """Leave what is under way to the next start: the program ends."""
        self._resting.set()

    def _finish(self, calendar_id: str, progress: Progress | None) -> int:
        done = told = 0
        clock = self._writing.clock
        closed: list[LedgerRow] = []

        def do(tx: Transaction, limit: int) -> bool:
            nonlocal done
            batch = step(tx, calendar_id, clock.now(), clock.zone(), limit=limit)
            done += batch.events
            closed.extend(batch.closed)
            return batch.left and not self._resting.is_set()

        def after() -> None:
            nonlocal told
            self._writing.hooks.planned()
            if progress is not None:
                progress(done)
            if done - told >= TOLD_EVERY:
                told = done
                self._writing.announce([])

        with self._busy, self._database.writes() as begin:
            if not self._resting.is_set():
                Pace(self._database, clock).work(begin, do, after)
        self._writing.announce([], closed)
        self._tell()
        return done

    def _step(self, calendar_id: str) -> bool:
        clock = self._writing.clock
        with self._database.write() as tx:
            done = step(tx, calendar_id, clock.now(), clock.zone(), limit=A_LITTLE)
        self._writing.hooks.planned()
        if done.closed or not done.left:
            self._writing.announce([], done.closed)
        if not done.left:
            self._tell()
        return done.left

    def _tell(self) -> None:
        self._writing.tell(CalendarsChanged())


def _refuse_namesake(calendar: Calendar, known: list[Calendar]) -> None:
    name = calendar.name.casefold()
    if any(each.name.casefold() == name and each.id != calendar.id for each in known):
        raise InvalidInput.of(
            "name",
            tr("There is a calendar “{name}” already.", name=calendar.name),
            tr("Choose another name."),
        )
