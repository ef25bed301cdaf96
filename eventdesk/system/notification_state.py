"""What the desktop's notification server is, and whether it shows anything now."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from jeepney import DBusAddress, new_method_call

from eventdesk.system.bus import session_bus
from eventdesk.system.presence.do_not_disturb import (
    NAME,
    PATH,
    GSettings,
    do_not_disturb,
    notification_server,
)
from eventdesk.system.presence.kept_bus import KeptBus
from eventdesk.system.presence.patience import Deadline, Rest

ASK_S = 2.0


@dataclass(frozen=True, slots=True)
class NotificationState:
    """The server's name and version, what it can do, and how it was made quiet ('' when it
    shows notifications, or does not tell)."""

    server: str
    capabilities: frozenset[str]
    quiet: str = ""


def notification_state(where: Callable[[], str] = session_bus) -> NotificationState | None:
    """Ask the server of this desktop; None where there are no such servers (not Linux).

    Shows nothing. OSError and BusError when there is no bus or no server.
    """
    if not sys.platform.startswith("linux"):
        return None
    bus = KeptBus("the session bus", where, Rest(time.monotonic))
    try:
        deadline = Deadline(ASK_S)
        name, vendor, version = notification_server(bus.ask, deadline)
        call = new_method_call(DBusAddress(PATH, NAME, NAME), "GetCapabilities")
        able = bus.ask(call, deadline)[0]
        shown = f"{name} {version.partition(' ')[0]}".strip()
        return NotificationState(shown, frozenset(able), _quiet(bus, deadline, (name, vendor)))
    finally:
        bus.close()


def _quiet(bus: KeptBus, deadline: Deadline, server: tuple[str, str]) -> str:
    try:
        setting = GSettings(time.monotonic).read
        return do_not_disturb(bus.ask, setting, deadline, server).words
    except OSError:
        return ""
