"""Desktop entry, AppStream metadata, MIME types and icons, each held against its validator."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from configparser import RawConfigParser
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from installers import linux_files
from installers.archives import Entry
from installers.changelog import read_releases
from installers.project import Project
from PySide6.QtGui import QImage

from eventdesk.app.start_request import SUFFIXES, wants_window
from eventdesk.domain.link import parse_link
from tests.packaging.stand_in import stand_in

PROJECT = Project.read()
LINUX = PROJECT.resources / "linux"
LANGUAGES = {"de", "es", "fr", "it", "nl", "pl", "pt"}
DATE = datetime(2026, 11, 21, tzinfo=UTC)
EXPECTED = {
    "cid-contains-uppercase-letter": "the name by which desktops know the program is given",
    "unknown-tag": "developer is of AppStream 1.0; older validators do not know it",
    "url-homepage-missing": "there is no public address yet",
}
"""What appstreamcli may remark."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="files for Linux")


def needs(*programs: str) -> pytest.MarkDecorator:
    missing = [each for each in programs if shutil.which(each) is None]
    return pytest.mark.skipif(bool(missing), reason=f"{', '.join(missing)} not installed")


@pytest.fixture(scope="module")
def share(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Entry]:
    pytest.importorskip("PIL", reason="pillow is not installed: see `make package`")
    project = stand_in(tmp_path_factory.mktemp("share"))
    releases = read_releases(project.root / "CHANGELOG.md", project.version, DATE)
    return {each.place: each for each in linux_files.share_entries(project, releases, DATE)}


@pytest.fixture(scope="module")
def entry() -> RawConfigParser:
    parser = RawConfigParser(delimiters=("=",), strict=True)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(LINUX / f"{PROJECT.app_id}.desktop", encoding="utf-8")
    return parser


