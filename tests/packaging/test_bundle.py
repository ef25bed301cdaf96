"""What is in the bundle and what is not; the program in it starts and can be mended."""

from __future__ import annotations

import os
import re
import runpy
import shutil
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import cast

import pytest
from installers import bundle
from installers.__main__ import AIM_MB, MB, folder_size
from installers.build_tools import build_tool
from installers.project import Project

linux = pytest.mark.skipif(sys.platform != "linux", reason="libraries of Linux")


def entry(place: str, source: str = "/somewhere", kind: str = "BINARY") -> tuple[str, str, str]:
    return place, source, kind


@linux
@pytest.mark.parametrize(
    "place",
    [
        "libgtk-3.so.0",
        "libstdc++.so.6",
        "libfontconfig.so.1",
        "libX11.so.6",
        "libmvec.so.1",
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/Qt/plugins/tls/libqopensslbackend.so",
        "PySide6/Qt/plugins/platforms/libqvnc.so",
        "PySide6/Qt/plugins/imageformats/libqtiff.so",
        "PySide6/Qt/lib/libQt6Network.so.6",
        "PySide6/Qt/lib/libQt6EglFsKmsSupport.so.6",
        "PySide6/Qt/lib/libQt6EglFSDeviceIntegration.so.6",
        "PySide6/QtNetwork.abi3.so",
        "PySide6/Qt/translations/qtbase_xx.qm",
        "PySide6/Qt/translations/qtmultimedia_de.qm",
        "eventdesk.egg-info/PKG-INFO",
    ],
)
def test_left_outside(place: str) -> None:
    assert bundle.kept([entry(place), entry("eventdesk/keep.py")]) == [entry("eventdesk/keep.py")]


@linux
@pytest.mark.parametrize(
    "place",
    [
        "libpython3.11.so.1.0",
        "libssl.so.3",
        "libxcb-cursor.so.0",
        "_miniaudio.abi3.so",
        "_cffi_backend.cpython-311-x86_64-linux-gnu.so",
        "PySide6/Qt/lib/libQt6Widgets.so.6",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqwayland.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/platformthemes/libqxdgdesktopportal.so",
        "PySide6/Qt/plugins/wayland-shell-integration/libxdg-shell.so",
        "resources/icons/bell.svg",
        "tzdata/zoneinfo/Europe/Berlin",
    ],
)
def test_inside(place: str) -> None:
    assert bundle.kept([entry(place)]) == [entry(place)]


@linux
def test_a_link_goes_with_what_it_leads_to() -> None:
    network = entry("libQt6Network.so.6", "PySide6/Qt/lib/libQt6Network.so.6", "SYMLINK")
    gui = entry("libQt6Gui.so.6", "PySide6/Qt/lib/libQt6Gui.so.6", "SYMLINK")
    files = [entry("PySide6/Qt/lib/libQt6Network.so.6"), entry("PySide6/Qt/lib/libQt6Gui.so.6")]
    assert bundle.kept([network, gui, *files]) == [gui, files[1]]


@pytest.mark.parametrize("before", [None, "/opt/lib"])
def test_programs_that_it_starts_get_the_systems_libraries(
    before: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/eventdesk/_internal")
    monkeypatch.delenv("LD_LIBRARY_PATH_ORIG", raising=False)
    if before:
        monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", before)
    monkeypatch.setattr(sys, "argv", ["eventdesk"])
    loader = SimpleNamespace(pyz_archive=SimpleNamespace(_filename="/opt/eventdesk/eventdesk"))
    monkeypatch.setitem(sys.modules, "pyimod02_importers", cast(ModuleType, loader))
    runpy.run_path(str(Path(bundle.__file__).with_name("frozen_start.py")))
    assert os.environ.get("LD_LIBRARY_PATH") == before
    assert "LD_LIBRARY_PATH_ORIG" not in os.environ
    assert os.environ.pop("PYINSTALLER_RESET_ENVIRONMENT") == "1"


class TestBuilt:
    """The bundle that `make package` made."""

    def test_is_no_larger_than_it_should_be(self, built: Project) -> None:
        assert folder_size(built.bundle) <= AIM_MB["bundle"] * MB

    def test_says_its_version_in_any_folder(self, built: Project, tmp_path: Path) -> None:
        link = tmp_path / "a folder" / "remind"
        link.parent.mkdir()
        link.symlink_to(built.bundle / "eventdesk")
        said = subprocess.check_output(
            [str(link), "--version"], cwd=link.parent, text=True, timeout=60
        )
        assert built.version in said

    def test_every_work_in_it_has_its_licence_beside_it(self, built: Project) -> None:
        folder = built.bundle / "_internal/licences"
        index = (folder / "INDEX.md").read_text(encoding="utf-8")
        rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", index, re.MULTILINE)
        named = {name: version for name, version, _ in rows if name not in {"work", "---"}}
        assert {each.name for each in folder.iterdir() if each.is_dir()} == set(named)
        for name in named:
            texts = [each for each in (folder / name).iterdir() if each.stat().st_size > 100]
            assert texts, f"{name} has no licence text"
        for name in ("PySide6_Essentials", "shiboken6", "SQLAlchemy", "APScheduler", "plyer"):
            assert named[name] == distribution(name).version
        lgpl = (folder / "PySide6_Essentials/LGPL-3.0.txt").read_text(encoding="utf-8")
        assert "GNU LESSER GENERAL PUBLIC LICENSE" in lgpl

    @linux
    def test_no_file_looks_for_libraries_in_a_folder_of_the_builder(self, built: Project) -> None:
        for file in built.bundle.rglob("*.so*"):
            if file.is_file() and not file.is_symlink():
                said = subprocess.run(
                    ["readelf", "-d", str(file)], capture_output=True, text=True, check=True
                ).stdout
                for found in re.findall(r"\(R(?:UN)?PATH\).*\[(.*)\]", said):
                    assert found.startswith("$ORIGIN"), f"{file.name}: {found}"

    @linux
    def test_qt_can_be_replaced(self, built: Project, tmp_path: Path) -> None:
        """LGPL 3, section 4 d: the program works with another build of the library."""
        copy = tmp_path / "bundle"
        shutil.copytree(built.bundle, copy, symlinks=True)
        library = copy / "_internal/PySide6/Qt/lib/libQt6Svg.so.6"
        before = library.read_bytes()
        patchelf = str(build_tool("patchelf"))
        subprocess.check_call([patchelf, "--set-rpath", "$ORIGIN:$ORIGIN/.", str(library)])
        assert library.read_bytes() != before
        assert _self_test(copy) == 0
        library.write_bytes(b"no library")
        assert _self_test(copy) != 0


def _self_test(folder: Path) -> int:
    command = [str(folder / "eventdesk"), "self-test"]
    return subprocess.call(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120
    )
