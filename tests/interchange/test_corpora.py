"""Public calendar files: every one imports, and what is known of some comes out.

They lie in ../shared/corpora or where EVENTDESK_CORPORA says, and are no part of the project.
"""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest

from eventdesk.domain.reminder import format_reminder
from eventdesk.interchange.read import read
from eventdesk.interchange.write import write
from eventdesk.services.imports import ImportResult
from tests.interchange.calendars import BERLIN, vevent
from tests.interchange.calendars import result_of as result_of_parts
from tests.interchange.test_write import event

CORPORA = Path(
    os.environ.get("EVENTDESK_CORPORA")
    or Path(__file__).resolve().parents[3] / "shared" / "corpora"
)
FOLDER = CORPORA / "icalendar"
FILES = sorted(FOLDER.rglob("*.ics"))
BEGIN = re.compile(rb"^BEGIN:VEVENT", re.MULTILINE)
OTHERS = re.compile(r"to-do|journal|no iCalendar file")
needs_corpora = pytest.mark.skipif(
    not FILES, reason=f"no calendar files below {FOLDER.name}; set EVENTDESK_CORPORA"
)


def result_of(name: str) -> ImportResult:
    return read([FOLDER / name], local_zone=BERLIN)


@needs_corpora
def test_every_file_imports_without_a_crash() -> None:
    """Prints the table of all files (pytest -s): no VEVENT is lost without a word."""
    rows = [("file", "events", "kept", "skipped", "remarks")]
    kept = strangers = 0
    for path in FILES:
        result = read([path], local_zone=BERLIN)
        found = len(BEGIN.findall(path.read_bytes().replace(b"\r", b"\n")))
        gone = [each for each in result.skipped if not OTHERS.search(each.reason)]
        assert found == len(result.events) + len(gone), path.name
        assert all(each.reason and each.line > 0 for each in result.skipped)
        kept += len(result.events)
        strangers += not result.calendars
        counts = (found, len(result.events), len(result.skipped), len(result.notes))
        rows.append((path.name, *map(str, counts)))
    print()
    for name, *cells in rows:
        print(f"{name:72}", *(f"{cell:>8}" for cell in cells))
    print(f"{len(FILES)} files, {kept} events kept, {strangers} files without calendar")
    assert len(FILES) >= 150
    assert kept >= 110


@needs_corpora
def test_all_files_at_once_and_out_again() -> None:
    result = read(FILES, local_zone=BERLIN)
    keys = [(each.uid, each.recurrence_id) for each in result.events]
    assert len(keys) == len(set(keys))
    events = [
        event(
            id=f"{each.uid} {each.recurrence_id}",
            uid=each.uid,
            sequence=each.sequence,
            series_id=f"{each.uid} None",
            recurrence_id=each.recurrence_id,
            **{name: getattr(each.draft, name) for name in each.draft.__slots__},
        )
        for each in result.events
    ]
    back = read([write(events)], local_zone=BERLIN)
    assert back.skipped == ()
    assert [each.draft for each in back.events] == [each.draft for each in result.events]


@needs_corpora
@pytest.mark.parametrize(
    ("name", "zone", "start"),
    [
        ("alarm_etar_future", "Europe/London", datetime(2024, 10, 5, 13)),
        ("alarm_google_future", "Europe/London", datetime(2024, 10, 4, 19, 15)),
        ("america_new_york", "America/New_York", datetime(2014, 8, 29, 8)),
        ("issue_165_missing_event", "Europe/Berlin", datetime(2015, 7, 3, 10)),
        ("issue_466_convert_tzid_with_slash", "Europe/Stockholm", datetime(2022, 10, 21, 20)),
        ("issue_836_do_not_quote_tzid", "America/New_York", datetime(2024, 10, 28, 17)),
        ("pacific_fiji", "Pacific/Fiji", datetime(2014, 8, 29, 8)),
    ],
)
def test_peculiar_zones(name: str, zone: str, start: datetime) -> None:
    draft = result_of(f"calendars/{name}.ics").events[0].draft
    assert (draft.time_zone, draft.start) == (zone, start)


@needs_corpora
@pytest.mark.parametrize(
    ("name", "minutes"),
    [
        ("alarm_etar_future", [5, 25, 30]),
        ("alarm_google_future", [10, 14, 15]),
        ("alarm_thunderbird_future", [15, 45]),
        ("alarm_thunderbird_2_future", [1, 24]),
        ("issue_1050_all_components", [15]),
    ],
)
def test_alarms_of_other_programs(name: str, minutes: list[int]) -> None:
    draft = result_of(f"calendars/{name}.ics").events[0].draft
    assert [each.lead for each in draft.reminders] == [timedelta(minutes=n) for n in minutes]


