"""What the packages say they need, held against the files and against Debian's own tool."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import PySide6
import pytest
from installers.dependencies import (
    debian_packages,
    highest,
    libraries_needed,
    rpm_libraries,
)
from installers.project import Project

PROJECT = Project.read()
RECIPE = tomllib.loads((PROJECT.resources / "linux/package.toml").read_text(encoding="utf-8"))
REVIEWED: dict[str, str] = RECIPE["libraries"]
QT = Path(PySide6.__file__).parent / "Qt/lib"
OF_OTHER_PYTHONS = {
    *("libuuid.so.1", "libexpat.so.1", "libdl.so.2", "libmvec.so.1", "libpthread.so.0"),
}
"""Needed or not, as the Python was built that the bundle was made with."""
LIBC = frozenset({"GLIBC_2.4", "GLIBC_2.34", "GLIBC_2.9", "GLIBC_PRIVATE"})

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("objdump") is None, reason="needs objdump, on Linux"
)


@pytest.fixture
def qt(tmp_path: Path) -> Path:
    """A bundle of some of Qt's libraries, one of them missing."""
    inside = tmp_path / "bundle/_internal"
    inside.mkdir(parents=True)
    for name in ("libQt6Core.so.6", "libQt6Gui.so.6"):
        shutil.copy(QT / name, inside)
    (inside / "note.txt").write_text("no library")
    (inside / "link.so").symlink_to("libQt6Core.so.6")
    return tmp_path / "bundle"


def test_what_is_inside_is_not_needed_from_outside(qt: Path) -> None:
    needed = libraries_needed(qt)
    assert "libQt6Core.so.6" not in needed
    assert {"libQt6DBus.so.6", "libfontconfig.so.1", "libEGL.so.1", "libc.so.6"} <= set(needed)
    assert not [each for each in needed if each.startswith("ld-linux")]
    assert "GLIBC_2.34" in needed["libc.so.6"]
    assert any(each.startswith("GLIBCXX_3.4") for each in needed["libstdc++.so.6"])


def test_a_library_that_nobody_reviewed_stops_the_build(qt: Path) -> None:
    with pytest.raises(ValueError, match=r"needs libQt6DBus\.so\.6, .*package\.toml"):
        debian_packages(libraries_needed(qt), REVIEWED)


def test_a_folder_without_programs_is_no_bundle(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no program"):
        libraries_needed(tmp_path)


def test_the_c_library_is_as_new_as_its_newest_symbol_wherever_it_is() -> None:
    needed = {
        "libc.so.6": LIBC,
        "libm.so.6": frozenset({"GLIBC_2.35"}),
        "libstdc++.so.6": frozenset({"GLIBCXX_3.4", "GLIBCXX_3.4.29", "CXXABI_1.3.13"}),
        "libX11.so.6": frozenset[str](),
    }
    assert debian_packages(needed, REVIEWED) == [
        "libc6 (>= 2.35)",
        "libstdc++6 (>= 11)",
        "libx11-6",
    ]
    assert rpm_libraries(needed) == [
        "libc.so.6(GLIBC_2.34)(64bit)",
        "libm.so.6(GLIBC_2.35)(64bit)",
        "libstdc++.so.6(GLIBCXX_3.4.29)(64bit)",
        "libstdc++.so.6(CXXABI_1.3.13)(64bit)",
        "libX11.so.6()(64bit)",
    ]


def test_a_newer_c_plus_plus_library_than_known_is_asked_about() -> None:
    needed = {"libc.so.6": LIBC, "libstdc++.so.6": frozenset({"GLIBCXX_3.4.99"})}
    with pytest.raises(ValueError, match=r"GLIBCXX_3\.4\.99"):
        debian_packages(needed, REVIEWED)


def test_versions_are_compared_as_numbers() -> None:
    assert highest(LIBC, "GLIBC_") == "2.34"
    assert highest({"GLIBCXX_3.4.9", "GLIBCXX_3.4.11"}, "GLIBCXX_") == "3.4.11"


def test_the_bundle_needs_what_was_reviewed_and_no_more(built: Project) -> None:
    needed = set(libraries_needed(built.bundle))
    assert needed <= set(REVIEWED)
    assert set(REVIEWED) - needed <= OF_OTHER_PYTHONS


def test_the_bundle_holds_nothing_that_must_be_the_systems_own(built: Project) -> None:
    """Fonts, graphics, C and C++ libraries work with the system's own parts only."""
    names = {each.name for each in built.bundle.rglob("*.so*")}
    assert not [
        each
        for each in names
        if re.match(
            r"lib(c|m|mvec|stdc\+\+|gcc_s|GL|EGL|X11|xcb|fontconfig|freetype|glib)[-.]", each
        )
        and not each.startswith("libxcb-")
    ]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("dpkg-shlibdeps") is None, reason="dpkg-dev is not installed")
def test_debians_own_tool_comes_to_the_same_packages(built: Project, tmp_path: Path) -> None:
    (tmp_path / "debian").mkdir()
    (tmp_path / "debian/control").write_text(
        "Source: eventdesk\n\nPackage: eventdesk\nArchitecture: any\n"
    )
    inside = [built.bundle / "_internal", built.bundle / "_internal/PySide6"]
    inside += [inside[1] / "Qt/lib", inside[0] / "shiboken6"]
    files = [built.bundle / built.name, *built.bundle.rglob("*.so*")]
    said = subprocess.run(
        [
            *("dpkg-shlibdeps", "-O", "--ignore-missing-info", f"-S{built.bundle}"),
            *(f"-l{each}" for each in inside),
            *(f"-e{each}" for each in files if not each.is_symlink()),
        ],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    theirs = {each.split()[0] for each in said.strip().partition("=")[2].split(", ")}
    names = {path.name for path in files}
    bundled = {
        package
        for package in theirs
        if any(name in names for name in sonames_of(package)) and package not in REVIEWED.values()
    }
    needed = libraries_needed(built.bundle)
    ours = {
        alternative.split()[0]
        for relation in debian_packages(needed, REVIEWED)
        for alternative in relation.split(" | ")
    }
    assert theirs - bundled <= ours


def sonames_of(package: str) -> set[str]:
    """The libraries that an installed Debian package holds."""
    listed = subprocess.run(
        ["dpkg-query", "--listfiles", package], capture_output=True, text=True, check=True
    ).stdout
    return {Path(each).name for each in listed.splitlines() if ".so" in each}
