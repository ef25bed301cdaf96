"""The About window: version, places, licences; and that its list of works is true."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from pytestqt.qtbot import QtBot

from eventdesk.ui.about import AboutDialog, Folder
from eventdesk.ui.works import WORKS, licence_words
from tests.ui.dialog_kit import Kit, press

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
ROOT = Path(__file__).parents[2]
BESIDE = {"Qt", "Python", "OpenSSL", "ICU", "SQLite"}
"""Works that are no Python packages."""
ELSEWHERE = {"pywin32-ctypes", "tzlocal", "jeepney", "SecretStorage", "cryptography", "cffi"}
"""Works that some systems need and this one may lack."""
SPDX = {
    "GNU Lesser General Public License 3": {"LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only"},
    "Python Software Foundation License 2": {"PSF-2.0"},
    "MIT": {"MIT", "MIT License"},
    "MIT No Attribution": {"MIT-0"},
    "BSD 3-Clause": {"BSD-3-Clause"},
    "BSD 2-Clause": {"BSD-2-Clause"},
    "Apache License 2.0": {"Apache-2.0"},
    "Apache License 2.0 or BSD 3-Clause": {
        "Apache-2.0 OR BSD-3-Clause",
        "BSD License, Apache Software License",
    },
}


@pytest.fixture
def kit(qtbot: QtBot, tmp_path: Path) -> Iterator[Kit]:
    kit = Kit(qtbot, tmp_path)
    yield kit
    kit.close()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that were opened."""
    found: list[Path] = []

    def open_url(url: QUrl) -> bool:
        found.append(Path(url.toLocalFile()))
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", staticmethod(open_url))
    return found


def test_about_tells_version_and_folders(
    kit: Kit, tmp_path: Path, opened: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = [Folder("Data", tmp_path), Folder("Log", tmp_path / "eventdesk.log")]
    dialog = AboutDialog(kit.icons, "1.2.3", folders, installed_as="source tree")
    kit.open(dialog)
    press(dialog.links[0])
    press(dialog.links[1])
    assert opened == [tmp_path, tmp_path]
    press(dialog.copy)
    text = QGuiApplication.clipboard().text()
    assert text.startswith("EventDesk 1.2.3 (source tree)\n")
    assert str(tmp_path) in text
    assert "MIT" in dialog.licences.toPlainText()
    assert [each.text() for each in dialog.buttons.buttons() if "licence" in each.text()] == []
    monkeypatch.setattr(QDesktopServices, "openUrl", staticmethod(lambda url: False))
    press(dialog.links[0])
    assert str(tmp_path) in dialog.message.text()


def test_a_packaged_program_opens_its_licence_texts(
    kit: Kit, tmp_path: Path, opened: list[Path]
) -> None:
    texts = tmp_path / "licences"
    texts.mkdir()
    dialog = AboutDialog(kit.icons, "1.2.3", [], licences=texts)
    kit.open(dialog)
    (button,) = [each for each in dialog.buttons.buttons() if "licence" in each.text()]
    press(button)
    assert opened == [texts]


# The list of works


def needed() -> dict[str, Distribution]:
    """What the program needs on this system, directly and at second hand, by plain name."""
    found: dict[str, Distribution] = {}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    waiting = [Requirement(each) for each in project["dependencies"]]
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        applies = wanted.marker is None or wanted.marker.evaluate({"extra": ""})
        if applies and name not in found:
            try:
                found[name] = distribution(name)
            except PackageNotFoundError:
                pytest.skip(f"{name} is not installed")
            waiting += [Requirement(each) for each in found[name].requires or ()]
    return found


def licence_of(found: Distribution) -> str:
    about = found.metadata
    # A field that is not there is None or an error, by which library reads the metadata.
    fields = [each for each in ("License-Expression", "License") if each in about]
    said = about[fields[0]] or "" if fields else ""
    trove = [
        each.rpartition(" :: ")[2]
        for each in about.get_all("Classifier") or ()
        if each.startswith("License :: OSI")
    ]
    return said if said and "Dual" not in said else ", ".join(trove)


def listed() -> dict[str, str]:
    """Licence of each listed work, by plain name."""
    return {canonicalize_name(each): licence for licence, all_ in WORKS.items() for each in all_}


def test_every_work_that_is_needed_is_listed_with_its_licence() -> None:
    told = listed()
    wrong = {
        f"{name}: {licence_of(found)}"
        for name, found in needed().items()
        if licence_of(found) not in SPDX.get(told.get(name, ""), set())
    }
    assert wrong == set()


def test_nothing_is_listed_that_is_not_needed() -> None:
    known = {canonicalize_name(each) for each in BESIDE | ELSEWHERE}
    assert set(listed()) - set(needed()) - known == set()


def test_the_words_name_them_all() -> None:
    words = licence_words()
    for licence, names in WORKS.items():
        assert f"{licence}: {', '.join(names)}" in words
