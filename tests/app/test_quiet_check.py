"""The line of the Health page and the doctor about the desktop's own wish for quiet."""

from __future__ import annotations

from pathlib import Path

import pytest

from eventdesk.app.quiet_check import HELD, NOT_HELD, UNTOLD, desktop_quiet, quiet_check
from eventdesk.domain.settings import QuietSettings
from eventdesk.paths import Paths
from eventdesk.system.presence import Fact
from tests.conftest import need_desktop
from tests.desktop import running_desktop

WAYLAND = Fact(unknown="Wayland tells nothing")
PAUSED, SLIDES = Fact("dunst is paused"), Fact("a full-screen program keeps the screen awake")
BOTH = QuietSettings()
NEITHER = QuietSettings(do_not_disturb=False, presentation=False)


@pytest.mark.parametrize(
    ("do_not_disturb", "presentation", "wishes", "detail", "remedy"),
    [
        (Fact(), Fact(), BOTH, "off; no presentation", ""),
        (PAUSED, Fact(), BOTH, "dunst is paused; no presentation", HELD),
        (PAUSED, WAYLAND, BOTH, "dunst is paused; presentations not known: Wayland t", HELD),
        (Fact(), SLIDES, BOTH, "off; a full-screen program keeps the screen awake", HELD),
        (PAUSED, SLIDES, NEITHER, "dunst is paused; a full", NOT_HELD),
        (Fact(), SLIDES, QuietSettings(presentation=False), "off; a full", NOT_HELD),
        (Fact(), WAYLAND, BOTH, "off; presentations not known: Wayland tells nothing", UNTOLD),
        (Fact(unknown="x"), Fact(), BOTH, "not known: x; no presentation", UNTOLD),
        (WAYLAND, WAYLAND, NEITHER, "not known: Wayland", ""),
    ],
)
def test_what_is_said(
    do_not_disturb: Fact, presentation: Fact, wishes: QuietSettings, detail: str, remedy: str
) -> None:
    check = quiet_check(do_not_disturb, presentation, wishes)
    assert check.ok, "quiet is what a person may want"
    assert check.detail.startswith(detail)
    assert (check.remedy, check.notice) == (remedy, bool(remedy))


@pytest.mark.journey
def test_on_a_real_desktop(paths: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    need_desktop()
    with running_desktop(tmp_path / "desktop", tray=False) as desktop:
        for name in ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
            monkeypatch.setenv(name, desktop.env[name])
        for name in ("WAYLAND_DISPLAY", "XDG_SESSION_TYPE"):
            monkeypatch.delenv(name, raising=False)
        assert desktop_quiet(paths).detail.startswith("off; ")
        desktop.dunstctl("set-paused", "true")
        assert desktop_quiet(paths).detail.startswith("dunst is paused; ")
        assert desktop_quiet(paths).remedy == HELD
        assert desktop.notifications.all == []
