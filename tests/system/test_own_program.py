"""By which command the program is started again: it must survive updates and moves."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from eventdesk.system.own_program import Running


@pytest.fixture
def running(tmp_path: Path) -> Running:
    return Running(
        executable=tmp_path / "none",
        frozen=False,
        platform="linux",
        environ={},
        scripts=(),
        on_path=lambda name: None,
    )


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], Path]:
    def make(name: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
        return path

    return make


def test_an_installed_bundle_is_started_by_its_link_on_the_path(
    running: Running, file: Callable[[str], Path], tmp_path: Path
) -> None:
    program = file("lib/eventdesk/eventdesk")
    launcher = tmp_path / "bin-eventdesk"
    launcher.symlink_to(program)
    here = replace(running, frozen=True, executable=program, on_path=lambda name: str(launcher))
    assert here.command() == [str(launcher)]


def test_another_program_of_that_name_on_the_path_is_not_ours(
    running: Running, file: Callable[[str], Path]
) -> None:
    program, other = file("unpacked/eventdesk"), file("bin/eventdesk")
    here = replace(running, frozen=True, executable=program, on_path=lambda name: str(other))
    assert here.command() == [str(program)]
    assert replace(here, on_path=lambda name: None).command() == [str(program)]


def test_an_app_image_is_started_by_its_file(running: Running, file: Callable[[str], Path]) -> None:
    program, image = file("mount/eventdesk"), file("EventDesk.AppImage")
    here = replace(running, frozen=True, executable=program, environ={"APPIMAGE": str(image)})
    assert here.command() == [str(image)]
    image.unlink()
    assert here.command() == [str(program)]


def test_on_windows_the_one_without_a_console(
    running: Running, file: Callable[[str], Path]
) -> None:
    console = file("EventDesk/eventdesk.exe")
    here = replace(running, frozen=True, platform="win32", executable=console)
    assert here.command() == [str(console)]
    windowed = file("EventDesk/eventdesk-gui.exe")
    assert here.command() == [str(windowed)]
    assert replace(here, executable=windowed).command() == [str(windowed)]


@pytest.mark.parametrize(
    ("platform", "script"), [("linux", "eventdesk-gui"), ("win32", "eventdesk-gui.exe")]
)
def test_a_python_package_by_its_script(
    running: Running, file: Callable[[str], Path], tmp_path: Path, platform: str, script: str
) -> None:
    python = file("venv/bin/python")
    elsewhere = tmp_path / "local/bin"
    here = replace(running, executable=python, platform=platform, scripts=(elsewhere,))
    assert here.command() == [str(python), "-m", "eventdesk"]
    of_person = file(f"local/bin/{script}")
    assert here.command() == [str(of_person)]
    beside = file(f"venv/bin/{script}")
    assert here.command() == [str(beside)]


def test_python_on_windows_without_a_console(running: Running, file: Callable[[str], Path]) -> None:
    python = file("Python/python.exe")
    here = replace(running, executable=python, platform="win32")
    assert here.command() == [str(python), "-m", "eventdesk"]
    windowed = file("Python/pythonw.exe")
    assert here.command() == [str(windowed), "-m", "eventdesk"]


def test_this_process() -> None:
    command = Running.here().command()
    assert Path(command[0]).is_file()
    assert command[0].endswith(("eventdesk-gui", "eventdesk-gui.exe")) or command == [
        sys.executable,
        "-m",
        "eventdesk",
    ]
