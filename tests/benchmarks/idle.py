"""What EventDesk costs while nothing is due, with 100,000 events."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.figures import PERCENT, Figure, Sample, Section, Target
from tests.benchmarks.place import Place, say
from tests.benchmarks.processes import Running, running

EVENTS = 100_000
SETTLE_S = 12.0
CALM, PATIENCE_S = 0.01, 90.0
"""Measuring begins when less of a core is used than this, at the latest after so long."""
IDLE = Target(0.001)


def measure(place: Place) -> list[Section]:
    """The service and the window, each for half a minute."""
    parts, seconds = (2, 5.0) if place.quick else (3, 10.0)
    home = place.home(EVENTS)
    trace = place.folder / "trace.txt"
    eventdesk = [sys.executable, "-m", "eventdesk"]
    bare = [sys.executable, str(Path(__file__).with_name("bare_window.py")), str(trace)]
    service = _share(place, home, [*eventdesk, "service"], "", parts, seconds)
    floor = _share(place, home, bare, "shown", parts, seconds)
    window = _share(place, home, eventdesk, "ready", parts, seconds)
    figures = [
        Figure(name="service, no window", ours=service, unit=PERCENT, target=IDLE),
        Figure(name="window open", ours=window, floor=floor, unit=PERCENT, target=IDLE),
    ]
    note = (
        f"Of one core, by /proc/PID/task/*/schedstat, over {parts * seconds:g} s, "
        "after the start and the day's backup."
    )
    title = f"Idle processor time, {EVENTS:,} events"
    return [Section(title=title, floor="bare window", figures=figures, notes=[note])]


def _share(
    place: Place, home: Path, command: Sequence[str], word: str, parts: int, seconds: float
) -> Sample:
    trace = place.folder / "trace.txt"
    trace.unlink(missing_ok=True)
    environment = place.environment(home) | place.screen()
    environment["EVENTDESK_TRACE_START"] = str(trace)
    say(f"idling for {parts * seconds:g} s: {' '.join(command[1:4])}")
    with running(command, environment, place.folder / "idle.log") as program:
        if word:
            program.wait_for_line(trace, word)
        _settle(program)
        shares = [_used(program, seconds) for _ in range(parts)]
    return Sample(sum(shares) / len(shares), min(shares), max(shares))


def _settle(program: Running) -> None:
    """Let the start pass, and what follows it once a day: the backup and its check."""
    time.sleep(SETTLE_S)
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end and max(_used(program, 2.0), _used(program, 2.0)) > CALM:
        pass


def _used(program: Running, seconds: float) -> float:
    begin, used = time.monotonic(), program.processor_time()
    time.sleep(seconds)
    return (program.processor_time() - used) / (time.monotonic() - begin)
