"""The command line as data, read from click: for the manual and the completions of shells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from inspect import cleandoc

import click


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An option; `value` names what it takes, '' for a switch, whose opposite is in `off`."""

    names: tuple[str, ...]
    off: tuple[str, ...] = ()
    value: str = ""
    choices: tuple[str, ...] = ()
    meaning: str = ""

    @property
    def gist(self) -> str:
        """The first sentence of what it means."""
        return self.meaning.split(". ")[0].rstrip(".")


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command or subcommand, with what it takes.

    `path` begins with the program's name. `arguments` are the names of what is given by
    place, such as FILE; those in `repeated` may be given again and again. `text` is the help
    as click keeps it: paragraphs, verbatim ones behind a backspace.
    """

    path: tuple[str, ...]
    usage: str
    text: str
    summary: str
    options: tuple[Option, ...]
    arguments: tuple[str, ...]
    repeated: tuple[str, ...]
    commands: tuple[Command, ...]

    @property
    def name(self) -> str:
        """What is typed last to reach it."""
        return self.path[-1]

    def walk(self) -> Iterator[Command]:
        """This command and all below, in order."""
        yield self
        for each in self.commands:
            yield from each.walk()


def read_commands(program: click.Command, name: str) -> Command:
    """The whole tree of `program`, which is called `name`."""
    return _read(program, (name,), None)


def _read(command: click.Command, path: tuple[str, ...], above: click.Context | None) -> Command:
    context = click.Context(command, above, info_name=path[-1], **command.context_settings)
    parts = command.get_params(context)
    group = command if isinstance(command, click.Group) else None
    places = [each for each in parts if isinstance(each, click.Argument)]
    names = group.list_commands(context) if group else []
    below = [group.get_command(context, each) for each in names] if group else []
    return Command(
        path=path,
        usage=" ".join(command.collect_usage_pieces(context)),
        text=cleandoc(command.help or ""),
        summary=command.get_short_help_str(limit=200).rstrip("."),
        options=tuple(_option(each, context) for each in parts if isinstance(each, click.Option)),
        arguments=tuple(_name(each, context) for each in places),
        repeated=tuple(_name(each, context) for each in places if each.nargs < 0),
        commands=tuple(_read(each, (*path, each.name or ""), context) for each in below if each),
    )


def _name(argument: click.Argument, context: click.Context) -> str:
    return argument.make_metavar(context).strip("[].")


def _option(option: click.Option, context: click.Context) -> Option:
    value = "" if option.is_flag or option.count else option.make_metavar(context).strip("[]")
    chosen: Sequence[object] = option.type.choices if isinstance(option.type, click.Choice) else ()
    if not chosen and "|" in value:
        chosen = value.split("|")
    return Option(
        names=tuple(option.opts),
        off=tuple(option.secondary_opts),
        value=value,
        choices=tuple(str(each) for each in chosen),
        meaning=" ".join((option.help or "").split()),
    )
