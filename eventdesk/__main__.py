"""The way in: arguments lead to the window or to the command line."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from eventdesk.paths import Paths

_OPENS_WINDOW = (".ics", ".ical", ".ifb", ".icalendar")


def main(argv: Sequence[str] | None = None) -> int:
    """Run EventDesk; the exit code. Without arguments, or with calendar files, the window."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if wants_window(arguments):
        return main_gui(arguments)
    from eventdesk import cli
    from eventdesk.app.terminal import Terminal

    return cli.main(arguments, Terminal(Paths.from_environment()))


def main_gui(argv: Sequence[str] | None = None) -> int:
    """Run the window; the exit code."""
    from eventdesk.app.window import run_window

    arguments = list(sys.argv[1:] if argv is None else argv)
    return run_window(Paths.from_environment(), arguments)


def wants_window(arguments: Sequence[str]) -> bool:
    """True when nothing, a calendar file, a link or --hidden is given."""
    return all(
        each == "--hidden"
        or each.startswith("eventdesk:")
        or Path(each).suffix.lower() in _OPENS_WINDOW
        for each in arguments
    )


if __name__ == "__main__":
    sys.exit(main())
