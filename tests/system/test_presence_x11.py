"""Presentations on a real X server: a full-screen window that also keeps the screen awake."""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from eventdesk.services.ports import Surroundings
from eventdesk.system.bus import session_bus
from eventdesk.system.presence import Fact
from eventdesk.system.presence.full_screen import full_screen_elsewhere
from eventdesk.system.presence.linux import NOBODY_TELLS, PRESENTING, LinuxPresence
from eventdesk.system.presence.patience import REST_S, Deadline
from eventdesk.system.presence.x11 import COOKIE, XConnection, XError
from tests.conftest import need_desktop
from tests.desktop import DesktopSession, eventually, running_desktop
from tests.fakes import FakeClock
from tests.system.desktop_services import desktop_service

pytestmark = pytest.mark.journey

SESSION_MANAGER = "org.gnome.SessionManager"
SHOW = """
import sys
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
window = QLabel("slides")
window.setWindowTitle("Slides")
getattr(window, sys.argv[1])()
app.exec()
"""


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DesktopSession]:
    need_desktop()
    with running_desktop(tmp_path / "desktop", notification_server=False, tray=False) as session:
        address = session.env["DBUS_SESSION_BUS_ADDRESS"]
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield session


@contextmanager
def looking(env: Mapping[str, str], clock: FakeClock | None = None) -> Iterator[LinuxPresence]:
    """Where the system bus is the session's, so logind is missing."""
    monotonic = (clock or FakeClock()).monotonic
    presence = LinuxPresence(system=session_bus, environ=env, monotonic=monotonic)
    try:
        yield presence
    finally:
        presence.close()


def shown(desktop: DesktopSession, how: str = "showFullScreen") -> str:
    """The active window of another program, shown by this method."""
    desktop.start(sys.executable, "-c", SHOW, how, name="slides", QT_QPA_PLATFORM="xcb")
    window = desktop.window("^Slides$")
    desktop.activate(window)
    return window


def full_screen(env: Mapping[str, str]) -> bool | None:
    return full_screen_elsewhere(env, Deadline(5.0))


def test_only_full_screen_and_awake_is_a_presentation(desktop: DesktopSession) -> None:
    address = desktop.env["DBUS_SESSION_BUS_ADDRESS"]
    with desktop_service(address, SESSION_MANAGER) as service, looking(desktop.env) as presence:
        awake = f"{SESSION_MANAGER}.IsInhibited"
        service.answers[awake] = ("b", True)
        assert presence.look() == Surroundings()
        assert service.asked == [], "inhibitors matter only in front of a full screen"
        shown(desktop)
        eventually(lambda: presence.look().presentation, what="the presentation")
        assert presence.look() == Surroundings("", PRESENTING)
        service.answers[awake] = ("b", False)
        assert presence.report().presentation == Fact(), "an editor is no presentation"
        del service.answers[awake]
        assert presence.report().presentation == Fact(unknown=NOBODY_TELLS)
        assert presence.look() == Surroundings()


