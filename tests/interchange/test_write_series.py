"""Writing series with changed occurrences, and what a calendar says of itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.domain.event import Event, EventDraft
from eventdesk.domain.occurrence import occurrences
from eventdesk.domain.recurrence import Recurrence, recurrence_problem, starts
from eventdesk.domain.reminder import DESKTOP_AND_EMAIL, Reminder
from eventdesk.interchange.content_lines import unescaped
from eventdesk.interchange.read import read
from eventdesk.interchange.write import write
from eventdesk.services.imports import ImportedEvent, ImportResult
from tests.interchange.calendars import BERLIN
from tests.interchange.test_write import NOW, START, assert_same, drafts, event

DAY = timedelta(days=1)


def series(**fields: object) -> Event:
    """Five days in a row, of which the second has been changed and the fourth is left out."""
    rule = Recurrence("FREQ=DAILY;COUNT=5", (), (START + DAY, START + 3 * DAY))
    return event(**{"recurrence": rule, "end": START + timedelta(hours=1), **fields})


def changed(**fields: object) -> Event:
    known = {
        "id": "2",
        "uid": "own@x",
        "title": "Call, later",
        "start": START + DAY + timedelta(hours=3),
        "series_id": "1",
        "recurrence_id": START + DAY,
    }
    return event(**{**known, **fields})


def read_again(data: bytes) -> ImportResult:
    result = read([data], local_zone=BERLIN)
    assert (result.skipped, result.notes) == ((), ())
    return result


def test_a_changed_occurrence_comes_back() -> None:
    events = [changed(sequence=4), series()]
    whole, one = read_again(write(events)).events
    assert_same(whole.draft, events[1].draft())
    assert_same(one.draft, events[0].draft())
    assert (whole.uid, one.uid) == ("1@x", "1@x")
    assert (one.recurrence_id, one.sequence) == (START + DAY, 4)


def test_what_is_changed_is_not_excluded_for_others() -> None:
    text = write([series(), changed()]).decode()
    assert text.count("EXDATE") == 1
    assert "EXDATE;TZID=Europe/Berlin:20261130T143000\r\n" in text
    assert "RECURRENCE-ID;TZID=Europe/Berlin:20261128T143000\r\n" in text
    assert text.index("RRULE") < text.index("RECURRENCE-ID")


def test_a_changed_occurrence_without_its_series() -> None:
    (one,) = read_again(write([changed()])).events
    assert (one.uid, one.recurrence_id) == ("own@x", None)
    alone = event(recurrence=None)
    assert len(read_again(write([alone, changed()])).events) == 2


@pytest.mark.parametrize(
    ("series_fields", "change_fields"),
    [
        ({"time_zone": None}, {"time_zone": None}),
        ({"time_zone": "Asia/Tokyo"}, {"time_zone": "Europe/Berlin"}),
        ({"time_zone": "UTC"}, {"time_zone": "America/New_York"}),
        ({}, {"all_day": True, "time_zone": None, "start": datetime(2026, 11, 28)}),
    ],
)
def test_changes_in_other_zones(
    series_fields: dict[str, object], change_fields: dict[str, object]
) -> None:
    one, other = series(**series_fields), changed(**change_fields)
    if other.all_day:
        other = replace(other, end=other.start + DAY)
    back = read_again(write([one, other])).events
    assert [each.draft for each in back] == [one.draft(), other.draft()]
    assert back[1].recurrence_id == START + DAY


def test_another_program_sees_the_same_occurrences() -> None:
    data = write([series(), changed()])
    calendar = icalendar.Calendar.from_ical(data)
    assert calendar.errors == []
    found = recurring_ical_events.of(calendar).between(START - DAY, START + 30 * DAY)
    zone = ZoneInfo("Europe/Berlin")
    expected = [START, START + DAY + timedelta(hours=3), START + 2 * DAY, START + 4 * DAY]
    assert sorted(each.start for each in found) == [x.replace(tzinfo=zone) for x in expected]
    assert [str(each["SUMMARY"]) for each in sorted(found, key=lambda x: x.start)] == [
        *("Call", "Call, later", "Call", "Call")
    ]


@pytest.mark.parametrize(
    ("to", "lines"),
    [
        ("me@example.org", ["mailto:me@example.org"]),
        (
            "Me <me@example.org>, you+x@example.org",
            ["mailto:me@example.org", "mailto:you+x@example.org"],
        ),
        ('"a b"@example.org', ["mailto:%22a%20b%22@example.org"]),
        ("", ["mailto:nobody@eventdesk.invalid"]),
        ("nonsense", ["mailto:nobody@eventdesk.invalid"]),
    ],
)
def test_the_attendees_of_email_alarms(to: str, lines: list[str]) -> None:
    data = write([event(reminders=(Reminder(timedelta(hours=1), DESKTOP_AND_EMAIL),))], attendee=to)
    (found,) = icalendar.Calendar.from_ical(data).events
    desktop, mail = found.walk("VALARM")
    assert "ATTENDEE" not in desktop
    attendees = mail["ATTENDEE"]
    assert (attendees if isinstance(attendees, list) else [attendees]) == lines


def test_name_and_colour_of_the_calendar() -> None:
    data = write([], name="Work; and, more", colour="#3a7bd5")
    result = read_again(data)
    assert (result.name, result.colour) == ("Work; and, more", "#3a7bd5")
    calendar = icalendar.Calendar.from_ical(data)
    assert calendar.errors == []
    assert unescaped(str(calendar["NAME"])) == "Work; and, more"
    assert b"NAME" not in write([])


def stored(found: list[EventDraft], picks: list[int], other: EventDraft) -> list[Event]:
    """The drafts as events; of each series the occurrences `picks` are changed to `other`."""
    events = []
    for number, draft in enumerate(found):
        one = Event(
            **_fields(draft), id=str(number), uid=f"{number}@x", created_at=NOW, updated_at=NOW
        )  # type: ignore[arg-type]
        changes = []
        if one.recurrence is not None:
            usual = list(starts(one.recurrence, one.start, limit=20, all_day=one.all_day))
            walls = sorted({usual[pick].replace(fold=0) for pick in picks if pick < len(usual)})
            rest = replace(
                one.recurrence, excluded=tuple(sorted({*one.recurrence.excluded, *walls}))
            )
            if recurrence_problem(rest, one.start, all_day=one.all_day) is None:
                one = replace(one, recurrence=rest)
                plain = replace(other, recurrence=None)
                changes = [
                    Event(
                        **_fields(plain),  # type: ignore[arg-type]
                        id=f"{number}-{wall}",
                        uid=f"{number}-{wall}@own",
                        created_at=NOW,
                        updated_at=NOW,
                        series_id=one.id,
                        recurrence_id=wall,
                    )
                    for wall in walls
                ]
            elif one.recurrence.excluded:
                one = replace(
                    one,
                    recurrence=replace(
                        one.recurrence, excluded=tuple(sorted(set(one.recurrence.excluded)))
                    ),
                )
        events += [one, *changes]
    return events


def _fields(draft: EventDraft) -> dict[str, object]:
    return {name: getattr(draft, name) for name in EventDraft.__slots__}


@settings(max_examples=200, deadline=None)
@given(
    st.lists(drafts(), min_size=1, max_size=3),
    st.lists(st.integers(0, 5), max_size=3),
    drafts(),
)
def test_import_of_an_export_is_the_same_with_changed_occurrences(
    found: list[EventDraft], picks: list[int], other: EventDraft
) -> None:
    events = stored(found, picks, other)
    back = read_again(write(events)).events
    known = {_key(each, events): each.draft() for each in events}
    assert {(each.uid, each.recurrence_id) for each in back} == known.keys()
    for each in back:
        assert_same(each.draft, known[each.uid, each.recurrence_id])


def _key(event: Event, events: list[Event]) -> tuple[str, datetime | None]:
    if event.series_id is None:
        return event.uid, None
    (whole,) = [each for each in events if each.id == event.series_id]
    return whole.uid, event.recurrence_id


def test_the_occurrences_that_come_back_are_the_same() -> None:
    one = series()
    back: ImportedEvent = read_again(write([one, changed()])).events[0]
    assert list(occurrences(back.draft, BERLIN)) == list(occurrences(one, BERLIN))
