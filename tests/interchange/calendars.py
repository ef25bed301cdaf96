"""Small calendar files, made from lines."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from eventdesk.domain.event import EventDraft
from eventdesk.interchange.read import read
from eventdesk.services.imports import ImportResult

BERLIN = ZoneInfo("Europe/Berlin")
TIMED = "DTSTART;TZID=Europe/Berlin:20261127T143000"

VIENNA_BY_ANOTHER_NAME = """BEGIN:VTIMEZONE
TZID:Our Office
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE"""

MARTIAN = """BEGIN:VTIMEZONE
TZID:Mars
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0137
TZOFFSETTO:+0137
END:STANDARD
END:VTIMEZONE"""


def vevent(*lines: str, uid: str = "1@x") -> str:
    """A VEVENT; without DTSTART among `lines` on 27 November 2026, 14:30 in Berlin."""
    start = () if any(each.startswith("DTSTART") for each in lines) else (TIMED,)
    title = () if any(each.startswith("SUMMARY") for each in lines) else ("SUMMARY:Call",)
    inner = (f"UID:{uid}", *title, *start, *lines)
    return "\r\n".join(["BEGIN:VEVENT", *inner, "END:VEVENT"])


def calendar(*parts: str) -> bytes:
    """A VCALENDAR around its parts."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", *parts, "END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()


def result_of(*parts: str) -> ImportResult:
    """What is read from a calendar of these parts; the local zone is Berlin."""
    return read([calendar(*parts)], local_zone=BERLIN)


def draft_of(*lines: str) -> EventDraft:
    """The one event with these lines."""
    result = result_of(vevent(*lines))
    assert result.skipped == ()
    (event,) = result.events
    return event.draft


def reason_of(*lines: str) -> str:
    """Why the one event with these lines is skipped."""
    result = result_of(vevent(*lines))
    assert result.events == ()
    (skipped,) = result.skipped
    assert (skipped.file, skipped.line, skipped.uid) == ("-", 4, "1@x")
    return skipped.reason
