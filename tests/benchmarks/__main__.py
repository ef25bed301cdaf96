"""Run benchmarks and print their figures: python -m tests.benchmarks [NAME...] [--quick]."""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import sqlite3
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.figures import Section, summary, table
from tests.benchmarks.place import Place, say, working_place

NAMES = {
    "start": "start to a usable window, memory",
    "lateness": "hand-over after the due instant, 1,000,000 planned",
    "burst": "1,000 reminders due at once",
    "table": "search, sort, filter and jump in 100,000 events",
    "painting": "the same until painted in the window's list",
    "saving": "saving an event among 100,000",
    "reading": "reading a calendar file of 100,000 events",
    "importing": "importing such a file into a new database, pauses of the Qt loop",
    "recurring": "50,000 events of which 5,000 recur",
    "packaged": "start of the packaged program beside the one run from source",
    "idle": "processor time while nothing is due",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmarks named, or all; 1 when one of them could not be carried out."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description="\n".join(f"{name:10} {words}" for name, words in NAMES.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="which to run (all)")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds")
    arguments = parser.parse_args(argv)
    unknown = [name for name in arguments.names if name not in NAMES]
    if unknown:
        parser.error(f"no benchmark is called {unknown[0]!r}; there are: {', '.join(NAMES)}")
    print(_machine(), flush=True)
    done: list[Section] = []
    failed = False
    with working_place(quick=arguments.quick) as place:
        for name in arguments.names or NAMES:
            sections = _run(name, place)
            failed = failed or sections is None
            done += sections or []
    print(f"\n{summary(done)}")
    return 1 if failed else 0


def _run(name: str, place: Place) -> list[Section] | None:
    """The sections of one benchmark, printed; None when it failed."""
    say(name)
    begin = time.monotonic()
    try:
        measure = importlib.import_module(f"tests.benchmarks.{name}").measure
        sections: list[Section] = measure(place)
    except Exception as error:
        print(f"\n{name}: NOT MEASURED: {type(error).__name__}: {error}", flush=True)
        return None
    for section in sections:
        print(f"\n{table(section)}", flush=True)
    say(f"{name} took {time.monotonic() - begin:.0f} s")
    return sections


def _machine() -> str:
    from PySide6 import __version__ as qt

    load = "/".join(f"{each:.1f}" for each in os.getloadavg())
    return (
        f"EventDesk benchmarks: Python {platform.python_version()}, Qt {qt}, "
        f"SQLite {sqlite3.sqlite_version}, {os.cpu_count()} processors ({_processor()}), "
        f"load {load}\nMedian (least..greatest of the rounds)."
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((each.partition(": ")[2] for each in lines if each.startswith("model name")), "?")


if __name__ == "__main__":
    sys.exit(main())
