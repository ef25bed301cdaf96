"""Taking a person's own words out of texts that leave the computer."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

SHORTEST = 3
"""Characters; taking out shorter texts would leave nothing legible."""
_KEYS = (8, SHORTEST)
"""Characters by which texts are found: many begin with the same few."""
_ADDRESS = re.compile(r"[^\s@<>\"'(),;:=/‹›]+@[^\s@<>\"'(),;:=/‹›]+")
_LOGIN = re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://)[^\s/@]+@")


class Redactor:
    """Replaces known texts by '‹text 3f2a9c›', the same one always by the same, and all mail
    addresses and logins in links by a mark.

    Cost: one look-up a character, whatever the number of texts. Letter case is ignored.
    """

    def __init__(self, texts: Iterable[str], names: Iterable[tuple[str, str]] = ()) -> None:
        """`names` are further texts with what is put in their place."""
        self._known: dict[str, str] = {}
        for text in texts:
            for line in (text, *text.splitlines(), *_escaped(text)):
                self._add(line.strip(), "")
        for name, mark in names:
            self._add(name.strip(), mark)
        # Where a text begins, only the lengths of texts that begin so are tried.
        lengths: dict[str, set[int]] = {}
        for each in self._known:
            key = next(size for size in _KEYS if len(each) >= size)
            lengths.setdefault(each[:key], set()).add(len(each))
        self._lengths = {key: sorted(found, reverse=True) for key, found in lengths.items()}

    def clean(self, text: str) -> str:
        """The text without what must not leave."""
        return _ADDRESS.sub("‹address›", _LOGIN.sub(r"\1‹login›@", self._without_known(text)))

    def _add(self, text: str, mark: str) -> None:
        lowered = text.lower()
        # Where lower case has another length, places in both would not agree.
        if len(text) >= SHORTEST and len(lowered) == len(text):
            self._known[lowered] = mark or f"‹text {hashlib.sha256(text.encode()).hexdigest()[:6]}›"

    def _without_known(self, text: str) -> str:
        lowered = text.lower()
        if len(lowered) != len(text):
            lowered = text
        out, at, copied = [], 0, 0
        while at < len(text):
            found = self._at(lowered, at)
            if found:
                out += [text[copied:at], self._known[found]]
                at = copied = at + len(found)
            else:
                at += 1
        out.append(text[copied:])
        return "".join(out)

    def _at(self, lowered: str, at: int) -> str:
        """The longest known text here, as whole words; '' for none."""
        for key in _KEYS:
            for length in self._lengths.get(lowered[at : at + key], ()):
                end = at + length
                each = lowered[at:end]
                if (
                    each in self._known
                    and not (at and lowered[at - 1].isalnum() and each[0].isalnum())
                    and not (lowered[end : end + 1].isalnum() and each[-1].isalnum())
                ):
                    return each
        return ""


def _escaped(text: str) -> list[str]:
    """How a text looks in tracebacks and JSON."""
    return list({repr(text)[1:-1], ascii(text)[1:-1]} - {text})
