"""The changelog in the forms of Debian and AppStream."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from installers.changelog import appstream_releases, debian_changelog, read_releases
from installers.project import Project

BUILT = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)
US = "EventDesk contributors <contributors@eventdesk.invalid>"
TEXT = """# Changelog

The format is [Keep a Changelog](https://keepachangelog.com/en/1.1.0/).

## [Unreleased]

### Added
- A `--switch` for *this*, see [there](https://example.org),
  on a second line.

### Fixed
- **Both** at once.

## [0.2.0] - 2026-10-01

### Added
- Something older, so long that it has to be wrapped where Debian wants at most eighty.

## [0.1.0] - 2026-09-01
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    written = tmp_path / "CHANGELOG.md"
    written.write_text(TEXT)
    return written


def test_what_is_not_released_is_of_the_version_that_is_built(file: Path) -> None:
    newest, before, first = read_releases(file, "0.3.0", BUILT)
    assert (newest.version, newest.date) == ("0.3.0", BUILT)
    assert newest.changes == (
        "A --switch for this, see there, on a second line.",
        "Both at once.",
    )
    assert (before.version, before.date) == ("0.2.0", datetime(2026, 10, 1, tzinfo=UTC))
    assert first.changes == ()


def test_a_version_that_is_released_takes_nothing_unreleased(file: Path) -> None:
    assert [each.version for each in read_releases(file, "0.2.0", BUILT)] == ["0.2.0", "0.1.0"]


def test_a_version_that_the_changelog_does_not_know_is_refused(file: Path) -> None:
    file.write_text("# Changelog\n\n## [0.1.0] - 2026-09-01\n")
    with pytest.raises(ValueError, match=r"does not begin with what 0\.2\.0 changed"):
        read_releases(file, "0.2.0", BUILT)


def test_debian_gets_entries_as_it_wants_them(file: Path) -> None:
    text = debian_changelog("eventdesk", US, read_releases(file, "0.3.0", BUILT))
    assert text.startswith("eventdesk (0.3.0) stable; urgency=medium\n\n  * A --switch for")
    assert f"\n -- {US}  Sat, 21 Nov 2026 12:30:00 +0000\n" in text
    assert max(len(line) for line in text.splitlines() if not line.startswith(" -- ")) <= 80


def test_appstream_gets_versions_and_days(file: Path) -> None:
    assert appstream_releases(read_releases(file, "0.3.0", BUILT)).split("\n    ")[1:] == [
        '<release version="0.3.0" date="2026-11-21"/>',
        '<release version="0.2.0" date="2026-10-01"/>',
        '<release version="0.1.0" date="2026-09-01"/>',
    ]


@pytest.mark.skipif(shutil.which("dpkg-parsechangelog") is None, reason="dpkg-dev not installed")
def test_dpkg_reads_the_real_one(tmp_path: Path) -> None:
    project = Project.read()
    releases = read_releases(project.root / "CHANGELOG.md", project.version, BUILT)
    file = tmp_path / "changelog"
    file.write_text(debian_changelog(project.name, US, releases), encoding="utf-8")
    done = subprocess.run(
        ["dpkg-parsechangelog", f"--file={file}", "--show-field=Version"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert (done.stdout.strip(), done.stderr) == (project.version, "")
