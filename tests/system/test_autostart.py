"""Starting with the login on each system: what is written, what is found, what is left alone."""

from __future__ import annotations

import plistlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from eventdesk.domain.errors import SettingsFailure
from eventdesk.system.autostart import Autostart, Entry, system_autostart
from eventdesk.system.autostart_mac import MacAutostart
from eventdesk.system.autostart_windows import APPROVED_KEY, RUN_KEY, WindowsAutostart
from eventdesk.system.autostart_xdg import FORMER, XdgAutostart

COMMAND = ["/opt/Event Desk/eventdesk", "--hidden", 'a "b" $c `d` \\ 100%']
FILE = "org.eventdesk.EventDesk.desktop"
PLIST = "org.eventdesk.EventDesk.plist"


class FakeRegistry(SimpleNamespace):
    """As much of winreg as is used: keys by path, each with its values."""

    HKEY_CURRENT_USER = "HKCU"
    KEY_SET_VALUE = 2
    REG_SZ = 1

    def __init__(self) -> None:
        super().__init__(keys={RUN_KEY: {}, APPROVED_KEY: {}}, locked=False)

    @contextmanager
    def OpenKey(self, root: str, path: str, *rest: int) -> Iterator[dict[str, Any]]:
        if self.locked:
            raise PermissionError(5, "Access is denied")
        assert root == "HKCU"
        if path not in self.keys:
            raise FileNotFoundError(2, "not found")
        yield self.keys[path]

    CreateKey = OpenKey

    def QueryValueEx(self, key: dict[str, Any], name: str) -> tuple[Any, int]:
        if name not in key:
            raise FileNotFoundError(2, "not found")
        return key[name], self.REG_SZ

    def SetValueEx(self, key: Any, name: str, zero: int, kind: int, value: str) -> None:
        key[name] = value

    def DeleteValue(self, key: dict[str, Any], name: str) -> None:
        if name not in key:
            raise FileNotFoundError(2, "not found")
        del key[name]


