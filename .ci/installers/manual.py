"""The manual page eventdesk(1): the commands as they are, in a frame of prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from textwrap import wrap

from installers.commands import Command, Option

COMMANDS_HERE = "@COMMANDS@\n"
VERBATIM = "\b\n"


def manual_page(tree: Command, frame: Path, version: str, date: datetime) -> str:
    """The page in man(7) markup: `frame` with version, date and all commands of `tree` put in.

    Raises ValueError when the frame has no place for the commands.
    """
    text = frame.read_text(encoding="utf-8")
    if COMMANDS_HERE not in text:
        raise ValueError(f"{frame} has no line {COMMANDS_HERE.strip()}")
    commands = "\n".join(line for each in tree.walk() for line in _command(each)) + "\n"
    text = text.replace("@VERSION@", version).replace("@DATE@", f"{date:%Y-%m-%d}")
    return _ascii(text.replace(COMMANDS_HERE, commands))


def _command(command: Command) -> Iterator[str]:
    if len(command.path) > 1:
        yield f".SS {_plain(' '.join(command.path[1:]))}"
        yield f".B {_plain(' '.join(command.path))}"
        yield f".I {_quoted(command.usage)}"
        yield from _paragraphs(command.text)
    for option in command.options:
        if "--help" not in option.names:
            yield from _option(option)


def _option(option: Option) -> Iterator[str]:
    names = ", ".join(f"\\fB{_plain(each)}\\fR" for each in (*option.names, *option.off))
    value = f" \\fI{_plain(option.value)}\\fR" if option.value else ""
    yield ".TP"
    yield names + value
    yield from _running(option.meaning)


def _paragraphs(text: str) -> Iterator[str]:
    for each in text.split("\n\n"):
        yield ".PP"
        if each.startswith(VERBATIM):
            yield ".EX"
            for line in each.removeprefix(VERBATIM).splitlines():
                yield _guarded(_plain(line.rstrip()))
            yield ".EE"
        else:
            yield from _running(each)


def _running(text: str) -> Iterator[str]:
    """Running text, wrapped; what stands in backticks is bold, and no rule is hyphenated."""
    parts = re.split(r"`([^`]*)`", text)
    marked = (f"\\fB{_plain(each)}\\fR" if n % 2 else _plain(each) for n, each in enumerate(parts))
    words = (
        f"\\%{each}" if re.search("[=:/;]", each) else each for each in "".join(marked).split()
    )
    lines = wrap(" ".join(words), 78, break_long_words=False, break_on_hyphens=False)
    yield from (_guarded(line) for line in lines)


def _plain(text: str) -> str:
    """Text that means nothing to roff; a hyphen may be typed as it is shown."""
    text = text.replace("\\", "\\e")
    return text.replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")


def _quoted(text: str) -> str:
    return '"' + _plain(text).replace('"', "\\(dq") + '"'


def _guarded(line: str) -> str:
    """A line that begins like a request is none."""
    return f"\\&{line}" if line.startswith((".", "'")) else line


def _ascii(text: str) -> str:
    """Other characters by their number, so that the page is the same in every locale."""
    return "".join(each if ord(each) < 128 else f"\\[u{ord(each):04X}]" for each in text)
