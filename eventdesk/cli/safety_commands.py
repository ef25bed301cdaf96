"""`backup`, `restore-backup` and `salvage`."""

from __future__ import annotations

from pathlib import Path

import click

from eventdesk.cli.connect import Connect
from eventdesk.cli.output import printable
from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.safety import Replaced


@click.command("backup")
@click.pass_obj
def backup_command(connect: Connect) -> None:
    """Copy the database to a file of its own, while EventDesk may be running.

    EventDesk does so by itself once a day. Prints the file's path; `eventdesk
    restore-backup FILE` goes back to it.
    """
    click.echo(str(connect.backup()))


@click.command("restore-backup")
@click.argument("file", metavar="[FILE]", required=False)
@click.pass_obj
def restore_backup_command(connect: Connect, file: str | None) -> None:
    """Put a backup in place of the database: FILE, or the newest good one.

    What was there is kept beside it under another name, which is told.
    """
    if file is not None and not Path(file).is_file():
        raise InvalidInput.of(
            "file",
            f"There is no file {file}.",
            "Give a file that `eventdesk backup` has made.",
        )
    done = connect.restore_backup(None if file is None else Path(file))
    click.echo(f"Restored: {printable(str(done.source))}")
    _tell_kept(done)


@click.command("salvage")
@click.option("--empty", is_flag=True, help="Read nothing; begin with an empty database.")
@click.pass_obj
def salvage_command(connect: Connect, empty: bool) -> None:
    """Make a fresh database of whatever can be read of a damaged one.

    The damaged file is kept beside it under another name, which is told.
    """
    if empty:
        click.echo("Begun with an empty database.")
        _tell_kept(connect.start_empty())
        return
    saved = connect.salvage()
    click.echo(str(saved))
    _tell_kept(Replaced(saved.kept))


def _tell_kept(done: Replaced) -> None:
    if done.kept is not None:
        click.echo(f"What was there is kept as {printable(str(done.kept))}")
