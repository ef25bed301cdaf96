"""Which calendars are dropped on the window or pasted into it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QDropEvent

CALENDAR_TYPE = "text/calendar"
_ENDINGS = (".ics", ".ical", ".ifb", ".vcs", ".icalendar")
_BEGIN = "BEGIN:VCALENDAR"
LOOKED_AT = 10_000
"""Characters at the beginning of a text in which a calendar has to begin."""


def dropped_calendars(event: QDropEvent) -> list[Path]:
    """The calendar files a person drops, in order."""
    return _files(event.mimeData())


def pasted_calendars(data: QMimeData) -> list[Path | bytes]:
    """The calendars in the clipboard: files, or iCalendar data; empty when there are none."""
    files = _files(data)
    if files:
        return list(files)
    if data.hasFormat(CALENDAR_TYPE):
        return [bytes(data.data(CALENDAR_TYPE).data())]
    text = data.text() if data.hasText() else ""
    if _BEGIN in text[:LOOKED_AT].upper():
        return [text.encode("utf-8", errors="replace")]
    return []


def _files(data: QMimeData) -> list[Path]:
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return [path for path in paths if path.suffix.lower() in _ENDINGS]
