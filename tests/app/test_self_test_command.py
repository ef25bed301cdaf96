"""`eventdesk self-test` as it is run: the table, the exit code, and faults of an installation."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from eventdesk import __version__

ROOT = Path(__file__).resolve().parents[2]
ROWS = [
    *("program", "database", "reminder", "notification", "window", "translations", "time zones"),
    *("certificates", "keyring", "calendar files", "sound", "processes"),
]
BLOCKER = """
import os, sys

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if any(name == each or name.startswith(each + ".") for each in BLOCKED):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

BLOCKED = os.environ["BLOCKED"].split()
sys.meta_path.insert(0, Blocker())
"""
"""A sitecustomize.py that takes modules out of an installation."""


@dataclass(frozen=True)
class Done:
    """What a self-test printed; `rows` by name."""

    code: int
    rows: dict[str, dict[str, Any]]
    said: str

    @property
    def red(self) -> set[str]:
        """The names of the rows that failed; each has a remedy."""
        red = {name for name, row in self.rows.items() if not row["ok"]}
        assert all(self.rows[name]["remedy"] for name in red)
        return red

    def detail(self, name: str) -> str:
        """What a row says."""
        return str(self.rows[name]["detail"])


def self_test(folder: Path = ROOT, **env: str) -> Done:
    """Run that of the program in `folder`; the table is always whole."""
    done = run(folder, "--json", env=env)
    rows = {each["name"]: each for each in json.loads(done.stdout)}
    assert list(rows) == ROWS, done.stderr
    return Done(done.returncode, rows, done.stderr)


def run(folder: Path, *arguments: str, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "eventdesk", "self-test", *arguments],
        env={**os.environ, "PYTHONPATH": str(folder), **env},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


@pytest.fixture
def installation(tmp_path: Path) -> Path:
    """A copy of the program, to harm."""
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("eventdesk", "resources"):
        shutil.copytree(ROOT / name, tmp_path / "installation" / name, ignore=ignored)
    return tmp_path / "installation"


def test_all_is_well_and_nothing_stays(tmp_path: Path, home: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    done = run(ROOT, env={"TMPDIR": str(scratch)})
    assert done.returncode == 0, done.stdout
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert lines[0].startswith(f"ok       program         {__version__}, ")
    assert lines[-1] == "All is well."
    assert [line for line in lines if line.startswith("PROBLEM")] == []
    assert list(scratch.iterdir()) == []
    assert not home.exists()
    assert not Path(os.environ["HOME"]).exists(), "not even a cache"


def test_as_json() -> None:
    done = self_test()
    assert (done.code, done.red, done.said) == (0, set(), "")
    assert set(done.rows["program"]) == {"name", "ok", "detail", "remedy"}


def test_files_that_were_not_installed(installation: Path) -> None:
    for file in installation.glob("resources/icons/*.svg"):
        file.unlink()
    (installation / "resources/sounds/reminder.wav").write_bytes(b"RIFF")
    (installation / "eventdesk/storage/migrations/versions/0003_calendars.py").unlink()
    (installation / "eventdesk/interchange/write.py").unlink()
    done = self_test(installation)
    assert done.code == 1
    assert done.red == {"database", "reminder", "window", "sound", "calendar files"}
    assert done.detail("database") == "migration scripts are missing: 0003"
    assert done.detail("window") == "only 0 icons are there"
    assert done.detail("calendar files") == "the module eventdesk.interchange.write is missing"
    assert "reminder.wav" in done.detail("sound")


def test_each_missing_library_is_named_in_its_row(tmp_path: Path) -> None:
    missing = {
        "database": "alembic",
        "reminder": "alembic",
        "notification": "jeepney",
        "window": "PySide6.QtSvg",
        "certificates": "truststore",
        "keyring": "keyring",
        "calendar files": "icalendar",
        "sound": "miniaudio",
        "processes": "psutil",
    }
    done = without(tmp_path, " ".join(missing.values()))
    assert (done.code, done.red) == (1, set(missing))
    for name, module in missing.items():
        assert done.detail(name) == f"the module {module} is missing"
        assert "hidden import" in done.rows[name]["remedy"]


def test_one_missing_library_fails_one_row(tmp_path: Path) -> None:
    assert without(tmp_path, "truststore").red == {"certificates"}


def test_what_everything_is_built_on_is_missing(tmp_path: Path) -> None:
    done = without(tmp_path, "sqlalchemy apscheduler PySide6")
    assert done.red == {"database", "reminder", "window"}
    assert done.detail("window") == "the module PySide6 is missing"


def without(folder: Path, modules: str) -> Done:
    """A self-test where these modules cannot be imported."""
    (folder / "sitecustomize.py").write_text(BLOCKER)
    return self_test(PYTHONPATH=f"{folder}{os.pathsep}{ROOT}", BLOCKED=modules)


def test_no_rules_of_time_zones(tmp_path: Path) -> None:
    (tmp_path / "tzdata").mkdir()
    (tmp_path / "tzdata/__init__.py").touch()
    path = f"{tmp_path}{os.pathsep}{ROOT}"
    done = self_test(PYTHONPATH=path)
    assert (done.code, done.red) == (1, {"time zones"})
    assert done.detail("time zones") == "the rules that came along lack Asia/Kolkata"
    done = self_test(PYTHONPATH=path, PYTHONTZPATH=str(tmp_path), TZ="UTC")
    assert done.code == 1
    assert {"time zones", "reminder", "calendar files"} <= done.red
    assert {"certificates", "sound", "processes"} & done.red == set()


def test_qt_without_a_platform_ends_nothing_else() -> None:
    done = self_test(QT_QPA_PLATFORM="stone-tablet")
    assert (done.code, done.red) == (1, {"window"})
    assert 'Could not find the Qt platform plugin "stone-tablet"' in done.detail("window")
    assert done.detail("program").endswith(f"Qt unknown, {os.uname().sysname} {os.uname().machine}")


def test_certificates_that_are_none(tmp_path: Path) -> None:
    done = self_test(SSL_CERT_FILE=str(tmp_path / "none.pem"))
    assert (done.code, done.red) == (1, {"certificates"})
