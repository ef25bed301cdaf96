"""The real Windows installer, run by wine: what it leaves, keeps, takes away and refuses.

The programs that it installs are pretenders, see pretender.nsi.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.packaging.conftest import PACKAGE
from tests.packaging.windows_machine import (
    COMPUTER_ENVIRONMENT,
    SOFTWARE,
    USER,
    Registry,
    WindowsMachine,
    make_pretender,
    make_setup,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("wine"),
    pytest.mark.skipif(shutil.which("makensis") is None, reason="makensis is not installed"),
    pytest.mark.skipif(bool(WindowsMachine.missing()), reason="wine is not installed"),
    pytest.mark.skipif(PACKAGE not in os.environ, reason="run `make test-package`"),
]
ALL = ("/DESKTOP=1", "/LOGIN=1", "/PATH=1")
RUN = rf"{USER}\Software\Microsoft\Windows\CurrentVersion\Run"
ENVIRONMENT = rf"{USER}\Environment"
UNINSTALLER = "Uninstall EventDesk.exe"
BUSY, NEWER, FOREIGN, OPEN_TWICE = 4, 5, 7, 8
PATIENCE_S = 30.0


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WindowsMachine]:
    folder = tmp_path_factory.mktemp("windows")
    machine = WindowsMachine(folder)
    yield machine
    machine.close()
    shutil.rmtree(folder)  # it is large


@pytest.fixture(scope="module")
def first(machine: WindowsMachine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installer of version 1.0, with a file that the next does not have."""
    return make_setup(tmp_path_factory.mktemp("first"), "1.0", machine.target, "old/gone.dll")


