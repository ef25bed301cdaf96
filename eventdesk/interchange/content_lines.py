"""The outer form of iCalendar data: bytes to content lines (RFC 5545 3.1), tolerantly."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from types import MappingProxyType

MAX_LINE = 1_000_000
"""Octets of one unfolded line that are looked at; the rest is left out."""
MAX_HEAD = 20_000
"""Characters that name and parameters of a property may take."""
_NAME = re.compile(r"[ \t]*([A-Za-z0-9-]+)[ \t]*(?=[;:])")
_PARAMETER = re.compile(r'[ \t]*;[ \t]*([A-Za-z0-9-]+)[ \t]*=((?:"[^"]*"?|[^";:])*)')
_QUOTED = re.compile(r'"([^"]*)"?')
_CARET = re.compile(r"\^([n'^])")
_CARET_MEANS = {"n": "\n", "'": '"', "^": "^"}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_NO_PARAMETERS: Mapping[str, str] = MappingProxyType({})
_COMMA = re.compile(r"(?:\\.|[^,\\]|\\$)+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ContentLine:
    """One property as written: `name` and parameter names in capitals, `value` still escaped.

    `line` is where it begins, counted from 1.
    """

    name: str
    parameters: Mapping[str, str]
    value: str
    line: int


def logical_lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Unfolded lines that are not empty, with the number of their first physical line.

    Unfolding comes before decoding, since some programs fold within a character, and some
    put empty lines between. CR, LF and CRLF all end a line; null bytes are dropped.
    """
    started, logical = 0, bytearray()
    data = _as_utf8(data).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    for number, whole in enumerate(BytesIO(data), start=1):
        physical = whole.rstrip(b"\n")
        if not physical:
            continue
        if physical[:1] in (b" ", b"\t") and logical:
            if len(logical) < MAX_LINE:
                logical += physical[1:]
            continue
        if logical:
            yield started, bytes(logical[:MAX_LINE])
        started, logical = number, bytearray(physical)
    if logical:
        yield started, bytes(logical[:MAX_LINE])


def decoded(line: bytes) -> str:
    """The text of a line: UTF-8, or Windows-1252 where it is not valid as such."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")


def parse_line(text: str, line: int) -> ContentLine | None:
    """The property of a content line; None for text that is none."""
    head = text[:MAX_HEAD]
    match = _NAME.match(head)
    if match is None:
        return None
    position = match.end()
    parameters: dict[str, str] = {}
    while found := _PARAMETER.match(head, position):
        parameters.setdefault(found[1].upper(), _parameter(found[2]))
        position = found.end()
    colon = head.find(":", position)
    if colon < 0:
        return None
    return ContentLine(match[1].upper(), parameters or _NO_PARAMETERS, text[colon + 1 :], line)


def unescaped(value: str) -> str:
    r"""A TEXT value with `\n`, `\,`, `\;` and `\\` resolved (RFC 5545 3.3.11)."""
    if "\\" not in value:
        return value
    return _ESCAPE.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)


def split_values(value: str) -> list[str]:
    """The parts of a value with several, parted by commas, each unescaped."""
    return [unescaped(part) for part in _COMMA.findall(value)]


def _as_utf8(data: bytes) -> bytes:
    if data.startswith(codecs.BOM_UTF8):
        data = data[len(codecs.BOM_UTF8) :]
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = data.decode("utf-16", errors="replace").encode("utf-8", errors="replace")
    return data.replace(b"\0", b"") if b"\0" in data else data


def _parameter(text: str) -> str:
    text = text.strip()
    if '"' in text:
        text = _QUOTED.sub(r"\1", text)
    if "^" in text:
        text = _CARET.sub(lambda match: _CARET_MEANS[match[1]], text)
    return text
