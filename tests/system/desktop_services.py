"""A program on the session bus that answers as desktops do which are not installed here."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from jeepney import (
    HeaderFields,
    Message,
    MessageFlag,
    MessageType,
    message_bus,
    new_error,
    new_method_return,
)
from jeepney.io.blocking import open_dbus_connection

PROPERTIES = "org.freedesktop.DBus.Properties"
Answer = tuple[str, Any]
"""Signature and value."""


class DesktopService:
    """Owns `names` on the bus at `address` and replies as `answers` say, by the name of what is
    called or read: 'org.example.Interface.Member'. One whose end is in `hanging` gets no
    reply, every unknown one an error. `may_start` are those that might have been activated."""

    def __init__(self, address: str, *names: str) -> None:
        self.answers: dict[str, Answer] = {}
        self.hanging: set[str] = set()
        self.asked: list[str] = []
        self.bodies: dict[str, tuple[Any, ...]] = {}
        self.may_start: set[str] = set()
        self._connection = open_dbus_connection(address)
        for name in names:
            reply = self._connection.send_and_get_reply(message_bus.RequestName(name), timeout=5)
            assert reply.body == (1,), f"{name} has another owner"
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="desktop-service")
        self._thread.start()

    def stop(self) -> None:
        """Leave the bus."""
        self._stop.set()
        self._thread.join()
        self._connection.close()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                message = self._connection.receive(timeout=0.05)
            except TimeoutError:
                continue
            except ConnectionError:
                return
            if message.header.message_type is MessageType.method_call:
                self._take(message)

    def _take(self, call: Message) -> None:
        fields = call.header.fields
        interface, member = fields.get(HeaderFields.interface, ""), fields[HeaderFields.member]
        is_property = interface == PROPERTIES
        name = ".".join(call.body) if is_property else f"{interface}.{member}"
        self.asked.append(name)
        self.bodies[name] = call.body
        if not call.header.flags & MessageFlag.no_auto_start:
            self.may_start.add(name)
        if any(name.endswith(each) for each in self.hanging):
            return
        answer = self.answers.get(name)
        if answer is None:
            unknown = new_error(call, "org.freedesktop.DBus.Error.UnknownMethod", "s", (name,))
            self._connection.send(unknown)
        elif answer[0] == "error":
            self._connection.send(new_error(call, answer[1], "s", ("no",)))
        elif is_property:
            self._connection.send(new_method_return(call, "v", (answer,)))
        else:
            body = answer[1] if len(answer[0]) > 2 and answer[0][0] == "s" else (answer[1],)
            self._connection.send(new_method_return(call, answer[0], body))


@contextmanager
def desktop_service(address: str, *names: str) -> Iterator[DesktopService]:
    """A running one."""
    service = DesktopService(address, *names)
    try:
        yield service
    finally:
        service.stop()
