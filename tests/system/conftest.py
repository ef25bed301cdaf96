"""What the tests of the adapters share: private buses and the threads they must not leave."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop import DesktopSession, eventually, missing_programs, running_desktop
from tests.system.web_server import Servers


@pytest.fixture(autouse=True)
def no_thread_stays() -> Iterator[None]:
    """Every thread that a test starts ends with it."""
    before = set(threading.enumerate())
    yield
    eventually(
        lambda: not [each for each in threading.enumerate() if each not in before],
        timeout=15,
        what=f"end of {[each.name for each in threading.enumerate() if each not in before]}",
    )


@pytest.fixture
def serve() -> Iterator[Servers]:
    """Starts web servers on loopback, which end with the test."""
    servers = Servers()
    yield servers
    servers.close()


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DesktopSession]:
    """A session bus without any notification server, and the recorder on it."""
    _need_desktop()
    session = DesktopSession(tmp_path, (640, 480))
    try:
        session.start_bus()
        _point_to(session, monkeypatch)
        yield session
    finally:
        session.close()


@pytest.fixture
def dunst(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DesktopSession]:
    """A session bus with a real notification server."""
    _need_desktop()
    with running_desktop(tmp_path / "desktop", window_manager=False, tray=False) as session:
        _point_to(session, monkeypatch)
        yield session


def _point_to(session: DesktopSession, monkeypatch: pytest.MonkeyPatch) -> None:
    address = session.env["DBUS_SESSION_BUS_ADDRESS"]
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)


def _need_desktop() -> None:
    from tests.conftest import need_desktop

    need_desktop()
    assert not missing_programs()
