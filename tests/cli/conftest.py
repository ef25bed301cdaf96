"""A command line on a real database, with a clock that stands still, and one as a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from eventdesk import cli
from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.event import Event
from eventdesk.domain.safety import Replaced, Salvaged
from eventdesk.interchange.read import read
from eventdesk.interchange.write import write
from eventdesk.services.desk import Desk
from eventdesk.services.health import Check
from eventdesk.services.imports import ImportResult
from tests.desks import TestDesk, new_desk

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Terminal:
    """`cli.Connect` on a test's desk. `fails` is raised when a desk is asked for."""

    test: TestDesk
    checks: list[Check] = field(default_factory=list)
    fails: EventDeskError | None = None
    serving: Callable[[threading.Event], None] = lambda stop: None
    restored: Path | None = None
    tested: bool = False
    saved: tuple[Path, list[Check]] | None = None

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        if self.fails is not None:
            raise self.fails
        yield self.test.desk

    def service(self, stop: threading.Event, begun: Callable[[], None]) -> None:
        begun()
        self.serving(stop)

    def read_calendars(
        self, sources: Sequence[Path | bytes], *, local_zone: ZoneInfo
    ) -> ImportResult:
        return read(sources, local_zone=local_zone)

    def write_calendar(self, events: Iterable[Event]) -> bytes:
        return write(events)

    def doctor(self, *, test: bool = False) -> Sequence[Check]:
        self.tested = test
        return self.checks

    def save_diagnostics(self, path: Path, checks: Sequence[Check]) -> None:
        self.saved = (path, list(checks))

    def backup(self) -> Path:
        return self.test.paths.database.with_name("backup.db")

    def restore_backup(self, path: Path | None) -> Replaced:
        self.restored = path
        return Replaced(Path("kept"), path or Path("newest.db"))

    def salvage(self) -> Salvaged:
        return Salvaged(events=2, ledger=1, unreadable=0, guessed=0, whole=True, kept=Path("kept"))

    def start_empty(self) -> Replaced:
        return Replaced(Path("kept"))

    def self_test(self) -> Sequence[Check]:
        return self.checks


@dataclass(frozen=True)
class Done:
    """What a command line did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON value on stdout."""
        return json.loads(self.out)


class CommandLine:
    """Runs command lines in this process; the clock says Friday 2026-11-20 12:00 in Berlin."""

    def __init__(self, terminal: Terminal, capsys: pytest.CaptureFixture[str]) -> None:
        self.terminal = terminal
        self.test = terminal.test
        self._capsys = capsys

    def __call__(self, *argv: str) -> Done:
        """Run it, whatever comes of it."""
        self._capsys.readouterr()
        code = cli.main(list(argv), self.terminal)
        out, err = self._capsys.readouterr()
        return Done(code, out, err)

    def ok(self, *argv: str) -> Done:
        """Run it; it must succeed."""
        done = self(*argv)
        assert done.code == 0, done.err
        return done

    def json(self, *argv: str) -> Any:
        """Run it with --json; it must succeed. The value."""
        return self.ok(*argv, "--json").json

    def add(self, *argv: str) -> Any:
        """Add an event titled 'Stand-up' with these options; its JSON."""
        return self.json("add", "Stand-up", *argv)

    def refused(self, *argv: str, field: str) -> str:
        """Run it; it must exit with 2 and name `field`. What it said."""
        done = self(*argv)
        assert done.code == 2, (done.code, done.out, done.err)
        assert done.out == ""
        assert f"{field}: " in done.err, done.err
        return done.err


@pytest.fixture
def desk(home: Path) -> Iterator[TestDesk]:
    """A desk on a fresh database."""
    made = new_desk(home)
    yield made
    made.desk.close()


@pytest.fixture
def eventdesk(desk: TestDesk, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """The command line, in this process."""
    return CommandLine(Terminal(desk), capsys)


@pytest.fixture
def program(home: Path) -> Callable[..., Done]:
    """The real program as a process of its own: `program('add', 'Title', ...)`."""

    def run(*argv: str, **changes: Any) -> Done:
        env = {**os.environ, "PYTHONPATH": str(ROOT), **changes.pop("env", {})}
        done = subprocess.run(
            [sys.executable, "-m", "eventdesk", *argv],
            env=env,
            capture_output=True,
            timeout=60,
            check=False,
            **changes,
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run