@needs_corpora
def test_a_folded_file_with_empty_lines_between() -> None:
    result = result_of("calendars/multiple_calendar_components.ics")
    assert [each.draft.title for each in result.events] == [
        "Christmas Day",
        "Boxing Day",
        "Christmas again!",
    ]


def moments(text: str) -> set[datetime]:
    """'5 18:01, 5 18:05' as times of October 2024 in UTC."""
    parts = (each.split() for each in text.split(", ") if each)
    found = ((int(day), [int(each) for each in clock.split(":")]) for day, clock in parts)
    return {datetime(2024, 10, day, *clock, tzinfo=UTC) for day, clock in found}


@needs_corpora
@pytest.mark.parametrize(
    ("name", "active"),
    [
        ("etar_future", "5 11:30, 5 11:35, 5 11:55"),
        ("etar_notification", "5 11:35, 5 11:55"),
        ("etar_notification_clicked", ""),
        ("google_future", "4 18:00, 4 18:01, 4 18:05"),
        ("google_acknowledged", "4 18:01, 4 18:05"),
        ("thunderbird_2_future", "23 17:36, 23 17:59"),
        ("thunderbird_2_notification_popped_up", "23 17:36, 23 17:59"),
        ("thunderbird_2_notification_5_min_postponed", "23 17:41:30, 23 17:59"),
        ("thunderbird_2_notification_5_min_postponed_and_popped_up", "23 17:41:30, 23 17:59"),
        ("thunderbird_2_notification_5_min_postponed_and_closed", "23 17:59"),
        ("thunderbird_future", "23 13:15, 23 13:45"),
        ("thunderbird_snoozed_until_1457", "23 13:57:02"),
        ("thunderbird_closed", ""),
    ],
)
def test_alarms_still_to_come_when_the_file_was_written(name: str, active: str) -> None:
    """What the other program would still remind of, at the moment of the file (DTSTAMP)."""
    path = FOLDER / f"calendars/alarm_{name}.ics"
    (event,) = read([path], local_zone=BERLIN).events
    (theirs,) = icalendar.Calendar.from_ical(path.read_bytes()).events
    written = theirs["DTSTAMP"].dt
    until = max(written, event.acknowledged or written)
    start = event.draft.start.replace(tzinfo=ZoneInfo(event.draft.time_zone or "UTC"))
    due = {(start - each.lead).astimezone(UTC) for each in event.draft.reminders}
    found = {each for each in due if each > until}
    found |= {each.until for each in event.snoozes if each.until > written}
    assert found == moments(active)
    assert found == {each.trigger.astimezone(UTC) for each in theirs.alarms.active}


@needs_corpora
@pytest.mark.parametrize(
    ("name", "reminders", "every"),
    [
        ("example", ["1h"], timedelta(minutes=15)),
        ("rfc_5545_absolute_alarm_example", ["1h"], timedelta(minutes=15)),
        ("rfc_5545_end", ["1d23h:email"], None),
        ("start_date", ["2d:email"], None),
    ],
)
def test_alarms_alone(name: str, reminders: list[str], every: timedelta | None) -> None:
    """Files with an alarm but no event, here put into one."""
    alarm = (FOLDER / f"alarms/{name}.ics").read_text()
    start = ("DTSTART:19970317T143000Z", "DTEND:19970317T153000Z")
    (event,) = result_of_parts(vevent(*start, alarm.strip())).events
    assert [format_reminder(each) for each in event.draft.reminders] == reminders
    assert event.draft.insistence.repeat_every == every


@needs_corpora
@pytest.mark.parametrize(
    ("number", "acknowledged", "snoozed"),
    [(1, "", ""), (2, "15:15:14", "15:20:00"), (3, "15:20:24", "15:25:00"), (4, "15:25:07", "")],
)
def test_the_life_of_a_snooze(number: int, acknowledged: str, snoozed: str) -> None:
    """The four examples of RFC 9074 8.2: an alarm, snoozed, snoozed again, and dismissed."""
    (event,) = result_of(f"events/rfc_9074_example_{number}.ics").events
    lead = timedelta(minutes=15)
    assert [each.lead for each in event.draft.reminders] == [lead]
    clock = f"{event.acknowledged:%H:%M:%S}" if event.acknowledged else ""
    assert clock == acknowledged
    found = [(each.lead, f"{each.until:%H:%M:%S}") for each in event.snoozes]
    assert found == ([(lead, snoozed)] if snoozed else [])
