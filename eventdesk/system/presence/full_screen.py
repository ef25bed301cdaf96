"""Whether the window one works in is a full-screen one of another program (X11, EWMH 1.5)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress

from eventdesk.domain.language import tr
from eventdesk.system.presence.patience import Deadline
from eventdesk.system.presence.x11 import XConnection, XError

ACTIVE, STATE = "_NET_ACTIVE_WINDOW", "_NET_WM_STATE"
FULL_SCREEN, PID, SUPPORTED = "_NET_WM_STATE_FULLSCREEN", "_NET_WM_PID", "_NET_SUPPORTED"


def why_unseen(environ: Mapping[str, str]) -> str:
    """Why windows of others cannot be looked at in this session; '' when they can be."""
    if environ.get("WAYLAND_DISPLAY") or environ.get("XDG_SESSION_TYPE") == "wayland":
        return tr("Wayland tells nothing of other programs' windows")
    if not environ.get("DISPLAY"):
        return tr("this process has no screen (DISPLAY is not set)")
    return ""


def full_screen_elsewhere(environ: Mapping[str, str], deadline: Deadline) -> bool | None:
    """True when the active window is full-screen and not of this process; None when the
    window manager does not tell. OSError when the X server does not answer."""
    with XConnection(environ, deadline) as server:
        atom = server.atoms((ACTIVE, STATE, FULL_SCREEN, PID, SUPPORTED))
        supported = server.numbers(server.root, atom[SUPPORTED])
        if not {atom[ACTIVE], atom[STATE]} <= set(supported) - {0}:
            return None
        active = server.numbers(server.root, atom[ACTIVE])[:1]
        if active in {(), (0,)}:
            return False
        with suppress(XError):  # the window went meanwhile
            states = server.numbers(active[0], atom[STATE])
            if atom[FULL_SCREEN] not in states:
                return False
            return server.numbers(active[0], atom[PID]) != (os.getpid(),)
    return False
