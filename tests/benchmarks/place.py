"""Where a run of the benchmarks works: its folder, databases made once, and the screen."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks import sample_events

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass
class Place:
    """One run: `quick` asks for fewer and shorter rounds. Made by `working_place`."""

    folder: Path
    quick: bool
    stack: ExitStack
    _display: str = ""
    _made: dict[int, Path] = field(default_factory=dict)
    _homes: int = 0

    def home(self, events: int = 0) -> Path:
        """A new EVENTDESK_HOME whose database has so many events."""
        self._homes += 1
        home = self.folder / f"home-{self._homes}"
        home.mkdir(mode=0o700)
        if events not in self._made:
            made = self.folder / f"events-{events}.db"
            say(f"making a database of {events:,} events")
            sample_events.fill(made, events, now=datetime.now(UTC))
            self._made[events] = made
        shutil.copyfile(self._made[events], home / "eventdesk.db")
        return home

    def environment(self, home: Path) -> dict[str, str]:
        """What a program is started with: its own home, no session bus, no keyring."""
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "TZ") if name in os.environ}
        user = self.folder / "user"
        user.mkdir(mode=0o700, exist_ok=True)
        return kept | {
            "HOME": str(user),
            "XDG_RUNTIME_DIR": str(user),
            "PYTHONPATH": str(ROOT),
            "EVENTDESK_HOME": str(home),
            "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent/eventdesk-benchmarks",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            "QT_ACCESSIBILITY": "0",
        }

    def screen(self) -> dict[str, str]:
        """The environment variables of a screen: the one there is, else a virtual one."""
        if "DISPLAY" in os.environ:
            names = ("DISPLAY", "XAUTHORITY")
            return {name: os.environ[name] for name in names if name in os.environ}
        if not self._display:
            self._display = self.stack.enter_context(_virtual_screen())
        return {"DISPLAY": self._display}


@contextmanager
def working_place(*, quick: bool) -> Iterator[Place]:
    """A Place in a temporary folder, which is removed at the end."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="eventdesk-bench-"))
        yield Place(Path(folder), quick, stack)


@contextmanager
def _virtual_screen() -> Iterator[str]:
    """An Xvfb on a display that is free; the display."""
    program = shutil.which("Xvfb")
    if program is None:
        raise SystemExit("There is no screen, and Xvfb is not installed (package xvfb).")
    reading, writing = os.pipe()
    command = [program, "-displayfd", str(writing), "-screen", "0", "1280x800x24"]
    with os.fdopen(reading) as answer:
        server = subprocess.Popen(
            [*command, "-dpi", "96", "-nolisten", "tcp", "-noreset"],
            pass_fds=(writing,),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        number = answer.readline().strip()
    try:
        if not number:
            raise SystemExit("Xvfb did not start.")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(10)


def say(text: str) -> None:
    """Tell on stderr what is going on."""
    print(f"... {text}", file=sys.stderr, flush=True)
