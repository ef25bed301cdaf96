"""The .deb, the .rpm and the .tar.xz: what is in them, of whom, and always the same."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from installers import archives, linux
from installers.project import Project

from tests.packaging.stand_in import has_build_tool, stand_in

DATE = datetime(2026, 11, 21, 12, tzinfo=UTC)

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="packages for Linux are made on Linux"),
    pytest.mark.skipif(
        not has_build_tool("nfpm") or shutil.which("objdump") is None,
        reason="nfpm or objdump is not installed",
    ),
]


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, list[Path]]:
    pytest.importorskip("PIL", reason="pillow is not installed: see `make package`")
    project = stand_in(tmp_path_factory.mktemp("packages"))
    return project, build(project)


def build(project: Project) -> list[Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", str(int(DATE.timestamp())))
        return linux.build(project)


def said_by(*command: str | Path) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def data_of(deb: Path) -> tarfile.TarFile:
    """The files of a .deb."""
    for header, data in archives.members(deb.read_bytes()):
        if header.startswith(b"data.tar"):
            file = deb.with_suffix(".data.tar")
            file.write_bytes(data)
            return tarfile.open(file)
    raise AssertionError("no data")


def test_the_files_are_named_for_version_and_machine(packed: tuple[Project, list[Path]]) -> None:
    project, files = packed
    debian, machine = linux.MACHINES[platform.machine()]
    assert [each.name for each in files] == [
        f"eventdesk_{project.version}_{debian}.deb",
        f"eventdesk-{project.version}-1.{machine}.rpm",
        f"eventdesk-{project.version}-linux-{machine}.tar.xz",
    ]


def test_a_deb_holds_the_program_and_all_a_desktop_wants(
    packed: tuple[Project, list[Path]],
) -> None:
    with data_of(packed[1][0]) as data:
        held = {each.name.removeprefix("."): each for each in data.getmembers()}
    app = packed[0].app_id
    for place in (
        "/usr/lib/eventdesk/_internal/licences/INDEX.md",
        f"/usr/share/applications/{app}.desktop",
        f"/usr/share/metainfo/{app}.metainfo.xml",
        f"/usr/share/mime/packages/{app}.xml",
        f"/usr/share/icons/hicolor/scalable/apps/{app}.svg",
        f"/usr/share/icons/hicolor/16x16/apps/{app}.png",
        f"/usr/share/icons/hicolor/512x512/apps/{app}.png",
        "/usr/share/man/man1/eventdesk.1.gz",
        "/usr/share/bash-completion/completions/eventdesk",
        "/usr/share/zsh/vendor-completions/_eventdesk",
        "/usr/share/fish/vendor_completions.d/eventdesk.fish",
        "/usr/share/doc/eventdesk/copyright",
        "/usr/share/doc/eventdesk/changelog.gz",
    ):
        assert held[place].mode == 0o644, place
    assert held["/usr/bin/eventdesk"].linkname == "../lib/eventdesk/eventdesk"
    assert held["/usr/lib/eventdesk/eventdesk"].mode == 0o755
    assert held["/usr/lib/eventdesk/_internal/libsome.so.1"].mode == 0o644
    assert held["/usr/lib/eventdesk/_internal/libsome.so"].linkname == "libsome.so.1"
    assert held["/usr/lib/eventdesk/_internal/empty"].isdir()


def test_everything_belongs_to_root_and_is_as_old_as_the_sources(
    packed: tuple[Project, list[Path]],
) -> None:
    _, (deb, _, tar) = packed
    with data_of(deb) as one, tarfile.open(tar) as other:
        lists = one.getmembers(), other.getmembers()
    for members in lists:
        assert {(each.uid, each.gid, each.uname, each.gname) for each in members} == {
            (0, 0, "root", "root")
        }
        assert {each.mtime for each in members} == {int(DATE.timestamp())}
        assert {each.mode for each in members if each.isdir()} == {0o755}


def test_a_deb_names_what_the_program_needs(packed: tuple[Project, list[Path]]) -> None:
    fields = dict(
        line.split(": ", 1)
        for line in said_by("dpkg-deb", "--field", packed[1][0]).splitlines()
        if not line.startswith(" ")
    )
    assert fields["Package"] == "eventdesk"
    assert fields["Version"] == packed[0].version
    assert fields["Section"] == "utils"
    assert fields["Description"] == packed[0].summary
    assert "@" in fields["Maintainer"]
    depends = [each.strip() for each in fields["Depends"].split(",")]
    assert {"ca-certificates", "hicolor-icon-theme", "xkb-data"} <= set(depends)
    assert any(each.startswith("libc6 (>= 2.") for each in depends)
    assert not [each for each in depends if "libqt" in each.lower() or "gtk" in each]
    assert "notification-daemon" in fields["Recommends"]


def test_a_deb_runs_nothing_when_it_is_installed(packed: tuple[Project, list[Path]]) -> None:
    inside = said_by("dpkg-deb", "--info", packed[1][0])
    assert not [each for each in ("preinst", "postinst", "prerm", "postrm") if each in inside]


@pytest.mark.skipif(shutil.which("rpm") is None, reason="rpm is not installed")
def test_an_rpm_asks_for_libraries_by_their_own_names(packed: tuple[Project, list[Path]]) -> None:
    rpm = packed[1][1]
    wants = said_by("rpm", "-qp", "--requires", rpm)
    assert "libc.so.6(GLIBC_2." in wants
    assert "xkeyboard-config" in wants
    places = said_by("rpm", "-qpl", rpm).splitlines()
    assert "/usr/share/zsh/site-functions/_eventdesk" in places
    assert not {"/usr", "/usr/lib", "/usr/bin", "/usr/share", "/usr/share/icons"} & set(places)
    assert "/usr/share/licenses/eventdesk/LICENSE" in places
    said = said_by("rpm", "-qp", "--queryformat", "%{SUMMARY}|%{LICENSE}|%{BUILDHOST}", rpm)
    assert said == f"{packed[0].summary}|MIT|localhost"


def test_a_tar_runs_in_any_folder_also_through_a_link(
    packed: tuple[Project, list[Path]], tmp_path: Path
) -> None:
    tar = packed[1][2]
    subprocess.check_call(["tar", "--extract", "--file", str(tar), "--directory", str(tmp_path)])
    [folder] = tmp_path.iterdir()
    assert f"{folder.name}.tar.xz" == tar.name
    (tmp_path / "link").symlink_to(folder / "eventdesk")
    assert said_by(tmp_path / "link", "--version") == said_by("/bin/echo", "--version")
    assert packed[0].version in (folder / "README.txt").read_text()
    assert (folder / "share/applications" / f"{packed[0].app_id}.desktop").is_file()
    assert (folder / "_internal/libsome.so").is_symlink()


def test_packages_are_the_same_whenever_they_are_made(
    packed: tuple[Project, list[Path]], tmp_path: Path
) -> None:
    again = stand_in(tmp_path)
    for each in again.bundle.rglob("*"):
        if not each.is_symlink():
            os.utime(each, (1, 1))
    assert [each.read_bytes() for each in build(again)] == [each.read_bytes() for each in packed[1]]


def test_without_a_bundle_the_build_says_so(tmp_path: Path) -> None:
    project = stand_in(tmp_path)
    shutil.rmtree(project.bundle)
    with pytest.raises(FileNotFoundError, match="build it first"):
        linux.build(project)


def test_another_kind_of_machine_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    with pytest.raises(ValueError, match="no packages for processors of the kind riscv64"):
        linux.build(stand_in(tmp_path))


def test_a_deb_without_plain_data_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "odd.deb"
    file.write_bytes(archives.AR_MAGIC)
    with pytest.raises(ValueError, match=r"has no data\.tar"):
        archives.compress_deb(file)
    file.write_bytes(b"something else")
    with pytest.raises(ValueError, match="no ar archive"):
        archives.compress_deb(file)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("lintian") is None, reason="lintian is not installed")
def test_lintian_finds_nothing(packed: tuple[Project, list[Path]]) -> None:
    """Of what packing decides; the real bundle's own findings are in lintian-overrides."""
    done = subprocess.run(
        ["lintian", "--pedantic", "--fail-on", "none", str(packed[1][0])],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    # The stand-in is no library, and needs nothing that an override speaks of.
    known = ("mismatched-override", "unused-override", "sharedobject-in-library-directory")
    found = [each for each in done.stdout.splitlines() if not any(n in each for n in known)]
    assert found == []
