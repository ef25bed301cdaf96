"""The whole program, with a pulse on its main thread and a notifier that takes everything.

Usage: python -m tests.benchmarks.eventdesk_with_pulse PAUSES_FILE
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from eventdesk.__main__ import main_gui
from eventdesk.app import outside
from eventdesk.services.ports import Notifier
from eventdesk.system.clock import SystemClock
from tests.benchmarks.pulse import Pulse
from tests.benchmarks.service_desk import StampingNotifier


def main() -> int:
    """Run the program; the pulse beats while its event loop runs."""
    run = QApplication.exec
    pauses = Path(sys.argv[1])

    def run_with_pulse(*application: Any) -> int:
        pulse = Pulse(pauses)
        result: int = run()
        del pulse
        return result

    def notifier(*parts: Any) -> Notifier:
        return StampingNotifier(SystemClock())

    QApplication.exec = run_with_pulse  # type: ignore[method-assign,assignment]
    outside.desktop_notifier = notifier
    return main_gui([])


if __name__ == "__main__":
    sys.exit(main())
