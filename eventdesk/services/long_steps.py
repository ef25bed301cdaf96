"""Steps of the undo history of any size: written in small transactions, all or nothing."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from eventdesk.domain.errors import StorageFailure
from eventdesk.domain.language import later, tr
from eventdesk.domain.ledger import LedgerRow
from eventdesk.services.collecting import without_collecting
from eventdesk.services.event_writing import EventWriting
from eventdesk.services.pacing import Pace
from eventdesk.services.ports import CalendarsChanged, HealthChanged, ProcessRegistry
from eventdesk.services.step_work import StepWork, Task, end, keep, orphans, step, under_way

if TYPE_CHECKING:
    from eventdesk.domain.event import Event
    from eventdesk.storage.transaction import Transaction

log = logging.getLogger(__name__)
PART = "import"
CUT_SHORT = later(
    "An import was cut short when the program ended, and all of it is taken back. "
    "Import the file again."
)
A_LITTLE = 25
"""Events that upkeep does at a time, and rows that it forgets times 10."""


class LongStep:
    """One step that this process writes, on one thread. Nothing is stored of it before
    something is kept."""

    def __init__(self, owner: str, *, tell: bool) -> None:
        self.name = uuid4().hex
        self._owner = owner
        self._tell = tell
        self._edit: int | None = None

    def open(self, tx: Transaction, now: datetime, calendar: str = "") -> int:
        """Begin it unless it has begun; its number. `calendar` was made for it."""
        if self._edit is None:
            since, self._edit = tx.edits.newest(), tx.edits.open(at=now)
            work = StepWork(self._edit, Task.WRITE, self.name, owner=self._owner, since=since)
            keep(tx, replace(work, calendar=calendar, tell=self._tell))
        return self._edit

    def keep(
        self, tx: Transaction, pairs: Sequence[tuple[Event, Event | None]], now: datetime
    ) -> None:
        """Note that events became what they are from what they were; None: they are new."""
        if pairs:
            tx.imports.keep(self.open(tx, now), pairs)

    def land(self, tx: Transaction, label: str) -> None:
        """It is whole: from now on it is the newest step; with '' it is forgotten instead."""
        if self._edit is None:
            return
        if label:
            tx.edits.land(self._edit, label)
        end(tx, self._edit)


class LongSteps:
    """Writes, undoes and redoes long steps. Any thread; raise StorageFailure."""

    def __init__(self, writing: EventWriting, processes: ProcessRegistry) -> None:
        self._writing = writing
        self._database = writing.database
        self._processes = processes
        self._active: set[str] = set()
        self._busy = threading.Lock()

    def pace(self) -> Pace:
        """The pace of one piece of long work."""
        return Pace(self._database, self._writing.clock)

    @contextmanager
    def written(self, *, tell: bool = False) -> Iterator[LongStep]:
        """A step to be written in the block, and to `land` in its last transaction.

        When the block fails, what was written is taken back before the error goes on. Should
        that fail too, or the process end, upkeep does it, and with `tell` a person is told.
        """
        found = LongStep(self._processes.own(), tell=tell)
        self._active.add(found.name)
        try:
            yield found
        except BaseException:
            self._take_back(found.name)
            raise
        finally:
            self._active.discard(found.name)

    def begin(self, tx: Transaction, edit: int, *, back: bool) -> None:
        """Begin to undo or redo a step; `finish` goes on with it."""
        tx.edits.hide(edit)
        keep(tx, StepWork(edit, Task.UNDO if back else Task.REDO, uuid4().hex))

    def finish(self, edit: int) -> list[LedgerRow]:
        """Do all that is to be done with a step; the ledger rows that this closed or opened."""
        closed: list[LedgerRow] = []

        def do(tx: Transaction, limit: int) -> bool:
            done = step(tx, edit, self._writing.clock.now(), self._writing.clock.zone(), limit)
            closed.extend(done.closed)
            return done.left

        with without_collecting(), self._database.writes() as begin:
            self.pace().work(begin, do, self._writing.hooks.planned)
        return closed

    def finish_all(self) -> None:
        """Do all that is to be done, but for what a process is at."""
        for work in self._ready():
            if work.task is Task.WRITE:
                self._give_up(work)
            self._announce(self.finish(work.edit))

    def forget_all(self) -> None:
        """Forget all steps that are too large to be forgotten at once."""
        while self._forget():
            pass

    def go_on(self) -> bool:
        """Do a little of what is to be done, but for what this process is at; True when there
        is more."""
        if not self._busy.acquire(blocking=False):
            return False
        try:
            ready = self._ready()
            if not ready:
                return self._forget()
            if ready[0].task is Task.WRITE:
                self._give_up(ready[0])
                return True
            self._go_on(ready[0].edit)
            return True
        finally:
            self._busy.release()

    def _ready(self) -> list[StepWork]:
        with self._database.read() as tx:
            works = list(under_way(tx).values())
        return [
            each
            for each in works
            if each.name not in self._active
            and not (each.task is Task.WRITE and self._is_written(each))
        ]

    def _is_written(self, work: StepWork) -> bool:
        own = work.owner == self._processes.own()
        return not own and self._processes.alive(work.owner)

    def _give_up(self, work: StepWork) -> None:
        """Take back from now on what nobody writes any more."""
        log.warning("step %s was cut short and is taken back", work.edit)
        with self._database.write() as tx:
            if under_way(tx).get(work.edit) == work:
                keep(tx, replace(work, task=Task.TAKE_BACK))
        if work.tell:
            self._writing.tell(HealthChanged(PART, tr(CUT_SHORT)))

    def _take_back(self, name: str) -> None:
        """Take back at once what this process was writing."""
        try:
            with self._database.read() as tx:
                work = next((x for x in under_way(tx).values() if x.name == name), None)
            if work is None:
                return
            with self._database.write() as tx:
                keep(tx, replace(work, task=Task.TAKE_BACK))
            self._announce(self.finish(work.edit))
        except StorageFailure:
            log.exception("what was cut short is taken back later")

    def _go_on(self, edit: int) -> None:
        clock = self._writing.clock
        with self._database.write() as tx:
            done = step(tx, edit, clock.now(), clock.zone(), A_LITTLE)
        self._writing.hooks.planned()
        if done.closed or not done.left:
            self._announce(done.closed)

    def _forget(self) -> bool:
        with self._database.read() as tx:
            lost = orphans(tx)
        if not lost:
            return False
        with self._database.write() as tx:
            tx.imports.forget(lost[0], 10 * A_LITTLE)
        return True

    def _announce(self, closed: Sequence[LedgerRow]) -> None:
        self._writing.announce([], closed)
        self._writing.tell(CalendarsChanged())
