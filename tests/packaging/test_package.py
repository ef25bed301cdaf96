"""The .deb, installed in a clean Debian, used on a real desktop, and removed again."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from installers.project import Project

from tests.desktop import DesktopSession, eventually, missing_programs, running_desktop
from tests.journeys.program import EDITOR, ZONE, Program
from tests.packaging.clean_root import CleanRoot, clean_root, why_not
from tests.packaging.conftest import PACKAGE

pytestmark = pytest.mark.timeout(900)

PROGRAM = "/usr/bin/eventdesk"
AT_HOME = {
    "HOME": "/home/ann",
    "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
    "XDG_CONFIG_HOME": "/home/ann/.config",
    "XDG_DATA_HOME": "/home/ann/.local/share",
    "XDG_STATE_HOME": "/home/ann/.local/state",
    "XDG_CACHE_HOME": "/home/ann/.cache",
    "EVENTDESK_HOME": "",
}
DATA = ("/home/ann/.local", "/home/ann/.config", "/home/ann/.cache")
PICTURES = Path(__file__).parents[2] / "artifacts/package"


@pytest.fixture
def package(built: Project) -> Path:
    """The .deb that `make package` has made."""
    if PACKAGE not in os.environ:
        pytest.skip("run `make test-package`")
    found = sorted(built.dist.glob(f"{built.name}_{built.version}_*.deb"))
    assert found, f"there is no .deb in {built.dist}: run `make package`"
    return found[0]


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[DesktopSession]:
    """A desktop outside of the root; its screen and session bus are seen inside."""
    missing = missing_programs()
    if missing:
        pytest.fail(f"not installed: {', '.join(missing)}")
    folder = tmp_path / "desktop"
    folder.mkdir()
    with running_desktop(folder) as session:
        yield session


def test_installed_used_and_removed(package: Path, built: Project, desktop: DesktopSession) -> None:
    if reason := why_not():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    with clean_root(built.work / "roots", shares=[desktop.folder, desktop.runtime]) as root:
        root.install("ca-certificates")  # apt keeps it, since openssl suggests it
        root.run("mkdir", "-p", AT_HOME["HOME"])
        bare = root.files()
        root.install(root.put(package, "/packages"))
        _looks_installed(root, built)
        _tests_itself(root, desktop)
        _reminds(root, desktop)
        _starts_with_the_login(root)
        root.run("apt-get", "-qq", "-y", "purge", "--autoremove", built.name)
        left = {each for each in root.files() - bare if not each.startswith(("/packages", *DATA))}
        assert left == set()
        assert bare <= root.files()
        assert "/home/ann/.local/share/eventdesk/eventdesk.db" in root.files()


def _looks_installed(root: CleanRoot, built: Project) -> None:
    assert root.run(PROGRAM, "--version").stdout.split()[-1] == built.version
    files = root.files()
    for wanted in (
        f"/usr/share/applications/{built.app_id}.desktop",
        f"/usr/share/metainfo/{built.app_id}.metainfo.xml",
        f"/usr/share/icons/hicolor/scalable/apps/{built.app_id}.svg",
        f"/usr/share/icons/hicolor/48x48/apps/{built.app_id}.png",
        "/usr/share/bash-completion/completions/eventdesk",
    ):
        assert wanted in files


def _tests_itself(root: CleanRoot, desktop: DesktopSession) -> None:
    rows = _self_test(root)
    assert "not tried" in rows["notification"]["detail"]
    before = len(desktop.notifications.all)
    rows = _self_test(root, **_environment(desktop))
    assert "xcb" in rows["window"]["detail"]
    eventually(lambda: len(desktop.notifications.all) > before, 5, "the notice of the self-test")


def _self_test(root: CleanRoot, **environment: str) -> dict[str, dict[str, str]]:
    said = root.run(PROGRAM, "self-test", "--json", check=False, **AT_HOME | environment)
    rows = json.loads(said.stdout)
    assert [each for each in rows if not each["ok"]] == []
    assert said.returncode == 0
    return {each["name"]: each for each in rows}


def _reminds(root: CleanRoot, desktop: DesktopSession) -> None:
    """Type an event into the packaged window; its reminder arrives on the real bus."""
    program = Program(desktop, root.folder, starter=root.command(PROGRAM), **AT_HOME)
    window = program.open()
    desktop.activate(window)

    def editor() -> list[str]:
        desktop.key("ctrl+n")
        return [found for _ in range(10) for found in desktop.windows(EDITOR)]

    eventually(editor, 30, "the editor")
    shown = len(desktop.notifications.all)
    desktop.type("Packed lunch")
    program.type_start(datetime.now(ZONE) + timedelta(minutes=3))
    desktop.screenshot(PICTURES / "editor.png")
    program.save()
    eventually(lambda: len(desktop.notifications.all) > shown, 15, "the notification")
    assert desktop.notifications.all[-1].summary == "Packed lunch"
    desktop.screenshot(PICTURES / "reminder.png")
    desktop.activate(window)
    desktop.key("ctrl+q")
    assert program.process is not None
    assert program.process.wait(20) == 0
    assert "Traceback" not in desktop.log("eventdesk")
    rows = json.loads(root.run(PROGRAM, "log", "--json", **AT_HOME).stdout)
    assert [(row["event_title"], row["state"]) for row in rows] == [("Packed lunch", "delivered")]


def _starts_with_the_login(root: CleanRoot) -> None:
    root.run(PROGRAM, "config", "general.start_at_login", "true", **AT_HOME)
    found = [each for each in root.files() if each.startswith("/home/ann/.config/autostart/")]
    assert len(found) == 1
    entry = root.run("cat", found[0]).stdout
    assert f'Exec="{PROGRAM}" "--hidden"' in entry or f"Exec={PROGRAM} --hidden" in entry
    root.run(PROGRAM, "config", "general.start_at_login", "false", **AT_HOME)
    assert found[0] not in root.files()


def _environment(desktop: DesktopSession) -> dict[str, str]:
    names = ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "QT_QPA_PLATFORM")
    return {name: desktop.env[name] for name in names} | AT_HOME
