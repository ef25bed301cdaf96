"""The way in: arguments lead to the window or to the command line."""

from __future__ import annotations

import logging
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

    paths = Paths.from_environment()
    try:
        return cli.main(arguments, Terminal(paths))
    except Exception as error:  # noqa: BLE001 - a person can do nothing with a traceback
        return _apologise(paths, error)


def main_gui(argv: Sequence[str] | None = None) -> int:
    """Run the window; the exit code."""
    from eventdesk.app.window import run_window

    arguments = list(sys.argv[1:] if argv is None else argv)
    return run_window(Paths.from_environment(), arguments)


def _apologise(paths: Paths, error: Exception) -> int:
    """Put the traceback where it helps, and tell where; 70 as in sysexits.h."""
    from eventdesk import logs

    if paths.log.is_dir():
        logs.configure(paths, stderr=False)
        logging.getLogger(__name__).critical("a command failed", exc_info=error)
    print(
        f"eventdesk: Something unexpected went wrong ({type(error).__name__}). "
        f"Run 'eventdesk doctor'; the details are in {paths.log_file}.",
        file=sys.stderr,
    )
    return 70


def wants_window(arguments: Sequence[str]) -> bool:
    """True when nothing, a calendar file, a link or --hidden is given."""
    return all(
        each == "--hidden"
        or each.startswith("eventdesk:")
        or Path(each).suffix.lower() in _OPENS_WINDOW
        for each in arguments
    )


if __name__ == "__main__":
    if getattr(sys, "frozen", False):  # here a process begins that helps to read a large calendar
        from multiprocessing import freeze_support

        freeze_support()
    sys.exit(main())
