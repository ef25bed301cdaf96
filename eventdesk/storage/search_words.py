"""What a person types into the search field, as an FTS5 query."""

from __future__ import annotations

import re

_WORD = re.compile(r"\w+", re.UNICODE)


def match_expression(text: str) -> str | None:
    """The FTS5 query for what a person typed: every word, the beginning is enough."""
    words = _WORD.findall(text)
    return " ".join(f'"{word}"*' for word in words) if words else None
