"""The floor of a start: a process with a bare Qt window and an empty table, and nothing else.

Usage: python bare_window.py TRACE_FILE
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView, QWidget


class Table(QTableView):
    """A table that writes to `trace` when it was first painted."""

    def __init__(self, trace: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self._trace: Path | None = trace

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint; the first time, tell."""
        super().paintEvent(event)
        if self._trace is not None:
            with self._trace.open("a") as trace:
                trace.write(f"shown {time.time():.6f}\n")
            self._trace = None


def main() -> int:
    """Show the window until the process is ended."""
    application = QApplication(sys.argv[:1])
    window = QMainWindow()
    window.setCentralWidget(Table(Path(sys.argv[1]), window))
    window.resize(1000, 640)
    window.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
