"""A message bus that is asked now and then, over one connection that is kept."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from jeepney import HeaderFields, Message, MessageFlag, message_bus

from eventdesk.domain.language import later
from eventdesk.system.bus import BusConnection
from eventdesk.system.presence.patience import Deadline, Rest

NO_ANSWER = later("{name} does not answer")


class KeptBus:
    """Connects on the first question, and again after the bus hung up. Thread-safe.

    `name` is what the person calls it, in English; `where` gives its socket.
    """

    def __init__(self, name: str, where: Callable[[], str], rest: Rest) -> None:
        self._name = name
        self._where = where
        self._rest = rest
        self._lock = threading.Lock()
        self._kept: BusConnection | None = None
        self._closed = False

    def ask(self, call: Message, deadline: Deadline, *, start: bool = False) -> tuple[Any, ...]:
        """The body of the reply. With `start` the bus may start the service called.

        BusError when the answer is an error, OSError when there is no bus, TimeoutError when
        the service or the bus hangs now or did so lately.
        """
        service = str(call.header.fields.get(HeaderFields.destination, ""))
        if not start:
            call.header.flags |= MessageFlag.no_auto_start
        with self._lock:
            self._rest.check(self._name)
            self._rest.check(service)
            connection = self._connection(deadline)
            left = deadline.left()
            try:
                return tuple(connection.call(call, left).body)
            except TimeoutError:
                self._rest.begin(service)
                raise TimeoutError(NO_ANSWER.format(name=service)) from None

    def close(self) -> None:
        """Hang up for good."""
        with self._lock:
            self._closed = True
            self._drop()

    def _connection(self, deadline: Deadline) -> BusConnection:
        if self._closed:
            raise ConnectionAbortedError(later("the connection was closed"))
        if self._kept is not None and self._kept.alive:
            return self._kept
        self._drop()
        left = deadline.left()
        try:
            self._kept = self._open(left, deadline)
        except TimeoutError:
            self._rest.begin(self._name)
            raise TimeoutError(NO_ANSWER.format(name=self._name)) from None
        return self._kept

    def _open(self, left_s: float, deadline: Deadline) -> BusConnection:
        opened = BusConnection(self._where(), lambda message: None, lambda: None, connect_s=left_s)
        try:
            opened.call(message_bus.Hello(), deadline.left())
        except BaseException:
            opened.close()
            raise
        return opened

    def _drop(self) -> None:
        kept, self._kept = self._kept, None
        if kept is not None:
            kept.close()
