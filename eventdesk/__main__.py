"""The way in: arguments lead to the window or to the command line."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence

from eventdesk.paths import Paths


def main(argv: Sequence[str] | None = None) -> int:
    """Run EventDesk; the exit code. Without arguments, or with calendar files or links, the
    window."""
    from eventdesk.app.start_request import take_home, wants_window

    arguments = take_home(sys.argv[1:] if argv is None else argv)
    if wants_window(arguments):
        from eventdesk.app.window import run_window

        return run_window(Paths.from_environment(), arguments)
    from eventdesk import cli
    from eventdesk.app.terminal import Terminal

    paths = Paths.from_environment()
    try:
        return cli.main(arguments, Terminal(paths))
    except Exception as error:  # noqa: BLE001 - a person can do nothing with a traceback
        return _apologise(paths, error)


def main_gui(argv: Sequence[str] | None = None) -> int:
    """Run EventDesk without a console, where systems tell the two apart; the exit code."""
    return main(argv)


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


if __name__ == "__main__":
    if getattr(sys, "frozen", False) and "multiprocessing" in sys.modules:
        # A worker process begins (.ci/installers/frozen_start.py).
        sys.modules["multiprocessing"].freeze_support()
    sys.exit(main())
