"""The real `eventdesk service` as a process that tests start, stop, kill and continue."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.desktop import ROOT, eventually

COMMAND = ("-m", "eventdesk", "service")
RUNNING = "reminders on"
START_S = 60.0


class RunningService:
    """Started when made. `log` is what it has written, to the file `log_file`."""

    def __init__(
        self, env: Mapping[str, str], log_file: Path, *, command: Sequence[str] = COMMAND
    ) -> None:
        self.began = time.monotonic()
        self._log_file = log_file
        self._log_begin = log_file.stat().st_size if log_file.exists() else 0
        # The kernel ends the program when the tests die without a chance to tidy up.
        guard = ("setpriv", "--pdeathsig", "KILL", "--") if shutil.which("setpriv") else ()
        with log_file.open("a") as log:
            self._process = subprocess.Popen(
                [*guard, sys.executable, *command],
                env=dict(env),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def log(self) -> str:
        """What this process has written so far."""
        with self._log_file.open(errors="replace") as log:
            log.seek(self._log_begin)
            return log.read()

    def wait_for_log(self, words: str, timeout: float = START_S) -> None:
        """Return when the process has written `words`; AssertionError with its log if not."""

        def written() -> bool:
            assert self._process.poll() is None, f"the service ended:\n{self.log}"
            return words in self.log

        eventually(written, timeout, f"{words!r} of the service")

    def wait_until_on(self) -> None:
        """Return when reminders are on."""
        self.wait_for_log(RUNNING)

    def kill(self) -> None:
        """End it without any warning."""
        assert self._process.poll() is None, f"the service ended by itself:\n{self.log}"
        self._process.kill()
        self._process.wait(30)

    def freeze(self) -> None:
        """Stop it as a job (SIGSTOP): it is there, but nothing in it moves."""
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on (SIGCONT)."""
        self._process.send_signal(signal.SIGCONT)

    def end(self, timeout: float = 30.0) -> int:
        """End it as a session manager does; its exit code. Does nothing when it has ended."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(timeout)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(30)
                raise
        return self._process.returncode
