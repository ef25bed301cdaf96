"""'Do not disturb' of the desktop's notification server.

Tried with the real servers: dunst, mako, SwayNotificationCenter, Plasma (property Inhibited,
which also tells of its own rules such as screen sharing), Xfce (xfconf), LXQt, GNOME, Cinnamon
and MATE. The last three keep it in GSettings, which no D-Bus interface reads: the settings
portal leaves these schemas out. GNOME's old notification-daemon has no such state.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from jeepney import DBusAddress, Message, Properties, new_method_call

from eventdesk.domain.language import later, tr
from eventdesk.system.bus import BusError
from eventdesk.system.presence import Fact
from eventdesk.system.presence.lxqt import lxqt_quiet
from eventdesk.system.presence.patience import REST_S, Deadline

NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
ON = later("do not disturb is on")
SETTING_KEPT_S = 10.0

Setting = Callable[[str, str, Deadline], str | None]
"""Reads schema and key: the value as gsettings writes it, None when it cannot be read."""


class Ask(Protocol):
    """Asks the session bus, as `KeptBus.ask`."""

    def __call__(self, call: Message, deadline: Deadline, *, start: bool = ...) -> tuple[Any, ...]:
        """The body of the reply; BusError, OSError."""
        ...


class GSettings:
    """Reads desktop settings with the program `gsettings` (about 15 ms); an answer is kept for
    SETTING_KEPT_S, the lack of one after a hang for REST_S."""

    def __init__(
        self, monotonic: Callable[[], float], environ: Mapping[str, str] = os.environ
    ) -> None:
        self._monotonic = monotonic
        self._environ = environ
        self._known: dict[tuple[str, str], tuple[float, str | None]] = {}

    def read(self, schema: str, key: str, deadline: Deadline) -> str | None:
        """'true'; None where there is no such program, schema or key."""
        good_until, value = self._known.get((schema, key), (float("-inf"), None))
        if self._monotonic() < good_until:
            return value
        kept_s, value = self._run(schema, key, deadline)
        self._known[schema, key] = (self._monotonic() + kept_s, value)
        return value

    def _run(self, schema: str, key: str, deadline: Deadline) -> tuple[float, str | None]:
        program = shutil.which("gsettings", path=self._environ.get("PATH"))
        if program is None:
            return REST_S, None
        left = deadline.left()
        try:
            done = subprocess.run(
                [program, "get", schema, key],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=left,
                check=False,
                env=dict(self._environ),
            )
        except (OSError, subprocess.TimeoutExpired):
            return REST_S, None
        return SETTING_KEPT_S, done.stdout.strip() if done.returncode == 0 else None


def notification_server(ask: Ask, deadline: Deadline) -> tuple[str, str, str]:
    """Name, vendor and version of the server; BusError when there is none, OSError."""
    call = new_method_call(DBusAddress(PATH, NAME, NAME), "GetServerInformation")
    name, vendor, version = ask(call, deadline, start=True)[:3]
    return str(name), str(vendor), str(version)


def do_not_disturb(
    ask: Ask,
    setting: Setting,
    deadline: Deadline,
    server: tuple[str, str],
    environ: Mapping[str, str] = os.environ,
) -> Fact:
    """What the server of this name and vendor tells. OSError when the bus is gone or hangs."""
    name, vendor = server
    try:
        if name == "lxqt-notificationd":
            words = _on(lxqt_quiet(environ))
        else:
            words = _words(ask, setting, deadline, name.lower(), vendor.lower())
    except BusError:
        words = None
    if words is None:
        unnamed = tr("the notification server does not tell")
        return Fact(unknown=tr("{server} does not tell", server=name) if name else unnamed)
    return Fact(words)


def _words(ask: Ask, setting: Setting, deadline: Deadline, name: str, vendor: str) -> str | None:
    if name == "dunst":
        paused = _property(
            ask, deadline, DBusAddress(PATH, NAME, "org.dunstproject.cmd0"), "paused"
        )
        return tr("dunst is paused") if paused is True else ""
    if name == "mako":
        return _mako(ask, deadline)
    if name.startswith("sway"):
        return _on(_swaync(ask, deadline))
    if name.startswith("xfce"):
        return _on(_xfce(ask, deadline))
    if name == "notification daemon" and vendor == "gnome":
        return ""
    if (where := _setting_of(name, vendor)) is not None:
        schema, key, quiet = where
        value = setting(schema, key, deadline)
        return None if value is None else _on(value == quiet)
    return _on(_property(ask, deadline, DBusAddress(PATH, NAME, NAME), "Inhibited") is True)


def _on(quiet: bool | None) -> str | None:
    return None if quiet is None else tr(ON) if quiet else ""


def _setting_of(name: str, vendor: str) -> tuple[str, str, str] | None:
    """Schema, key, and the value that means quiet."""
    if name == "gnome-shell":
        return "org.gnome.desktop.notifications", "show-banners", "false"
    if name == "cinnamon":
        return "org.cinnamon.desktop.notifications", "display-notifications", "false"
    if name == "notification daemon" and "mate" in vendor:
        return "org.mate.NotificationDaemon", "do-not-disturb", "true"
    return None


def _property(ask: Ask, deadline: Deadline, place: DBusAddress, name: str) -> Any:
    return ask(Properties(place).get(name), deadline)[0][1]


def _mako(ask: Ask, deadline: Deadline) -> str:
    """Its modes have the names that the person gave them; this one is that of mako(5)."""
    place = DBusAddress("/fr/emersion/Mako", NAME, "fr.emersion.Mako")
    for mode in ask(new_method_call(place, "ListModes"), deadline)[0]:
        if str(mode).lower().replace("_", "-") in {"do-not-disturb", "dnd"}:
            return tr("mako is in mode {mode}", mode=mode)
    return ""


def _swaync(ask: Ask, deadline: Deadline) -> bool:
    name = "org.erikreider.swaync.cc"
    place = DBusAddress("/org/erikreider/swaync/cc", name, name)
    if ask(new_method_call(place, "GetDnd"), deadline)[0] is True:
        return True
    try:
        return ask(new_method_call(place, "IsInhibited"), deadline)[0] is True
    except BusError:  # older ones have no inhibitions
        return False


def _xfce(ask: Ask, deadline: Deadline) -> bool:
    place = DBusAddress("/org/xfce/Xfconf", "org.xfce.Xfconf", "org.xfce.Xfconf")
    call = new_method_call(place, "GetProperty", "ss", ("xfce4-notifyd", "/do-not-disturb"))
    try:
        return ask(call, deadline, start=True)[0][1] is True
    except BusError as error:
        if error.name.endswith("PropertyNotFound"):  # it was never switched
            return False
        raise
