"""Coming to the front by the desktop's permission, on X11.

A window manager brings up only what a person asked for. A start from a menu carries a proof of
that, the startup id, whose end tells when the person did it (Startup Notification Protocol 0.1);
a window that comes up later shows it (Extended Window Manager Hints 1.5, _NET_ACTIVE_WINDOW).
"""

from __future__ import annotations

import logging
import re
import struct
from collections.abc import Mapping

from eventdesk.system.presence.patience import Deadline
from eventdesk.system.presence.x11 import XConnection

log = logging.getLogger(__name__)
WAIT_S = 0.5
ACTIVE = "_NET_ACTIVE_WINDOW"
BEGIN, MORE = "_NET_STARTUP_INFO_BEGIN", "_NET_STARTUP_INFO"
FOR_MANAGER = 1 << 20 | 1 << 19
"""SubstructureRedirectMask and SubstructureNotifyMask."""
FOR_ALL = 1 << 22
"""PropertyChangeMask."""
APPLICATION = 1
"""Who asks, as opposed to a pager."""
PART = 20
_TIME = re.compile(r"_TIME(\d{1,10})$")


def bring_up(window: int, startup_id: str, environ: Mapping[str, str]) -> None:
    """Ask for `window` (X id) to be brought up and given the keyboard. Blocks for up to half a
    second; never raises."""
    found = _TIME.search(startup_id)
    if found is None:
        return
    data = struct.pack("<5I", APPLICATION, int(found[1]) & 0xFFFFFFFF, 0, 0, 0)
    try:
        with XConnection(environ, Deadline(WAIT_S)) as server:
            atom = server.atoms([ACTIVE])[ACTIVE]
            if atom:
                server.tell(window, atom, data, form=32, mask=FOR_MANAGER)
                server.atoms([ACTIVE])  # answered, so the message has arrived
    except OSError as error:
        log.debug("the window manager was not asked: %s", error)


def end_startup(startup_id: str, environ: Mapping[str, str]) -> None:
    """Tell the desktop that a start is over, so that it stops showing that something starts.
    Blocks for up to half a second; never raises."""
    escaped = startup_id.replace("\\", "\\\\").replace('"', '\\"')
    message = f'remove: ID="{escaped}"'.encode() + b"\0"
    parts = [message[at : at + PART].ljust(PART, b"\0") for at in range(0, len(message), PART)]
    try:
        with XConnection(environ, Deadline(WAIT_S)) as server:
            atoms = server.atoms([BEGIN, MORE])
            if all(atoms.values()):
                for number, part in enumerate(parts):
                    atom = atoms[MORE if number else BEGIN]
                    server.tell(server.own, atom, part, form=8, mask=FOR_ALL)
                server.atoms([BEGIN])
    except OSError as error:
        log.debug("the end of the start was not told: %s", error)
