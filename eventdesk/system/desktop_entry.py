"""Desktop entries: as much of their specification (1.5) as starting a program takes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

GROUP = "[Desktop Entry]"
_WORD = re.compile(r'"((?:\\.|[^"\\])*)"|([^\s"]+)')
_ESCAPES = {"s": " ", "n": "\n", "t": "\t", "r": "\r", "\\": "\\"}


def read_entry(text: str) -> dict[str, str]:
    """The keys of the main group with their values as written; empty for other texts."""
    found: dict[str, str] = {}
    inside = False
    for line in text.splitlines():
        if line.startswith("["):
            inside = line.strip() == GROUP
        elif inside and "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.setdefault(key.strip(), value.strip())
    return found


def write_entry(keys: Mapping[str, str]) -> str:
    """A desktop entry with these keys; values as `plain` and `exec_value` make them."""
    return "\n".join([GROUP, *(f"{key}={value}" for key, value in keys.items()), ""])


def plain(text: str) -> str:
    """A text as a value ('Possible value types')."""
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def exec_value(command: Sequence[str]) -> str:
    """A command as the value of Exec: each word quoted, then escaped as every value."""
    return " ".join(_quoted(each) for each in command)


def exec_words(value: str) -> list[str]:
    """The words of an Exec value, without field codes such as %U."""
    text = re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], f"\\{found[1]}"), value)
    words = []
    for found in _WORD.finditer(text):
        if found[1] is not None:
            words.append(re.sub(r"\\(.)", r"\1", found[1]).replace("%%", "%"))
        elif not re.fullmatch(r"%[a-zA-Z]", found[2]):
            words.append(found[2].replace("%%", "%"))
    return words


def _quoted(word: str) -> str:
    # Quoting first, then the escapes of values ('The Exec key').
    for character in ("\\", '"', "`", "$"):
        word = word.replace(character, f"\\{character}")
    return '"' + word.replace("\\", "\\\\").replace("%", "%%").replace("\n", "\\n") + '"'
