"""An update under the running program is noticed once it is complete."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from eventdesk.system.program_files import ProgramFiles


@pytest.fixture
def program(tmp_path: Path) -> Path:
    file = tmp_path / "eventdesk"
    file.write_bytes(b"version 1")
    return file


def replace(file: Path, data: bytes) -> None:
    """As package managers do: a new file takes the name."""
    new = file.with_suffix(".new")
    new.write_bytes(data)
    new.replace(file)


def test_nothing_happened(program: Path) -> None:
    files = ProgramFiles(program)
    assert [files.replaced() for _ in range(3)] == [False] * 3


def test_told_at_the_second_look_and_ever_after(program: Path) -> None:
    files = ProgramFiles(program)
    replace(program, b"version 2")
    assert [files.replaced() for _ in range(3)] == [False, True, True]


def test_the_same_bytes_are_another_version_too(program: Path) -> None:
    """The other files need not be the same."""
    before = program.stat()
    files = ProgramFiles(program)
    replace(program, b"version 1")
    os.utime(program, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert [files.replaced() for _ in range(2)] == [False, True]


def test_an_installer_at_work_is_left_in_peace(program: Path) -> None:
    files = ProgramFiles(program)
    program.unlink()
    assert not files.replaced()
    assert not files.replaced()
    program.write_bytes(b"ver")
    assert not files.replaced()
    program.write_bytes(b"version 2")
    assert not files.replaced()
    assert files.replaced()


def test_a_program_that_was_removed_is_none(program: Path) -> None:
    files = ProgramFiles(program)
    program.unlink()
    assert [files.replaced() for _ in range(3)] == [False] * 3


def test_a_file_that_never_was(tmp_path: Path) -> None:
    files = ProgramFiles(tmp_path / "none")
    assert not files.replaced()
    (tmp_path / "none").write_bytes(b"now")
    assert [files.replaced() for _ in range(2)] == [False, True]