def test_which_windows_are_full_screen(
    desktop: DesktopSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert full_screen(desktop.env) is False
    shown(desktop, "showMaximized")
    assert full_screen(desktop.env) is False
    desktop.stop("slides")
    window = shown(desktop)
    eventually(lambda: full_screen(desktop.env))
    pid = int(desktop.xdotool("getwindowpid", window))
    monkeypatch.setattr(os, "getpid", lambda: pid)
    assert full_screen(desktop.env) is False, "an own window never counts"
    monkeypatch.undo()
    assert full_screen(desktop.env) is True
    desktop.xdotool("windowminimize", window)
    eventually(lambda: full_screen(desktop.env) is False, what="the end of full screen")


def test_sessions_that_do_not_tell(desktop: DesktopSession) -> None:
    for name, value in (("WAYLAND_DISPLAY", "wayland-0"), ("XDG_SESSION_TYPE", "wayland")):
        with looking({**desktop.env, name: value}) as presence:
            assert "Wayland" in presence.report().presentation.unknown
            assert presence.look() == Surroundings()
    desktop.stop("openbox")
    with looking(desktop.env) as presence:
        eventually(lambda: "window manager" in presence.report().presentation.unknown)


def test_a_look_is_quick(desktop: DesktopSession) -> None:
    with looking(desktop.env) as presence:
        times = [timed(presence.look) for _ in range(20)]
    assert sorted(times)[len(times) // 2] < 0.03, "2 ms on an idle machine"


@contextmanager
def guarded_screen(folder: Path, secret: bytes) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """An X server of two screens that lets in only who knows the secret; process, display."""
    write_authority(folder / "server", secret, b"")
    reading, writing = os.pipe()
    screens = ("-screen", "0", "64x48x24", "-screen", "1", "64x48x24")
    command = ("Xvfb", "-displayfd", str(writing), "-auth", str(folder / "server"))
    program = subprocess.Popen(
        [*command, "-noreset", "-nolisten", "tcp", *screens],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
        text=True,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as pipe:
            yield program, f":{pipe.readline().strip()}"
    finally:
        program.send_signal(signal.SIGCONT)
        program.terminate()
        program.wait(20)


def write_authority(path: Path, secret: bytes, number: bytes) -> None:
    """The entry for display `number` behind others; b'' stands for all, and is alone."""
    host = os.uname().nodename.encode()
    others = (
        (256, host, b"7777", COOKIE, b"x" * 16),
        (256, b"elsewhere", number, COOKIE, b"y" * 16),
        (256, host, number, b"XDM-AUTHORIZATION-1", b"z" * 16),
    )
    entries = (*(others if number else ()), (256, host, number, COOKIE, secret))
    data = b""
    for family, *parts in entries:
        data += struct.pack(">H", family)
        data += b"".join(struct.pack(">H", len(part)) + part for part in parts)
    path.write_bytes(data)


def test_a_screen_with_a_secret(tmp_path: Path) -> None:
    need_desktop()
    secret = os.urandom(16)
    with guarded_screen(tmp_path, secret) as (_, display):
        mine = tmp_path / "mine"
        env = {"DISPLAY": display, "XAUTHORITY": str(mine)}
        write_authority(mine, secret, display[1:].encode())
        assert full_screen(env) is None, "let in; there is no window manager"
        (tmp_path / ".Xauthority").write_bytes(mine.read_bytes())
        assert full_screen({"DISPLAY": display, "HOME": str(tmp_path)}) is None
        for wrong in (secret[::-1], b""):
            write_authority(mine, wrong, b"")
            with pytest.raises(XError, match="refused"):
                full_screen(env)
        mine.write_bytes(mine.read_bytes()[:-3] + b"\xff")
        with pytest.raises(XError, match="refused"):
            full_screen(env)


def test_a_screen_that_hangs_is_cut_off_and_left_alone(tmp_path: Path, clock: FakeClock) -> None:
    need_desktop()
    secret = os.urandom(16)
    with guarded_screen(tmp_path, secret) as (program, display):
        env = {"DISPLAY": display, "XAUTHORITY": str(tmp_path / "server")}
        with looking(env, clock) as presence:
            assert "window manager" in presence.report().presentation.unknown
            program.send_signal(signal.SIGSTOP)
            assert 0.2 < timed(presence.look) < 1.0
            assert timed(presence.look) < 0.2, "it is left alone"
            assert "X server" in presence.report().presentation.unknown
            program.send_signal(signal.SIGCONT)
            clock.advance(seconds=REST_S)
            assert "window manager" in presence.report().presentation.unknown


def test_displays_that_are_not_there(tmp_path: Path) -> None:
    for display in (":7654", "far.example.org:0", "nonsense", "localhost:7654"):
        with looking({"DISPLAY": display, "HOME": str(tmp_path)}) as presence:
            assert timed(presence.look) < 1.0
            assert "X server could not be asked" in presence.report().presentation.unknown


def test_each_screen_has_its_own_root_window(tmp_path: Path) -> None:
    need_desktop()
    with guarded_screen(tmp_path, os.urandom(16)) as (_, display):
        authority = {"XAUTHORITY": str(tmp_path / "server")}
        for screen, value in ((0, 4711), (1, 4712)):
            subprocess.run(
                ("xprop", "-root", "-f", "ROOT", "32c", "-set", "ROOT", str(value)),
                env={**os.environ, **authority, "DISPLAY": f"{display}.{screen}"},
                check=True,
                timeout=20,
            )
        for screen, value in (("", 4711), (".0", 4711), (".1", 4712)):
            env = {**authority, "DISPLAY": f"{display}{screen}"}
            with XConnection(env, Deadline(5.0)) as server:
                assert server.numbers(server.root, server.atoms(["ROOT"])["ROOT"]) == (value,)
        with pytest.raises(XError, match="screen"):
            XConnection({**authority, "DISPLAY": f"{display}.2"}, Deadline(5.0))


def test_names_that_nobody_used_and_windows_that_are_gone(desktop: DesktopSession) -> None:
    with XConnection(desktop.env, Deadline(5.0)) as server:
        atoms = server.atoms(("_NET_WM_STATE", "NOBODY_EVER_USED_THIS"))
        assert atoms["NOBODY_EVER_USED_THIS"] == 0
        with pytest.raises(XError):
            server.numbers(0x7FFFFFF, atoms["_NET_WM_STATE"])
        assert server.numbers(server.root, atoms["_NET_WM_STATE"]) == ()
        assert server.numbers(server.root, 0) == ()


def timed(look: Callable[[], object]) -> float:
    begun = time.monotonic()
    look()
    return time.monotonic() - begun
