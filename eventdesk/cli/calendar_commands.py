"""`import` and `export`: iCalendar files."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import click

from eventdesk.cli.connect import Connect
from eventdesk.cli.output import print_json, printable, say
from eventdesk.domain.errors import InvalidInput, StorageFailure
from eventdesk.services.imports import ImportCounts, ImportResult, Skipped

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EIO)
SHOWN_NOTES = 20


@click.command("import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print the counts and what was skipped.")
@click.pass_obj
def import_command(connect: Connect, files: tuple[str, ...], as_json: bool) -> None:
    """Read events from iCalendar files (.ics); - reads standard input.

    Events that are known already (by their UID) are brought up to date, never doubled. An
    event that cannot be read is skipped and reported with its line; the rest is kept.

    \b
      eventdesk import calendar.ics holidays.ics
      eventdesk import calendar.ics --json
    """
    sources = [sys.stdin.buffer.read() if each == "-" else Path(each) for each in files]
    with connect.desk() as desk:
        result = connect.read_calendars(sources, local_zone=desk.clock.zone())
        if not result.calendars:
            raise _no_calendar(files, result)
        counts = desk.events.import_events(result.events)
    if as_json:
        print_json({**asdict(counts), "skipped": [asdict(each) for each in result.skipped]})
    else:
        _print_counts(counts, result)


@click.command("export")
@click.argument("file", metavar="FILE")
@click.argument("event_ids", metavar="[ID]...", nargs=-1)
@click.pass_obj
def export_command(connect: Connect, file: str, event_ids: tuple[str, ...]) -> None:
    """Write events to an iCalendar file, all of them or those given; - is standard output.

    The file holds everything EventDesk keeps of an event, and other calendars read it too.
    An existing FILE is replaced, once the new one is written whole.

    \b
      eventdesk export backup.ics
      eventdesk export dentist.ics 3f2a91c0
    """
    with connect.desk() as desk:
        if event_ids:
            found = [desk.events.get(each) for each in event_ids]
            events = list({event.id: event for event in found}.values())
        else:
            events = list(desk.events.all())
        data = connect.write_calendar(events)
    if file == "-":
        sys.stdout.buffer.write(data)
        return
    _write_whole(Path(file), data)
    words = "1 event" if len(events) == 1 else f"{len(events)} events"
    click.echo(f"Exported {words} to {printable(file)}")


def _no_calendar(files: tuple[str, ...], result: ImportResult) -> InvalidInput:
    reason = result.skipped[0].reason if result.skipped else "There is no calendar in it."
    return InvalidInput.of(
        "file",
        f"{', '.join(files)}: {reason}",
        "Give a file in iCalendar format; such files usually end in .ics.",
    )


def _print_counts(counts: ImportCounts, result: ImportResult) -> None:
    parts = [f"{counts.added} added", f"{counts.updated} updated", f"{counts.unchanged} unchanged"]
    if result.skipped:
        parts.append(f"{len(result.skipped)} skipped")
    click.echo(f"Imported: {', '.join(parts)}")
    for each in result.skipped:
        say(f"{_place(each)}: skipped: {each.reason}")
    for note in result.notes[:SHOWN_NOTES]:
        say(f"{note.file}, line {note.line}: {note.words}")
    if len(result.notes) > SHOWN_NOTES:
        say(f"… and {len(result.notes) - SHOWN_NOTES} more remarks of this kind.")


def _place(skipped: Skipped) -> str:
    place = f"{skipped.file}, line {skipped.line}"
    return f"{place} ({skipped.uid})" if skipped.uid else place


def _write_whole(path: Path, data: bytes) -> None:
    """Write beside `path` and put it in place, so that a failure leaves the old file alone."""
    if path.exists() and not path.is_file():
        _write_through(path, data)
        return
    target = path.resolve()
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name[:80]}.", dir=target.parent)
    except OSError as error:
        raise _unwritable(path, error) from None
    half = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        half.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
        half.replace(target)
    except OSError as error:
        with suppress(OSError):
            half.unlink()
        raise _unwritable(path, error) from None


def _write_through(path: Path, data: bytes) -> None:
    """Write into something that is no plain file, such as a pipe."""
    try:
        path.write_bytes(data)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _unwritable(path, error) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _unwritable(path: Path, error: OSError) -> InvalidInput | StorageFailure:
    reason = error.strerror or str(error)
    if error.errno in FULL:
        return StorageFailure(
            f"{path} cannot be written: {reason}.", "Make room on the disk and export again."
        )
    return InvalidInput.of(
        "file", f"{path} cannot be written: {reason}.", "Choose another file or folder."
    )
