"""What all tests share: no test reaches the person's own data, desktop or keyring."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from eventdesk.paths import Paths
from tests.fakes import FakeClock
from tests.translations import german

if TYPE_CHECKING:
    from tests.desktop import DesktopSession

__all__ = ["german"]

# Set before anything imports Qt or asks for the local zone.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_ACCESSIBILITY"] = "0"
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
os.environ["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent/eventdesk-tests"
os.environ["TZ"] = "Europe/Berlin"
for _name in (
    *("EVENTDESK_MAIL_PASSWORD", "EVENTDESK_CALENDAR_LOGINS", "LC_ALL", "LC_MESSAGES"),
    # What desktop this is decides how windows are hidden.
    *("XDG_CURRENT_DESKTOP", "SWAYSOCK", "I3SOCK", "HYPRLAND_INSTANCE_SIGNATURE", "NIRI_SOCKET"),
):
    os.environ.pop(_name, None)
os.environ["LANG"] = "C.UTF-8"
if hasattr(time, "tzset"):
    time.tzset()


# Elsewhere every run tries other examples; what decides on a change must not depend on luck.
hypothesis.settings.register_profile("steady", derandomize=True)
if os.environ.get("CI"):
    hypothesis.settings.load_profile("steady")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the journeys on one worker, so that no two of them compete for the machine."""
    for item in items:
        if item.get_closest_marker("journey"):
            item.add_marker(pytest.mark.xdist_group("journey"))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder as EVENTDESK_HOME; HOME and the XDG folders lead to a private one too."""
    user = tmp_path / "user"
    folder = tmp_path / "eventdesk-home"
    monkeypatch.setenv("EVENTDESK_HOME", str(folder))
    monkeypatch.setenv("HOME", str(user))
    for name in ("DATA", "CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(user / name.lower()))
    return folder


@pytest.fixture
def paths(home: Path) -> Paths:
    """Paths of this test's own folders, created."""
    found = Paths.from_environment()
    found.ensure()
    return found


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands at Friday 2026-11-20 12:00 in Europe/Berlin until moved."""
    return FakeClock()


@pytest.fixture
def system_zone() -> Iterator[Callable[[str], None]]:
    """Changes the system's time zone of this process: `system_zone('Asia/Tokyo')`."""
    before = os.environ.get("TZ")

    def change(zone: str) -> None:
        os.environ["TZ"] = zone
        time.tzset()

    yield change
    if before is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = before
    time.tzset()


@pytest.fixture
def desktop_session(tmp_path: Path) -> Iterator[DesktopSession]:
    """A real desktop of this test's own: X server, window manager, bus, dunst, tint2.

    Without the programs for it the test is skipped; in continuous integration it fails.
    """
    from tests.desktop import running_desktop

    need_desktop()
    with running_desktop(tmp_path / "desktop") as session:
        yield session


def need_desktop() -> None:
    """Skip the test where programs for a virtual desktop are missing; fail in CI."""
    if not sys.platform.startswith("linux"):
        pytest.skip("a virtual desktop needs Linux")
    from tests.desktop import missing_programs

    if missing := missing_programs():
        reason = f"not installed: {', '.join(missing)}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