@pytest.fixture(scope="module")
def second(machine: WindowsMachine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installer of version 1.1."""
    return make_setup(tmp_path_factory.mktemp("second"), "1.1", machine.target)


@pytest.fixture(autouse=True)
def clean(machine: WindowsMachine) -> Iterator[None]:
    """Every test takes away what it installed."""
    yield
    assert uninstall(machine, "/DELETEDATA") in (0, None)
    shutil.rmtree(folder_of(machine), ignore_errors=True)


def folder_of(machine: WindowsMachine) -> Path:
    return machine.local / "Programs/EventDesk"


def uninstall(machine: WindowsMachine, *more: str, folder: Path | None = None) -> int | None:
    """Run the uninstaller of `folder`, where there is one, until it has ended."""
    folder = folder or folder_of(machine)
    if not (folder / UNINSTALLER).exists():
        return None
    own = windows_path(machine, folder)
    code = machine.run_line(f'"{own}\\{UNINSTALLER}" /S {" ".join(more)} _?={own}')
    if code == 0:
        (folder / UNINSTALLER).unlink()  # with _? it runs from there
        if not any(folder.iterdir()):
            folder.rmdir()
    return code


def windows_path(machine: WindowsMachine, place: Path) -> str:
    return "C:\\" + str(place.relative_to(machine.drive)).replace("/", "\\")


def whole_registry(machine: WindowsMachine) -> Registry:
    found = machine.registry(USER, SOFTWARE, COMPUTER_ENVIRONMENT)
    # The system writes here by itself, some time after its start: network cards and the like.
    return {key: values for key, values in found.items() if "\\Windows NT\\" not in key}


def added(before: Registry, after: Registry) -> dict[tuple[str, str], str]:
    """The values that are new or different."""
    return {
        (key, name): value
        for key, values in after.items()
        for name, value in values.items()
        if before.get(key, {}).get(name) != value
    }


def calls(machine: WindowsMachine) -> list[str]:
    """How the programs were called since the last time."""
    file = machine.temporary / "calls.txt"
    lines = file.read_text().splitlines() if file.exists() else []
    file.unlink(missing_ok=True)
    return [line.strip() for line in lines]


def wait_for(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


@contextmanager
def running(
    machine: WindowsMachine, program: str, argument: str
) -> Iterator[subprocess.Popen[bytes]]:
    """One of the installed programs, which has begun; it ends in any case."""
    calls(machine)
    with machine.start(folder_of(machine) / program, argument) as process:
        try:
            wait_for((machine.temporary / "calls.txt").exists)
            yield process
        finally:
            for name in ("quit", "end"):
                (machine.temporary / name).touch()


def test_what_is_installed_is_taken_away(machine: WindowsMachine, first: Path) -> None:
    machine.set_value(rf"{USER}\Software\Classes\.ics", "@", "REG_SZ", "Other.Calendar")
    before, files = whole_registry(machine), machine.files(machine.local, machine.start_menu)
    assert machine.run(first, "/S", *ALL) == 0
    folder = folder_of(machine)
    assert {each.name for each in folder.iterdir()} == {
        *("_internal", "eventdesk.exe", "eventdesk-gui.exe", "eventdesk.png", UNINSTALLER)
    }
    assert (machine.start_menu / "EventDesk.lnk").exists()
    assert (machine.desktop / "EventDesk.lnk").exists()
    own = windows_path(machine, folder)
    program = f"{own}\\eventdesk-gui.exe".replace("\\", "\\\\")
    new = added(before, whole_registry(machine))
    assert new[RUN, "EventDesk"] == rf'"\"{program}\" --hidden"'
    assert new[rf"{USER}\Software\EventDesk\Capabilities\UrlAssociations", "webcal"]
    command = rf"{USER}\Software\Classes\EventDesk.Calendar.1\shell\open\command"
    assert new[command, "@"] == rf'"\"{program}\" \"%1\""'
    assert [key for key, _ in new if not key.startswith(USER)] == []
    assert uninstall(machine) == 0
    assert whole_registry(machine) == before
    assert machine.files(machine.local, machine.start_menu) - files <= {machine.local / "Programs"}
    assert not (machine.desktop / "EventDesk.lnk").exists()
    assert calls(machine) == ["eventdesk-gui.exe --quit"]


def test_it_can_be_for_everyone(machine: WindowsMachine, first: Path) -> None:
    # Other programs are installed, too, on every real computer.
    other = rf"{SOFTWARE}\Microsoft\Windows\CurrentVersion\Uninstall\Other"
    machine.set_value(other, "DisplayName", "REG_SZ", "Other")
    before = whole_registry(machine)
    assert machine.run(first, "/S", "/ALLUSERS", *ALL) == 0
    folder = machine.drive / "Program Files/EventDesk"
    assert (folder / "eventdesk-gui.exe").exists()
    new = added(before, whole_registry(machine))
    assert [key for key, _ in new if key.startswith(USER)] == []
    assert bytes_of(new[COMPUTER_ENVIRONMENT, "PATH"]).endswith(r";C:\Program Files\EventDesk")
    assert uninstall(machine, folder=folder) == 0
    assert whole_registry(machine) == before
    assert not folder.exists()


def test_an_update_keeps_what_the_person_has_and_has_chosen(
    machine: WindowsMachine, first: Path, second: Path
) -> None:
    assert machine.run(first, "/S", "/DESKTOP=1", "/PATH=1") == 0
    data = machine.local / "EventDesk/eventdesk.db"
    data.parent.mkdir()
    data.write_text("events")
    foreign = folder_of(machine) / "my notes.txt"
    foreign.write_text("mine")
    (machine.start_menu / "EventDesk.lnk").unlink()
    machine.set_value(RUN, "EventDesk", "REG_SZ", r"C:\Elsewhere\eventdesk-gui.exe --hidden")
    assert machine.run(second, "/S", r"/D=C:\Somewhere") == 0  # it stays where it was
    internal = folder_of(machine) / "_internal"
    assert {each.name for each in internal.iterdir()} == {"of-1.1.txt"}
    assert not list(folder_of(machine).glob("*.old"))
    assert data.read_text() == "events"
    assert not (machine.start_menu / "EventDesk.lnk").exists()
    assert (machine.desktop / "EventDesk.lnk").exists()
    registry = machine.registry()
    assert "EventDesk" in bytes_of(registry[ENVIRONMENT]["Path"])
    uninstall_key = rf"{USER}\Software\Microsoft\Windows\CurrentVersion\Uninstall\EventDesk"
    assert registry[uninstall_key]["DisplayVersion"] == '"1.1"'
    assert uninstall(machine) == 0
    assert data.read_text() == "events"
    assert foreign.read_text() == "mine"
    # It starts the program of another folder, and so it is not this one's to take away.
    assert "Elsewhere" in machine.registry()[RUN]["EventDesk"]


def test_a_component_can_be_taken_out_later(
    machine: WindowsMachine, first: Path, second: Path
) -> None:
    before = machine.registry()
    assert machine.run(first, "/S", *ALL) == 0
    calls(machine)
    none = ("/STARTMENU=0", "/DESKTOP=0", "/LOGIN=0", "/CALENDARS=0", "/PATH=0")
    assert machine.run(second, "/S", *none) == 0
    assert not (machine.start_menu / "EventDesk.lnk").exists()
    assert not (machine.desktop / "EventDesk.lnk").exists()
    left = {key for key, _ in added(before, machine.registry())}
    assert not {key for key in left if "Capabilities" in key or "Calendar" in key}
    assert RUN not in left
    assert ENVIRONMENT not in left
    assert calls(machine)[-1] == "eventdesk.exe config general.start_at_login false"


def test_data_and_passwords_go_only_when_asked_for(machine: WindowsMachine, first: Path) -> None:
    assert machine.run(first, "/S") == 0
    folder = machine.local / "EventDesk"
    (folder / "Logs").mkdir(parents=True)
    (folder / "eventdesk.db").write_text("events")
    names = ["EventDesk", "calendar 7@EventDesk", "NotEventDesk", "EventDesk@other"]
    store_passwords(machine, names)
    assert uninstall(machine) == 0
    assert (folder / "eventdesk.db").exists()
    assert stored_passwords(machine) == set(names)
    assert machine.run(first, "/S") == 0
    assert uninstall(machine, "/DELETEDATA") == 0
    assert not folder.exists()
    assert stored_passwords(machine) == {"NotEventDesk", "EventDesk@other"}


def test_a_running_program_is_asked_to_quit(
    machine: WindowsMachine, first: Path, second: Path
) -> None:
    assert machine.run(first, "/S") == 0
    with running(machine, "eventdesk-gui.exe", "--stay") as process:
        assert machine.run(second, "/S") == 0
        assert process.wait(PATIENCE_S) == 0
    assert (folder_of(machine) / "_internal/of-1.1.txt").exists()


@pytest.mark.parametrize("program", ["eventdesk.exe", "eventdesk-gui.exe"])
def test_one_that_does_not_quit_is_left_as_it_is(
    machine: WindowsMachine, first: Path, second: Path, program: str
) -> None:
    assert machine.run(first, "/S") == 0
    with running(machine, program, "--deaf") as process:
        files = machine.files(folder_of(machine))
        assert machine.run(second, "/S") == BUSY
        assert uninstall(machine) == BUSY
        assert machine.files(folder_of(machine)) == files
        assert process.poll() is None


def test_two_installers_do_not_run_at_once(
    machine: WindowsMachine, first: Path, second: Path
) -> None:
    assert machine.run(first, "/S") == 0
    with running(machine, "eventdesk-gui.exe", "--deaf"), machine.start(second, "/S") as waiting:
        wait_for(lambda: "--quit" in (machine.temporary / "calls.txt").read_text())
        assert machine.run(second, "/S") == OPEN_TWICE
        assert waiting.wait(PATIENCE_S) == BUSY


def test_an_installation_that_fails_puts_the_former_one_back(
    machine: WindowsMachine, first: Path, second: Path
) -> None:
    assert machine.run(first, "/S") == 0
    before = machine.registry()
    # A folder stands where the new version has a file.
    picture = folder_of(machine) / "eventdesk.png"
    picture.unlink()
    picture.mkdir()
    files = machine.files(folder_of(machine))
    programs = {each: each.read_bytes() for each in files if each.is_file()}
    assert machine.run(second, "/S") == 2
    assert machine.files(folder_of(machine)) == files
    assert {each: each.read_bytes() for each in programs} == programs
    assert added(before, machine.registry()) == {}
    picture.rmdir()


def test_an_older_version_is_refused_unless_wished(
    machine: WindowsMachine, first: Path, second: Path
) -> None:
    assert machine.run(second, "/S") == 0
    assert machine.run(first, "/S") == NEWER
    assert (folder_of(machine) / "_internal/of-1.1.txt").exists()
    assert machine.run(first, "/S", "/DOWNGRADE") == 0
    assert (folder_of(machine) / "_internal/of-1.0.txt").exists()


def test_the_folder_of_another_program_is_refused(machine: WindowsMachine, first: Path) -> None:
    folder = machine.drive / "Other"
    (folder / "_internal").mkdir(parents=True)
    (folder / "_internal/theirs.dll").touch()
    before = machine.registry()
    assert machine.run(first, "/S", r"/D=C:\Other") == FOREIGN
    assert {each.name for each in folder.iterdir()} == {"_internal"}
    assert added(before, machine.registry()) == {}


def test_a_damaged_installation_can_be_mended_and_removed(
    machine: WindowsMachine, first: Path, second: Path
) -> None:
    before = machine.registry()
    assert machine.run(first, "/S") == 0
    (folder_of(machine) / "eventdesk-gui.exe").unlink()
    assert machine.run(second, "/S") == 0
    assert {each.name for each in (folder_of(machine) / "_internal").iterdir()} == {"of-1.1.txt"}
    (folder_of(machine) / "eventdesk-gui.exe").unlink()
    assert uninstall(machine) == 0
    assert machine.registry() == before
    assert not folder_of(machine).exists()


def test_an_uninstaller_in_another_folder_removes_nothing(
    machine: WindowsMachine, first: Path
) -> None:
    assert machine.run(first, "/S") == 0
    folder = machine.drive / "Copied"
    (folder / "_internal").mkdir(parents=True)
    shutil.copy(folder_of(machine) / UNINSTALLER, folder)
    before = machine.registry()
    assert uninstall(machine, folder=folder) == FOREIGN
    assert (folder / "_internal").exists()
    assert machine.registry() == before


# The search path: longer than NSIS can hold, and in the words of the person.

LONG = ";".join(rf"%USERPROFILE%\Tools and things\number {each}" for each in range(300))


def bytes_of(value: str) -> str:
    """The text of a value as regedit writes it: quoted, or hex(2) for REG_EXPAND_SZ."""
    if not value.startswith("hex(2):"):
        return value.strip('"').replace("\\\\", "\\")
    digits = value.removeprefix("hex(2):").replace(",", "").replace(" ", "")
    return bytes.fromhex(digits).decode("utf-16-le").rstrip("\0")


@pytest.mark.parametrize(
    "path", [LONG, "", r"C:\One", r"C:\One;", r";C:\One", r"C:\One;;C:\EventDesk;C:\Two"]
)
def test_the_search_path_is_given_back_as_it_was(
    machine: WindowsMachine, first: Path, path: str
) -> None:
    raw = "".join(f"{each:02x}," for each in f"{path}\0".encode("utf-16-le")).rstrip(",")
    machine.import_values(f'[{ENVIRONMENT}]\r\n"Path"=hex(2):{raw}\r\n')
    before = machine.registry()[ENVIRONMENT]["Path"]
    assert bytes_of(before) == path
    assert machine.run(first, "/S", "/PATH=1") == 0
    changed = bytes_of(machine.registry()[ENVIRONMENT]["Path"])
    own = windows_path(machine, folder_of(machine))
    assert changed == (f"{path};{own}" if path else own)
    assert machine.run(first, "/S", "/PATH=1") == 0
    assert bytes_of(machine.registry()[ENVIRONMENT]["Path"]) == changed
    assert uninstall(machine) == 0
    after = machine.registry()[ENVIRONMENT]
    assert after.get("Path", "hex(2):00,00") == before


# Passwords, as keyring stores them.


def store_passwords(machine: WindowsMachine, names: list[str]) -> None:
    for name in names:
        vault(machine, "store", name)


def stored_passwords(machine: WindowsMachine) -> set[str]:
    known = {"EventDesk", "calendar 7@EventDesk", "NotEventDesk", "EventDesk@other"}
    return {name for name in known if vault(machine, "find", name) == 0}


def vault(machine: WindowsMachine, what: str, name: str) -> int:
    program = machine.drive / "vault.exe"
    if not program.exists():
        make_pretender(program, machine.target, "vault.nsi")
    return machine.run(program, what, name)
