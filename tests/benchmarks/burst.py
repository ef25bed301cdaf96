"""1,000 reminders due at once: until all are recorded, and how long the window stood still."""

from __future__ import annotations

import sys
import threading
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from eventdesk.services.ports import Change, LedgerChanged
from tests.benchmarks import raw_reminders, sample_events
from tests.benchmarks.figures import MILLISECONDS, Figure, Sample, Section, Target
from tests.benchmarks.place import Place, say
from tests.benchmarks.processes import running
from tests.benchmarks.sample_events import SECOND
from tests.benchmarks.service_desk import opened_desk

DUE = 1_000
EVENTS = 10_000
RECORDED, PAUSE = Target(1.0), Target(0.050)
AFTER_S = 2.0
"""Pauses count until so long after all was recorded: the popup and the list follow."""


def measure(place: Place) -> list[Section]:
    """The same burst for the services alone, for plain sqlite3, and in the whole program."""
    rounds = 3 if place.quick else 7
    home = place.home(EVENTS)
    alone, raw = [], []
    for number in range(rounds):
        say(f"1,000 at once, round {number + 1} of {rounds}")
        alone.append(_alone(home))
        due = _due_in(home, 0.0)
        raw.append(raw_reminders.all_at_once(home / "eventdesk.db", due))
    few = range(max(2, rounds // 2))
    whole = [_in_window(place, place.home(EVENTS), whole=True) for _ in few]
    bare = [_in_window(place, place.home(EVENTS), whole=False) for _ in few]
    floor = Sample.median(raw)
    figures = [
        Figure(name="services alone: due until all recorded", ours=Sample.median(alone),
               floor=floor, unit=MILLISECONDS, target=RECORDED),
        Figure(name="with the window: due until all recorded",
               ours=Sample.median([recorded for recorded, _ in whole]),
               floor=floor, unit=MILLISECONDS, target=RECORDED),
        Figure(name="longest pause of the Qt main thread",
               ours=Sample.median([pause for _, pause in whole]),
               floor=Sample.median([pause for _, pause in bare]),
               unit=MILLISECONDS, target=PAUSE),
    ]  # fmt: skip
    notes = [
        "Pauses are gaps in a 1 ms timer of the main thread, popup and refreshed list included;",
        "the floor is a bare window while plain sqlite3 does the same job in a thread of it.",
    ]
    return [Section(title="1,000 reminders due at once", floor="raw", figures=figures, notes=notes)]


def _due_in(home: Path, seconds: float) -> int:
    due = datetime.now(UTC) + timedelta(seconds=seconds)
    return sample_events.add_due(home / "eventdesk.db", [due] * DUE)[0]


def _alone(home: Path) -> float:
    done = threading.Event()
    recorded = [0.0]

    def publish(change: Change) -> None:
        if isinstance(change, LedgerChanged) and len(change.ledger_ids) >= DUE:
            recorded[0] = time.time()
            done.set()

    with opened_desk(home, publish) as (desk, _):
        desk.start()
        time.sleep(0.5)
        due = _due_in(home, 2.0)
        if not done.wait(60):
            raise RuntimeError("the reminders were not recorded within 60 s")
        _check(home, due)
    return recorded[0] - due / SECOND


def _in_window(place: Place, home: Path, *, whole: bool) -> tuple[float, float]:
    """(seconds until all were recorded, longest pause in s) of a process with a window."""
    trace, pauses = place.folder / "trace.txt", place.folder / "pauses.txt"
    for each in (trace, pauses):
        each.unlink(missing_ok=True)
    environment = place.environment(home) | place.screen()
    environment["EVENTDESK_TRACE_START"] = str(trace)
    module = "eventdesk_with_pulse" if whole else "bare_with_pulse"
    command = [sys.executable, "-m", f"tests.benchmarks.{module}", str(pauses)]
    say(f"1,000 at once in {'the program' if whole else 'a bare window'}")
    with running(command, environment, place.folder / "burst.log") as program:
        program.wait_for_line(trace, "ready" if whole else "shown")
        time.sleep(3.0)
        due = _due_in(home, 3.0)
        (place.folder / "go.txt").write_text(str(due))
        recorded = _wait_until_recorded(home, due)
        since, until = due / SECOND - 0.2, recorded + AFTER_S
        gaps = _pauses_until(pauses, until)
    longest = max(gap for at, gap in gaps if at >= since and at - gap <= until)
    return recorded - due / SECOND, longest


def _pauses(path: Path) -> list[tuple[float, float]]:
    lines = path.read_text().splitlines() if path.exists() else []
    return [(float(at), float(gap)) for at, gap in (each.split() for each in lines)]


def _pauses_until(path: Path, until: float) -> list[tuple[float, float]]:
    """The pauses up to a sign of life after `until`: one may still last when all is recorded."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        found = _pauses(path)
        if found and found[-1][0] > until:
            return found
        time.sleep(0.2)
    raise RuntimeError("the Qt main thread stood still for more than a minute")


def _wait_until_recorded(home: Path, due: int) -> float:
    end = time.monotonic() + 60
    with closing(sample_events.connect(home / "eventdesk.db")) as connection:
        while time.monotonic() < end:
            if _recorded(connection, due) == DUE:
                return time.time()
            time.sleep(0.02)
    raise RuntimeError("the reminders were not recorded within 60 s")


def _check(home: Path, due: int) -> None:
    with closing(sample_events.connect(home / "eventdesk.db")) as connection:
        found = _recorded(connection, due)
    if found != DUE:
        raise RuntimeError(f"{found} of {DUE} reminders are in the ledger as delivered")


def _recorded(connection: sample_events.Connection, due: int) -> int:
    query = "SELECT count(*) FROM ledger WHERE state = 'delivered' AND due_at = ?"
    found: int = connection.execute(query, (due,)).fetchone()[0]
    return found
