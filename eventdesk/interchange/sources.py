"""Calendar files as blocks of whole lines, however they are encoded, in bounded memory."""

from __future__ import annotations

import codecs
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.language import grouped, later, tr

MAX_BYTES = 512 * 1024 * 1024
MAX_STREAM_BYTES = 64 * 1024 * 1024
"""How much is taken of what is no plain file: pipes and devices."""
BLOCK = 256 * 1024
_SMALLER = later("Export a shorter time or single calendars, and import those.")
_IN_ONE = (
    later(
        "The data is too large: EventDesk reads up to {most} MB at once. "
        "Export a shorter time or single calendars, and import those."
    ),
    later(
        "{name} is too large: EventDesk reads up to {most} entries at once. "
        "Export a shorter time or single calendars, and import those."
    ),
)
"""What the row of a subscription says then, for whoever retells it: problem and remedy."""
MAX_LINE = 1_000_000
"""Octets of one line that are looked at; the rest is left out."""
_TOO_LONG = re.compile(rb"^([^\n]{%d})[^\n]+" % MAX_LINE, re.MULTILINE)
_NO_BOM = {b"B\0E\0": "utf-16-le", b"\0B\0E": "utf-16-be"}


@dataclass(frozen=True, slots=True)
class Source:
    """A file or data. `name` is what reports call it, `size` its length in bytes."""

    name: str
    size: int
    open: Callable[[], BinaryIO]

    def blocks(self) -> Iterator[tuple[int, bytes]]:
        """Blocks of whole lines with LF endings, in UTF-8 or as written, without null bytes;
        with each the position in the file after it. InvalidInput when it cannot be read."""
        try:
            with self.open() as file:
                yield from _whole_lines(_raw_blocks(file))
        except OSError as error:
            raise _unreadable(self.name, error) from None


def source_of(given: Path | bytes) -> Source:
    """The source for a path or data ('-'). InvalidInput where it cannot be read or is too
    large."""
    if isinstance(given, bytes):
        _check_size("", len(given))
        return Source("-", len(given), lambda: BytesIO(given))
    name = str(given)
    try:
        about = given.stat()
        if stat.S_ISREG(about.st_mode):
            _check_size(name, about.st_size)
            return Source(name, about.st_size, lambda: given.open("rb"))
        with given.open("rb") as file:
            data = file.read(MAX_STREAM_BYTES + 1)
    except OSError as error:
        raise _unreadable(name, error) from None
    except ValueError:
        raise InvalidInput.of(
            "file", tr("{name} is no file name.", name=given), tr("Check the name.")
        ) from None
    _check_size(name, len(data), MAX_STREAM_BYTES)
    return Source(name, len(data), lambda: BytesIO(data))


def too_many(name: str, most: int) -> InvalidInput:
    """The refusal of a file with more than `most` entries."""
    return InvalidInput.of(
        "file",
        tr(
            "{name} is too large: EventDesk reads up to {most} entries at once.",
            name=name,
            most=grouped(most),
        ),
        tr(_SMALLER),
    )


def _check_size(name: str, size: int, most: int | None = None) -> None:
    """InvalidInput where it is too large; `name` is '' for data."""
    most = MAX_BYTES if most is None else most
    if size <= most:
        return
    words = (
        later("{name} is too large: EventDesk reads up to {most} MB at once.")
        if name
        else later("The data is too large: EventDesk reads up to {most} MB at once.")
    )
    problem = tr(words, name=name, most=grouped(most // 2**20))
    raise InvalidInput.of("file", problem, tr(_SMALLER))


def _unreadable(name: str, error: OSError) -> InvalidInput:
    if isinstance(error, IsADirectoryError):
        return InvalidInput.of(
            "file", tr("{name} is a folder.", name=name), tr("Give the files in it.")
        )
    reason = error.strerror or str(error)
    return InvalidInput.of(
        "file",
        tr("{name} cannot be read: {reason}.", name=name, reason=reason),
        tr("Check the name and your permissions."),
    )


def _raw_blocks(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Blocks as they lie in the file, UTF-16 turned into UTF-8, and the position after each."""
    position, first = 0, file.read(BLOCK)
    encoding = _NO_BOM.get(first[:4], "")
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    decoder = codecs.getincrementaldecoder(encoding)("replace") if encoding else None
    block = first.removeprefix(codecs.BOM_UTF8)
    position = len(first)
    while block:
        if decoder is not None:
            block = decoder.decode(block).encode("utf-8", "replace")
        yield position, block.replace(b"\0", b"") if b"\0" in block else block
        block = file.read(BLOCK)
        position += len(block)


def _whole_lines(blocks: Iterator[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
    tail, position = b"", 0
    for position, block in blocks:
        joined = tail + block
        # A CR at the end may be the first half of a line break.
        end = len(joined) - joined.endswith(b"\r")
        text = joined[:end].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        cut = text.rfind(b"\n") + 1
        tail = text[cut:] + joined[end:]
        if len(tail) > 2 * MAX_LINE:
            tail = tail[: MAX_LINE + 1] + tail[-1:]
        if cut:
            yield position, _shortened(text[:cut])
    if tail:
        text = tail.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        yield position, _shortened(text if text.endswith(b"\n") else text + b"\n")


def _shortened(text: bytes) -> bytes:
    return _TOO_LONG.sub(rb"\1", text) if len(text) > MAX_LINE else text
