"""Importing a large calendar file into a new database, beside bare icalendar reading it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.figures import (
    MEGABYTES,
    MILLISECONDS,
    SECONDS,
    Figure,
    Sample,
    Section,
    Target,
    Unit,
)
from tests.benchmarks.import_calendar import BEAT_MS, CALM_S
from tests.benchmarks.place import Place, say
from tests.benchmarks.process_memory import peak_memory
from tests.benchmarks.raw_import import write_again
from tests.benchmarks.sample_calendar import write_sample
from tests.benchmarks.sample_events import connect

EVENTS, FEWER = 100_000, 10_000
ROUNDS = 3
AS_FAST, PAUSE = Target(1.0, of_ratio=True), Target(0.050)
PER_EVENT = Unit("us/event", 1_000_000.0, 0)
_TIMEOUT_S = 900
_LOOK_S = 0.05


@dataclass(frozen=True, slots=True)
class _Run:
    events: int
    read: float
    look: float
    write: float
    peak: float
    peak_all: float
    calm: float
    reading: float
    writing: float
    rows: int
    raw: float

    @property
    def seconds(self) -> float:
        """From the file to the last event on disk; a person looks ahead in between."""
        return self.read + self.write


def measure(place: Place) -> list[Section]:
    """A file of 100,000 events: icalendar reads it, EventDesk imports it, by turns."""
    events = FEWER if place.quick else EVENTS
    path = place.folder / "import.ics"
    write_sample(path, events)
    bare: list[dict[str, Any]] = []
    runs: list[_Run] = []
    for number in range(ROUNDS):
        say(f"importing, round {number + 1} of {ROUNDS}")
        bare.append(_run("read_calendar", path, "icalendar"))
        home = place.home()
        found = _run("import_calendar", path, home)
        raw = write_again(home / "eventdesk.db", place.home() / "eventdesk.db")
        runs.append(_Run(**found, rows=_rows_there(home), raw=raw))
    if {*(each.events for each in runs), *(each["events"] for each in bare)} != {events}:
        raise RuntimeError("events were lost in importing")
    return [_speed(path, events, bare, runs), _writing(events, runs), _pauses(events, runs)]


def _speed(path: Path, events: int, bare: list[dict[str, Any]], runs: list[_Run]) -> Section:
    floor = Sample.median([each["seconds"] for each in bare])
    ours = _median(runs, lambda each: each.seconds)
    peak = Sample.median([each["peak"] for each in bare])
    size = path.stat().st_size / 1_000_000
    return Section(
        title=f"Importing {events:,} events of one file of {size:.0f} MB into a new database",
        floor="bare icalendar",
        figures=[
            Figure(name="read and imported", ours=ours, floor=floor, unit=SECONDS,
                   target=AS_FAST),
            Figure(name="for each event", ours=_each(ours, events), floor=_each(floor, events),
                   unit=PER_EVENT),
            Figure(name="of it reading", ours=_median(runs, lambda x: x.read), unit=SECONDS),
            Figure(name="look ahead, in between", ours=_median(runs, lambda x: x.look),
                   unit=SECONDS),
            Figure(name="peak memory", ours=_median(runs, lambda x: x.peak), floor=peak,
                   unit=MEGABYTES),
            Figure(name="with helping processes", ours=_median(runs, lambda x: x.peak_all),
                   floor=peak, unit=MEGABYTES),
        ],
        notes=[
            f"{events / ours.value:,.0f} events a second beside {events / floor.value:,.0f}.",
            "Peaks with helping processes are added up; pages they share count in each.",
            "icalendar on one core ends with components; EventDesk with planned events on disk.",
        ],
    )  # fmt: skip


def _writing(events: int, runs: list[_Run]) -> Section:
    return Section(
        title=f"Of importing {events:,} events, the writing",
        floor="raw sqlite3",
        figures=[
            Figure(name="until all is on disk", ours=_median(runs, lambda x: x.write),
                   floor=_median(runs, lambda x: x.raw), unit=SECONDS),
        ],
        notes=[
            f"The floor writes the same rows, {runs[0].rows:,} occurrences among them, in one "
            "transaction:",
            "a tenth of the events recur. EventDesk compares, works out and plans as well.",
        ],
    )  # fmt: skip


def _pauses(events: int, runs: list[_Run]) -> Section:
    calm = _median(runs, lambda each: each.calm)
    return Section(
        title=f"Longest pause of the Qt event loop while {events:,} events are imported",
        floor="nothing going on",
        figures=[
            Figure(name="while the file is read", ours=_median(runs, lambda x: x.reading),
                   floor=calm, unit=MILLISECONDS, target=PAUSE),
            Figure(name="while it is compared and imported",
                   ours=_median(runs, lambda x: x.writing),
                   floor=calm, unit=MILLISECONDS, target=PAUSE),
        ],
        notes=[
            f"Gaps in a {BEAT_MS} ms timer of the main thread, those {BEAT_MS} ms included; the "
            "work is on a thread,",
            f"as in the window. The floor is the same timer for {CALM_S:g} s before.",
        ],
    )  # fmt: skip


def _rows_there(home: Path) -> int:
    with closing(connect(home / "eventdesk.db")) as connection:
        rows: int = connection.execute("SELECT count(*) FROM occurrences").fetchone()[0]
        return rows


def _median(runs: list[_Run], value: Callable[[_Run], float]) -> Sample:
    return Sample.median([value(each) for each in runs])


def _each(sample: Sample, events: int) -> Sample:
    return Sample(sample.value / events, sample.low / events, sample.high / events)


def _run(module: str, *arguments: str | Path) -> dict[str, Any]:
    """What a process of its own prints, and the peaks of its memory in bytes: `peak`, and
    `peak_all` with those of the processes that it started."""
    command = [sys.executable, "-m", f"tests.benchmarks.{module}", *map(str, arguments)]
    peaks: dict[int, float] = {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            end = time.monotonic() + _TIMEOUT_S
            while process.poll() is None and time.monotonic() < end:
                peaks |= peak_memory(process.pid)
                time.sleep(_LOOK_S)
        finally:
            process.kill()
        assert process.stdout is not None
        said = process.stdout.read()
    if process.returncode:
        raise RuntimeError(f"{module} ended with {process.returncode}")
    # What the process itself tells is not asked for: it begins with the peak of its parent.
    found: dict[str, Any] = json.loads(said)
    return {**found, "peak": peaks[process.pid], "peak_all": sum(peaks.values())}
