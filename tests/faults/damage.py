"""A data folder with some events and a backup, to be damaged, and its command line."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eventdesk import cli
from eventdesk.app.terminal import Terminal
from eventdesk.paths import Paths

ROOT = Path(__file__).resolve().parents[2]
EVENTS = 30
COMMANDS = (
    ("list", "--json"),
    ("next",),
    ("log",),
    ("list", "--deleted"),
    ("add", "New", "--start", "2027-03-01T10:00"),
)


@dataclass(frozen=True)
class Done:
    """What a command line did."""

    code: int
    out: str
    err: str


class House:
    """One data folder and the command line on it, in this process."""

    def __init__(self, folder: Path) -> None:
        self.paths = Paths.in_folder(folder)
        self.paths.ensure()

    def __call__(self, *argv: str) -> Done:
        """Run a command; whatever it raises is a bug."""
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = cli.main(list(argv), Terminal(self.paths))
        assert "Traceback" not in out.getvalue() + err.getvalue()
        return Done(code, out.getvalue(), err.getvalue())

    def ok(self, *argv: str) -> str:
        """Run a command that must succeed; its output."""
        done = self(*argv)
        assert done.code == 0, (argv, done)
        return done.out

    def titles(self) -> set[str]:
        """The titles of all events."""
        listed: list[dict[str, Any]] = json.loads(self.ok("list", "--json"))
        return {each["title"] for each in listed}

    def process(self, *argv: str) -> Done:
        """The same by the real program as a process of its own."""
        env = {**os.environ, "PYTHONPATH": str(ROOT), "EVENTDESK_HOME": str(self.paths.data)}
        done = subprocess.run(
            [sys.executable, "-m", "eventdesk", *argv],
            env=env,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert "Traceback" not in done.stdout + done.stderr
        return Done(done.returncode, done.stdout, done.stderr)

    def like(self, folder: Path, database: bytes | None) -> House:
        """Another house with these backups and this database file."""
        other = House(folder)
        if self.paths.backups.exists():
            shutil.copytree(self.paths.backups, other.paths.backups)
        if database is not None:
            other.paths.database.write_bytes(database)
        return other


def furnished(folder: Path) -> House:
    """A house with 30 events and one backup of them."""
    house = House(folder)
    for number in range(EVENTS):
        repeat = ("--repeat", "FREQ=DAILY;COUNT=3") if number % 7 == 0 else ()
        house.ok(
            "add",
            f"Event {number}",
            "--start",
            f"2027-01-{number + 1:02d}T10:00",
            "--description",
            "words " * 80,
            *repeat,
        )
    house.ok("backup")
    return house
