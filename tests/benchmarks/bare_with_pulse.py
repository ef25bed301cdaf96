"""A bare window whose process does the burst with plain sqlite3 in a thread, and its pulse.

Usage: python -m tests.benchmarks.bare_with_pulse PAUSES_FILE

Waits for the due instant, in us since 1970, in the file go.txt beside PAUSES_FILE.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

from PySide6.QtWidgets import QApplication, QMainWindow

from tests.benchmarks import raw_reminders
from tests.benchmarks.bare_window import Table
from tests.benchmarks.pulse import Pulse
from tests.benchmarks.sample_events import SECOND


def main() -> int:
    """Show the window, beat, and do the job when told, until the process is ended."""
    pauses = Path(sys.argv[1])
    go = pauses.with_name("go.txt")
    go.unlink(missing_ok=True)
    database = Path(os.environ["EVENTDESK_HOME"]) / "eventdesk.db"
    application = QApplication(sys.argv[:1])
    window = QMainWindow()
    window.setCentralWidget(Table(Path(os.environ["EVENTDESK_TRACE_START"]), window))
    window.resize(1000, 640)
    window.show()
    threading.Thread(target=_burst, args=(go, database), daemon=True).start()
    pulse = Pulse(pauses)
    result = application.exec()
    del pulse
    return result


def _burst(go: Path, database: Path) -> None:
    while not go.exists() or not go.read_text():
        time.sleep(0.1)
    due = int(go.read_text())
    time.sleep(max(0.0, due / SECOND - time.time()))
    raw_reminders.all_at_once(database, due)


if __name__ == "__main__":
    sys.exit(main())