class FakeLaunchd:
    """Answers as launchctl(1) does, and remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []
        self.disabled = ""

    def __call__(self, *words: str) -> str:
        self.asked.append(words)
        if words[0] == "enable":
            self.disabled = ""
        return self.disabled


@pytest.fixture(params=["xdg", "mac", "windows"])
def autostart(request: pytest.FixtureRequest, tmp_path: Path) -> Autostart:
    if request.param == "xdg":
        return XdgAutostart(tmp_path / "autostart")
    if request.param == "mac":
        return MacAutostart(tmp_path / "LaunchAgents", ask=FakeLaunchd())
    return WindowsAutostart(FakeRegistry())


def test_it_is_off_until_switched_on(autostart: Autostart) -> None:
    command = ["/opt/Event Desk/eventdesk", "--hidden"]
    assert autostart.look() is None
    autostart.enable(command)
    assert autostart.look() == Entry(tuple(command))
    autostart.enable([*command, "--more"])
    assert autostart.look() == Entry((*command, "--more"))
    autostart.disable()
    assert autostart.look() is None
    autostart.disable()


# Linux


def test_the_desktop_entry_is_valid_and_starts_the_command(tmp_path: Path) -> None:
    XdgAutostart(tmp_path).enable(COMMAND)

    assert XdgAutostart(tmp_path).look() == Entry(tuple(COMMAND))
    assert [each.name for each in tmp_path.iterdir()] == [FILE]
    if shutil.which("desktop-file-validate") is None:
        pytest.skip("desktop-file-validate is not installed")
    done = subprocess.run(
        ["desktop-file-validate", str(tmp_path / FILE)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.skipif(sys.platform != "linux", reason="desktop entries")
def test_glib_reads_the_command_as_it_was_meant(tmp_path: Path) -> None:
    program = tmp_path / "a $b" / "say"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nprintf "%s|" "$@" > "$0.out"\n')
    program.chmod(0o755)
    XdgAutostart(tmp_path).enable([str(program), *COMMAND[1:]])
    try:
        done = subprocess.run(
            ["gio", "launch", str(tmp_path / FILE)],
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


@pytest.mark.parametrize(
    "switch", ["Hidden=true", "X-GNOME-Autostart-enabled=false", "X-MATE-Autostart-enabled=false"]
)
def test_an_entry_that_the_desktop_switched_off_is_off(tmp_path: Path, switch: str) -> None:
    autostart = XdgAutostart(tmp_path)
    autostart.enable(COMMAND)
    file = tmp_path / FILE
    name = switch.partition("=")[0]
    kept = [each for each in file.read_text().splitlines() if not each.startswith(name)]
    file.write_text("\n".join([*kept, switch]))

    found = autostart.look()
    assert found is not None
    assert not found.on
    assert found.held_by == "the desktop's own settings"
    autostart.enable(COMMAND)
    assert autostart.look() == Entry(tuple(COMMAND))


def test_the_persons_entry_hides_that_of_the_whole_system(tmp_path: Path) -> None:
    of_all = tmp_path / "of all"
    XdgAutostart(of_all).enable(["/usr/bin/eventdesk"])
    autostart = XdgAutostart(tmp_path / "mine", folders=[tmp_path / "none", of_all])
    assert autostart.look() == Entry(("/usr/bin/eventdesk",))

    autostart.disable()

    found = autostart.look()
    assert found is not None
    assert not found.on
    assert (of_all / FILE).exists()
    autostart.enable(["/opt/eventdesk"])
    assert autostart.look() == Entry(("/opt/eventdesk",))


def test_an_entry_under_the_former_name_is_found_and_replaced(tmp_path: Path) -> None:
    former = tmp_path / FORMER
    former.write_text('[Desktop Entry]\nName=EventDesk\nExec="/old/eventdesk" "--hidden"\n')
    autostart = XdgAutostart(tmp_path)
    assert autostart.look() == Entry(("/old/eventdesk", "--hidden"))

    autostart.enable(["/new/eventdesk"])

    assert not former.exists()
    assert autostart.look() == Entry(("/new/eventdesk",))
    former.write_text("[Desktop Entry]\n")
    autostart.disable()
    assert list(tmp_path.iterdir()) == []


def test_an_entry_that_is_a_link_stays_one(tmp_path: Path) -> None:
    kept = tmp_path / "dotfiles" / "entry"
    kept.parent.mkdir()
    kept.write_text("")
    (tmp_path / FILE).symlink_to(kept)
    XdgAutostart(tmp_path).enable(COMMAND)
    assert (tmp_path / FILE).is_symlink()
    assert "Exec=" in kept.read_text()


@pytest.mark.parametrize("text", ["", "nonsense", "[Other]\nExec=x", "\xff\xfe"])
def test_a_damaged_entry_starts_nothing_that_is_known(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    assert XdgAutostart(tmp_path).look() == Entry(())


@pytest.mark.skipif(sys.platform != "linux", reason="the XDG folders")
def test_on_linux_it_follows_the_xdg_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CONFIG_DIRS", f"{tmp_path / 'a'}:{tmp_path / 'b'}")
    system_autostart().enable(COMMAND)
    assert (tmp_path / "config/autostart" / FILE).exists()
    system_autostart().disable()
    (tmp_path / "b/autostart").mkdir(parents=True)
    (tmp_path / "b/autostart" / FILE).write_text("[Desktop Entry]\nExec=eventdesk\n")
    assert system_autostart().look() == Entry(("eventdesk",))

    monkeypatch.delenv("XDG_CONFIG_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    system_autostart().enable(COMMAND)
    assert (tmp_path / "home/.config/autostart" / FILE).exists()


@pytest.mark.skipif(sys.platform != "linux", reason="the XDG folders")
def test_each_data_folder_has_an_entry_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    usual, one, other = (system_autostart(each) for each in (None, Path("/a"), Path("/b")))
    usual.enable(["usual"])
    one.enable(["one"])
    assert other.look() is None
    one.disable()
    assert usual.look() == Entry(("usual",))


# macOS


def test_the_launch_agent_starts_the_command(tmp_path: Path) -> None:
    MacAutostart(tmp_path, ask=FakeLaunchd()).enable(COMMAND)

    agent = plistlib.loads((tmp_path / PLIST).read_bytes())
    assert agent["ProgramArguments"] == COMMAND
    assert agent["RunAtLoad"] is True
    assert agent["Label"] == "org.eventdesk.EventDesk"


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"<plist/>"])
def test_a_damaged_launch_agent_is_off(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / PLIST).write_bytes(damage)
    assert MacAutostart(tmp_path, ask=FakeLaunchd()).look() is None


@pytest.mark.parametrize("word", ["disabled", "true"])
def test_an_agent_that_launchd_was_told_to_pass_over_is_off(tmp_path: Path, word: str) -> None:
    launchd = FakeLaunchd()
    autostart = MacAutostart(tmp_path, ask=launchd)
    autostart.enable(COMMAND)
    launchd.disabled = f'disabled services = {{\n\t"org.eventdesk.EventDesk.other" => {word}\n}}\n'
    assert autostart.look() == Entry(tuple(COMMAND))
    launchd.disabled = f'disabled services = {{\n\t"org.eventdesk.EventDesk" => {word}\n}}\n'
    found = autostart.look()
    assert found is not None
    assert not found.on

    autostart.enable(COMMAND)

    assert any(each[0] == "enable" for each in launchd.asked)
    assert autostart.look() == Entry(tuple(COMMAND))


# Windows


def test_the_run_key_starts_the_command() -> None:
    registry = FakeRegistry()
    autostart = WindowsAutostart(registry)
    command = (r"C:\Program Files\O'Neil\eventdesk-gui.exe", "--hidden", r"--home=C:\my events")
    autostart.enable(command)

    assert registry.keys[RUN_KEY] == {
        "EventDesk": (
            '"C:\\Program Files\\O\'Neil\\eventdesk-gui.exe" --hidden "--home=C:\\my events"'
        )
    }
    assert autostart.look() == Entry(command)


def test_what_the_task_manager_switched_off_is_off() -> None:
    registry = FakeRegistry()
    autostart = WindowsAutostart(registry)
    autostart.enable(["eventdesk-gui.exe"])
    for first, on in ((2, True), (6, True), (3, False), (7, False)):
        registry.keys[APPROVED_KEY]["EventDesk"] = bytes([first]) + bytes(11)
        found = autostart.look()
        assert found is not None
        assert found.on is on

    autostart.enable(["eventdesk-gui.exe"])

    assert registry.keys[APPROVED_KEY] == {}
    registry.keys[APPROVED_KEY]["EventDesk"] = bytes([3])
    autostart.disable()
    assert registry.keys == {RUN_KEY: {}, APPROVED_KEY: {}}


def test_a_windows_without_the_key_of_switched_off_ones() -> None:
    registry = FakeRegistry()
    del registry.keys[APPROVED_KEY]
    autostart = WindowsAutostart(registry)
    autostart.enable(["eventdesk-gui.exe"])
    assert autostart.look() == Entry(("eventdesk-gui.exe",))
    autostart.disable()
    assert autostart.look() is None


# All


def test_what_may_not_be_changed_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    registry = FakeRegistry()
    registry.locked = True
    made: list[Callable[[], Autostart]] = [
        lambda: XdgAutostart(tmp_path / "file"),
        lambda: MacAutostart(tmp_path / "file", ask=FakeLaunchd()),
        lambda: WindowsAutostart(registry),
    ]
    for make in made:
        assert make().look() is None
        with pytest.raises(SettingsFailure) as caught:
            make().enable(COMMAND)
        assert caught.value.remedy
        with pytest.raises(SettingsFailure):
            make().disable()
