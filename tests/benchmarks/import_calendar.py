"""Import a calendar file beside a beating Qt event loop: python -m ... FILE HOME.

Prints one line of JSON: `events`, the seconds of `read`, `look` and `write`, and the longest gaps
in s between two beats of the loop while nothing went on (`calm`), while the file was read, and
while it was imported (`reading`, `writing`).
"""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

# Helping processes import this module anew: what they do not need is imported later.
if TYPE_CHECKING:
    from eventdesk.services.desk import Desk

BEAT_MS = 10
CALM_S = 5.0
_ZONE = ZoneInfo("Europe/Berlin")


class Worker(threading.Thread):
    """Does what the window does on its own thread for slow work; `found` tells how that went.

    `part` is the name of what goes on: 'calm', 'reading', 'writing', or 'end'.
    """

    def __init__(self, desk: Desk, path: Path) -> None:
        super().__init__(name="import", daemon=True)
        self._desk = desk
        self._path = path
        self.part = "calm"
        self.found: dict[str, float] = {}

    def run(self) -> None:
        """Wait for a while, then read, look ahead, and import."""
        try:
            time.sleep(CALM_S)
            self._work()
        finally:
            self.part = "end"

    def _work(self) -> None:
        from eventdesk.services.collecting import set_aside, take_back, without_collecting

        self.part = "reading"
        begin = time.perf_counter()
        with without_collecting():
            from eventdesk.interchange.read import read

            result = read([self._path], local_zone=_ZONE)
            set_aside()
        read_at = time.perf_counter()
        self.part = "writing"
        self._desk.importing.preview(result, "personal")
        looked_at = time.perf_counter()
        counts = self._desk.importing.run(result, calendar="personal", source=self._path.name)
        end = time.perf_counter()
        take_back()
        self.found = {
            "events": counts.added,
            "read": read_at - begin,
            "look": looked_at - read_at,
            "write": end - looked_at,
        }


def main() -> None:
    """Import, and tell."""
    from tests.benchmarks.service_desk import opened_desk

    with opened_desk(Path(sys.argv[2])) as (desk, _):
        worker = Worker(desk, Path(sys.argv[1]))
        gaps = _beat_beside(worker)
    if not worker.found:
        raise SystemExit("The import failed.")
    print(json.dumps({**worker.found, **gaps}), flush=True)


def _beat_beside(worker: Worker) -> dict[str, float]:
    """The longest gap (s) between two beats during each part of the work."""
    from PySide6.QtCore import QCoreApplication, Qt, QTimer

    application = QCoreApplication(sys.argv[:1])
    gaps: dict[str, float] = {}
    last, before = time.perf_counter(), worker.part

    def beat() -> None:
        nonlocal last, before
        now, part = time.perf_counter(), worker.part
        # A gap in which one part gave way to the next counts for both.
        for each in {before, part} - {"end"}:
            gaps[each] = max(gaps.get(each, 0.0), now - last)
        last, before = now, part
        if part == "end":
            application.quit()

    timer = QTimer(application)
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(beat)
    timer.start(BEAT_MS)
    worker.start()
    application.exec()
    worker.join()
    return gaps


if __name__ == "__main__":
    main()
