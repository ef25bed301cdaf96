"""Reading a large calendar file, beside one core of bare icalendar parsing of the same file."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.figures import MEGABYTES, SECONDS, Figure, Sample, Section, Target, Unit
from tests.benchmarks.place import Place, say
from tests.benchmarks.sample_calendar import write_sample

EVENTS, FEWER = 100_000, 10_000
AS_FAST = Target(1.0, of_ratio=True)
PER_EVENT = Unit("us/event", 1_000_000.0, 0)
_TIMEOUT_S = 900


@dataclass(frozen=True, slots=True)
class _Run:
    events: int
    seconds: float
    peak: float
    peak_each: float


def measure(place: Place) -> list[Section]:
    """A file of 100,000 events, once by icalendar, and several times by EventDesk."""
    events = FEWER if place.quick else EVENTS
    path = place.folder / "sample.ics"
    write_sample(path, events)
    bare = _run(path, "icalendar")
    runs = [_run(path, "eventdesk") for _ in range(3)]
    return [_section(path, events, bare, runs)]


def _section(path: Path, events: int, bare: _Run, runs: list[_Run]) -> Section:
    if {bare.events, *(each.events for each in runs)} != {events}:
        raise RuntimeError("events were lost in reading")
    floor = Sample.median([bare.seconds])
    ours = Sample.median([each.seconds for each in runs])
    size = path.stat().st_size / 1_000_000
    return Section(
        title=f"Reading {events:,} events of one file of {size:.0f} MB",
        floor="bare icalendar",
        figures=[
            Figure(name="until all are read", ours=ours, floor=floor, unit=SECONDS,
                   target=AS_FAST),
            Figure(name="for each event", ours=_each(ours, events), floor=_each(floor, events),
                   unit=PER_EVENT),
            Figure(name="peak memory", ours=Sample.median([each.peak for each in runs]),
                   floor=Sample.median([bare.peak]), unit=MEGABYTES),
            Figure(name="peak of each helping process", unit=MEGABYTES,
                   ours=Sample.median([each.peak_each for each in runs])),
        ],
        notes=[
            f"{events / ours.value:,.0f} events a second beside {events / floor.value:,.0f}.",
            "EventDesk's side ends with checked events; icalendar's with its components.",
        ],
    )  # fmt: skip


def _each(sample: Sample, events: int) -> Sample:
    return Sample(sample.value / events, sample.low / events, sample.high / events)


def _run(path: Path, reader: str) -> _Run:
    say(f"reading by {reader}")
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.read_calendar", str(path), reader],
        capture_output=True,
        text=True,
        check=True,
        timeout=_TIMEOUT_S,
    )
    return _Run(**json.loads(done.stdout))
