"""Texts cut to what notification servers show well.

MATE's server never breaks a title: one of 150 characters begins left of the screen, one of 500
is not seen at all, and laying out 3,000 characters without a space takes it half a minute.
LXQt's fills the screen with a long one, and those above it go out of sight.
"""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import category, combining, east_asian_width

TITLE_COLUMNS = 72
"""About 700 pixels of bold text; a wide character takes two columns."""
LINE_COLUMNS = 300
"""A link to a video call has up to 250 characters, and cut short it would lead nowhere."""
LINES = 10
_JOINERS = "\u200d\ufe0e\ufe0f"


def fitted_title(text: str) -> str:
    """One line of at most TITLE_COLUMNS, with an ellipsis where something is missing."""
    return _cut(" ".join(shown_text(text).split()), TITLE_COLUMNS)


def fitted_body(text: str) -> str:
    """At most LINES lines of LINE_COLUMNS each."""
    lines = shown_text(text).split("\n")
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], "…"]
    return "\n".join(_cut(line, LINE_COLUMNS) for line in lines)


def shown_text(text: str) -> str:
    """Without control characters, which markup forbids, and as UTF-8 can carry it."""
    kept = "".join(each for each in text if each in "\n\t" or category(each) != "Cc")
    return kept.encode("utf-8", "replace").decode("utf-8")


def _cut(line: str, columns: int) -> str:
    if len(line) * 2 <= columns:
        return line
    fits = 0
    taken = 0
    for end, width in _characters(line):
        taken += width
        if taken > columns:
            return f"{line[:fits].rstrip()}…"
        if taken < columns:
            fits = end
    return line


def _characters(line: str) -> Iterator[tuple[int, int]]:
    """End and columns of each character as a person counts them."""
    begin = 0
    for end in range(1, len(line) + 1):
        if end < len(line) and _belongs_to_last(line, end):
            continue
        yield end, 2 if east_asian_width(line[begin]) in {"W", "F"} else 1
        begin = end


def _belongs_to_last(line: str, at: int) -> bool:
    return bool(combining(line[at])) or line[at] in _JOINERS or line[at - 1] == "\u200d"
