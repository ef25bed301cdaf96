"""Start to a usable window, and memory, with few and with many events."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.figures import MEGABYTES, SECONDS, Figure, Sample, Section, Target
from tests.benchmarks.place import Place, say
from tests.benchmarks.processes import running

SIZES = (0, 10_000, 100_000)
TRACE = "trace.txt"
SETTLED_S = 3.0
"""Memory is read so long after the first rows: what is loaded behind the window counts too."""
SHOWN, ROWS, MEMORY = (Target(each, of_ratio=True) for each in (2.3, 3.5, 2.0))


@dataclass(frozen=True, slots=True)
class Start:
    """One start: seconds to the first paint and to the first rows, bytes then and settled."""

    shown: float
    rows: float
    rss_at_rows: float
    rss: float
    pss: float


def measure(place: Place) -> list[Section]:
    """Bare windows and EventDesk by turns."""
    rounds = 3 if place.quick else 9
    homes = {size: place.home(size) for size in SIZES}
    _start(place, None)
    for home in homes.values():  # warm: the first start migrates, compiles and reads the disk
        _start(place, home)
    bare: list[Start] = []
    ours: dict[int, list[Start]] = {size: [] for size in SIZES}
    for number in range(rounds):
        say(f"starts, round {number + 1} of {rounds}")
        bare.append(_start(place, None))
        for size, home in homes.items():
            ours[size].append(_start(place, home))
    figures = [each for size in SIZES for each in _figures(size, ours[size], bare)]
    note = f"Memory is read {SETTLED_S:g} s after the first rows. Warm starts, by turns."
    return [Section(title="Start and memory", floor="bare window", figures=figures, notes=[note])]


def _figures(size: int, ours: Sequence[Start], bare: Sequence[Start]) -> list[Figure]:
    def figure(words: str, name: str, target: Target | None) -> Figure:
        unit = SECONDS if name in ("shown", "rows") else MEGABYTES
        return Figure(
            name=f"{size:,} events: {words}",
            ours=Sample.median([getattr(each, name) for each in ours]),
            floor=Sample.median([getattr(each, name) for each in bare]),
            unit=unit,
            target=target,
        )

    return [
        figure("window shown", "shown", SHOWN),
        figure("first rows painted" if size else "empty list painted", "rows", ROWS),
        figure("memory (RSS)", "rss", MEMORY),
        figure("memory (RSS) at first rows", "rss_at_rows", None),
        figure("memory (PSS)", "pss", None),
    ]


def _start(place: Place, home: Path | None) -> Start:
    if home is not None:
        return started(place, home, [sys.executable, "-m", "eventdesk"])
    bare = Path(__file__).with_name("bare_window.py")
    command = [sys.executable, str(bare), str(place.folder / TRACE)]
    return started(place, None, command)


def started(place: Place, home: Path | None, command: Sequence[str]) -> Start:
    """One start of a program by `command`; without a home, of one that has no rows."""
    trace = place.folder / TRACE
    trace.unlink(missing_ok=True)
    environment = place.environment(home or place.folder) | place.screen()
    environment["EVENTDESK_TRACE_START"] = str(trace)
    with running(command, environment, place.folder / "start.log") as program:
        shown = program.wait_for_line(trace, "shown")
        rows = program.wait_for_line(trace, "rows") if home else shown
        at_rows = program.memory()
        time.sleep(SETTLED_S)
        settled = program.memory()
    begun = program.started
    return Start(shown - begun, rows - begun, at_rows.rss, settled.rss, settled.pss)
