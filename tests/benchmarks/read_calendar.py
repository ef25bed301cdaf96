"""Read a calendar file and tell how that went: python -m ... FILE eventdesk|icalendar.

Prints one line of JSON: `events`, `seconds`, and the peaks of memory in bytes of this process
(`peak`) and of the largest one that it started (`peak_each`).
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.benchmarks.process_memory import peak_memory


def main() -> None:
    path, reader = Path(sys.argv[1]), sys.argv[2]
    begin = time.perf_counter()
    events = _eventdesk(path) if reader == "eventdesk" else _icalendar(path)
    seconds = time.perf_counter() - begin
    own = peak_memory(os.getpid())[os.getpid()]
    others = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    found = {"events": events, "seconds": seconds, "peak": own, "peak_each": others}
    print(json.dumps(found), flush=True)


def _eventdesk(path: Path) -> int:
    from eventdesk.interchange.read import read

    return len(read([path], local_zone=ZoneInfo("Europe/Berlin")).events)


def _icalendar(path: Path) -> int:
    from icalendar import Calendar

    return len(Calendar.from_ical(path.read_bytes()).events)


if __name__ == "__main__":
    main()
