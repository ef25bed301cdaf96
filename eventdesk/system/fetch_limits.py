"""How much, how long and how far a fetch may go."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds for connecting, for each step and for the whole with all its redirects; bytes of
    an answer, packed as well as unpacked; redirects in a row."""

    connect_s: float = 10.0
    read_s: float = 20.0
    whole_s: float = 60.0
    most_bytes: int = 64 * 1024 * 1024
    redirects: int = 5
