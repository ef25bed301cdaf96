"""Writing events as an iCalendar file (RFC 5545), lossless for all that EventDesk keeps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

from eventdesk import __version__
from eventdesk.domain.event import Event
from eventdesk.domain.event_json import iso_duration
from eventdesk.domain.recurrence_text import format_wall, utc_rule
from eventdesk.domain.reminder import Channel, Reminder
from eventdesk.domain.walltime import to_instant
from eventdesk.interchange.event_times import FOLD, TZID
from eventdesk.interchange.wishes import wish_lines
from eventdesk.interchange.zone_lines import zone_lines

LINE_OCTETS = 75
LEAST_REPEATS, MOST_REPEATS = 3, 20
NOBODY = "nobody@eventdesk.invalid"
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""})
_SEEN_UNTIL, _LAST_YEAR = 2038, 2100


def write(
    events: Iterable[Event], *, attendee: str = "", name: str = "", colour: str = ""
) -> bytes:
    """Events as one iCalendar file in UTF-8, with the time zones they use.

    Changed occurrences come in the same list and become RECURRENCE-IDs of their series; one
    whose series is not in the list is written as an event of its own. `attendee` holds the
    addresses that e-mail alarms name, as in a To header; EventDesk itself reads none there.
    `name` and `colour` ('#3a7bd5') are those of the calendar, where the events are all of one.
    """
    return b"".join(folded(line) for line in _lines(list(events), attendee, name, colour))


def _lines(events: list[Event], attendee: str, name: str, colour: str) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0")
    yield f"PRODID:-//EventDesk//EventDesk {__version__}//EN"
    yield "CALSCALE:GREGORIAN"
    if name:
        yield f"NAME:{escaped(name)}"
        yield f"X-WR-CALNAME:{escaped(name)}"
    if colour:
        yield f"X-APPLE-CALENDAR-COLOR:{colour}"
    for zone in sorted({zone for event in events if (zone := _named_zone(event))}):
        yield from _zone_lines(zone, events)
    attendees = attendee_lines(attendee)
    series = {each.id: each for each in events if each.recurrence is not None}
    changed: dict[str, list[Event]] = {}
    for each in events:
        if (master := _series_of(each, series)) is not None:
            changed.setdefault(master.id, []).append(each)
    for each in events:
        if _series_of(each, series) is None:
            occurrences = changed.get(each.id, [])
            yield from _event_lines(each, attendees, _identity(each), occurrences)
            for other in occurrences:
                yield from _event_lines(other, attendees, _occurrence(other, each))
    yield "END:VCALENDAR"


def attendee_lines(addresses: str) -> list[str]:
    """ATTENDEE for every address of a To header; for nobody where it has none."""
    from email.utils import getaddresses

    found = [quote(each, safe="@+") for _, each in getaddresses([addresses]) if "@" in each]
    return [f"ATTENDEE:mailto:{each}" for each in found or [NOBODY]]


def _series_of(event: Event, series: dict[str, Event]) -> Event | None:
    if event.series_id is None or event.recurrence_id is None:
        return None
    return series.get(event.series_id)


def _identity(event: Event) -> list[str]:
    return [f"UID:{escaped(event.uid)}"]


def _occurrence(event: Event, series: Event) -> list[str]:
    assert event.recurrence_id is not None
    return [
        f"UID:{escaped(series.uid)}",
        f"RECURRENCE-ID{_time(event.recurrence_id, series, repeating=True)}",
    ]


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


def _event_lines(
    event: Event, attendees: list[str], identity: list[str], changed: Iterable[Event] = ()
) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield from identity
    yield f"DTSTAMP:{_utc(event.updated_at)}"
    yield f"CREATED:{_utc(event.created_at)}"
    yield f"LAST-MODIFIED:{_utc(event.updated_at)}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"SUMMARY:{escaped(event.title)}"
    yield f"DTSTART{_start(event)}"
    if event.end is not None:
        yield f"DTEND{_time(event.end, event, repeating=False)}"
    yield from _recurrence_lines(event, {each.recurrence_id for each in changed})
    if event.description:
        yield f"DESCRIPTION:{escaped(event.description)}"
    if event.location:
        yield f"LOCATION:{escaped(event.location)}"
    if event.url:
        yield f"URL:{event.url}"
    if event.tags:
        yield f"CATEGORIES:{','.join(map(escaped, event.tags))}"
    yield from wish_lines(event)
    yield from _alarm_lines(event, attendees)
    yield "END:VEVENT"


def _recurrence_lines(event: Event, changed: set[datetime | None]) -> Iterator[str]:
    """RRULE, RDATE, EXDATE. What is `changed` is no EXDATE: others would take it as deleted."""
    if event.recurrence is None:
        return
    zone = ZoneInfo(event.time_zone) if event.time_zone else None
    if event.recurrence.rule:
        yield f"RRULE:{utc_rule(event.recurrence.rule, zone, all_day=event.all_day)}"
    excluded = [each for each in event.recurrence.excluded if each not in changed]
    for name, walls in (("RDATE", event.recurrence.extra), ("EXDATE", excluded)):
        for wall in walls:
            yield f"{name}{_time(wall, event, repeating=True)}"


def _alarm_lines(event: Event, attendees: list[str]) -> Iterator[str]:
    for reminder in event.reminders:
        for channel in (each for each in Channel if each in reminder.channels):
            yield "BEGIN:VALARM"
            yield f"TRIGGER:{iso_duration(-reminder.lead)}"
            yield f"DESCRIPTION:{escaped(event.title)}"
            if channel is Channel.EMAIL:
                yield "ACTION:EMAIL"
                yield f"SUMMARY:{escaped(event.title)}"
                yield from attendees
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


def _zone_lines(zone: str, events: list[Event]) -> Iterator[str]:
    """The VTIMEZONE of an IANA zone over the years its events need."""
    years = {
        wall.year
        for event in events
        if event.time_zone == zone
        for wall in (event.start, *(event.recurrence.extra if event.recurrence else ()))
    }
    last = min(max(_SEEN_UNTIL, max(years) + 10), _LAST_YEAR)
    return zone_lines(zone, min(years) - 1, max(last, min(years)))
