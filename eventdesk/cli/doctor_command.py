"""`doctor`, and how checks are printed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from eventdesk.cli.connect import Connect
from eventdesk.cli.output import columns_of, print_json, printable, say
from eventdesk.services.health import Check

STORAGE = 4
STORAGE_CHECKS = frozenset({"database", "settings", "services"})
JSON = click.option(
    "--json", "as_json", is_flag=True, help="Print a JSON list of {name, ok, detail, remedy}."
)


@click.command("doctor")
@JSON
@click.option(
    "--test", is_flag=True, help="Show a test notification and log in to the mail server."
)
@click.option(
    "--save",
    metavar="FILE",
    help="Also write a zip file to report a problem with: no secrets, no event texts.",
)
@click.pass_obj
def doctor_command(connect: Connect, as_json: bool, test: bool, save: str | None) -> int:
    """Check everything that reminders depend on, and say what to do about the rest.

    The exit code is 4 when the database or the settings cannot be used, otherwise 0:
    what is not well is told, and EventDesk works around it as well as it can.
    """
    checks = connect.doctor(test=test)
    print_checks(checks, as_json=as_json)
    if save:
        connect.save_diagnostics(Path(save), checks)
        say(f"Diagnostics are in {save}. Look into the file before you pass it on.")
    broken = any(not each.ok and each.name.lower() in STORAGE_CHECKS for each in checks)
    return STORAGE if broken else 0


def print_checks(checks: Sequence[Check], *, as_json: bool) -> None:
    """Print checks as a JSON list, or a line each with the remedy below what is not well."""
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
        state = "PROBLEM" if not each.ok else "note   " if each.notice else "ok     "
        click.echo(f"{state}  {printable(each.name)}{gap}  {printable(each.detail)}".rstrip())
        if each.remedy:
            click.echo(f"{' ' * (11 + width)}{printable(each.remedy)}")
    problems = sum(not each.ok for each in checks)
    if problems:
        click.echo(f"\n{problems} of {len(checks)} checks found a problem.")
    else:
        click.echo("\nAll is well.")
