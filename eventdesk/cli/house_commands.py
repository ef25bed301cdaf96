"""`service`, `doctor`, `backup`, `restore-backup` and `self-test`."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click

from eventdesk.cli.connect import Connect
from eventdesk.cli.output import columns_of, print_json, printable, say
from eventdesk.domain.errors import InvalidInput
from eventdesk.services.health import Check

FAILED, STORAGE = 1, 4
STORAGE_CHECKS = frozenset({"database", "settings", "storage"})
JSON = click.option(
    "--json", "as_json", is_flag=True, help="Print a JSON list of {name, ok, detail, remedy}."
)


@click.command("service")
@click.pass_obj
def service_command(connect: Connect) -> None:
    """Deliver reminders without a window, until Ctrl+C or SIGTERM.

    Beside a running window it does no harm: each reminder is still delivered once.
    """
    stop = threading.Event()
    with _stopped_by_signals(stop):
        say("Reminders are on. Ctrl+C ends this.")
        connect.service(stop)


@click.command("doctor")
@JSON
@click.pass_obj
def doctor_command(connect: Connect, as_json: bool) -> int:
    """Check everything that reminders depend on, and say what to do about the rest.

    The exit code is 4 when the database or the settings cannot be used, otherwise 0:
    what is not well is told, and EventDesk works around it as well as it can.
    """
    checks = connect.doctor()
    _print(checks, as_json=as_json)
    broken = any(not each.ok and each.name.lower() in STORAGE_CHECKS for each in checks)
    return STORAGE if broken else 0


@click.command("backup")
@click.pass_obj
def backup_command(connect: Connect) -> None:
    """Copy the database to a file of its own, while EventDesk may be running.

    Prints the file's path; `eventdesk restore-backup FILE` goes back to it.
    """
    click.echo(str(connect.backup()))


@click.command("restore-backup")
@click.argument("file", metavar="FILE")
@click.pass_obj
def restore_backup_command(connect: Connect, file: str) -> None:
    """Put a backup in place of the database. What was there is kept beside it."""
    path = Path(file)
    if not path.is_file():
        raise InvalidInput.of(
            "file",
            f"There is no file {file}.",
            "Give a file that `eventdesk backup` has made.",
        )
    connect.restore_backup(path)
    click.echo(f"Restored: {printable(file)}")


@click.command("self-test")
@JSON
@click.pass_obj
def self_test_command(connect: Connect, as_json: bool) -> int:
    """Try out this installation: an event, its reminder, the ledger.

    It works in a scratch folder and touches none of your data. The exit code is 1 when
    something failed.
    """
    checks = connect.self_test()
    _print(checks, as_json=as_json)
    return 0 if all(each.ok for each in checks) else FAILED


@contextmanager
def _stopped_by_signals(stop: threading.Event) -> Iterator[None]:
    def handle(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        # Not set() itself: the main thread may hold the event's lock right now.
        threading.Thread(target=stop.set).start()

    wanted = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(each, handle) for each in wanted]
    try:
        yield
    finally:
        for each, handler in zip(wanted, before, strict=True):
            signal.signal(each, handler)


def _print(checks: Sequence[Check], *, as_json: bool) -> None:
    if as_json:
        print_json(
            [
                {"name": each.name, "ok": each.ok, "detail": each.detail, "remedy": each.remedy}
                for each in checks
            ]
        )
        return
    width = max((columns_of(each.name) for each in checks), default=0)
    for each in checks:
        gap = " " * (width - columns_of(each.name))
        state = "ok     " if each.ok else "PROBLEM"
        click.echo(f"{state}  {printable(each.name)}{gap}  {printable(each.detail)}".rstrip())
        if not each.ok and each.remedy:
            click.echo(f"{' ' * (11 + width)}{printable(each.remedy)}")
    problems = sum(not each.ok for each in checks)
    if problems:
        click.echo(f"\n{problems} of {len(checks)} checks found a problem.")
    else:
        click.echo("\nAll is well.")
