"""How long a source of knowledge may take, and how long it is left alone when it hung."""

from __future__ import annotations

import time
from collections.abc import Callable

from eventdesk.domain.language import later

REST_S = 60.0


class Deadline:
    """The end of the time that one source has, in real seconds: it bounds real waiting."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left, more than 0; TimeoutError when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError(later("there was no time left to ask"))
        return left


class Rest:
    """Remembers by name what hung, and says for REST_S that it is to be left alone."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._until: dict[str, float] = {}

    def begin(self, name: str) -> None:
        """`name` hung just now."""
        self._until[name] = self._monotonic() + REST_S

    def check(self, name: str) -> None:
        """TimeoutError while `name` is left alone."""
        until = self._until.get(name)
        if until is None:
            return
        if self._monotonic() < until:
            words = later("{name} did not answer a moment ago")
            raise TimeoutError(words.format(name=name))
        del self._until[name]
