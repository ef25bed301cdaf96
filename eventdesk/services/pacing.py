"""How much is written at a time, so that no reminder waits for it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from eventdesk.domain.reminder import Channel
from eventdesk.services.ports import Clock

if TYPE_CHECKING:
    from eventdesk.storage.database import Database
    from eventdesk.storage.transaction import Transaction

FIRST, FEWEST, MOST = 50, 5, 500
"""Events of one slice."""
SLICE_S = 0.05
"""What one slice is to take: the longest that others of this process wait, but for the commit."""
HELD_S = 1.0
"""The longest transaction: what others wait at most, but for reminders that come due."""
BREATH_S = 0.02
"""Between two transactions, so that other processes get in."""
REST_S = 0.3
"""The longest pause for somebody who waits, or for a reminder to be claimed."""

Begin = Callable[[], AbstractContextManager["Transaction"]]
Slice = Callable[["Transaction", int], bool]
"""Does its part for about so many events; True when there is more."""


class Pace:
    """Long work in slices, and as many of them in one transaction as hold nobody up.

    Small transactions are dear, since each writes every page of the indexes that it touches.
    So one goes on until another thread of this process waits to write, a reminder is about to
    come due, or it took `held_s`. Lives on one thread.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        held_s: float | None = None,
        timer: Callable[[], float] = time.perf_counter,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._database = database
        self._clock = clock
        self._held_s = HELD_S if held_s is None else held_s
        self._timer = timer
        self._sleep = sleep
        self._size = FIRST
        self._slice_s = self._commit_s = 0.0
        self._unanswered: datetime | None = None

    def work(self, begin: Begin, do: Slice, after: Callable[[], None]) -> None:
        """Call `do` until there is no more; `after` follows each commit."""
        more = True
        while more:
            more = self.once(begin, do)
            after()
            if more:
                self.rest()

    def once(self, begin: Begin, do: Slice) -> bool:
        """One transaction of it; whether there is more."""
        more, ended = True, 0.0
        with begin() as tx:
            begun = self._timer()
            while more:
                with self._measured():
                    more = do(tx, self._size)
                if not self._lasts(tx, begun):
                    break
            ended = self._timer()
        self._commit_s = self._timer() - ended
        return more

    def rest(self) -> None:
        """Let others write: those that wait, and who claims a reminder that is due now."""
        self._sleep(BREATH_S)
        end = self._timer() + REST_S
        while self._timer() < end:
            if not self._database.awaited and not self._is_near(self._next()):
                return
            self._sleep(0.002)
        # Nobody rings on this database, or the reminder waits for something else.
        self._unanswered = self._next()

    def _lasts(self, tx: Transaction, begun: float) -> bool:
        if self._timer() - begun >= self._held_s or self._database.awaited:
            return False
        return not self._is_near(_earliest(tx))

    def _next(self) -> datetime | None:
        with self._database.read() as tx:
            return _earliest(tx)

    def _is_near(self, instant: datetime | None) -> bool:
        """Whether something comes due before another slice and its commit would be done."""
        if instant is None or instant == self._unanswered:
            return False
        ahead = timedelta(seconds=2 * (self._slice_s + self._commit_s) + SLICE_S)
        return instant <= self._clock.now() + ahead

    @contextmanager
    def _measured(self) -> Iterator[None]:
        begun = self._timer()
        yield
        self._slice_s = max(self._timer() - begun, 1e-4)
        fit = int(self._size * SLICE_S / self._slice_s)
        # By halves: one slow slice says little about the next.
        self._size = max(FEWEST, min(MOST, (self._size + min(fit, 4 * self._size)) // 2))


def _earliest(tx: Transaction) -> datetime | None:
    instants = (tx.reminders.next_due(), tx.ledger.next_wake(Channel.DESKTOP))
    return min((each for each in instants if each), default=None)
