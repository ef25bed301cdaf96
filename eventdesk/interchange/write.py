"""Writing events as an iCalendar file (RFC 5545), lossless for all that EventDesk keeps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from eventdesk import __version__
from eventdesk.domain.event import Event
from eventdesk.domain.event_json import iso_duration
from eventdesk.domain.recurrence_text import format_wall, utc_rule
from eventdesk.domain.reminder import Channel, Reminder
from eventdesk.domain.walltime import to_instant
from eventdesk.interchange.event_times import FOLD, TZID
from eventdesk.interchange.wishes import wish_lines

LINE_OCTETS = 75
LEAST_REPEATS, MOST_REPEATS = 3, 20
NOBODY = "nobody@eventdesk.invalid"
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""})
_FIRST_YEAR, _LAST_YEAR = 1970, 2100


def write(events: Iterable[Event], *, attendee: str = "") -> bytes:
    """Events as one iCalendar file in UTF-8, with the time zones they use.

    `attendee` is the address that e-mail alarms name; EventDesk itself reads none there.
    """
    kept = list(events)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//EventDesk//EventDesk {__version__}//EN"]
    lines.append("CALSCALE:GREGORIAN")
    for zone in sorted({name for event in kept if (name := _named_zone(event))}):
        lines += _zone_lines(zone, kept)
    for event in kept:
        lines += _event_lines(event, attendee or NOBODY)
    lines.append("END:VCALENDAR")
    return b"".join(map(folded, lines))


def folded(line: str) -> bytes:
    """A content line with its line break, folded after at most 75 octets (RFC 5545 3.1),
    never within a character."""
    data = line.encode("utf-8", errors="replace")
    if len(data) <= LINE_OCTETS:
        return data + b"\r\n"
    parts, room = [], LINE_OCTETS
    while len(data) > room:
        cut = room
        while data[cut] & 0xC0 == 0x80:
            cut -= 1
        parts.append(data[:cut])
        data, room = data[cut:], LINE_OCTETS - 1
    return b"\r\n ".join([*parts, data]) + b"\r\n"


def escaped(text: str) -> str:
    """A TEXT value (RFC 5545 3.3.11)."""
    return text.translate(_ESCAPES)


def _event_lines(event: Event, attendee: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(event.uid)}"
    yield f"DTSTAMP:{_utc(event.updated_at)}"
    yield f"CREATED:{_utc(event.created_at)}"
    yield f"LAST-MODIFIED:{_utc(event.updated_at)}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"SUMMARY:{escaped(event.title)}"
    yield f"DTSTART{_start(event)}"
    if event.end is not None:
        yield f"DTEND{_time(event.end, event, repeating=False)}"
    yield from _recurrence_lines(event)
    if event.description:
        yield f"DESCRIPTION:{escaped(event.description)}"
    if event.location:
        yield f"LOCATION:{escaped(event.location)}"
    if event.url:
        yield f"URL:{event.url}"
    if event.tags:
        yield f"CATEGORIES:{','.join(map(escaped, event.tags))}"
    yield from wish_lines(event)
    yield from _alarm_lines(event, attendee)
    yield "END:VEVENT"


def _recurrence_lines(event: Event) -> Iterator[str]:
    if event.recurrence is None:
        return
    zone = ZoneInfo(event.time_zone) if event.time_zone else None
    if event.recurrence.rule:
        yield f"RRULE:{utc_rule(event.recurrence.rule, zone, all_day=event.all_day)}"
    for name, walls in (("RDATE", event.recurrence.extra), ("EXDATE", event.recurrence.excluded)):
        for wall in walls:
            yield f"{name}{_time(wall, event, repeating=True)}"


def _alarm_lines(event: Event, attendee: str) -> Iterator[str]:
    for reminder in event.reminders:
        for channel in (each for each in Channel if each in reminder.channels):
            yield "BEGIN:VALARM"
            yield f"TRIGGER:{iso_duration(-reminder.lead)}"
            yield f"DESCRIPTION:{escaped(event.title)}"
            if channel is Channel.EMAIL:
                yield "ACTION:EMAIL"
                yield f"SUMMARY:{escaped(event.title)}"
                yield f"ATTENDEE:mailto:{attendee}"
            else:
                yield "ACTION:DISPLAY"
                yield from _repeat_lines(reminder, event.insistence.repeats_every)
            yield "END:VALARM"


def _repeat_lines(reminder: Reminder, every: timedelta) -> Iterator[str]:
    """REPEAT and DURATION (RFC 5545 3.8.6.2), for other programs.

    They need a count where EventDesk goes on until it is answered: as many as reach the
    start, but so few that a program that never stops by itself stays bearable. EventDesk
    itself reads its own property.
    """
    if every:
        count = min(max(-(-reminder.lead // every), LEAST_REPEATS), MOST_REPEATS)
        yield f"REPEAT:{count}"
        yield f"DURATION:{iso_duration(every)}"


def _start(event: Event) -> str:
    return _time(event.start, event, repeating=event.recurrence is not None)


def _time(wall: datetime, event: Event, *, repeating: bool) -> str:
    """Parameters and value of a time of `event`.

    The second of a time that comes twice cannot be told by wall time and zone. It is
    written in UTC, so that others read it right too, except where it starts a series:
    that has to keep its zone, and only EventDesk tells the two apart.
    """
    if event.all_day:
        return f";VALUE=DATE:{format_wall(wall)[:8]}"
    if event.time_zone is None:
        return f":{format_wall(wall)}"
    if event.time_zone == "UTC":
        return f":{format_wall(wall)}Z"
    zone = ZoneInfo(event.time_zone)
    second = to_instant(wall, zone) != to_instant(wall.replace(fold=0), zone)
    if second and not repeating:
        return f";{TZID}={event.time_zone}:{_utc(to_instant(wall, zone))}"
    mark = f";{FOLD}=1" if second else ""
    return f";TZID={event.time_zone}{mark}:{format_wall(wall)}"


def _utc(instant: datetime) -> str:
    return f"{format_wall(instant.astimezone(UTC).replace(tzinfo=None))}Z"


def _named_zone(event: Event) -> str:
    return event.time_zone if event.time_zone and event.time_zone != "UTC" else ""


def _zone_lines(zone: str, events: list[Event]) -> list[str]:
    """The VTIMEZONE of an IANA zone over the years its events need."""
    from icalendar import Timezone

    years = [event.start.year for event in events if event.time_zone == zone]
    first = date(min(_FIRST_YEAR, *years), 1, 1)
    last = date(min(max(2038, *(year + 10 for year in years)), _LAST_YEAR), 1, 1)
    made = Timezone.from_tzinfo(ZoneInfo(zone), zone, first_date=first, last_date=last)
    text: str = made.to_ical().decode("utf-8").replace("\r\n ", "")
    return [line for line in text.split("\r\n") if line and not line.startswith("COMMENT:")]
