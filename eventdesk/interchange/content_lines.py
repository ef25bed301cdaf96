"""Single content lines: name, parameters and value (RFC 5545 3.1), tolerantly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

MAX_LINE = 1_000_000
"""Octets of one unfolded line that are looked at; the rest is left out."""
MAX_HEAD = 20_000
"""Characters that name and parameters of a property may take."""
_PARAMETER = re.compile(r'[ \t]*;[ \t]*([A-Za-z0-9-]+)[ \t]*=((?:"[^"]*"?|[^";:])*)')
_SHORT = 200
_LOGICAL = re.compile(rb"^[^ \t\n][^\n]*(?:\n+[ \t][^\n]*)*", re.MULTILINE)
_FOLD = re.compile(rb"\n+[ \t]")
_QUOTED = re.compile(r'"([^"]*)"?')
_CARET = re.compile(r"\^([n'^])")
_CARET_MEANS = {"n": "\n", "'": '"', "^": "^"}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_NO_PARAMETERS: Mapping[str, str] = {}
_COMMA = re.compile(r"(?:\\.|[^,\\]|\\$)+", re.DOTALL)


@dataclass(slots=True)
class ContentLine:
    """One property as written: `name` and parameter names in capitals, `value` still escaped."""

    name: str
    parameters: Mapping[str, str]
    value: str


def text_of(data: bytes) -> str:
    """The text of lines: UTF-8, or Windows-1252 for each property that is not valid as such.

    The number of line breaks stays, though not their places.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _LOGICAL.sub(_decodable, data).decode("utf-8", errors="replace")


def _decodable(found: re.Match[bytes]) -> bytes:
    # Unfolding comes before decoding, since some programs fold within a character.
    line = _FOLD.sub(b"", found[0])
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        text = line.decode("cp1252", errors="replace")
    return text.encode("utf-8") + b"\n" * found[0].count(b"\n")


def parse_line(name: str, rest: str) -> ContentLine | None:
    """The property `name` with what follows its name; None where that is no property."""
    head, colon, value = rest.partition(":")
    if not head and colon:
        return ContentLine(name, _NO_PARAMETERS, value)
    if colon and len(head) < _SHORT and '"' not in head:
        return ContentLine(name, _plain_parameters(head), value)
    head = rest[:MAX_HEAD]
    parameters, position = _parameters(head)
    position = head.find(":", position)
    return None if position < 0 else ContentLine(name, parameters, rest[position + 1 :])


@lru_cache(maxsize=1_000)
def _plain_parameters(head: str) -> Mapping[str, str]:
    return _parameters(head)[0]


def _parameters(head: str) -> tuple[Mapping[str, str], int]:
    """The parameters at the begin of `head`, and where they end."""
    parameters: dict[str, str] = {}
    position = 0
    while found := _PARAMETER.match(head, position):
        parameters.setdefault(found[1].upper(), _parameter(found[2]))
        position = found.end()
    return parameters, position


def unescaped(value: str) -> str:
    r"""A TEXT value with `\n`, `\,`, `\;` and `\\` resolved (RFC 5545 3.3.11)."""
    if "\\" not in value:
        return value
    return _ESCAPE.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)


def split_values(value: str) -> list[str]:
    """The parts of a value with several, parted by commas, each unescaped."""
    return [unescaped(part) for part in _COMMA.findall(value)]


def _parameter(text: str) -> str:
    text = text.strip()
    if '"' in text:
        text = _QUOTED.sub(r"\1", text)
    if "^" in text:
        text = _CARET.sub(lambda match: _CARET_MEANS[match[1]], text)
    return text
