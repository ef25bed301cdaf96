"""When an event of a calendar file is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from eventdesk.domain.occurrence import occurrence_at, occurrences
from tests.interchange.calendars import (
    BERLIN,
    MARTIAN,
    VIENNA_BY_ANOTHER_NAME,
    draft_of,
    reason_of,
    result_of,
    vevent,
)

AT = datetime(2026, 11, 27, 14, 30)


@pytest.mark.parametrize(
    ("line", "start", "zone"),
    [
        ("DTSTART;TZID=Europe/Berlin:20261127T143000", AT, "Europe/Berlin"),
        ('DTSTART;TZID="Europe/Berlin":20261127T143000', AT, "Europe/Berlin"),
        ("DTSTART;TZID=europe/berlin:20261127T143000", AT, "Europe/Berlin"),
        ("DTSTART;TZID=/mozilla.org/20070129_1/Asia/Tokyo:20261127T143000", AT, "Asia/Tokyo"),
        ("DTSTART;TZID=W. Europe Standard Time:20261127T143000", AT, "Europe/Berlin"),
        ("DTSTART;TZID=Tokyo Standard Time:20261127T143000", AT, "Asia/Tokyo"),
        ("DTSTART;TZID=UTC:20261127T143000", AT, "UTC"),
        ("DTSTART;TZID=GMT+0300:20261127T143000", AT, "Etc/GMT-3"),
        ("DTSTART:20261127T143000Z", AT, "UTC"),
        ("DTSTART:20261127T143000", AT, None),
        ("DTSTART:20261127T1430", AT, None),
        ("DTSTART:2026-11-27T14:30:00", AT, None),
        ("dtstart;tzid=Europe/Berlin : 20261127T143000 ", AT, "Europe/Berlin"),
    ],
)
def test_timed_starts(line: str, start: datetime, zone: str | None) -> None:
    result = result_of(f"BEGIN:VEVENT\r\nUID:1@x\r\nSUMMARY:A\r\n{line}\r\nEND:VEVENT")
    draft = result.events[0].draft
    assert (draft.start, draft.time_zone, draft.all_day) == (start, zone, False)
    assert result.notes == ()


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        (("DTSTART;VALUE=DATE:20261127",), 1),
        (("DTSTART:20261127",), 1),
        (("DTSTART;VALUE=DATE:20261127", "DTEND;VALUE=DATE:20261128"), 1),
        (("DTSTART;VALUE=DATE:20261127", "DTEND;VALUE=DATE:20261127"), 1),
        (("DTSTART;VALUE=DATE:20261127", "DTEND;VALUE=DATE:20261130"), 3),
        (("DTSTART;VALUE=DATE:20261127", "DURATION:P2D"), 2),
        (("DTSTART;VALUE=DATE:20261127", "DTEND:20261128T120000"), 2),
    ],
)
def test_all_day(lines: tuple[str, ...], days: int) -> None:
    draft = draft_of(*lines)
    assert draft.all_day
    assert draft.time_zone is None
    assert draft.start == datetime(2026, 11, 27)
    assert draft.end == datetime(2026, 11, 27) + timedelta(days=days)


@pytest.mark.parametrize(
    ("line", "end"),
    [
        ("DTEND;TZID=Europe/Berlin:20261127T151500", datetime(2026, 11, 27, 15, 15)),
        ("DTEND:20261127T141500Z", datetime(2026, 11, 27, 15, 15)),
        ("DTEND;TZID=Asia/Tokyo:20261127T231500", datetime(2026, 11, 27, 15, 15)),
        ("DURATION:PT45M", datetime(2026, 11, 27, 15, 15)),
        ("DURATION:P1DT45M", datetime(2026, 11, 28, 15, 15)),
        ("DTEND;TZID=Europe/Berlin:20261127T143000", AT),
        ("X-NOTHING:", None),
    ],
)
def test_ends(line: str, end: datetime | None) -> None:
    assert draft_of(line).end == end


def test_a_day_is_wall_time_and_hours_are_real_time() -> None:
    day = draft_of("DTSTART;TZID=Europe/Berlin:20261024T120000", "DURATION:P1D")
    hours = draft_of("DTSTART;TZID=Europe/Berlin:20261024T120000", "DURATION:PT24H")
    assert day.end == datetime(2026, 10, 25, 12)
    assert hours.end == datetime(2026, 10, 25, 11)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("DTSTART:soon",), "'soon' cannot be read"),
        (("DTSTART:20261399T000000",), "cannot be read"),
        (("DTSTART:",), "cannot be read"),
        (("DTSTART;TZID=Europe/Berlin:00010101T000000",), "1900"),
    ],
)
def test_times_that_make_no_sense(lines: tuple[str, ...], words: str) -> None:
    assert words in reason_of(*lines)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("DTEND;TZID=Europe/Berlin:20261127T140000",), "ends before it starts"),
        (("DTEND;VALUE=DATE:20261127",), "ends before it starts"),
        (("DTSTART;VALUE=DATE:20261127", "DTEND;VALUE=DATE:20261126"), "taken as one day"),
        (("DTSTART;VALUE=DATE:20261127", "DTEND:later"), "taken as one day"),
        (("DTSTART;VALUE=DATE:20261127", "DURATION:P9999999W"), "taken as one day"),
        (("DTEND:later",), "end cannot be read"),
        (("DURATION:PT",), "end cannot be read"),
        (("DURATION:-PT1H",), "ends before it starts"),
        (("DURATION:P9999999D",), "end cannot be read"),
        (("DURATION:P99999999999W",), "end cannot be read"),
    ],
)
def test_an_end_that_makes_no_sense_is_left_out(lines: tuple[str, ...], words: str) -> None:
    result = result_of(vevent(*lines))
    draft = result.events[0].draft
    assert draft.end == (draft.start + timedelta(days=1) if draft.all_day else None)
    assert [words in each.words for each in result.notes] == [True]


def test_an_event_without_start() -> None:
    result = result_of("BEGIN:VEVENT\r\nUID:1@x\r\nEND:VEVENT")
    assert result.skipped[0].reason == "It has no start (DTSTART)."


def test_a_custom_zone_is_matched_by_its_rules() -> None:
    result = result_of(VIENNA_BY_ANOTHER_NAME, vevent("DTSTART;TZID=Our Office:20261127T143000"))
    assert result.events[0].draft.time_zone == "Europe/Berlin"
    assert "has the rules of Europe/Berlin" in result.notes[0].words


def test_a_zone_that_comes_after_its_events() -> None:
    result = result_of(vevent("DTSTART;TZID=Our Office:20261127T143000"), VIENNA_BY_ANOTHER_NAME)
    assert result.events[0].draft.time_zone == "Europe/Berlin"


def test_a_zone_like_none_is_turned_into_utc() -> None:
    result = result_of(
        MARTIAN,
        vevent(
            "DTSTART;TZID=Mars:20261127T143000",
            "DTEND;TZID=Mars:20261127T153000",
            "RRULE:FREQ=DAILY",
            "EXDATE;TZID=Mars:20261128T143000",
        ),
    )
    draft = result.events[0].draft
    assert (draft.start, draft.time_zone) == (datetime(2026, 11, 27, 12, 53), "UTC")
    assert draft.end == datetime(2026, 11, 27, 13, 53)
    assert draft.recurrence is not None
    assert draft.recurrence.excluded == (datetime(2026, 11, 28, 12, 53),)
    assert "turned into UTC" in result.notes[0].words


def test_a_zone_by_its_location() -> None:
    named = VIENNA_BY_ANOTHER_NAME.replace(
        "TZID:Our Office", "TZID:Our Office\nX-LIC-LOCATION:Europe/Vienna"
    )
    result = result_of(named, vevent("DTSTART;TZID=Our Office:20261127T143000"))
    assert result.events[0].draft.time_zone == "Europe/Vienna"


def test_an_unknown_zone_is_local_and_says_so_once() -> None:
    result = result_of(
        *(vevent("DTSTART;TZID=Nowhere:20261127T143000", uid=f"{n}@x") for n in range(3))
    )
    assert {each.draft.time_zone for each in result.events} == {"Europe/Berlin"}
    (note,) = result.notes
    assert "'Nowhere' is not known" in note.words
    assert "Europe/Berlin" in note.words


@pytest.mark.parametrize(
    ("start", "wall"),
    [("DTSTART:20261127T143000Z", datetime(2026, 11, 27, 23, 30)), ("DTSTART:20261127T143000", AT)],
)
def test_the_zone_of_the_calendar(start: str, wall: datetime) -> None:
    result = result_of("X-WR-TIMEZONE:Asia/Tokyo", vevent(start))
    draft = result.events[0].draft
    assert (draft.start, draft.time_zone) == (wall, "Asia/Tokyo")


def test_an_unknown_zone_of_the_calendar_means_nothing() -> None:
    result = result_of("X-WR-TIMEZONE:Nowhere", vevent("DTSTART:20261127T143000"))
    assert result.events[0].draft.time_zone is None


def test_a_start_in_a_gap_moves_forward_and_says_so() -> None:
    result = result_of(vevent("DTSTART;TZID=Europe/Berlin:20260329T023000"))
    assert result.events[0].draft.start == datetime(2026, 3, 29, 3, 30)
    assert "taken as 03:30" in result.notes[0].words


def test_until_in_utc_is_wall_time_of_the_event() -> None:
    draft = draft_of("RRULE:FREQ=DAILY;UNTIL=20261129T133000Z")
    assert draft.recurrence is not None
    assert draft.recurrence.rule == "FREQ=DAILY;UNTIL=20261129T143000"
    assert len(list(occurrences(draft, BERLIN))) == 3


def test_removed_and_extra_dates_in_any_zone() -> None:
    draft = draft_of(
        "RRULE:FREQ=DAILY;COUNT=5",
        "EXDATE:20261128T133000Z",
        "EXDATE;TZID=Asia/Tokyo:20261129T223000",
        "EXDATE;VALUE=DATE:20261130",
        "RDATE;VALUE=PERIOD:20261205T080000Z/PT1H,20261206T080000Z/20261206T090000Z",
        "RDATE:",
    )
    found = [each.wall_start for each in occurrences(draft, BERLIN)]
    assert found == [
        AT,
        datetime(2026, 12, 1, 14, 30),
        datetime(2026, 12, 5, 9),
        datetime(2026, 12, 6, 9),
    ]


def test_all_day_series() -> None:
    draft = draft_of(
        "DTSTART;VALUE=DATE:20261127",
        "RRULE:FREQ=DAILY;UNTIL=20261130T000000Z",
        "EXDATE;VALUE=DATE:20261128",
    )
    found = [each.wall_start.day for each in occurrences(draft, BERLIN)]
    assert found == [27, 29, 30]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=SECONDLY", "cannot repeat every second"),
        ("FREQ=SOMETIMES", "which is no rule: FREQ=SOMETIMES is unknown"),
        ("FREQ=DAILY;INTERVAL=0", "no whole number from 1"),
        ("RSCALE=CHINESE;FREQ=YEARLY", "not supported"),
        ("nonsense", "which is no rule"),
    ],
)
def test_rules_that_cannot_be_followed(rule: str, words: str) -> None:
    assert words in reason_of(f"RRULE:{rule}")


def test_the_gregorian_scale_is_the_usual_one() -> None:
    draft = draft_of("RRULE:RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=OMIT")
    assert draft.recurrence is not None
    assert draft.recurrence.rule == "FREQ=YEARLY"


def test_instants_of_a_series_stay_on_the_clock() -> None:
    draft = draft_of("DTSTART;TZID=Europe/Berlin:20261024T090000", "RRULE:FREQ=DAILY;COUNT=2")
    assert [each.start for each in occurrences(draft, BERLIN)] == [
        datetime(2026, 10, 24, 7, tzinfo=UTC),
        datetime(2026, 10, 25, 8, tzinfo=UTC),
    ]
    assert occurrence_at(draft, draft.start, BERLIN).end is None


@pytest.mark.parametrize("mark", ["X-MICROSOFT-CDO-ALLDAYEVENT:TRUE", "X-FUNAMBOL-ALLDAY:1"])
@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("DTSTART;TZID=Asia/Tokyo:20261127T000000", "DTEND;TZID=Asia/Tokyo:20261129T000000"),
        ("DTSTART:20261127T000000", "DTEND:20261128T235900"),
        ("DTSTART;TZID=UTC:20261127T000000", "DURATION:P2D"),
    ],
)
def test_all_day_events_written_as_times(mark: str, start: str, end: str) -> None:
    draft = draft_of(
        start, end, mark, "RRULE:FREQ=DAILY", f"EXDATE{start[7:].replace('27T', '28T')}"
    )
    assert (draft.all_day, draft.time_zone) == (True, None)
    assert (draft.start, draft.end) == (datetime(2026, 11, 27), datetime(2026, 11, 29))
    assert draft.recurrence is not None
    assert draft.recurrence.excluded == (datetime(2026, 11, 28),)


def test_a_mark_of_all_day_at_noon_means_nothing() -> None:
    assert not draft_of("X-MICROSOFT-CDO-ALLDAYEVENT:TRUE").all_day
    midnight = "DTSTART;TZID=Europe/Berlin:20261127T000000"
    assert not draft_of(midnight, "X-MICROSOFT-CDO-ALLDAYEVENT:FALSE").all_day
    assert draft_of(midnight, "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE").end == datetime(2026, 11, 28)


def test_a_date_written_as_midnight() -> None:
    draft = draft_of("DTSTART;VALUE=DATE:20261127T000000", "DTEND;VALUE=DATE:20261128T000000")
    assert (draft.all_day, draft.end) == (True, datetime(2026, 11, 28))
    assert not draft_of("DTSTART;VALUE=DATE:20261127T093000").all_day


def test_days_taken_out_in_utc_of_an_all_day_series() -> None:
    result = result_of(
        "X-WR-TIMEZONE:America/New_York",
        vevent("DTSTART;VALUE=DATE:20261127", "RRULE:FREQ=DAILY", "EXDATE:20261128T000000Z"),
    )
    recurrence = result.events[0].draft.recurrence
    assert recurrence is not None
    assert recurrence.excluded == (datetime(2026, 11, 28),)


@pytest.mark.parametrize(
    ("tzid", "zone"),
    [
        ("(UTC+01:00) Amsterdam, Berlin, Bern", "Europe/Amsterdam"),
        ('"(UTC+01:00) Brussels, Copenhagen, Madrid, Paris"', "Europe/Brussels"),
        ("(GMT-05:00) Eastern Time (US & Canada)", "America/New_York"),
        ("(UTC) Coordinated Universal Time", "UTC"),
        ("tzone://Microsoft/Utc", "UTC"),
        ("Eastern Standard Time", "America/New_York"),
        ("/freeassociation.sourceforge.net/Europe/London", "Europe/London"),
        ("Etc/UTC", "Etc/UTC"),
        ("UTC+02:00", "Etc/GMT-2"),
    ],
)
def test_names_of_zones_in_other_programs(tzid: str, zone: str) -> None:
    result = result_of(vevent(f"DTSTART;TZID={tzid}:20261127T143000"))
    assert [each.draft.time_zone for each in result.events] == [zone]
