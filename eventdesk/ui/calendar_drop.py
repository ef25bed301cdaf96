"""Which dropped files are calendars."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QDropEvent

_ENDINGS = (".ics", ".ical", ".ifb", ".vcs")


def dropped_calendars(event: QDropEvent) -> list[Path]:
    """The calendar files a person drops, in order."""
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return [path for path in paths if path.suffix.lower() in _ENDINGS]
