"""A notification server that keeps every Notify call, for counting without a doubt."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from jeepney import HeaderFields, Message, message_bus, new_error, new_method_call
from jeepney.io.blocking import open_dbus_connection

from tests.system.notification_server import NAME, PLACE, NotificationServer

CAPABILITIES = ("actions", "body", "persistence")
QUIET_S = 20.0


@dataclass(frozen=True, slots=True)
class Shown:
    """One Notify call that the server answered: the number it gave, its words, when (UTC)."""

    number: int
    summary: str
    body: str
    at: datetime


class RecordingServer(NotificationServer):
    """Answers on the bus at `address`, each Notify after `slowness_s` seconds.

    The bus must be private: whoever else is on it counts as a program that is not yet gone.
    """

    def __init__(self, address: str, *, slowness_s: float = 0.0) -> None:
        self._address = address
        self._slowness_s = slowness_s
        self._seen: list[Shown] = []
        self._changed = threading.Condition()
        super().__init__(address, CAPABILITIES)

    @property
    def shown(self) -> list[Shown]:
        """Everything so far, oldest first."""
        with self._changed:
            return list(self._seen)

    def wait_beyond(self, count: int, timeout: float) -> bool:
        """True once more than `count` were shown, False after `timeout` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self._seen) > count, timeout)

    def settle(self) -> None:
        """Return when the programs that were killed have left the bus and all that they had
        sent has been taken; AssertionError when one of them stays."""
        end = time.monotonic() + QUIET_S
        with open_dbus_connection(self._address) as connection:
            known = {self.unique_name, connection.unique_name}
            while True:
                reply = connection.send_and_get_reply(message_bus.ListNames(), timeout=5)
                strangers = {each for each in reply.body[0] if each[0] == ":"} - known
                if not strangers:
                    break
                assert time.monotonic() < end, f"still on the bus: {strangers}"
                time.sleep(0.005)
            # The answer comes after everything that was sent to the server before the call.
            call = new_method_call(PLACE, "GetCapabilities")
            connection.send_and_get_reply(call, timeout=QUIET_S)

    def _take(self, call: Message) -> None:
        member = call.header.fields[HeaderFields.member]
        if member == "Notify":
            at = datetime.now(UTC)
            with self._changed:
                number = len(self._seen) + 1
                self._seen.append(Shown(number, call.body[3], call.body[4], at))
                self._changed.notify_all()
            time.sleep(self._slowness_s)
            super()._take(call)
        elif member in {"GetCapabilities", "CloseNotification"}:
            super()._take(call)
        else:
            unknown = "org.freedesktop.DBus.Error.UnknownMethod"
            words = f"{NAME} has no {member} here"
            self._connection.send(new_error(call, unknown, "s", (words,)))
