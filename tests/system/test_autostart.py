"""Starting with the login on each system."""

from __future__ import annotations

import plistlib
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from eventdesk.domain.errors import SettingsFailure
from eventdesk.system.autostart import (
    Autostart,
    MacAutostart,
    WindowsAutostart,
    XdgAutostart,
    system_autostart,
)

COMMAND = ["/opt/Event Desk/eventdesk", "--hidden", 'a "b" $c `d` \\ 100%']


class FakeRegistry(SimpleNamespace):
    """As much of winreg as is used."""

    HKEY_CURRENT_USER = "HKCU"
    KEY_SET_VALUE = 2
    REG_SZ = 1

    def __init__(self) -> None:
        super().__init__(values={}, locked=False)

    @contextmanager
    def OpenKey(self, root: str, path: str, *rest: int) -> Iterator[dict[str, str]]:
        if self.locked:
            raise PermissionError(5, "Access is denied")
        assert (root, path) == ("HKCU", r"Software\Microsoft\Windows\CurrentVersion\Run")
        yield self.values

    CreateKey = OpenKey

    def QueryValueEx(self, key: dict[str, str], name: str) -> tuple[str, int]:
        if name not in key:
            raise FileNotFoundError(2, "not found")
        return key[name], self.REG_SZ

    def SetValueEx(self, key: Any, name: str, zero: int, kind: int, value: str) -> None:
        key[name] = value

    def DeleteValue(self, key: dict[str, str], name: str) -> None:
        if name not in key:
            raise FileNotFoundError(2, "not found")
        del key[name]


@pytest.fixture(params=["xdg", "mac", "windows"])
def autostart(request: pytest.FixtureRequest, tmp_path: Path) -> Autostart:
    if request.param == "xdg":
        return XdgAutostart(tmp_path / "autostart")
    if request.param == "mac":
        return MacAutostart(tmp_path / "LaunchAgents")
    return WindowsAutostart(FakeRegistry())


def test_it_is_off_until_switched_on(autostart: Autostart) -> None:
    assert not autostart.enabled()
    autostart.enable(COMMAND)
    assert autostart.enabled()
    autostart.enable(COMMAND)
    assert autostart.enabled()
    autostart.disable()
    assert not autostart.enabled()
    autostart.disable()


def test_the_desktop_entry_starts_the_command(tmp_path: Path) -> None:
    XdgAutostart(tmp_path).enable(COMMAND)

    lines = (tmp_path / "eventdesk.desktop").read_text().splitlines()
    assert lines[0] == "[Desktop Entry]"
    entry = dict(each.split("=", 1) for each in lines[1:])
    assert entry["Type"] == "Application"
    assert entry["Name"] == "EventDesk"
    # Read back as the specification says: the escapes of strings, then quoting, then %%.
    value = re.sub(r"\\(.)", r"\1", entry["Exec"])
    words = [re.sub(r"\\(.)", r"\1", each) for each in re.findall(r'"((?:\\.|[^"\\])*)"', value)]
    assert [each.replace("%%", "%") for each in words] == COMMAND


@pytest.mark.skipif(sys.platform != "linux", reason="desktop entries")
def test_glib_reads_the_command_as_it_was_meant(tmp_path: Path) -> None:
    program = tmp_path / "a $b" / "say"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nprintf "%s|" "$@" > "$0.out"\n')
    program.chmod(0o755)
    XdgAutostart(tmp_path).enable([str(program), *COMMAND[1:]])
    try:
        done = subprocess.run(
            ["gio", "launch", str(tmp_path / "eventdesk.desktop")],
            capture_output=True,
            timeout=30,
            check=False,
        )
    except FileNotFoundError:
        pytest.skip("gio is not installed")
    assert done.returncode == 0, done.stderr

    from tests.desktop import eventually

    out = Path(f"{program}.out")
    eventually(lambda: out.exists() and out.read_text().count("|") == 2)
    assert out.read_text().split("|")[:2] == COMMAND[1:]


@pytest.mark.parametrize("switch", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
def test_an_entry_that_the_desktop_switched_off_is_off(tmp_path: Path, switch: str) -> None:
    autostart = XdgAutostart(tmp_path)
    autostart.enable(COMMAND)
    file = tmp_path / "eventdesk.desktop"
    name = switch.partition("=")[0]
    kept = [each for each in file.read_text().splitlines() if not each.startswith(name)]
    file.write_text("\n".join([*kept, switch]))

    assert not autostart.enabled()
    autostart.enable(COMMAND)
    assert autostart.enabled()


def test_the_launch_agent_starts_the_command(tmp_path: Path) -> None:
    MacAutostart(tmp_path).enable(COMMAND)

    agent = plistlib.loads((tmp_path / "org.eventdesk.EventDesk.plist").read_bytes())
    assert agent["ProgramArguments"] == COMMAND
    assert agent["RunAtLoad"] is True


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"<plist/>"])
def test_a_damaged_launch_agent_is_off(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "org.eventdesk.EventDesk.plist").write_bytes(damage)

    assert not MacAutostart(tmp_path).enabled()


def test_the_run_key_starts_the_command() -> None:
    registry = FakeRegistry()
    WindowsAutostart(registry).enable([r"C:\Program Files\EventDesk\eventdesk.exe", "--hidden"])

    assert registry.values == {"EventDesk": r'"C:\Program Files\EventDesk\eventdesk.exe" --hidden'}


def test_what_may_not_be_changed_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    registry = FakeRegistry()
    registry.locked = True
    for autostart in (
        XdgAutostart(tmp_path / "file"),
        MacAutostart(tmp_path / "file"),
        WindowsAutostart(registry),
    ):
        assert not autostart.enabled()
        with pytest.raises(SettingsFailure) as caught:
            autostart.enable(COMMAND)
        assert caught.value.remedy
        with pytest.raises(SettingsFailure):
            autostart.disable()


@pytest.mark.skipif(sys.platform != "linux", reason="the XDG folders")
def test_on_linux_it_follows_the_xdg_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    system_autostart().enable(COMMAND)
    assert (tmp_path / "config/autostart/eventdesk.desktop").exists()

    monkeypatch.delenv("XDG_CONFIG_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    system_autostart().enable(COMMAND)
    assert (tmp_path / "home/.config/autostart/eventdesk.desktop").exists()
