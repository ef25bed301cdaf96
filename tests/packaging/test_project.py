"""Name and version stand in one place."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from installers.project import Project

import eventdesk

ROOT = Path(__file__).parents[2]


def test_what_installers_say_is_what_the_program_says() -> None:
    project = Project.read()
    assert project.name == "eventdesk"
    assert project.version == eventdesk.__version__
    assert project.app_id == eventdesk.APP_ID
    assert project.root == ROOT
    assert project.bundle == ROOT / "dist/eventdesk"


def test_the_version_is_written_down_once() -> None:
    # A history of releases names every version, and is compared with this one elsewhere.
    histories = {"CHANGELOG.md", "resources/linux/org.eventdesk.EventDesk.metainfo.xml"}
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split("\n")  # fmt: skip
    version = re.compile(rf"(?<![\d.]){re.escape(eventdesk.__version__)}(?![\d.])")
    named = {
        name
        for name in listed
        if Path(name).suffix in {".py", ".toml", ".spec", ".yaml", ".yml", ".nsi", ".in", ".plist"}
        and not name.startswith("tests/")
        and (ROOT / name).is_file()
        and version.search(_without_pins((ROOT / name).read_text(encoding="utf-8")))
    }
    assert named - histories == {"eventdesk/__init__.py"}


def _without_pins(text: str) -> str:
    """`text` without the versions of other works: 'lazy>=0.1.0'."""
    return re.sub(r"[<>=~!]=?\s*[\d.]+", "", text.replace('__version__ = "', "__version__ "))
