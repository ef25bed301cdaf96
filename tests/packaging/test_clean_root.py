"""A package in a clean Debian: installed with what it depends on, and gone without a trace."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.packaging import clean_root as rooms
from tests.packaging.clean_root import clean_root, why_not
from tests.packaging.conftest import PACKAGE

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(bool(why_not()), reason=why_not()),
    pytest.mark.skipif(PACKAGE not in os.environ, reason="run `make test-package`"),
]


def test_a_root_is_clean_and_leaves_nothing_behind(clean_roots: Path) -> None:
    with clean_root(clean_roots) as root:
        folder = root.folder.parent
        assert root.run("cat", "/etc/debian_version").stdout.startswith("12")
        assert root.run("sh", "-c", "echo $HOME $PPID").stdout == "/root 0\n"
        before = root.files()
        note = root.put(Path(__file__), "/opt/notes")
        assert root.run("head", "-c", "3", note).stdout == '"""'
        assert root.files() - before == {"/opt/notes", note}
        with pytest.raises(AssertionError, match="ended with 7"):
            root.run("sh", "-c", "exit 7")
    with clean_root(clean_roots) as other:
        assert other.files() == before
    assert not folder.exists()
    assert str(folder) not in Path("/proc/mounts").read_text()


def test_what_a_root_runs_ends_with_it(clean_roots: Path) -> None:
    with clean_root(clean_roots) as root:
        started = subprocess.Popen(
            root.command("sh", "-c", "sleep 987 & echo started; wait"),
            env=rooms.ENVIRONMENT,
            stdout=subprocess.PIPE,
        )
        assert started.stdout
        assert started.stdout.readline() == b"started\n"
        started.kill()
        started.communicate()
    assert not [
        each
        for each in Path("/proc").glob("[0-9]*/cmdline")
        if each.is_file() and b"sleep\x00987" in read(each)
    ]


def read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""


def test_a_package_goes_without_a_trace(clean_roots: Path, tmp_path: Path) -> None:
    """With a package made on the spot, whose only file and only dependency are seen."""
    tree = tmp_path / "tree"
    (tree / "DEBIAN").mkdir(parents=True)
    (tree / "DEBIAN/control").write_text(
        "Package: trial\nVersion: 1\nArchitecture: all\nMaintainer: us <us@example.org>\n"
        "Depends: hicolor-icon-theme\nDescription: trial\n"
    )
    (tree / "usr/share/trial").mkdir(parents=True)
    (tree / "usr/share/trial/file").touch()
    deb = tmp_path / "trial.deb"
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "--build", str(tree), str(deb)],
        check=True,
        capture_output=True,
    )
    with clean_root(clean_roots) as root:
        root.install("hicolor-icon-theme")
        place = root.put(deb)
        before = root.files()
        root.install(place)
        assert root.files() - before == {"/usr/share/trial", "/usr/share/trial/file"}
        root.run("apt-get", "-qq", "-y", "purge", "trial")
        assert root.files() == before


@pytest.fixture(scope="module")
def clean_roots() -> Path:
    """Where the base is kept between runs."""
    return rooms.CACHE
