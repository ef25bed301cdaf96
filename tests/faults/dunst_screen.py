"""dunst as the screen of a campaign: counted on the bus, by numbers that dunst gave."""

from __future__ import annotations

import time

from jeepney import DBusAddress, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from tests.desktop import DesktopSession, eventually
from tests.faults.recording_server import QUIET_S, Shown
from tests.notification_bus import INTERFACE, Notification

DUNST = DBusAddress("/org/freedesktop/Notifications", INTERFACE, INTERFACE)
OURS = "EventDesk"


class DunstScreen:
    """What dunst was asked to show by EventDesk on this desktop."""

    def __init__(self, desktop: DesktopSession) -> None:
        self._desktop = desktop
        self._marks = 0
        with self._connect() as connection:
            self._residents = self._names(connection)

    @property
    def shown(self) -> list[Shown]:
        """All notifications of EventDesk that dunst has answered, oldest first."""
        return [_shown(each) for each in self._desktop.notifications.all if each.app_name == OURS]

    def wait_beyond(self, count: int, timeout: float) -> bool:
        """True once more than `count` were shown, False after `timeout` seconds."""
        end = time.monotonic() + timeout
        while len(self.shown) <= count:
            if time.monotonic() > end:
                return False
            time.sleep(0.002)
        return True

    def settle(self) -> None:
        """Return when killed programs have left the bus and dunst has dealt with all they sent:
        it then answers a notification of our own, which takes its place in the order."""
        with self._connect() as connection:
            eventually(
                lambda: self._names(connection) <= self._residents, QUIET_S, "programs to go"
            )
            self._marks += 1
            mark = f"mark {self._marks}"
            words = ("mark", 0, "", mark, "", [], {}, 1)
            call = new_method_call(DUNST, "Notify", "susssasa{sv}i", words)
            connection.send_and_get_reply(call, timeout=QUIET_S)
        self._desktop.notifications.wait_until(
            lambda seen: any(each.summary == mark for each in seen), QUIET_S, mark
        )

    def _connect(self) -> DBusConnection:
        return open_dbus_connection(self._desktop.env["DBUS_SESSION_BUS_ADDRESS"])

    @staticmethod
    def _names(connection: DBusConnection) -> set[str]:
        reply = connection.send_and_get_reply(message_bus.ListNames(), timeout=5)
        return {each for each in reply.body[0] if each[0] == ":"} - {connection.unique_name}


def _shown(each: Notification) -> Shown:
    assert not each.error, each.error
    return Shown(each.id, each.summary, each.body, each.at)
