"""Self-test of calendar files: read here and by a worker process, written, and read again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from eventdesk.app.self_test_outcomes import ANEW, within
from eventdesk.domain.event import DRAFT_FIELDS, Event
from eventdesk.interchange.read import read
from eventdesk.interchange.worker_trial import read_by_workers
from eventdesk.interchange.write import write
from eventdesk.services.health import Check
from eventdesk.services.imports import ImportedEvent

NAME = "calendar files"
WORKERS_S = 30.0
CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//EventDesk//Self-test//EN
BEGIN:VTIMEZONE
TZID:Office
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0530
TZOFFSETTO:+0530
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:self-test-1@eventdesk.invalid
DTSTAMP:20260101T000000Z
DTSTART;TZID=W. Europe Standard Time:20270326T090000
DTEND;TZID=W. Europe Standard Time:20270326T093000
RRULE:FREQ=WEEKLY;COUNT=3
SUMMARY:Self-test\\, Ca
 fé
BEGIN:VALARM
ACTION:DISPLAY
TRIGGER:-PT15M
DESCRIPTION:Self-test
END:VALARM
END:VEVENT
BEGIN:VEVENT
UID:self-test-2@eventdesk.invalid
DTSTAMP:20260101T000000Z
DTSTART;TZID=Office:20270326T090000
SUMMARY:Office
END:VEVENT
END:VCALENDAR
"""
"""A folded line, a series, a reminder, a zone as Outlook names it, and one by its rules."""
HELD = (("Self-test, Café", "Europe/Berlin"), ("Office", "Asia/Kolkata"))


def calendar_files() -> Check:
    """A calendar is read here and by a worker process, written, and read again."""
    data, zone = CALENDAR.encode(), ZoneInfo("UTC")
    first = read([data], local_zone=zone, processes=1)
    held = tuple((each.draft.title, each.draft.time_zone) for each in first.events)
    if held != HELD or first.skipped:
        left_out = "; ".join(each.reason for each in first.skipped)
        return Check(NAME, False, f"a calendar is read as {held} {left_out}".rstrip(), ANEW)
    again = read([write(_stored(first.events))], local_zone=zone, processes=1)
    if [each.draft for each in again.events] != [each.draft for each in first.events]:
        return Check(NAME, False, "what was written is read as something else", ANEW)
    titles, apart = within(WORKERS_S, "a worker", lambda: read_by_workers(data, zone))
    if titles != [title for title, _ in HELD] or not apart:
        words = "no worker process can be started, so large calendars are read slowly"
        return Check(NAME, False, words, ANEW)
    return Check(NAME, True, "read here and by a worker process, written and read again")


def _stored(found: Sequence[ImportedEvent]) -> list[Event]:
    now = datetime.now(UTC)
    return [
        Event(
            **{name: getattr(each.draft, name) for name in DRAFT_FIELDS},
            id=each.uid,
            uid=each.uid,
            created_at=now,
            updated_at=now,
        )
        for each in found
    ]
