"""`import` and `export`: iCalendar files."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from uuid import uuid4

import click

from eventdesk.cli.connect import Connect
from eventdesk.cli.output import print_json, printable, say
from eventdesk.domain.calendar import PERSONAL, Calendar, checked_calendar
from eventdesk.domain.errors import CalendarNotFound, InvalidInput, StorageFailure
from eventdesk.services.desk import Desk
from eventdesk.services.imports import ImportCounts, ImportResult, Skipped

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EIO)
SHOWN_NOTES = 20


@click.command("import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--calendar", metavar="NAME", help="Put new events there; made if it is new.")
@click.option("--dry-run", is_flag=True, help="Only tell what would happen.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts and what was skipped.")
@click.pass_obj
def import_command(
    connect: Connect, files: tuple[str, ...], calendar: str | None, dry_run: bool, as_json: bool
) -> None:
    """Read events from iCalendar files (.ics); - reads standard input.

    Events that are known already (by their UID) are brought up to date, never doubled. An
    event that cannot be read is skipped and reported with its line; the rest is kept. All
    of it is one step, which the window can undo.

    \b
      eventdesk import calendar.ics holidays.ics
      eventdesk import work.ics --calendar Work
      eventdesk import calendar.ics --dry-run
    """
    sources = [sys.stdin.buffer.read() if each == "-" else Path(each) for each in files]
    with connect.desk() as desk:
        result = connect.read_calendars(sources, local_zone=desk.clock.zone())
        if not result.calendars:
            raise _no_calendar(files, result)
        target = _target(desk, calendar, result)
        if dry_run:
            where = target if isinstance(target, str) else target.id
            found = desk.importing.preview(result, where)
            counts = ImportCounts(
                found.new, found.changed, found.unchanged, found.older, restored=found.in_trash
            )
        else:
            counts = desk.importing.run(result, calendar=target, source=_source(files))
    if as_json:
        told: dict[str, object] = {"added": counts.added, "updated": counts.updated}
        told |= {"unchanged": counts.unchanged + counts.older}
        told |= {"skipped": [asdict(each) for each in result.skipped]}
        # Further keys are there only where they say something.
        more = {"older": counts.older, "restored": counts.restored, "dry_run": dry_run}
        told |= {name: value for name, value in more.items() if value}
        print_json(told)
    else:
        _print_counts(counts, result, "Would import" if dry_run else "Imported")


@click.command("export")
@click.argument("file", metavar="FILE")
@click.argument("event_ids", metavar="[ID]...", nargs=-1)
@click.option("--calendar", metavar="NAME", help="Write the events of this calendar.")
@click.pass_obj
def export_command(
    connect: Connect, file: str, event_ids: tuple[str, ...], calendar: str | None
) -> None:
    """Write events to an iCalendar file, all of them or those given; - is standard output.

    The file holds everything EventDesk keeps of an event, and other calendars read it too.
    An existing FILE is replaced, once the new one is written whole.

    \b
      eventdesk export backup.ics
      eventdesk export work.ics --calendar Work
      eventdesk export dentist.ics 3f2a91c0
    """
    if event_ids and calendar is not None:
        raise InvalidInput.of(
            "calendar", "Events and a calendar are both given.", "Give events or a calendar."
        )
    with connect.desk() as desk:
        if event_ids:
            events = desk.exporting.chosen([desk.events.get(each).id for each in event_ids])
        else:
            events = desk.exporting.all(_known(desk, calendar).id if calendar is not None else "")
        data = connect.write_calendar(events)
    if file == "-":
        sys.stdout.buffer.write(data)
        return
    _write_whole(Path(file), data)
    words = "1 event" if len(events) == 1 else f"{len(events)} events"
    click.echo(f"Exported {words} to {printable(file)}")


def _known(desk: Desk, name: str) -> Calendar:
    try:
        return desk.calendars.named(name)
    except CalendarNotFound as error:
        names = ", ".join(each.name for each in desk.calendars.all())
        raise InvalidInput.of("calendar", error.problem, f"There are: {names}.") from None


def _target(desk: Desk, name: str | None, result: ImportResult) -> str | Calendar:
    """Where new events go; a calendar that is still to be made is made with them."""
    if name is None:
        return PERSONAL
    try:
        found = desk.calendars.named(name)
    except CalendarNotFound:
        colour = result.colour or desk.calendars.free_colour()
        return checked_calendar(Calendar(id=str(uuid4()), name=name, colour=colour))
    if found.read_only:
        raise InvalidInput.of(
            "calendar",
            f"“{found.name}” takes no events: its own come from elsewhere.",
            "Choose another calendar.",
        )
    return found.id


def _source(files: tuple[str, ...]) -> str:
    first = "standard input" if files[0] == "-" else Path(files[0]).name
    return first if len(files) == 1 else f"{first} and {len(files) - 1} more"


def _no_calendar(files: tuple[str, ...], result: ImportResult) -> InvalidInput:
    reason = result.skipped[0].reason if result.skipped else "There is no calendar in it."
    return InvalidInput.of(
        "file",
        f"{', '.join(files)}: {reason}",
        "Give a file in iCalendar format; such files usually end in .ics.",
    )


def _print_counts(counts: ImportCounts, result: ImportResult, verb: str) -> None:
    parts = [f"{counts.added} added", f"{counts.updated} updated", f"{counts.unchanged} unchanged"]
    if counts.older:
        parts.append(f"{counts.older} older than here")
    if counts.restored:
        parts.append(f"{counts.restored} of them back from the trash")
    if result.skipped:
        parts.append(f"{len(result.skipped)} skipped")
    click.echo(f"{verb}: {', '.join(parts)}")
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
