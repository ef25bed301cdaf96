"""The packaged program beside the one run from source: start and memory."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence

from tests.benchmarks.figures import MEGABYTES, SECONDS, Figure, Sample, Section, Target
from tests.benchmarks.place import ROOT, Place, say
from tests.benchmarks.start import SETTLED_S, Start, started

PROGRAM = ROOT / "dist/eventdesk/eventdesk"
EVENTS = 10_000
SLOWER = Target(1.3, of_ratio=True)
SOURCE = (sys.executable, "-m", "eventdesk")


def measure(place: Place) -> list[Section]:
    """Both by turns. Raises FileNotFoundError when there is no bundle."""
    if not PROGRAM.is_file():
        raise FileNotFoundError("there is no bundle: run `make package` first")
    rounds = 5 if place.quick else 15
    homes = [place.home(EVENTS), place.home(EVENTS)]
    commands: list[Sequence[str]] = [SOURCE, (str(PROGRAM),)]
    starts: list[list[Start]] = [[], []]
    lists: list[list[float]] = [[], []]
    for number in range(rounds + 1):
        say(f"packaged, round {number} of {rounds}" if number else "packaged, warming up")
        for which, (home, command) in enumerate(zip(homes, commands, strict=True)):
            start = started(place, home, command)
            took = _seconds([*command, "next"], place.environment(home))
            if number:
                starts[which].append(start)
                lists[which].append(took)
    source, packaged = starts
    figures = [
        Figure(
            name=f"{EVENTS:,} events: {words}",
            ours=Sample.median([getattr(each, name) for each in packaged]),
            floor=Sample.median([getattr(each, name) for each in source]),
            unit=unit,
            target=SLOWER,
        )
        for words, name, unit in (
            ("window shown", "shown", SECONDS),
            ("first rows painted", "rows", SECONDS),
            ("memory (RSS)", "rss", MEGABYTES),
        )
    ]
    ours, floor = Sample.median(lists[1]), Sample.median(lists[0])
    figures.append(
        Figure(name="eventdesk next", ours=ours, floor=floor, unit=SECONDS, target=SLOWER)
    )
    note = f"Memory is read {SETTLED_S:g} s after the first rows. Warm starts, by turns."
    return [Section(title="Packaged program", floor="from source", figures=figures, notes=[note])]


def _seconds(command: Sequence[str], environment: dict[str, str]) -> float:
    begin = time.perf_counter()
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return time.perf_counter() - begin
