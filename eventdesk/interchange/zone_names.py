"""What other programs call a time zone: IANA, Windows and display names, offsets."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from eventdesk.domain.walltime import is_zone, zone_names

_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2}):?(\d{2})?", re.IGNORECASE)
_UTC = frozenset({"UTC", "GMT", "Z", "COORDINATED UNIVERSAL TIME"})
_DESCRIBED = re.compile(r"\((?:UTC|GMT)(?:([+-])(\d\d?)[:.](\d\d))?\)\s*(.*)", re.IGNORECASE)
_MOST_PARTS = 3
_AREAS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Pacific/")
_NORTH_AMERICA = {
    "atlantic time": "America/Halifax",
    "eastern time": "America/New_York",
    "central time": "America/Chicago",
    "mountain time": "America/Denver",
    "pacific time": "America/Los_Angeles",
    "alaska": "America/Anchorage",
    "hawaii": "Pacific/Honolulu",
}


def zone_named(tzid: str) -> str:
    """The IANA name that `tzid` is, ends with, or stands for in Windows; '' otherwise."""
    if not tzid or tzid in zone_names():
        return tzid
    if tzid.upper() in _UTC or tzid.lower() == "tzone://microsoft/utc":
        return "UTC"
    # Some programs put their own path before the name: /mozilla.org/20070129_1/Europe/Berlin
    parts = tzid.strip("/").split("/")
    for start in range(max(0, len(parts) - _MOST_PARTS), len(parts)):
        name = _any_case().get("/".join(parts[start:]).lower(), "")
        if name and (start == 0 or "/" in name) and is_zone(name):
            return name
    return _windows().get(tzid.lower(), "")


def fixed_zone(tzid: str) -> str:
    """The zone of an offset such as 'UTC+02:00' in whole hours; '' for other names."""
    match = _OFFSET.fullmatch(tzid.strip())
    if match is None or int(match[3] or 0):
        return ""
    hours = int(match[2])
    if hours == 0:
        return "UTC"
    # POSIX names count westward.
    name = f"Etc/GMT{'-' if match[1] == '+' else '+'}{hours}"
    return name if is_zone(name) else ""


def described_zone(tzid: str) -> str:
    """The zone that Outlook describes as '(UTC+01:00) Amsterdam, Berlin'; '' for other names."""
    match = _DESCRIBED.fullmatch(tzid.strip())
    if match is None:
        return ""
    words = [each.strip().lower() for each in match[4].split(",")]
    if match[1] is None and words[0].upper() in ("", *_UTC):
        return "UTC"
    offset = timedelta(hours=int(match[2] or 0), minutes=int(match[3] or 0))
    offset = -offset if match[1] == "-" else offset
    for word in words:
        found = _NORTH_AMERICA.get(word.partition("(")[0].strip()) or _cities().get(word, "")
        if found and offset in _offsets(found):
            return found
    return ""


def _offsets(zone: str) -> set[timedelta | None]:
    """The offsets of a zone in winter and summer."""
    days = (datetime(2026, month, 1, tzinfo=UTC) for month in (1, 7))
    return {day.astimezone(ZoneInfo(zone)).utcoffset() for day in days}


@cache
def _cities() -> dict[str, str]:
    return {
        name.rpartition("/")[2].replace("_", " ").lower(): name
        for name in sorted(zone_names())
        if name.startswith(_AREAS)
    }


@cache
def _any_case() -> dict[str, str]:
    return {name.lower(): name for name in zone_names()}


@cache
def _windows() -> dict[str, str]:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return {name.lower(): zone for name, zone in WINDOWS_TO_OLSON.items()}
