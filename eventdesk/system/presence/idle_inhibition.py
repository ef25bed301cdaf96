"""Whether some program keeps the screen awake, as players, slides and calls do.

By documentation: GNOME's session manager (also MATE, Cinnamon, Budgie), KDE's PowerDevil,
Xfce's power manager, and logind, tried with recorded services. What a program asks of the X
server alone (XScreenSaverSuspend) nobody else can see.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from jeepney import DBusAddress, Message, Properties, new_method_call

from eventdesk.system.bus import BusError
from eventdesk.system.presence.patience import Deadline

IDLE = 8
"""The flag 'inhibit the session being marked as idle' of org.gnome.SessionManager."""
SCREEN = 4
"""PowerDevil's policy ChangeScreenSettings; InterruptSession (1) only keeps it from sleep."""

_SESSION_MANAGER = DBusAddress(
    "/org/gnome/SessionManager", "org.gnome.SessionManager", "org.gnome.SessionManager"
)
_POLICY_AGENT = DBusAddress(
    "/org/kde/Solid/PowerManagement/PolicyAgent",
    "org.kde.Solid.PowerManagement.PolicyAgent",
    "org.kde.Solid.PowerManagement.PolicyAgent",
)
_POWER_MANAGEMENT = DBusAddress(
    "/org/freedesktop/PowerManagement/Inhibit",
    "org.freedesktop.PowerManagement",
    "org.freedesktop.PowerManagement.Inhibit",
)
_LOGIND = DBusAddress(
    "/org/freedesktop/login1", "org.freedesktop.login1", "org.freedesktop.login1.Manager"
)


class Ask(Protocol):
    """Asks one bus, as `KeptBus.ask`."""

    def __call__(self, call: Message, deadline: Deadline) -> tuple[Any, ...]:
        """The body of the reply; BusError, OSError."""
        ...


def screen_kept_awake(session: Ask, system: Ask, deadline: Deadline) -> bool | None:
    """True when one of the services says so, None when none of them answers."""
    sources: list[Callable[[], bool]] = [
        lambda: _true(session(_call(_SESSION_MANAGER, "IsInhibited", "u", (IDLE,)), deadline)),
        lambda: _power_service(session, deadline),
        lambda: _logind(system, deadline),
    ]
    answered = False
    for source in sources:
        try:
            if source():
                return True
        except (BusError, OSError):
            continue
        answered = True
    return False if answered else None


def _power_service(session: Ask, deadline: Deadline) -> bool:
    try:
        return _true(session(_call(_POLICY_AGENT, "HasInhibition", "u", (SCREEN,)), deadline))
    except BusError:
        # Only without PowerDevil, whose answer to this would be about sleep.
        return _true(session(_call(_POWER_MANAGEMENT, "HasInhibit"), deadline))


def _logind(system: Ask, deadline: Deadline) -> bool:
    blocked = system(Properties(_LOGIND).get("BlockInhibited"), deadline)[0][1]
    return "idle" in str(blocked).split(":")


def _true(body: tuple[Any, ...]) -> bool:
    return body[:1] == (True,)


def _call(
    place: DBusAddress, member: str, signature: str | None = None, body: tuple[Any, ...] = ()
) -> Message:
    return new_method_call(place, member, signature, body)
