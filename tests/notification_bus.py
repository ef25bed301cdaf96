"""Sees every desktop notification on a session bus, without taking part in it.

A monitor connection (D-Bus specification, 'org.freedesktop.DBus.Monitoring') reads the calls of
the Desktop Notifications Specification, their replies, and the server's signals.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from jeepney import HeaderFields, Message, MessageType
from jeepney.bus_messages import Monitoring
from jeepney.io.blocking import DBusConnection, open_dbus_connection

INTERFACE = "org.freedesktop.Notifications"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """One answered Notify call.

    `id` is what the server returned (0 when it answered with the error `error`), `at` when the
    call passed the bus (UTC). `actions` are pairs of key and label.
    """

    app_name: str
    replaces_id: int
    icon: str
    summary: str
    body: str
    actions: tuple[tuple[str, str], ...]
    hints: dict[str, Any]
    expire_timeout: int
    at: datetime
    sender: str
    id: int = 0
    error: str = ""

    @property
    def labels(self) -> tuple[str, ...]:
        """What the buttons say."""
        return tuple(label for _, label in self.actions)


class NotificationRecorder:
    """Records from its making until `close`; readable from any thread."""

    def __init__(self, address: str) -> None:
        self._changed = threading.Condition()
        self._waiting: dict[tuple[str, int], Notification] = {}
        self._seen: list[Notification] = []
        self._closed: list[tuple[int, int]] = []
        self._invoked: list[tuple[int, str]] = []
        self._withdrawn: list[int] = []
        self._stop = threading.Event()
        self._connection = self._become_monitor(address)
        self._thread = threading.Thread(target=self._read, name="notification-bus", daemon=True)
        self._thread.start()

    @property
    def all(self) -> list[Notification]:
        """Every notification so far, oldest first; a replacement is one of its own."""
        with self._changed:
            return list(self._seen)

    @property
    def closed(self) -> list[tuple[int, int]]:
        """NotificationClosed signals: id and reason (1 expired, 2 by the person, 3 by a call)."""
        with self._changed:
            return list(self._closed)

    @property
    def invoked(self) -> list[tuple[int, str]]:
        """ActionInvoked signals: id and action key."""
        with self._changed:
            return list(self._invoked)

    @property
    def withdrawn(self) -> list[int]:
        """Ids named in CloseNotification calls."""
        with self._changed:
            return list(self._withdrawn)

    def wait_for(self, count: int, timeout: float = 15.0) -> list[Notification]:
        """All notifications, once there are `count`; AssertionError at the timeout (s)."""
        return self.wait_until(lambda seen: len(seen) >= count, timeout, f"{count} notifications")

    def wait_until(
        self,
        enough: Callable[[list[Notification]], bool],
        timeout: float = 15.0,
        what: str = "what was waited for",
    ) -> list[Notification]:
        """All notifications, once `enough` says so; AssertionError at the timeout (s)."""
        end = time.monotonic() + timeout
        with self._changed:
            while not enough(self._seen):
                left = end - time.monotonic()
                if left <= 0:
                    titles = [each.summary for each in self._seen]
                    raise AssertionError(f"{what}: not within {timeout} s; seen: {titles}")
                self._changed.wait(left)
            return list(self._seen)

    def stays_at(self, count: int, seconds: float) -> None:
        """Watch for `seconds`; AssertionError as soon as there are more than `count`."""
        end = time.monotonic() + seconds
        with self._changed:
            while (left := end - time.monotonic()) > 0:
                if len(self._seen) > count:
                    break
                self._changed.wait(left)
            titles = [each.summary for each in self._seen]
        assert len(titles) == count, f"{len(titles)} notifications instead of {count}: {titles}"

    def close(self) -> None:
        """Stop reading and leave the bus."""
        self._stop.set()
        self._thread.join(5)
        self._connection.close()

    @staticmethod
    def _become_monitor(address: str) -> DBusConnection:
        connection = open_dbus_connection(address)
        rules = [
            f"type='method_call',interface='{INTERFACE}'",
            f"type='signal',interface='{INTERFACE}'",
            "type='method_return'",
            "type='error'",
        ]
        reply = connection.send_and_get_reply(Monitoring().BecomeMonitor(rules), timeout=5)
        assert reply.header.message_type is MessageType.method_return, reply.body
        return connection

    def _read(self) -> None:
        while not self._stop.is_set():
            try:
                message = self._connection.receive(timeout=0.2)
            except TimeoutError:
                continue
            except (OSError, EOFError):  # the bus is gone
                return
            with self._changed:
                self._take(message)
                self._changed.notify_all()

    def _take(self, message: Message) -> None:
        fields = message.header.fields
        kind = message.header.message_type
        if kind in {MessageType.method_return, MessageType.error}:
            self._take_reply(message)
            return
        member, body = fields.get(HeaderFields.member), message.body
        if kind is MessageType.method_call and member == "Notify":
            sender = fields.get(HeaderFields.sender, "")
            self._waiting[sender, message.header.serial] = _notification(body, sender)
        elif kind is MessageType.method_call and member == "CloseNotification":
            self._withdrawn.append(body[0])
        elif kind is MessageType.signal and member == "NotificationClosed":
            self._closed.append((body[0], body[1]))
        elif kind is MessageType.signal and member == "ActionInvoked":
            self._invoked.append((body[0], body[1]))

    def _take_reply(self, message: Message) -> None:
        fields = message.header.fields
        asked = (fields.get(HeaderFields.destination, ""), fields.get(HeaderFields.reply_serial, 0))
        notification = self._waiting.pop(asked, None)
        if notification is None:
            return
        if message.header.message_type is MessageType.error:
            error = f"{fields.get(HeaderFields.error_name)}: {message.body}"
            self._seen.append(replace(notification, error=error))
        else:
            self._seen.append(replace(notification, id=message.body[0]))


def _notification(body: tuple[Any, ...], sender: str) -> Notification:
    app_name, replaces_id, icon, summary, text, actions, hints, expire_timeout = body
    return Notification(
        app_name=app_name,
        replaces_id=replaces_id,
        icon=icon,
        summary=summary,
        body=text,
        actions=tuple(zip(actions[::2], actions[1::2], strict=True)),
        hints={name: value for name, (_, value) in hints.items()},
        expire_timeout=expire_timeout,
        at=datetime.now(UTC),
        sender=sender,
    )
