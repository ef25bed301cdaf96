"""A large calendar file like those that other programs export."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Tokyo")
_HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//sample//EN\r\nX-WR-CALNAME:Sample\r\n"
_STAMPS = ("DTSTAMP:20260101T000000Z", "CREATED:20250101T000000Z", "SEQUENCE:1")
_BODY = (
    "DESCRIPTION:What the meeting is about\\, with a link to the room: https://e",
    " xample.org/rooms/5 and so on\\nand a second line",
    "LOCATION:Room 5\\, second floor",
    "STATUS:CONFIRMED",
    "TRANSP:OPAQUE",
    "CLASS:PUBLIC",
    "ORGANIZER;CN=Some One:mailto:someone@example.org",
)
_ALARM = ("BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Reminder", "TRIGGER:-PT15M", "END:VALARM")


def write_sample(path: Path, events: int) -> None:
    """Write a file of `events` events, always the same: a tenth all-day, a tenth recurring."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(_HEAD)
        for number in range(events):
            file.write("\r\n".join(_event(number)) + "\r\n")
        file.write("END:VCALENDAR\r\n")


def _event(number: int) -> Iterator[str]:
    chance = random.Random(number)
    begin = datetime(2020, 1, 1) + timedelta(minutes=15) * chance.randrange(300_000)
    end, zone = begin + timedelta(hours=1), ZONES[number % len(ZONES)]
    yield from ("BEGIN:VEVENT", f"UID:{number}-{chance.randrange(10**9)}@example.org", *_STAMPS)
    yield f"SUMMARY:Meeting {number} about this\\, that and “something else”"
    if number % 10 == 3:
        yield f"DTSTART;VALUE=DATE:{begin:%Y%m%d}"
    else:
        yield f"DTSTART;TZID={zone}:{begin:%Y%m%dT%H%M%S}"
        yield f"DTEND;TZID={zone}:{end:%Y%m%dT%H%M%S}"
    if number % 10 == 0:
        yield "RRULE:FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20401231T000000Z"
    yield from _BODY
    if number % 3 == 0:
        yield "CATEGORIES:work,project"
    if number % 2 == 0:
        yield from _ALARM
    yield "END:VEVENT"
