"""What the desktop's notification server is, and whether it shows anything now."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

from jeepney import DBusAddress, Properties, message_bus, new_method_call

from eventdesk.system.bus import BusConnection, BusError, session_bus

NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
ASK_S = 2.0
GNOME = ("org.gnome.desktop.notifications", "show-banners")


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
    connection = BusConnection(where(), lambda message: None, lambda: None)
    try:
        connection.call(message_bus.Hello(), ASK_S)
        server = DBusAddress(PATH, NAME, NAME)
        told = connection.call(new_method_call(server, "GetServerInformation"), ASK_S).body
        able = connection.call(new_method_call(server, "GetCapabilities"), ASK_S).body[0]
        return NotificationState(
            f"{told[0]} {str(told[2]).partition(' ')[0]}".strip(),
            frozenset(able),
            _quiet(connection, str(told[0])),
        )
    finally:
        connection.close()


def _quiet(connection: BusConnection, server: str) -> str:
    if _flag(connection, "org.dunstproject.cmd0", "paused"):
        return "dunst is paused"
    if _flag(connection, NAME, "Inhibited"):
        return "do not disturb is on"
    if server.lower() == "gnome-shell" and _gnome_is_quiet():
        return "do not disturb is on"
    return ""


def _flag(connection: BusConnection, interface: str, name: str) -> bool:
    """A property that is true; one that is missing, as with most servers, is not."""
    place = DBusAddress(PATH, NAME, interface)
    try:
        _, value = connection.call(Properties(place).get(name), ASK_S).body[0]
    except (BusError, OSError):
        return False
    return value is True


def _gnome_is_quiet() -> bool:
    program = shutil.which("gsettings")
    if program is None:
        return False
    try:
        done = subprocess.run(
            [program, "get", *GNOME],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=ASK_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.stdout.strip() == "false"
