"""The self-test on a desktop: a notification on a real bus, the window in its own process."""

from __future__ import annotations

import multiprocessing
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from eventdesk.app import self_test_desktop
from eventdesk.app.self_test_desktop import notification
from eventdesk.app.self_test_outcomes import ANEW
from eventdesk.app.self_test_window import (
    FONTS_REMEDY,
    PLUGIN_REMEDY,
    Looked,
    WindowTrial,
    look,
)
from eventdesk.paths import Paths, resource_folder
from eventdesk.system.notifiers.chain import FirstThatTakes
from eventdesk.system.notifiers.plyer import PlyerNotifier
from tests.conftest import need_desktop
from tests.desktop import DesktopSession, eventually, running_desktop
from tests.system.notification_server import notification_server

ICONS = resource_folder() / "icons"


@pytest.fixture(scope="module")
def desktop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DesktopSession]:
    """A screen and a session bus, with nobody on them."""
    need_desktop()
    folder = tmp_path_factory.mktemp("desktop")
    with running_desktop(
        folder, window_manager=False, notification_server=False, tray=False
    ) as session:
        yield session


@pytest.fixture
def bus(desktop: DesktopSession, monkeypatch: pytest.MonkeyPatch) -> str:
    """The session bus is that of the desktop; notify-send is not there to help."""
    address = desktop.env["DBUS_SESSION_BUS_ADDRESS"]
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    monkeypatch.setattr("eventdesk.system.notifiers.plyer.shutil.which", lambda name: None)
    return address


# -- the notification


def test_a_notification_comes_up_and_is_withdrawn(
    desktop: DesktopSession, bus: str, paths: Paths
) -> None:
    desktop.start_notification_server()
    try:
        found = notification(paths)
        assert (found.ok, found.notice) == (True, False)
        assert found.detail.startswith("taken by dunst ")
        assert found.detail.endswith("as desktop notification, withdrawn again")
        [shown] = desktop.notifications.wait_for(1)
        assert (shown.summary, shown.actions) == ("EventDesk self-test", ())
        eventually(lambda: (shown.id, 3) in desktop.notifications.closed, what="its end")
        assert desktop.dunstctl("count", "displayed") == "0"
    finally:
        desktop.stop("dunst")


def test_without_a_bus_none_is_tried(paths: Paths) -> None:
    found = notification(paths)
    assert (found.ok, found.notice) == (True, True)
    assert found.detail.startswith("no desktop here, not tried (")


def test_without_a_server_none_is_tried(bus: str, paths: Paths) -> None:
    found = notification(paths)
    assert (found.ok, found.notice) == (True, True)
    assert found.detail == "no desktop here, not tried (no notification server is running)"


def test_a_server_that_refuses(bus: str, paths: Paths) -> None:
    with notification_server(bus, answer="error"):
        found = notification(paths)
    assert (found.ok, found.notice) == (False, False)
    assert "too many notifications" in found.detail
    assert found.remedy


def test_a_server_that_hangs(bus: str, paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(self_test_desktop, "NOTIFY_S", 0.3)
    with notification_server(bus, answer="nothing"), pytest.raises(TimeoutError, match=r"0\.3 s"):
        notification(paths)


def test_macos_gets_its_notifications_from_the_window(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object) -> FirstThatTakes:
        return FirstThatTakes([PlyerNotifier(show=lambda *texts: {}["NSUserNotification"])])

    monkeypatch.setattr("eventdesk.app.outside.desktop_notifier", refuses)
    monkeypatch.setattr("sys.platform", "darwin")
    found = notification(paths)
    assert (found.ok, found.notice) == (True, True)
    assert "NSUserNotification" in found.detail
    monkeypatch.setattr("sys.platform", "win32")
    assert not notification(paths).ok


# -- the window


@pytest.fixture
def icons(tmp_path: Path) -> Path:
    """A copy of the icons, to harm."""
    return Path(shutil.copytree(ICONS, tmp_path / "icons"))


def test_the_window_is_painted_without_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    trial = WindowTrial(ICONS)
    found = trial.check()
    assert found.ok, found
    count = len(list(ICONS.glob("*.svg")))
    assert found.detail == f"painted by Qt's platform plugin offscreen, {count} icons drawn"
    assert trial.qt[:2] == "6."
    assert multiprocessing.active_children() == []


def test_the_window_is_painted_on_a_screen(
    desktop: DesktopSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.setenv("DISPLAY", desktop.env["DISPLAY"])
    found = WindowTrial(ICONS).check()
    assert found.ok, found
    assert "plugin xcb," in found.detail
    assert desktop.windows("EventDesk") == [], "nobody sees it"


def test_a_screen_that_does_not_answer(
    desktop: DesktopSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.setenv("DISPLAY", ":9999")
    found = WindowTrial(ICONS).check()
    assert not found.ok
    assert "could not connect to display :9999" in found.detail
    assert found.detail.endswith("; without a screen the window works")
    assert found.remedy == PLUGIN_REMEDY


def test_qt_without_its_plugin_ends_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "stone-tablet")
    found = WindowTrial(ICONS).check()
    assert not found.ok
    assert 'Could not find the Qt platform plugin "stone-tablet"' in found.detail
    assert "Reinstalling" not in found.detail
    assert found.remedy == PLUGIN_REMEDY


def test_a_window_that_takes_too_long() -> None:
    found = look(ICONS, "offscreen", limit_s=0.01)
    assert found == Looked(problem="the window was not painted within 0.01 s")
    assert multiprocessing.active_children() == []


def test_no_icons(tmp_path: Path) -> None:
    found = WindowTrial(tmp_path).check()
    assert (found.ok, found.detail, found.remedy) == (False, "only 0 icons are there", ANEW)


def test_icons_that_cannot_be_drawn(icons: Path) -> None:
    (icons / "bell.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>')
    (icons / "alert.svg").write_text("<svg")
    (icons / "search.svg").unlink()
    found = WindowTrial(icons).check()
    assert found.detail == "icons that cannot be drawn: alert, bell, search"
    assert (found.ok, found.remedy) == (False, ANEW)


def test_no_fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "fonts.conf"
    config.write_text(f"<fontconfig><dir>{tmp_path}/none</dir></fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(config))
    found = WindowTrial(ICONS).check()
    assert (found.ok, found.remedy) == (False, FONTS_REMEDY)
    assert "no font was found" in found.detail


def test_a_window_that_stays_empty() -> None:
    found = {"platform": "x", "icons": 55, "blank": [], "absent": [], "letters": True, "colours": 1}
    trial = WindowTrial(ICONS)
    trial.__dict__["looked"] = Looked({**found, "qt": "6"})
    assert "stayed empty" in trial.check().detail
