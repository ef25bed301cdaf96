"""`service` and `self-test`."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import click

from eventdesk.cli.connect import Connect
from eventdesk.cli.doctor_command import JSON, print_checks
from eventdesk.cli.output import say

FAILED = 1


@click.command("service")
@click.pass_obj
def service_command(connect: Connect) -> None:
    """Deliver reminders without a window, until Ctrl+C, SIGTERM or SIGHUP.

    Beside a running window it does no harm: each reminder is still delivered once.
    """
    stop = threading.Event()
    with _stopped_by_signals(stop):
        connect.service(stop, lambda: say("Reminders are on. Ctrl+C ends this."))


@click.command("self-test")
@JSON
@click.pass_obj
def self_test_command(connect: Connect, as_json: bool) -> int:
    """Try out this installation: database, reminder, notification, window, files.

    It works in scratch folders, touches none of your data and leaves nothing behind. On a
    desktop a notification comes up for a moment. The exit code is 1 when something failed.
    """
    checks = connect.self_test()
    print_checks(checks, as_json=as_json)
    return 0 if all(each.ok for each in checks) else FAILED


@contextmanager
def _stopped_by_signals(stop: threading.Event) -> Iterator[None]:
    def handle(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            # A person is impatient; a session that ends sends several signals at once.
            if number == signal.SIGINT:
                raise KeyboardInterrupt
            return
        # Not set() itself: the main thread may hold the event's lock right now.
        threading.Thread(target=stop.set).start()

    names = ("SIGTERM", "SIGINT", "SIGHUP")
    known = [getattr(signal, name) for name in names if hasattr(signal, name)]
    # What is ignored from the start (nohup) stays ignored.
    wanted = [each for each in known if signal.getsignal(each) != signal.SIG_IGN]
    before = [signal.signal(each, handle) for each in wanted]
    try:
        yield
    finally:
        for each, handler in zip(wanted, before, strict=True):
            signal.signal(each, handler)
