"""Where EventDesk keeps its things."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from eventdesk.domain.errors import StorageFailure
from eventdesk.paths import Paths, resource_folder


def test_one_folder_for_everything(home: Path) -> None:
    paths = Paths.from_environment()
    assert paths.database == home / "eventdesk.db"
    assert paths.settings_file == home / "settings.toml"
    assert paths.log_file == home / "eventdesk.log"
    assert not home.exists()


def test_the_usual_folders_of_the_platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTDESK_HOME", " ")
    paths = Paths.from_environment()
    for folder in (paths.data, paths.config, paths.log):
        assert folder.is_relative_to(tmp_path / "user")
        assert "eventdesk" in str(folder).lower()
    assert paths.data != paths.config


def test_a_relative_folder_and_a_tilde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert Paths.in_folder(Path("here/../there")).data == tmp_path / "there"
    assert Paths.in_folder(Path("~/mine")).data == tmp_path / "user/mine"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
def test_folders_are_private_and_existing_ones_left_alone(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o755)
    paths = Paths.in_folder(shared / "a/b")
    before = os.umask(0o022)
    try:
        paths.ensure()
        paths.ensure()
    finally:
        os.umask(before)
    modes = [stat.S_IMODE(each.stat().st_mode) for each in (paths.data, shared / "a", shared)]
    assert modes == [0o700, 0o700, 0o755]


def test_a_file_in_the_way_is_named_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file/inside"):
        with pytest.raises(StorageFailure, match="cannot be created") as caught:
            Paths.in_folder(folder).ensure()
        assert str(folder) in caught.value.problem
        assert "EVENTDESK_HOME" in caught.value.remedy


def test_a_folder_that_cannot_be_written(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    # Root may write everywhere, so the answer of the system is given here.
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(StorageFailure, match="cannot be written to"):
        paths.ensure()


def test_resources_of_the_source_tree_and_of_a_frozen_bundle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (resource_folder() / "icons/eventdesk.svg").is_file()
    assert Paths.from_environment().icons == resource_folder() / "icons"
    bundled = tmp_path / "bundle/resources"
    bundled.mkdir(parents=True)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path / "bundle"), raising=False)
    assert resource_folder() == bundled
