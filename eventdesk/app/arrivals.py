"""What later starts ask for, until the window is there to be asked."""

from __future__ import annotations

import threading
from collections.abc import Callable

from eventdesk.app.start_request import StartRequest


class Arrivals:
    """Requests of later starts, in the order in which they came. Any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[StartRequest] = []
        self._take: Callable[[StartRequest], None] | None = None

    def __call__(self, words: list[str]) -> None:
        """A later start handed over its words."""
        request = StartRequest.of(words)
        with self._lock:
            if self._take is None:
                self._waiting.append(request)
                return
        self._take(request)

    def connect(self, take: Callable[[StartRequest], None]) -> None:
        """From now on call `take`; what waited comes first."""
        with self._lock:
            for request in self._waiting:
                take(request)
            self._waiting.clear()
            self._take = take
