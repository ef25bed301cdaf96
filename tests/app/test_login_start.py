"""Starting with the login: the system's word counts, and old entries are mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from eventdesk.app.login_start import GONE, SystemLoginStart, login_start
from eventdesk.paths import Paths
from eventdesk.services.ports import LoginState
from eventdesk.system.autostart_xdg import XdgAutostart

NAME = "org.eventdesk.EventDesk.desktop"


class Kit:
    """An autostart folder, and the program that writes into it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "autostart"
        self.programs = folder
        self.autostart = XdgAutostart(self.folder)
        self.own = self.program("new/eventdesk")
        self.login = SystemLoginStart(self.autostart, lambda: [self.own, "--hidden"])

    def program(self, name: str) -> str:
        path = self.programs / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("")
        return str(path)

    def command(self) -> tuple[str, ...]:
        found = self.autostart.look()
        return found.command if found is not None else ()


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    return Kit(tmp_path)


def test_switched_on_and_off(kit: Kit) -> None:
    assert kit.login.look() == LoginState(False, GONE)
    kit.login.switch(True)
    assert kit.login.look() == LoginState(True)
    assert kit.command() == (kit.own, "--hidden")
    kit.login.switch(False)
    assert not kit.login.look().on


def test_what_the_desktop_switched_off_is_told_and_left_alone(kit: Kit) -> None:
    kit.login.switch(True)
    file = kit.folder / NAME
    file.write_text(f"{file.read_text()}Hidden=true\n")
    state = kit.login.look()
    assert not state.on
    assert state.note == "It is switched off by the desktop's own settings."
    before = file.read_text()
    assert not kit.login.mend()
    assert file.read_text() == before


def test_nothing_is_written_where_nothing_was(kit: Kit) -> None:
    assert not kit.login.mend()
    assert not kit.folder.exists()


@pytest.mark.parametrize("gone", [True, False], ids=["gone", "elsewhere"])
def test_an_entry_of_another_installation_is_mended(kit: Kit, gone: bool) -> None:
    old = kit.program("old/eventdesk")
    kit.autostart.enable([old, "--hidden"])
    if gone:
        Path(old).unlink()
        assert kit.login.missing() == old
    else:
        assert kit.login.missing() == ""
    assert kit.login.mend()
    assert kit.command() == (kit.own, "--hidden")
    assert not kit.login.mend()


def test_an_entry_of_a_module_run_by_python_is_mended(kit: Kit) -> None:
    kit.autostart.enable([kit.program("venv/python"), "-m", "eventdesk", "--hidden"])
    assert kit.login.mend()


@pytest.mark.parametrize(
    "command", [["sh", "-c", "sleep 9; eventdesk --hidden"], ["nice", "eventdesk", "--hidden"]]
)
def test_what_a_person_wrote_stays(kit: Kit, command: list[str]) -> None:
    kit.autostart.enable(command)
    assert not kit.login.mend()
    assert kit.command() == tuple(command)
    kit.autostart.enable([kit.own])
    assert not kit.login.mend()
    assert kit.command() == (kit.own,)


def test_a_wrapper_that_is_gone_starts_nothing(kit: Kit) -> None:
    kit.autostart.enable(["/no/such/wrapper", "eventdesk"])
    assert kit.login.mend()


def test_an_entry_under_the_former_name_is_renamed(kit: Kit) -> None:
    kit.folder.mkdir()
    former = kit.folder / "eventdesk.desktop"
    former.write_text('[Desktop Entry]\nExec="/old/eventdesk" "--hidden"\n')
    assert kit.login.mend()
    assert [each.name for each in kit.folder.iterdir()] == [NAME]


def test_a_folder_that_cannot_be_written_is_no_reason_to_stop(
    kit: Kit, caplog: pytest.LogCaptureFixture
) -> None:
    kit.autostart.enable(["/old/eventdesk"])
    fresh = kit.folder / f".{NAME}.new"
    fresh.mkdir()  # in the way of the new entry
    assert not kit.login.mend()
    assert "starting with the login is old" in caplog.text


def test_another_data_folder_is_named_in_its_entry(
    paths: Paths, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    login_start(paths).switch(True)
    monkeypatch.delenv("EVENTDESK_HOME")
    usual = Paths.from_environment()
    assert not login_start(usual).look().on
    login_start(usual).switch(True)
    entries = {each.name: each.read_text() for each in (tmp_path / "xdg/autostart").iterdir()}
    assert len(entries) == 2
    assert "--home" not in entries.pop(NAME)
    (mine,) = entries.values()
    assert f'"--hidden" "--home={paths.data}"' in mine
