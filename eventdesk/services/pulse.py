"""A sign of life of the alarm, for other processes to see."""

from __future__ import annotations

from datetime import datetime, timedelta

from eventdesk.services.ports import Beat, Clock, Heartbeats, ProcessRegistry

EVERY = timedelta(seconds=50)
"""Left again after so long. The alarm looks every 20 s, so in practice once a minute."""
STALE = timedelta(seconds=150)
"""A sign of life older than this means that the alarm does not look any more."""


class Pulse:
    """Leaves a Beat after looks of the alarm. On the alarm's worker thread.

    It is kept in files, not in the database: each commit would wake every watching process.
    """

    def __init__(self, heartbeats: Heartbeats, processes: ProcessRegistry, clock: Clock) -> None:
        self._heartbeats = heartbeats
        self._processes = processes
        self._clock = clock
        self._left_at: datetime | None = None

    def beat(self) -> None:
        """A look ended well; tells so unless it did a moment ago."""
        now = self._clock.now()
        if self._left_at is not None and timedelta() <= now - self._left_at < EVERY:
            return
        if self._left_at is None:
            self._forget_the_dead()
        self._left_at = now
        self._heartbeats.leave(Beat(self._processes.own(), now))

    def stop(self) -> None:
        """The process ends as it should: take the sign of life back. Any thread."""
        if self._left_at is not None:
            self._heartbeats.take_back(self._processes.own())

    def _forget_the_dead(self) -> None:
        for each in self._heartbeats.seen():
            if not self._processes.alive(each.token):
                self._heartbeats.take_back(each.token)
