"""Writing events: valid for others, lossless for EventDesk."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.event import Event, EventDraft, checked
from eventdesk.domain.insistence import (
    LEAST_REPEAT,
    MOST_REPEAT,
    MOST_WAIT,
    ONCE,
    Insistence,
)
from eventdesk.domain.late import LateMode, LateRule
from eventdesk.domain.recurrence import Recurrence
from eventdesk.domain.recurrence_text import wall_rule
from eventdesk.domain.reminder import DAY, DESKTOP_AND_EMAIL, Channel, Reminder
from eventdesk.domain.walltime import WallTimeKind, wall_time_kind
from eventdesk.interchange.read import read
from eventdesk.interchange.write import folded, write
from tests.interchange.calendars import BERLIN

NOW = datetime(2026, 11, 20, 11, tzinfo=UTC)
START = datetime(2026, 11, 27, 14, 30)
ZONES = [None, "UTC", "Etc/UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"]
ZONES += [
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "America/Sao_Paulo",
    "Etc/GMT+5",
    "GMT",
    "CET",
]


def event(**fields: object) -> Event:
    """An event on 27 November 2026, 14:30, in Berlin."""
    known: dict[str, object] = {
        "id": "1",
        "uid": "1@x",
        "title": "Call",
        "start": START,
        "time_zone": "Europe/Berlin",
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Event(**{**known, **fields})  # type: ignore[arg-type]


def again(*events: Event) -> list[EventDraft]:
    """The events after a round trip."""
    result = read([write(events)], local_zone=BERLIN)
    assert result.skipped == ()
    assert result.notes == ()
    assert [each.uid for each in result.events] == [each.uid for each in events]
    assert [each.sequence for each in result.events] == [each.sequence for each in events]
    return [each.draft for each in result.events]


def assert_same(one: EventDraft, other: EventDraft) -> None:
    """Equal, and the same of two times that look alike (fold is no part of ==)."""
    assert one == other
    assert one.start.fold == other.start.fold
    assert (one.end is None) == (other.end is None)
    if one.end is not None and other.end is not None:
        assert one.end.fold == other.end.fold


def test_everything_that_is_kept() -> None:
    full = event(
        end=START + timedelta(minutes=45),
        description="C:\\new\nsecond; third, “fourth”: \\n",
        location="Room 5; left, right",
        url="https://example.org/a,b;c",
        tags=("a,b", "c;d", "e\\f"),
        reminders=(
            Reminder(timedelta()),
            Reminder(timedelta(hours=1), DESKTOP_AND_EMAIL),
            Reminder(timedelta(weeks=4), frozenset({Channel.EMAIL})),
        ),
        recurrence=Recurrence(
            "FREQ=WEEKLY;UNTIL=20271231T143000;BYDAY=FR",
            (datetime(2026, 12, 1, 9),),
            (datetime(2026, 12, 4, 14, 30), datetime(2026, 12, 11, 14, 30)),
        ),
        late_rule=LateRule(LateMode.WITHIN, timedelta(minutes=15)),
        insistence=Insistence(timedelta(minutes=5), timedelta(minutes=10), True, True),
        sequence=7,
    )
    assert_same(again(full)[0], full.draft())


def test_all_day_events() -> None:
    full = event(
        start=datetime(2026, 12, 24),
        end=datetime(2026, 12, 27),
        all_day=True,
        time_zone=None,
        reminders=(Reminder(-timedelta(hours=9)), Reminder(timedelta(hours=6))),
        recurrence=Recurrence("FREQ=YEARLY;UNTIL=20301224", (), (datetime(2027, 12, 24),)),
    )
    assert_same(again(full)[0], full.draft())
    text = write([full]).decode()
    assert "DTSTART;VALUE=DATE:20261224\r\n" in text
    assert "DTEND;VALUE=DATE:20261227\r\n" in text
    assert "EXDATE;VALUE=DATE:20271224\r\n" in text
    assert "TRIGGER:PT9H\r\n" in text


@pytest.mark.parametrize("fold", [0, 1])
@pytest.mark.parametrize("recurrence", [None, Recurrence("FREQ=DAILY;COUNT=3")])
def test_times_that_come_twice(fold: int, recurrence: Recurrence | None) -> None:
    start = datetime(2026, 10, 25, 2, 30, fold=fold)
    full = event(start=start, end=datetime(2026, 10, 25, 2, 45, fold=1), recurrence=recurrence)
    assert_same(again(full)[0], full.draft())


def test_others_read_the_second_of_two_times_right() -> None:
    full = event(start=datetime(2026, 10, 25, 2, 30, fold=1))
    (read_back,) = icalendar.Calendar.from_ical(write([full])).events
    assert read_back.start == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_until_is_in_utc_as_the_standard_asks() -> None:
    rule = "FREQ=DAILY;UNTIL=20261231T143000"
    assert b"UNTIL=20261231T133000Z" in write([event(recurrence=Recurrence(rule))])
    floating = event(recurrence=Recurrence(rule), time_zone=None)
    assert b"UNTIL=20261231T143000\r\n" in write([floating])


def test_another_library_reads_the_same() -> None:
    full = event(
        end=START + timedelta(minutes=45),
        description="first\nsecond",
        tags=("a", "b"),
        reminders=(Reminder(timedelta(hours=1), DESKTOP_AND_EMAIL),),
        recurrence=Recurrence("FREQ=WEEKLY;COUNT=3", (), (datetime(2026, 12, 4, 14, 30),)),
    )
    calendar = icalendar.Calendar.from_ical(write([full], attendee="me@example.org"))
    assert calendar.errors == []
    assert calendar.get_missing_tzids() == set()
    (found,) = calendar.events
    assert found.errors == []
    assert found.start == START.replace(tzinfo=ZoneInfo("Europe/Berlin"))
    assert found.end == found.start + timedelta(minutes=45)
    assert (found["SUMMARY"], found["DESCRIPTION"]) == ("Call", "first\nsecond")
    assert found.categories == ["a", "b"]
    assert found["RRULE"]["COUNT"] == [3]
    assert found["EXDATE"].dts[0].dt == datetime(2026, 12, 4, 14, 30, tzinfo=BERLIN)
    alarms = found.walk("VALARM")
    assert [alarm["ACTION"] for alarm in alarms] == ["DISPLAY", "EMAIL"]
    assert [alarm.TRIGGER for alarm in alarms] == [-timedelta(hours=1)] * 2
    assert alarms[1]["ATTENDEE"] == "mailto:me@example.org"


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]
)
def test_the_zones_written_have_the_right_offsets(zone: str) -> None:
    data = write([event(time_zone=zone)])
    (component,) = icalendar.Calendar.from_ical(data).timezones
    rules = component.to_tz(lookup_tzid=False)
    for month in range(1, 13):
        noon = datetime(2026, month, 15, 12)
        expected = noon.replace(tzinfo=ZoneInfo(zone)).utcoffset()
        assert noon.replace(tzinfo=rules).utcoffset() == expected


def test_lines_are_folded_as_the_standard_asks() -> None:
    data = write([event(title="医" * 500, description="x" * 1000 + "😀" * 100)])
    assert data.endswith(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode("utf-8")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), max_size=300))
def test_folding_loses_nothing(text: str) -> None:
    assert folded(text).replace(b"\r\n ", b"").decode() == f"{text}\r\n"


@pytest.mark.parametrize(
    ("lead", "every", "count"), [(0, 5, 3), (60, 10, 6), (61, 10, 7), (1440, 5, 20)]
)
def test_others_hear_of_the_repeating_with_a_count(lead: int, every: int, count: int) -> None:
    full = event(
        reminders=(Reminder(timedelta(minutes=lead), DESKTOP_AND_EMAIL),),
        insistence=Insistence(repeat_every=timedelta(minutes=every)),
    )
    data = write([full])
    shown, mailed = icalendar.Calendar.from_ical(data).events[0].walk("VALARM")
    assert (shown["REPEAT"], shown.DURATION) == (count, timedelta(minutes=every))
    assert "REPEAT" not in mailed
    # What is left when another program drops the properties it does not know.
    plain = b"".join(each for each in data.splitlines(True) if not each.startswith(b"X-"))
    (imported,) = read([plain], local_zone=BERLIN).events
    assert imported.draft == full.draft()


def test_what_is_left_to_the_settings_is_not_written() -> None:
    text = write([event(reminders=(Reminder(),))]).decode()
    assert "X-EVENTDESK" not in text
    assert "REPEAT" not in text
    never = write([event(reminders=(Reminder(),), insistence=Insistence(ONCE))]).decode()
    assert "X-EVENTDESK-REPEAT-EVERY:PT0S\r\n" in never
    assert "REPEAT:" not in never


def test_an_empty_calendar() -> None:
    result = read([write([])], local_zone=BERLIN)
    assert (result.events, result.skipped, result.calendars) == ((), (), 1)


def test_every_event_is_written_once() -> None:
    assert len(again(*(event(uid=f"{n}@x", title=f"Event {n}") for n in range(50)))) == 50


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
MOMENTS = st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1)).map(
    lambda each: each.replace(microsecond=0)
)
CHANNELS = st.sampled_from([frozenset({each}) for each in Channel] + [DESKTOP_AND_EMAIL])
RULES = st.sampled_from(
    [
        "",
        "FREQ=DAILY",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;WKST=SU",
        "FREQ=MONTHLY;BYDAY=-1FR;COUNT=7",
        "FREQ=YEARLY;UNTIL=20991224T120000",
        "FREQ=HOURLY;BYHOUR=9,10;COUNT=4",
    ]
)


def seconds(least: timedelta, most: timedelta) -> st.SearchStrategy[timedelta]:
    """Whole seconds, both ends included."""
    bounds = [int(each.total_seconds()) for each in (least, most)]
    return st.integers(*bounds).map(lambda each: timedelta(seconds=each))


@st.composite
def drafts(draw: st.DrawFn) -> EventDraft:
    """Drafts as they are stored: every kind of event, checked."""
    all_day, zone = draw(st.booleans()), draw(st.sampled_from(ZONES))
    start = draw(MOMENTS).replace(fold=draw(st.integers(0, 1)))
    if zone is not None and not all_day:
        kind = wall_time_kind(start, ZoneInfo(zone))
        start = start.replace(fold=start.fold if kind is WallTimeKind.OVERLAP else 0)
    else:
        start = start.replace(fold=0)
    length = draw(st.one_of(st.none(), st.timedeltas(timedelta(), timedelta(days=40))))
    end = None if length is None else (start + length).replace(microsecond=0, fold=0)
    least = -DAY + timedelta(minutes=1) if all_day else timedelta()
    leads = st.timedeltas(least, timedelta(weeks=4)).map(
        lambda each: timedelta(seconds=int(each.total_seconds()))
    )
    recurrence = None
    if draw(st.booleans()):
        rule = wall_rule(draw(RULES), BERLIN, all_day=all_day)
        dates = st.lists(MOMENTS, max_size=3, unique=True).map(sorted)
        if all_day:
            dates = dates.map(
                lambda each: sorted({datetime.combine(x.date(), time()) for x in each})
            )
        extra, excluded = tuple(draw(dates)), tuple(draw(dates))
        recurrence = Recurrence(rule, extra, excluded) if rule or extra else None
    draft = EventDraft(
        title=draw(TEXT) or "x",
        start=start,
        end=end,
        time_zone=zone,
        all_day=all_day,
        description=draw(TEXT),
        location=draw(TEXT),
        url=draw(st.sampled_from(["", "https://example.org/a,b;c\\d?e=ü#f", "mailto:a@b.c"])),
        tags=tuple(draw(st.lists(TEXT, max_size=3))),
        reminders=tuple(
            Reminder(lead, draw(CHANNELS)) for lead in draw(st.lists(leads, max_size=3))
        ),
        recurrence=recurrence,
        late_rule=draw(
            st.sampled_from(
                [
                    None,
                    LateRule(),
                    LateRule(LateMode.ALWAYS),
                    LateRule(LateMode.WITHIN, timedelta(minutes=90)),
                ]
            )
        ),
        insistence=draw(
            st.builds(
                Insistence,
                st.none() | st.just(ONCE) | seconds(LEAST_REPEAT, MOST_REPEAT),
                st.none() | st.just(ONCE) | seconds(timedelta(seconds=1), MOST_WAIT),
                st.sampled_from([None, True, False]),
                st.booleans(),
            )
        ),
    )
    try:
        return checked(draft)
    except InvalidInput:
        return checked(replace(draft, start=START, end=None, title="x", recurrence=None))


@settings(max_examples=400, deadline=None)
@given(st.lists(drafts(), min_size=1, max_size=3), TEXT)
def test_import_of_an_export_is_the_same(found: list[EventDraft], uid: str) -> None:
    uid = " ".join(each for each in uid.split() if each.isprintable())
    events = [
        Event(
            **{name: getattr(draft, name) for name in EventDraft.__slots__},
            id=str(number),
            uid=f"{uid}{number}",
            created_at=NOW,
            updated_at=NOW,
        )
        for number, draft in enumerate(found)
    ]
    for one, other in zip(again(*events), found, strict=True):
        assert_same(one, other)
