"""Notices that the program was replaced by another version while it runs."""

from __future__ import annotations

from pathlib import Path

Stamp = tuple[int, int, int]


class ProgramFiles:
    """Compares a file of the program, which every update writes anew, with what it was.

    Any thread, one at a time.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._first = self._last = self._look()

    def replaced(self) -> bool:
        """True when another file is there, and was at the last look too: an installer at work
        is left in peace. Never raises."""
        last, self._last = self._last, self._look()
        return self._last is not None and self._last == last != self._first

    def _look(self) -> Stamp | None:
        try:
            found = self._file.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size
