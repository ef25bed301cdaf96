"""A notification server of the tests' own, which can do what dunst never does."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    message_bus,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.io.blocking import open_dbus_connection

NAME = "org.freedesktop.Notifications"
PLACE = DBusAddress("/org/freedesktop/Notifications", NAME, NAME)


class NotificationServer:
    """Answers on the bus at `address`. `answer` is 'id', 'error' or 'nothing' (hangs)."""

    def __init__(self, address: str, capabilities: Sequence[str]) -> None:
        self.capabilities = list(capabilities)
        self.answer = "id"
        self.name = "plain"
        self.notified: list[tuple[Any, ...]] = []
        self.closed: list[int] = []
        self.sender = ""
        self.asked_for_capabilities = 0
        self._connection = open_dbus_connection(address)
        reply = self._connection.send_and_get_reply(message_bus.RequestName(NAME), timeout=5)
        assert reply.body == (1,), "another notification server runs"
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="notification-server")
        self._thread.start()

    @property
    def unique_name(self) -> str:
        return str(self._connection.unique_name)

    def stop(self) -> None:
        """Leave the bus."""
        self._stop.set()
        self._thread.join()
        self._connection.close()

    def emit(self, member: str, signature: str, *body: object, to: str | None = None) -> None:
        """Send a signal: to all who asked for it, or to one."""
        signal = new_signal(PLACE, member, signature, body)
        if to:
            signal.header.fields[HeaderFields.destination] = to
        self._connection.send(signal)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                message = self._connection.receive(timeout=0.05)
            except TimeoutError:
                continue
            if message.header.message_type is MessageType.method_call:
                self._take(message)

    def _take(self, call: Message) -> None:
        member = call.header.fields[HeaderFields.member]
        if member == "GetCapabilities":
            self.asked_for_capabilities += 1
            self._connection.send(new_method_return(call, "as", (self.capabilities,)))
        elif member == "GetServerInformation":
            told = (self.name, "EventDesk tests", "1", "1.2")
            self._connection.send(new_method_return(call, "ssss", told))
        elif member == "CloseNotification":
            self.closed.append(call.body[0])
            self._connection.send(new_method_return(call))
        elif member == "Notify":
            self.sender = call.header.fields[HeaderFields.sender]
            self.notified.append(call.body)
            if self.answer == "id":
                number = len(self.notified)
                self._connection.send(new_method_return(call, "u", (number,)))
            elif self.answer == "error":
                error = new_error(call, "org.example.Full", "s", ("too many notifications",))
                self._connection.send(error)


@contextmanager
def notification_server(
    address: str, *capabilities: str, answer: str = "id"
) -> Iterator[NotificationServer]:
    """A running server with these capabilities."""
    server = NotificationServer(address, capabilities)
    server.answer = answer
    try:
        yield server
    finally:
        server.stop()
