"""'Do not disturb' as each notification server tells it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from eventdesk.services.ports import Surroundings
from eventdesk.system.notification_state import notification_state
from eventdesk.system.presence import Fact
from eventdesk.system.presence.do_not_disturb import SETTING_KEPT_S
from eventdesk.system.presence.linux import LinuxPresence
from tests.desktop import DesktopSession
from tests.fakes import FakeClock
from tests.system.desktop_services import Answer, DesktopService, desktop_service

NAME = "org.freedesktop.Notifications"
ON = "do not disturb is on"
XFCONF, MAKO, SWAYNC = "org.xfce.Xfconf", "fr.emersion.Mako", "org.erikreider.swaync.cc"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def presence(monkeypatch: pytest.MonkeyPatch, clock: FakeClock) -> Iterator[LinuxPresence]:
    """Without a screen: only the notification server is asked."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    found = LinuxPresence(monotonic=clock.monotonic)
    yield found
    found.close()


@pytest.fixture
def server(bus: DesktopSession) -> Iterator[DesktopService]:
    """A notification server that can be any of them."""
    names = (NAME, XFCONF, SWAYNC)
    with desktop_service(bus.env["DBUS_SESSION_BUS_ADDRESS"], *names) as service:
        yield service


def is_called(server: DesktopService, name: str, vendor: str = "Somebody") -> None:
    server.answers[f"{NAME}.GetServerInformation"] = ("ssss", (name, vendor, "1.0", "1.2"))


def settings_program(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> Path:
    """A `gsettings` that runs this script; each call leaves a line in the file returned."""
    folder.mkdir()
    calls = folder / "calls"
    program = folder / "gsettings"
    program.write_text(f'#!/bin/sh\necho "$@" >> "{calls}"\n{script}\n')
    program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return calls


@pytest.mark.journey
def test_dunst_is_paused_and_goes_on(dunst: DesktopSession, presence: LinuxPresence) -> None:
    assert presence.look() == Surroundings()
    dunst.dunstctl("set-paused", "true")
    assert presence.look() == Surroundings("dunst is paused", "")
    dunst.dunstctl("set-paused", "false")
    assert presence.look() == Surroundings()
    assert presence.report().do_not_disturb == Fact()
    assert dunst.notifications.all == []


@pytest.mark.journey
@pytest.mark.parametrize(
    ("name", "question", "off", "on", "words"),
    [
        ("Plasma", f"{NAME}.Inhibited", ("b", False), ("b", True), ON),
        ("Some other", f"{NAME}.Inhibited", ("b", False), ("b", True), ON),
        (
            "mako",
            f"{MAKO}.ListModes",
            ("as", ["default", "away"]),
            ("as", ["default", "do-not-disturb"]),
            "mako is in mode do-not-disturb",
        ),
        ("SwayNotificationCenter", f"{SWAYNC}.GetDnd", ("b", False), ("b", True), ON),
        (
            "Xfce Notify Daemon",
            f"{XFCONF}.GetProperty",
            ("v", ("b", False)),
            ("v", ("b", True)),
            ON,
        ),
    ],
)
def test_each_server_in_its_own_way(
    server: DesktopService,
    presence: LinuxPresence,
    name: str,
    question: str,
    off: Answer,
    on: Answer,
    words: str,
) -> None:
    is_called(server, name)
    server.answers[question] = off
    assert presence.report().do_not_disturb == Fact()
    server.answers[question] = on
    assert presence.look().do_not_disturb == words
    del server.answers[question]
    assert presence.report().do_not_disturb == Fact(unknown=f"{name} does not tell")


@pytest.mark.journey
def test_programs_may_hold_notifications_back_in_swaync(
    server: DesktopService, presence: LinuxPresence
) -> None:
    is_called(server, "SwayNotificationCenter")
    server.answers[f"{SWAYNC}.GetDnd"] = ("b", False)
    server.answers[f"{SWAYNC}.IsInhibited"] = ("b", True)
    assert presence.look().do_not_disturb == ON


@pytest.mark.journey
def test_xfce_was_never_switched(server: DesktopService, presence: LinuxPresence) -> None:
    is_called(server, "Xfce Notify Daemon")
    server.answers[f"{XFCONF}.GetProperty"] = ("error", "org.xfce.Xfconf.Error.PropertyNotFound")
    assert presence.report().do_not_disturb == Fact()
    assert server.bodies[f"{XFCONF}.GetProperty"] == ("xfce4-notifyd", "/do-not-disturb")
    assert f"{XFCONF}.GetProperty" in server.may_start


@pytest.mark.journey
@pytest.mark.parametrize(
    ("name", "vendor", "asked", "quiet", "shows"),
    [
        ("gnome-shell", "GNOME", "org.gnome.desktop.notifications show-banners", "false", "true"),
        (
            "cinnamon",
            "GNOME",
            "org.cinnamon.desktop.notifications display-notifications",
            "false",
            "true",
        ),
        (
            "Notification Daemon",
            "MATE Desktop Environment",
            "org.mate.NotificationDaemon do-not-disturb",
            "true",
            "false",
        ),
    ],
)
def test_desktops_that_keep_it_in_gsettings(
    server: DesktopService,
    presence: LinuxPresence,
    clock: FakeClock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    vendor: str,
    asked: str,
    quiet: str,
    shows: str,
) -> None:
    is_called(server, name, vendor)
    value = tmp_path / "value"
    calls = settings_program(tmp_path / "bin", monkeypatch, f'cat "{value}"')
    value.write_text(f"{quiet}\n")
    assert presence.look().do_not_disturb == ON
    value.write_text(f"{shows}\n")
    assert presence.look().do_not_disturb == ON, "the answer is kept for a while"
    assert calls.read_text().splitlines() == [f"get {asked}"]
    clock.advance(seconds=SETTING_KEPT_S)
    assert presence.report().do_not_disturb == Fact()


@pytest.mark.journey
@pytest.mark.parametrize("script", ["exec sleep 30", "echo 'No such schema' >&2; exit 1"])
def test_settings_that_cannot_be_read(
    server: DesktopService,
    presence: LinuxPresence,
    clock: FakeClock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    script: str,
) -> None:
    is_called(server, "gnome-shell")
    calls = settings_program(tmp_path / "bin", monkeypatch, script)
    begun = time.monotonic()
    assert presence.report().do_not_disturb == Fact(unknown="gnome-shell does not tell")
    assert time.monotonic() - begun < 1.0
    clock.advance(seconds=SETTING_KEPT_S - 1)
    presence.look()
    assert len(calls.read_text().splitlines()) == 1, "it is left alone for a while"
    clock.advance(minutes=2)
    presence.look()
    assert len(calls.read_text().splitlines()) == 2


@pytest.mark.journey
def test_the_health_page_knows_the_same_servers(server: DesktopService) -> None:
    is_called(server, "mako")
    server.answers[f"{NAME}.GetCapabilities"] = ("as", ["actions", "body"])
    server.answers[f"{MAKO}.ListModes"] = ("as", ["do-not-disturb"])
    state = notification_state()
    assert state is not None
    assert (state.server, state.quiet) == ("mako 1.0", "mako is in mode do-not-disturb")
    server.hanging.add("ListModes")
    state = notification_state()
    assert state is not None
    assert (state.capabilities, state.quiet) == ({"actions", "body"}, "")
