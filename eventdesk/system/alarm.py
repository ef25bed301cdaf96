"""The alarm clock: says 'look now' at an instant, on request, and at every heartbeat."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from eventdesk.services.ports import Clock

if TYPE_CHECKING:
    from eventdesk.system.steady_scheduler import SteadyScheduler

log = logging.getLogger(__name__)

HEARTBEAT_S = 20.0
JUMP_S = 2.0
"""How far wall and monotonic clock may drift apart between two wake-ups unremarked."""
STUCK_RINGS, STUCK_S = 20, 1.0
"""After so many rings in a row for one instant, pause so long between further ones."""
FARTHEST = timedelta(days=1)
"""Farther instants are approached in steps, which keeps every sum within the calendar."""
ALARM, HEARTBEAT = "alarm", "heartbeat"


class ApschedulerAlarm:
    """An Alarm upon APScheduler, with one worker thread. All methods are thread-safe.

    Laws: it never rings before its instant; a request during a look makes another look
    follow, so none is lost; a look that raises is logged, counted and tried again at the
    next heartbeat; a wall clock that is set, and a suspend, are noticed within `heartbeat_s`
    seconds of running time. `start` imports APScheduler (0.1 s); nothing before it does.
    """

    def __init__(self, clock: Clock, *, heartbeat_s: float = HEARTBEAT_S) -> None:
        self._clock = clock
        self._heartbeat_s = heartbeat_s
        self._life = threading.Lock()  # start and close, one after the other
        self._look: Callable[[], None] | None = None
        self._scheduler: SteadyScheduler | None = None
        self._worker: ThreadPoolExecutor | None = None
        self._lock = threading.Lock()  # guards what follows; APScheduler is never called in it
        self._queued = False
        self._closed = False
        self._worker_ident = 0
        self._failures = 0
        self._problem = ""
        self._looked_at: float | None = None
        self._arming = threading.Lock()  # taken before APScheduler's own lock, never after
        self._instant: datetime | None = None
        self._armed = False
        self._rung_for: datetime | None = None
        self._rings = 0
        self._rang_at = 0.0
        self._offset_s = self._wall_minus_monotonic()

    def start(self, look: Callable[[], None]) -> None:
        """Look at once, then at the instants asked for and at every heartbeat."""
        from apscheduler.triggers.interval import IntervalTrigger

        from eventdesk.system.steady_scheduler import SteadyScheduler

        # It tells of every run at INFO, which is twice a heartbeat.
        logging.getLogger("apscheduler").setLevel(logging.WARNING)
        with self._life:
            if self._closed or self._scheduler is not None:
                return
            self._look = look
            self._worker = ThreadPoolExecutor(1, thread_name_prefix="alarm")
            scheduler = SteadyScheduler(self._compare_clocks, self._heartbeat_s)
            every = IntervalTrigger(seconds=self._heartbeat_s)
            scheduler.add_job(self._request, every, id=HEARTBEAT)
            scheduler.start()
            self._scheduler = scheduler
        self._arm()
        self._request()

    def wake_at(self, instant: datetime | None) -> None:
        """Replace the one instant (aware) to ring at; None leaves only the heartbeat."""
        if instant is not None and instant.tzinfo is None:
            raise ValueError("an alarm wants an aware instant")
        with self._arming:
            if instant == self._instant and (self._armed or instant is None):
                return
            self._instant = instant
            self._armed = False
        self._arm()

    def look_now(self) -> None:
        """Ring at once; during a look, another one follows."""
        self._request()

    def heartbeat_age(self) -> float | None:
        """Seconds since a look last ended well; None before the first."""
        with self._lock:
            if self._looked_at is None:
                return None
            return max(0.0, self._clock.monotonic() - self._looked_at)

    def problem(self) -> str:
        """Why the last look failed, in words, or '' when it did not."""
        with self._lock:
            return self._problem

    def failures(self) -> int:
        """How many looks have failed since the start."""
        with self._lock:
            return self._failures

    def close(self) -> None:
        """Stop; returns when the worker is idle. A look may call it, which does not wait."""
        with self._life:
            with self._lock:
                if self._closed:
                    return
                self._closed = True
            if self._scheduler is not None:
                self._scheduler.shutdown(wait=False)
        if self._worker is not None:
            on_worker = threading.get_ident() == self._worker_ident
            self._worker.shutdown(wait=not on_worker, cancel_futures=True)

    # On the worker thread

    def _work(self) -> None:
        with self._lock:
            self._worker_ident = threading.get_ident()
            self._queued = False
            if self._closed:
                return
        assert self._look is not None
        try:
            self._look()
        except Exception as error:
            log.exception("looking for due reminders failed")
            with self._lock:
                self._failures += 1
                self._problem = str(error) or type(error).__name__
        else:
            with self._lock:
                self._problem = ""
                self._looked_at = self._clock.monotonic()

    # On any thread

    def _request(self) -> None:
        with self._lock:
            if self._queued or self._closed or self._worker is None:
                return
            self._queued = True
            self._worker.submit(self._work)

    def _arm(self) -> None:
        with self._arming:
            scheduler, instant = self._scheduler, self._instant
            # A job that was set for an instant taken back finds none, and does nothing.
            if scheduler is None or instant is None or self._closed:
                return
            from apscheduler.triggers.date import DateTrigger

            wait = min(max(instant - self._clock.now(), self._pause(instant)), FARTHEST)
            self._armed = True
            trigger = DateTrigger(datetime.now(UTC) + wait)
            scheduler.add_job(self._ring, trigger, id=ALARM, replace_existing=True)

    def _pause(self, instant: datetime) -> timedelta:
        # A look that cannot deal with what is due asks for the same instant over and over.
        if instant == self._rung_for and self._rings >= STUCK_RINGS:
            return timedelta(seconds=STUCK_S)
        return timedelta()

    # On the scheduler's thread

    def _ring(self) -> None:
        instant = self._instant
        self._armed = False
        if instant is None:
            return
        if self._clock.now() < instant:
            # Arming here would be undone: APScheduler now removes the job that just ran.
            with self._lock:
                if not self._closed and self._worker is not None:
                    self._worker.submit(self._arm)
            return
        now_s = self._clock.monotonic()
        in_a_row = instant == self._rung_for and now_s - self._rang_at < 2 * STUCK_S
        self._rings = self._rings + 1 if in_a_row else 1
        self._rung_for, self._rang_at = instant, now_s
        self._request()

    def _compare_clocks(self) -> None:
        offset_s = self._wall_minus_monotonic()
        moved_s = offset_s - self._offset_s
        self._offset_s = offset_s
        if abs(moved_s) < JUMP_S:
            return
        log.info("the wall clock jumped by %+.1f s (set, or suspended)", moved_s)
        from apscheduler.triggers.interval import IntervalTrigger

        scheduler = self._scheduler
        if scheduler is None or self._closed:
            return
        every = IntervalTrigger(seconds=self._heartbeat_s)
        scheduler.add_job(self._request, every, id=HEARTBEAT, replace_existing=True)
        self._arm()
        self._request()

    def _wall_minus_monotonic(self) -> float:
        return self._clock.now().timestamp() - self._clock.monotonic()
