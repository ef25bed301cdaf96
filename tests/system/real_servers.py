"""The notification servers of other desktops, where they are installed."""

from __future__ import annotations

import re
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from eventdesk.system.presence.do_not_disturb import NAME
from tests.conftest import need_desktop
from tests.desktop import DesktopSession, eventually, running_desktop
from tests.wayland import need_wayland, running_wayland

LIBRARIES = "/usr/lib/{}-linux-gnu"
XFCONF = "org.xfce.Xfconf"
PARTS = {XFCONF: "{}/xfce4/xfconf/xfconfd"}
STARTS_S = 30.0
Spot = tuple[int, int]


@dataclass(frozen=True)
class RealServer:
    """A server for X11 (or Wayland). `window` is the title of its notifications, `snooze` where
    the button Snooze of the only one is, from the screen's edges (negative: right, bottom)."""

    name: str
    program: str
    window: str = ""
    snooze: Spot = (0, 0)
    beside: tuple[str, ...] = ()
    quiet: tuple[str, ...] = ()
    loud: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    wayland: bool = False


# Without a settings service, as on a bus that starts nothing.
SETTINGS_IN_A_FILE = {"GSETTINGS_BACKEND": "keyfile"}


def _lxqt(value: str) -> tuple[str, ...]:
    folder = '"$XDG_CONFIG_HOME/lxqt"'
    text = f"[General]\\ndoNotDisturb={value}\\n"
    return "sh", "-c", f"mkdir -p {folder}; printf '{text}' > {folder}/notifications.conf"


def _xfce(value: str) -> tuple[str, ...]:
    change = ("-n", "-t", "bool", "-s", value)
    return "xfconf-query", "-c", "xfce4-notifyd", "-p", "/do-not-disturb", *change


def _mate(value: str) -> tuple[str, ...]:
    return "gsettings", "set", "org.mate.NotificationDaemon", "do-not-disturb", value


NOTIFICATION_DAEMON = RealServer(
    "notification-daemon",
    "/usr/lib/notification-daemon/notification-daemon",
    "^Notification$",
    (-214, 112),
)
XFCE = RealServer(
    "xfce4-notifyd",
    "{}/xfce4/notifyd/xfce4-notifyd",
    "^xfce4-notifyd$",
    (-167, 105),
    beside=(XFCONF,),
    quiet=_xfce("true"),
    loud=_xfce("false"),
)
MATE = RealServer(
    "mate-notification-daemon",
    "/usr/lib/mate-notification-daemon/mate-notification-daemon",
    "^Notification$",
    (-199, 112),
    quiet=_mate("true"),
    loud=_mate("false"),
    env=SETTINGS_IN_A_FILE,
)
LXQT = RealServer(
    "lxqt-notificationd",
    "lxqt-notificationd",
    "",
    (-151, -43),
    quiet=_lxqt("true"),
    loud=_lxqt("false"),
)
MAKO = RealServer(
    "mako",
    "mako",
    quiet=("makoctl", "set-mode", "do-not-disturb"),
    loud=("makoctl", "set-mode", "default"),
    wayland=True,
)
SWAYNC = RealServer(
    "swaync",
    "swaync",
    quiet=("swaync-client", "--dnd-on"),
    loud=("swaync-client", "--dnd-off"),
    env=SETTINGS_IN_A_FILE,
    wayland=True,
)
ON_X11 = (NOTIFICATION_DAEMON, XFCE, MATE, LXQT)
ON_WAYLAND = (MAKO, SWAYNC)


@contextmanager
def running_server(server: RealServer, folder: Path) -> Iterator[DesktopSession]:
    """A desktop with this server; skips the test where something is not installed."""
    if _place(server.program) is None:
        pytest.skip(f"{server.name} is not installed")
    (need_wayland if server.wayland else need_desktop)()
    desktop = (
        running_wayland(folder)
        if server.wayland
        else running_desktop(folder, notification_server=False, tray=False)
    )
    with desktop as session:
        session.env.update(server.env)
        for part in server.beside:
            session.start(_place(PARTS[part]) or "", name=part)
            eventually(lambda part=part: session.has_name(part), STARTS_S, part)
        start(server, session)
        yield session


def start(server: RealServer, session: DesktopSession) -> None:
    """Start the server on this desktop, the first time or again."""
    session.start(_place(server.program) or "", name=server.name)
    eventually(lambda: session.has_name(NAME), STARTS_S, server.name)


def let_the_bus_start(server: RealServer, session: DesktopSession) -> None:
    """End the server and let the bus start it when it is next needed."""
    session.stop(server.name)
    services = session.folder / "services"
    services.mkdir()
    entry = f"[D-BUS Service]\nName={NAME}\nExec={_place(server.program)}\n"
    (services / f"{NAME}.service").write_text(entry)
    config = session.folder / "bus.conf"
    text = config.read_text().replace("<auth>", f"<servicedir>{services}</servicedir><auth>")
    config.write_text(text)
    bus = "org.freedesktop.DBus"
    session.run("dbus-send", "--session", f"--dest={bus}", "--type=method_call", "--print-reply",
                "/", f"{bus}.ReloadConfig")  # fmt: skip


def press_snooze(server: RealServer, session: DesktopSession) -> None:
    """Click on the button Snooze of the notification shown, once it is there."""
    x, y = (
        at if at >= 0 else size + at for at, size in zip(server.snooze, session.size, strict=True)
    )

    def pressed() -> bool:
        session.xdotool("mousemove", str(x), str(y), "sleep", "0.3", "click", "1")
        time.sleep(0.2)
        return bool(session.notifications.invoked)

    eventually(pressed, 10, f"the button of {server.name}")


def places(server: RealServer, session: DesktopSession) -> dict[str, tuple[int, int, int, int]]:
    """Left, top, width and height of each notification's window, by its id."""
    found = {}
    for window in session.windows(server.window):
        told = session.run("xwininfo", "-id", window)
        names = ("Absolute upper-left X", "Absolute upper-left Y", "Width", "Height")
        numbers = [re.search(rf"{name}: +(-?\d+)", told) for name in names]
        left, top, width, height = (int(each[1]) for each in numbers if each)
        found[window] = (left, top, width, height)
    return found


def _place(program: str) -> str | None:
    machine = "aarch64" if sys.implementation._multiarch.startswith("aarch64") else "x86_64"
    return shutil.which(program.format(LIBRARIES.format(machine)))
