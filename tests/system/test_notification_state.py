"""The notification server and its 'do not disturb', asked without showing anything."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from eventdesk.system.bus import BusError, session_bus
from eventdesk.system.notification_state import notification_state
from tests.conftest import need_desktop
from tests.desktop import DesktopSession, running_desktop

pytestmark = pytest.mark.journey


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DesktopSession]:
    need_desktop()
    with running_desktop(tmp_path / "desktop", window_manager=False, tray=False) as desktop:
        address = desktop.env["DBUS_SESSION_BUS_ADDRESS"]
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield desktop


def test_dunst_tells_that_it_is_paused(bus: DesktopSession) -> None:
    state = notification_state()
    assert state is not None
    assert state.server.startswith("dunst")
    assert "actions" in state.capabilities
    assert state.quiet == ""
    bus.dunstctl("set-paused", "true")
    paused = notification_state()
    assert paused is not None
    assert paused.quiet == "dunst is paused"
    bus.dunstctl("set-paused", "false")
    assert notification_state() == state
    bus.notifications.stays_at(0, 0.1)


def test_no_server_and_no_bus(bus: DesktopSession) -> None:
    bus.stop("dunst")
    with pytest.raises(BusError):
        notification_state()
    os.environ["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nowhere/bus"
    with pytest.raises(OSError, match=r"."):
        notification_state(session_bus)
