"""Programs under measurement: starting them, their trace, memory and processor time."""

from __future__ import annotations

import contextlib
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes in memory: `rss` counts shared pages whole, `pss` by their share."""

    rss: float
    pss: float


class Running:
    """A started program; `started` is the Unix time just before its start."""

    def __init__(self, command: Sequence[str], environment: dict[str, str], log: Path) -> None:
        self._log = log
        with log.open("ab") as output:
            self.started = time.time()
            self._process = subprocess.Popen(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=log.parent,
            )
        self._proc = Path(f"/proc/{self._process.pid}")

    def wait_for_line(self, trace: Path, word: str, *, timeout: float = 60.0) -> float:
        """The time behind `word` in the trace file; RuntimeError when it never comes."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            if trace.exists():
                for line in trace.read_text().splitlines(keepends=True):
                    parts = line.split()
                    if line.endswith("\n") and len(parts) == 2 and parts[0] == word:
                        return float(parts[1])
            if self._process.poll() is not None:
                break
            time.sleep(0.01)
        raise RuntimeError(f"no {word!r} in the trace of the program; it said:\n{self.said()}")

    def said(self) -> str:
        """The end of what the program wrote."""
        return self._log.read_text(errors="replace")[-2_000:]

    def memory(self) -> Memory:
        """Memory now."""
        pss = _kilobytes(self._proc / "smaps_rollup", "Pss")
        return Memory(_kilobytes(self._proc / "status", "VmRSS"), pss)

    def processor_time(self) -> float:
        """Seconds of processor time used so far by all threads that live now.

        From schedstat, which counts nanoseconds; /proc/PID/stat counts in steps of 10 ms.
        """
        total = 0
        for task in (self._proc / "task").iterdir():
            with contextlib.suppress(OSError):
                total += int((task / "schedstat").read_text().split()[0])
        return total / 1e9

    def ticks(self) -> float:
        """Seconds of processor time by /proc/PID/stat, ended threads too, in steps of 10 ms."""
        fields = (self._proc / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / 100

    def stop(self) -> None:
        """End the program."""
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)


@contextlib.contextmanager
def running(command: Sequence[str], environment: dict[str, str], log: Path) -> Iterator[Running]:
    """A program that is ended with the `with`."""
    program = Running(command, environment, log)
    try:
        yield program
    finally:
        program.stop()


def _kilobytes(path: Path, name: str) -> float:
    for line in path.read_text().splitlines():
        if line.startswith(f"{name}:"):
            return float(line.split()[1]) * 1024
    raise RuntimeError(f"no {name} in {path}")
