"""The `eventdesk` command: its subcommands, and failures as exit codes."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from io import TextIOWrapper
from typing import Any

import click

from eventdesk import __version__
from eventdesk.cli.connect import Connect
from eventdesk.domain.errors import (
    EventDeskError,
    EventNotFound,
    InvalidInput,
    LedgerRowNotFound,
    SettingsFailure,
    StorageFailure,
    UnfitSettings,
)

BAD_INPUT, NOT_FOUND, STORAGE, INTERRUPTED = 2, 3, 4, 130

HELP = """Reminders that are never lost, never doubled and never late.

Without a command, or with calendar files or links, EventDesk opens its window.

\b
  eventdesk add "Dentist" --start 2026-11-27T14:30 --duration 45m --remind 1h
  eventdesk next
  eventdesk list --from 2026-11-27 --to 2026-12-04

Times are ISO 8601. One without an offset is local time, or that of --zone.

\b
Exit codes: 0 done, 2 something in the input is wrong (and what to write
instead), 3 no such event, 4 the database or the settings cannot be used.
EVENTDESK_HOME=DIR keeps data, settings and logs together in one folder."""

# Name: module, and the line in the list of commands; help needs no module imported.
COMMANDS = {
    "add": ("add_edit", "Create an event with its reminders."),
    "list": ("listing", "List events, by start."),
    "show": ("event_commands", "Show everything about an event."),
    "edit": ("add_edit", "Change an event: only what you give."),
    "delete": ("event_commands", "Delete events; restore brings them back."),
    "restore": ("event_commands", "Bring deleted events back."),
    "occurrences": ("listing", "List when an event happens."),
    "next": ("reminder_commands", "Tell what will be reminded next."),
    "log": ("reminder_commands", "List past reminders and what became of each."),
    "snooze": ("reminder_commands", "Be reminded again later."),
    "dismiss": ("reminder_commands", "End a reminder."),
    "import": ("calendar_commands", "Read events from iCalendar files."),
    "export": ("calendar_commands", "Write events to an iCalendar file."),
    "calendars": ("calendars_command", "List, add, change, switch and remove calendars."),
    "subscribe": ("subscription_commands", "Fetch a calendar from the web, again and again."),
    "refresh": ("subscription_commands", "Fetch subscribed calendars now."),
    "config": ("config_command", "Show or change settings."),
    "service": ("house_commands", "Deliver reminders without a window."),
    "doctor": ("doctor_command", "Check everything that reminders depend on."),
    "backup": ("safety_commands", "Copy the database to a safe file."),
    "restore-backup": ("safety_commands", "Go back to a backup."),
    "salvage": ("safety_commands", "Save what can be read of a damaged database."),
    "self-test": ("house_commands", "Try out this installation, away from your data."),
}


class Commands(click.Group):
    """A group that imports the module of a command only when the command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the help text."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, or None when there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"eventdesk.cli.{COMMANDS[cmd_name][0]}")
        name = cmd_name.replace("-", "_")
        command: click.Command = getattr(module, f"{name}_command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with the nearest name where there is no such command."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            close = get_close_matches(args[0], COMMANDS, n=1)
            remedy = f"Did you mean {close[0]}?" if close else "See eventdesk --help."
            raise click.UsageError(f"There is no command {args[0]!r}. {remedy}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


@click.group(cls=Commands, help=HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(
    __version__, "-V", "--version", prog_name="EventDesk", message="%(prog)s %(version)s"
)
def program() -> None:
    """All commands."""


def main(argv: Sequence[str], connect: Connect) -> int:
    """Run one command line (without the program's name) and return its exit code.

    Results go to stdout, everything else to stderr. Only bugs raise.
    """
    _never_fail_on_odd_characters()
    try:
        outcome: Any = program.main(
            args=list(argv), prog_name="eventdesk", standalone_mode=False, obj=connect
        )
        sys.stdout.flush()
    except click.ClickException as error:
        return _usage_failed(error)
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has gone (`| head`): whatever is left must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except EventDeskError as error:
        return _failed(error)
    return outcome if isinstance(outcome, int) else 0


def _failed(error: EventDeskError) -> int:
    from eventdesk.cli.output import say

    if isinstance(error, InvalidInput):
        for problem in error.problems:
            say(f"{problem.field}: {problem}")
        return BAD_INPUT
    if isinstance(error, (EventNotFound, LedgerRowNotFound)):
        say(f"{error.problem}: {error.remedy[:1].lower()}{error.remedy[1:]}")
        return NOT_FOUND
    say(str(error))
    if isinstance(error, UnfitSettings):
        say(f"It is replaced by: eventdesk config {next(iter(error.unfit))} VALUE")
    return STORAGE if isinstance(error, (StorageFailure, SettingsFailure)) else BAD_INPUT


def _usage_failed(error: click.ClickException) -> int:
    from eventdesk.cli.output import say

    context = getattr(error, "ctx", None)
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return BAD_INPUT
    say(error.format_message())
    if context is not None:
        click.echo(f"{context.get_usage()}\nSee {context.command_path} --help.", err=True)
    return BAD_INPUT


def _never_fail_on_odd_characters() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
