"""A real Wayland desktop of a test's own: sway without a screen, and a session bus.

with running_wayland(folder) as desktop:
    desktop.start(sys.executable, "-m", "eventdesk")
    eventually(lambda: shown_windows(desktop))
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.desktop import STARTUP, DesktopSession, eventually

NEEDED = ("sway", "swaymsg", "dbus-daemon")
AS_NOBODY = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")
"""sway refuses to run as root."""
CONFIG = """xwayland disable
output * resolution {width}x{height} position 0 0
output * bg #4a5b7a solid_color
"""


class ShownWindow(NamedTuple):
    """A window as sway tells of it."""

    title: str
    focused: bool
    floating: bool


def need_wayland() -> None:
    """Skip the test where sway is missing or cannot run."""
    if not sys.platform.startswith("linux"):
        pytest.skip("a Wayland desktop needs Linux")
    if missing := [each for each in NEEDED if shutil.which(each) is None]:
        pytest.skip(f"not installed: {', '.join(missing)}")
    if os.geteuid() == 0 and not _may_be_nobody():
        pytest.skip("sway does not run as root, and no other user can be pretended here")


@contextlib.contextmanager
def running_wayland(
    folder: Path, *, size: tuple[int, int] = (1280, 800)
) -> Iterator[DesktopSession]:
    """sway and a session bus until the end of the `with`; no notification server, no tray."""
    session = DesktopSession(folder, size)
    try:
        session.start_bus()
        session.env.update(XDG_SESSION_TYPE="wayland", QT_QPA_PLATFORM="wayland")
        _start_sway(session)
        yield session
    finally:
        session.close()


def shown_windows(session: DesktopSession) -> list[ShownWindow]:
    """The windows of programs, in no particular order."""
    return list(_windows(json.loads(session.run("swaymsg", "-t", "get_tree"))))


def _start_sway(session: DesktopSession) -> None:
    width, height = session.size
    config = session.folder / "sway.conf"
    config.write_text(CONFIG.format(width=width, height=height))
    guise = AS_NOBODY if os.geteuid() == 0 else ()
    session.start(
        *(*guise, "sway", "-c", str(config)),
        name="sway",
        WLR_BACKENDS="headless",
        WLR_RENDERER="pixman",
        WLR_LIBINPUT_NO_DEVICES="1",
    )
    runtime = session.runtime
    found = eventually(
        lambda: [each for each in runtime.glob("wayland-*") if each.suffix != ".lock"],
        STARTUP,
        "sway's socket",
    )
    session.env["WAYLAND_DISPLAY"] = found[0].name
    control = eventually(lambda: list(runtime.glob("sway-ipc*")), STARTUP, "sway's control socket")
    session.env["SWAYSOCK"] = str(control[0])
    session.env["XDG_CURRENT_DESKTOP"] = "sway"


def _windows(node: dict[str, Any]) -> Iterator[ShownWindow]:
    if node.get("pid"):
        yield ShownWindow(node["name"] or "", node["focused"], node["type"] == "floating_con")
    for child in (*node["nodes"], *node["floating_nodes"]):
        yield from _windows(child)


@cache
def _may_be_nobody() -> bool:
    if shutil.which("unshare") is None:
        return False
    done = subprocess.run([*AS_NOBODY, "true"], capture_output=True, timeout=10, check=False)
    return done.returncode == 0
