"""'Do not disturb' of LXQt, from its settings file."""

from __future__ import annotations

from pathlib import Path

import pytest

from eventdesk.system.presence.lxqt import lxqt_quiet


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / ".config/lxqt/notifications.conf"
    found.parent.mkdir(parents=True)
    return found


@pytest.mark.parametrize(
    ("text", "quiet"),
    [
        ("", False),
        ("[General]\ndoNotDisturb=true\n", True),
        ("[General]\ndoNotDisturb=false\n", False),
        ("[General]\nblackList=a%20b, [x]\n__userfile__=true\ndoNotDisturb=true\n", True),
        ("[General]\nplacement=top\n\n[Other]\ndoNotDisturb=true\n", False),
        ("[General]\ndoNotDisturb=true\ndoNotDisturb=false\n", False),
        ("doNotDisturb=true\n", None),
    ],
)
def test_what_the_file_says(file: Path, text: str, quiet: bool | None) -> None:
    file.write_text(text)
    home = file.parents[2]
    assert lxqt_quiet({"HOME": str(home)}) is quiet
    assert lxqt_quiet({"XDG_CONFIG_HOME": str(home / ".config")}) is quiet


def test_a_file_that_is_not_there_or_is_none(tmp_path: Path, file: Path) -> None:
    assert lxqt_quiet({"HOME": str(tmp_path)}) is False
    file.mkdir()
    assert lxqt_quiet({"HOME": str(tmp_path)}) is None


def test_garbage(file: Path) -> None:
    file.write_bytes(b"\xff\xfe[\0[General]\n" + b"x" * 500_000)
    assert lxqt_quiet({"HOME": str(file.parents[2])}) is None
