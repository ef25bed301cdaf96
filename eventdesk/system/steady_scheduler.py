"""APScheduler's background scheduler, made to notice that the wall clock was set.

In a module of its own because importing APScheduler takes 0.1 s.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from typing import Any

from apscheduler.executors.debug import DebugExecutor
from apscheduler.schedulers.background import BackgroundScheduler


class SteadyScheduler(BackgroundScheduler):
    """Never sleeps longer than `longest_s`, and calls `before` at each wake-up.

    APScheduler reckons every job by the wall clock, an interval job too: set the clock back
    by an hour and it stays silent for an hour. The cap counts monotonic time, so `before`
    gets its chance to see the jump and to plan the jobs anew.

    Jobs run on the scheduler's own thread: they only pass a request on, and so never meet
    `max_instances`, which drops a run while the previous one lasts.
    """

    def __init__(self, before: Callable[[], None], longest_s: float) -> None:
        self._before = before
        self._longest_s = longest_s
        super().__init__(
            timezone=UTC,
            executors={"default": DebugExecutor()},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    def _process_jobs(self) -> Any:
        self._before()
        wait_s = super()._process_jobs()
        return self._longest_s if wait_s is None else min(wait_s, self._longest_s)