@needs("desktop-file-validate")
def test_the_desktop_entry_is_valid_without_a_hint() -> None:
    file = LINUX / f"{PROJECT.app_id}.desktop"
    done = subprocess.run(
        ["desktop-file-validate", str(file)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_texts_of_the_desktop_entry_are_there_in_each_language(entry: RawConfigParser) -> None:
    for section in entry.sections():
        texts = {key for key in entry[section] if "[" in key}
        for key in {each.partition("[")[0] for each in texts}:
            languages = {each.partition("[")[2].rstrip("]") for each in texts if key + "[" in each}
            assert languages == LANGUAGES, (section, key)
            assert entry[section][key]


def test_what_the_desktop_entry_starts_is_understood(entry: RawConfigParser) -> None:
    main = entry["Desktop Entry"]
    assert main["Icon"] == PROJECT.app_id
    assert main["TryExec"] == PROJECT.name
    assert main["Exec"] == f"{PROJECT.name} %U"
    named = {f"Desktop Action {each}" for each in main["Actions"].rstrip(";").split(";")}
    assert named == set(entry.sections()) - {"Desktop Entry"}
    for section in named:
        program, link = entry[section]["Exec"].split()
        assert program == PROJECT.name
        assert parse_link(link)
        assert wants_window([link])
    for scheme in ("eventdesk", "webcal", "webcals"):
        assert f"x-scheme-handler/{scheme};" in main["MimeType"]
        assert wants_window([f"{scheme}://example.org/holidays.ics"])


def test_the_metadata_tell_the_version_of_the_program(share: dict[str, Entry]) -> None:
    root = metadata(share)
    newest = root.find("releases/release")
    assert newest is not None
    assert newest.get("version") == PROJECT.version
    assert newest.get("date")
    assert root.findtext("id") == PROJECT.app_id
    assert root.findtext("launchable") == f"{PROJECT.app_id}.desktop"
    assert root.findtext("project_license") == PROJECT.licence
    assert root.findtext("developer/name") == PROJECT.author


def test_metadata_and_desktop_entry_promise_the_same(
    share: dict[str, Entry], entry: RawConfigParser
) -> None:
    root, main = metadata(share), entry["Desktop Entry"]
    assert {each.text for each in root.findall("provides/mediatype")} == {
        each for each in main["MimeType"].split(";") if each
    }
    categories = {each.text for each in root.findall("categories/category")}
    assert categories < set(main["Categories"].split(";"))


@needs("appstreamcli")
def test_the_metadata_are_valid(share: dict[str, Entry]) -> None:
    file = share[f"metainfo/{PROJECT.app_id}.metainfo.xml"].source
    done = subprocess.run(
        ["appstreamcli", "validate", "--no-net", "--pedantic", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    remarks = {
        line.split(": ")[2].split()[0]
        for line in done.stdout.splitlines()
        if line[:3] in {"E: ", "W: ", "I: ", "P: "}
    }
    assert done.returncode == 0, done.stdout
    assert remarks <= set(EXPECTED), done.stdout


@needs("update-mime-database", "xdg-mime", "gio")
def test_calendar_files_are_known_by_every_name_the_program_opens(
    share: dict[str, Entry], tmp_path: Path
) -> None:
    packages = tmp_path / "data/mime/packages"
    packages.mkdir(parents=True)
    place = f"mime/packages/{PROJECT.app_id}.xml"
    shutil.copy(share[place].source or "", packages)
    said = subprocess.run(
        ["update-mime-database", str(packages.parent)], capture_output=True, text=True, check=True
    )
    assert "rror" not in said.stdout + said.stderr
    for suffix in SUFFIXES:
        file = tmp_path / f"plan{suffix}"
        file.write_text("nothing by which its kind could be seen\n")
        known = subprocess.run(
            ["gio", "info", "--attributes=standard::content-type", str(file)],
            env={**os.environ, "XDG_DATA_HOME": str(tmp_path / "data")},
            capture_output=True,
            text=True,
            check=True,
        )
        assert "text/calendar" in known.stdout, suffix


def test_there_is_an_icon_of_every_size(share: dict[str, Entry], qapp: object) -> None:
    sizes = set()
    for place, each in share.items():
        if place.endswith(".png"):
            picture = QImage(str(each.source))
            assert place.split("/")[2] == f"{picture.width()}x{picture.height()}"
            assert picture.hasAlphaChannel()
            sizes.add(picture.width())
    assert sizes >= {16, 22, 24, 32, 48, 64, 128, 256, 512}
    symbolic = share[f"icons/hicolor/symbolic/apps/{PROJECT.app_id}-symbolic.svg"].source
    drawing = ElementTree.fromstring((symbolic or Path()).read_text())
    assert drawing.get("width") == drawing.get("height") == "16"


def test_the_copyright_names_every_bundled_work(tmp_path: Path) -> None:
    text = linux_files.copyright_text(stand_in(tmp_path))
    assert text.startswith("Format: https://www.debian.org/doc/packaging-manuals/copyright-format/")
    assert "Somework, 2.0, BSD-3-Clause" in text
    assert "Permission is hereby granted" in text
    assert "@" not in text


def test_a_place_that_nothing_fills_is_noticed(tmp_path: Path) -> None:
    template = tmp_path / "some.in"
    template.write_text("version @VERSION@, made by @AUTHOR@\n")
    assert linux_files.filled(template, VERSION="1", AUTHOR="us") == "version 1, made by us\n"
    with pytest.raises(ValueError, match=r"some\.in wants @AUTHOR@"):
        linux_files.filled(template, VERSION="1")


def test_only_the_program_may_be_run(tmp_path: Path) -> None:
    project = stand_in(tmp_path)
    modes = {each.place: each.mode for each in linux_files.bundle_entries(project)}
    assert modes["eventdesk"] == 0o755
    assert modes["_internal/libsome.so.1"] == 0o644
    assert modes["_internal"] == 0o755


def metadata(share: dict[str, Entry]) -> ElementTree.Element:
    file = share[f"metainfo/{PROJECT.app_id}.metainfo.xml"].source
    assert file
    return ElementTree.fromstring(file.read_text(encoding="utf-8"))
