"""Reading calendar files: texts, versions, series, and everything that is broken."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.domain.errors import InvalidInput
from eventdesk.interchange import components, slice_reader, sources
from eventdesk.interchange import read as reader
from eventdesk.interchange.read import read
from eventdesk.services.imports import ImportResult
from tests.interchange.calendars import (
    BERLIN,
    TIMED,
    calendar,
    draft_of,
    reason_of,
    result_of,
    vevent,
)


def of(data: bytes) -> ImportResult:
    return read([data], local_zone=BERLIN)


def titles(result: ImportResult) -> list[str]:
    return [each.draft.title for each in result.events]


def test_texts() -> None:
    draft = draft_of(
        r"SUMMARY;LANGUAGE=de:Größe\, 医者\; C:\\New",
        r"DESCRIPTION:first\nsecond\Nthird \\n",
        'LOCATION;ALTREP="http://example.org/a;b:c":Room: 5',
        "URL:https://example.org/a,b;c?d=e",
        r"CATEGORIES:work,a\,b",
        "CATEGORIES:home,work",
        "X-EVENTDESK-LATE-RULE:within 15m",
    )
    assert draft.title == "Größe, 医者; C:\\New"
    assert draft.description == "first\nsecond\nthird \\n"
    assert draft.location == "Room: 5"
    assert draft.url == "https://example.org/a,b;c?d=e"
    assert draft.tags == ("work", "a,b", "home")
    assert str(draft.late_rule) == "within 15m"


@pytest.mark.parametrize(
    ("line", "url", "description"),
    [
        ("URL:www.example.org/a", "https://www.example.org/a", ""),
        ("URL:see the intranet", "", "see the intranet"),
        ("URL:", "", ""),
    ],
)
def test_links_are_kept_or_described(line: str, url: str, description: str) -> None:
    draft = draft_of(line)
    assert (draft.url, draft.description) == (url, description)


def test_a_title_is_needed_and_cut() -> None:
    assert draft_of("SUMMARY:").title == "Untitled event"
    result = result_of(vevent(f"SUMMARY:{'x' * 600}"))
    assert titles(result) == [f"{'x' * 499}…"]
    assert "600 characters" in result.notes[0].words


def test_long_descriptions_are_cut() -> None:
    result = result_of(vevent(f"DESCRIPTION:{'x' * 200_000}"))
    assert len(result.events[0].draft.description) == 100_000
    assert "200,000 characters" in result.notes[0].words


def test_what_identifies_a_version() -> None:
    result = result_of(
        vevent("SEQUENCE:7", "LAST-MODIFIED:20261120T110000Z", "DTSTAMP:20270101T000000Z")
    )
    (event,) = result.events
    assert (event.uid, event.sequence) == ("1@x", 7)
    assert event.modified == datetime(2026, 11, 20, 11, tzinfo=UTC)
    (event,) = result_of(vevent("SEQUENCE:many", "LAST-MODIFIED:never")).events
    assert (event.sequence, event.modified) == (0, None)


def test_without_uid_the_same_event_has_the_same_id() -> None:
    def uid(*lines: str) -> str:
        data = calendar("BEGIN:VEVENT", "SUMMARY:A", TIMED, *lines, "END:VEVENT")
        return of(data).events[0].uid

    assert uid("DTSTAMP:20260101T000000Z") == uid("DTSTAMP:20270101T000000Z")
    assert uid("LOCATION:Here") != uid()
    assert uid().startswith("eventdesk-")


@pytest.mark.parametrize("turned", [False, True])
def test_the_newest_version_is_kept(turned: bool) -> None:
    old = vevent("SUMMARY:Old", "SEQUENCE:1", "LAST-MODIFIED:20270101T000000Z")
    new = vevent("SUMMARY:New", "SEQUENCE:2", "LAST-MODIFIED:20260101T000000Z")
    result = result_of(*((new, old) if turned else (old, new)))
    assert titles(result) == ["New"]
    (skipped,) = result.skipped
    assert "as new or newer, is kept" in skipped.reason


def test_the_later_modification_and_then_the_later_place_win() -> None:
    first = vevent("SUMMARY:First", "LAST-MODIFIED:20260102T000000Z")
    second = vevent("SUMMARY:Second", "LAST-MODIFIED:20260101T000000Z")
    assert titles(result_of(first, second)) == ["First"]
    assert titles(result_of(vevent("SUMMARY:First"), vevent("SUMMARY:Second"))) == ["Second"]


def test_one_bad_event_is_reported_with_its_line_and_the_rest_kept(tmp_path: Path) -> None:
    path = tmp_path / "some.ics"
    path.write_bytes(
        calendar(
            vevent(uid="1@x"), vevent("DTSTART:broken", uid="2@x"), vevent("SUMMARY:C", uid="3@x")
        )
    )
    result = read([path], local_zone=BERLIN)
    assert [each.uid for each in result.events] == ["1@x", "3@x"]
    (skipped,) = result.skipped
    assert (skipped.file, skipped.line, skipped.uid) == (str(path), 9, "2@x")
    assert "'broken' cannot be read" in skipped.reason


def test_cancelled_events() -> None:
    assert "cancelled" in reason_of("STATUS:CANCELLED")


def test_other_components() -> None:
    result = result_of("BEGIN:VTODO", "UID:t", "END:VTODO", "BEGIN:VFREEBUSY", "END:VFREEBUSY")
    assert result.calendars == 1
    (skipped,) = result.skipped
    assert skipped.uid == "t"
    assert "to-do" in skipped.reason


def test_an_event_without_calendar() -> None:
    assert titles(of(f"{vevent()}\r\n".encode())) == ["Call"]


def test_a_file_that_ends_in_the_middle() -> None:
    data = calendar(vevent(uid="1@x"), vevent(uid="2@x"))
    result = of(data[: data.rindex(b"DTSTART")])
    assert [each.uid for each in result.events] == ["1@x"]
    assert "cut off" in result.skipped[0].reason


def test_a_forgotten_end() -> None:
    data = calendar(vevent(uid="1@x").removesuffix("END:VEVENT"), vevent(uid="2@x"))
    result = of(data)
    assert [each.uid for each in result.events] == ["2@x"]
    assert result.skipped[0].uid == "1@x"


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
def test_line_endings(ending: str) -> None:
    data = calendar(vevent("DESCRIPTION:fol\r\n ded\r\n\t line"), vevent("DTSTART:x", uid="2@x"))
    result = of(data.decode().replace("\r\n", ending).encode())
    assert result.events[0].draft.description == "folded line"
    assert result.skipped[0].line == 12


def test_a_fold_within_a_character() -> None:
    umlaut = "ü".encode()
    data = calendar(vevent("SUMMARY:Gr@n")).replace(b"@", umlaut[:1] + b"\r\n " + umlaut[1:])
    assert titles(of(data)) == ["Grün"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    data = calendar(vevent("SUMMARY:Grüße")).decode().encode(encoding)
    assert titles(of(data)) == ["Grüße"]


def test_null_bytes_are_dropped() -> None:
    assert titles(of(calendar(vevent("SUMMARY:A\0B")))) == ["AB"]


def test_lines_that_are_no_properties() -> None:
    result = result_of(vevent("this is no property", ": neither is this", "DTEND"))
    assert titles(result) == ["Call"]
    assert [each.line for each in result.notes] == [8, 9, 10]


@pytest.mark.parametrize("data", [b"", b"\0\0\0", b"<html>", b"\xff\xfe", b"[]", b"x" * 10**6])
def test_what_is_no_calendar(data: bytes) -> None:
    result = of(data)
    assert result.calendars == 0
    assert "no iCalendar file" in result.skipped[0].reason


def test_deep_nesting() -> None:
    deep = b"BEGIN:VCALENDAR\r\n" + b"BEGIN:X-DEEP\r\n" * 100_000
    result = of(deep + calendar(vevent()))
    assert len(result.events) <= 1
    result = of(calendar(*["BEGIN:X-DEEP"] * 1000, *["END:X-DEEP"] * 1000, vevent()))
    assert titles(result) == ["Call"]


def test_a_property_of_a_million_lines_takes_bounded_time() -> None:
    folded = b"DESCRIPTION:" + b"x" * 60 + b"\r\n " * 0
    body = folded + (b"\r\n " + b"y" * 10) * 1_000_000
    data = calendar(vevent("@")).replace(b"@", body)
    begun = time.perf_counter()
    result = of(data)
    assert time.perf_counter() - begun < 20
    assert len(result.events[0].draft.description) == 100_000


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MAX_BYTES", 2**20)
    path = tmp_path / "large.ics"
    path.write_bytes(b"x" * (2**20 + 1))
    for source in (path, path.read_bytes()):
        with pytest.raises(InvalidInput, match="too large: EventDesk reads up to 1 MB"):
            read([source], local_zone=BERLIN)


def test_too_many_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_ENTRIES", 4)
    with pytest.raises(InvalidInput, match="reads up to 4 entries"):
        result_of(*(vevent(uid=f"{n}@x") for n in range(5)))


def test_stray_lines_are_reported_up_to_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(components, "MAX_STRAY_LINES", 3)
    result = result_of(*(vevent("stray", uid=f"{n}@x") for n in range(5)))
    assert (len(result.events), len(result.notes)) == (5, 3)


def test_too_many_lines_of_one_event_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(components, "MAX_LINES_EACH", 3)
    assert len(draft_of(*(f"CATEGORIES:{n}" for n in range(9))).tags) == 3


def test_what_is_far_too_long_is_cut_or_refused() -> None:
    many = result_of(vevent(f"CATEGORIES:{','.join(map(str, range(1000)))},{'x' * 1000}"))
    assert len(many.events[0].draft.tags) == 100
    assert "more than 100 tags" in many.notes[0].words
    assert "longer than 2,000" in reason_of(f"RRULE:FREQ=DAILY;BYHOUR={'1,' * 2000}1")
    (event,) = result_of(vevent(uid="x" * 5000)).events
    assert event.uid.startswith("eventdesk-")
    quotes = result_of(vevent('SUMMARY;A="' + '"' * 100_000 + ":x"))
    assert [each.line for each in quotes.notes] == [7]


def test_remarks_are_bounded() -> None:
    result = result_of(vevent("RRULE:FREQ=DAILY", "EXDATE:" + "x," * 50_000))
    assert len(result.events) == 1
    assert len(result.notes) == slice_reader.MAX_NOTES


def test_endless_files_are_not_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    endless = Path("/dev/zero")
    if not endless.exists():
        pytest.skip("there is no /dev/zero")
    monkeypatch.setattr(sources, "MAX_STREAM_BYTES", 2**20)
    with pytest.raises(InvalidInput, match="too large"):
        read([endless], local_zone=BERLIN)


def test_several_files_are_one_import(tmp_path: Path) -> None:
    paths = [tmp_path / f"{n}.ics" for n in range(3)]
    for n, path in enumerate(paths):
        path.write_bytes(calendar(vevent(uid=f"{n}@x")))
    result = read([*paths, calendar(vevent(uid="9@x"))], local_zone=BERLIN)
    assert [each.uid for each in result.events] == ["0@x", "1@x", "2@x", "9@x"]
    assert result.calendars == 4


NAMES = ["DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "RDATE", "SUMMARY", "UID", "TRIGGER"]
VALUES = st.one_of(
    st.sampled_from(
        [
            *("20261127T143000Z", "20261127", "PT5M", "-P1W", "FREQ=DAILY", "FREQ=YEARLY;COUNT=0"),
            *("99991231T235959Z", "00010101T000000", "20261127T000000/PT1H", "P999999999W"),
            *("FREQ=DAILY;UNTIL=00010101T000000Z", "FREQ=DAILY;UNTIL=99991231T235959Z"),
        ]
    ),
    st.text(max_size=20),
)
LINES = st.builds(
    "{}{}:{}".format,
    st.sampled_from(NAMES),
    st.sampled_from(["", ";TZID=Europe/Berlin", ";TZID=X", ";VALUE=DATE", ';A="b;c:d"', ";="]),
    VALUES,
)
FRAMES = st.sampled_from(
    [
        f"{word}:{name}"
        for word in ("BEGIN", "END")
        for name in ("VCALENDAR", "VEVENT", "VALARM", "VTIMEZONE", "X-OTHER")
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(LINES, FRAMES, st.text(max_size=10)), max_size=30))
def test_no_calendar_breaks_the_reader(lines: list[str]) -> None:
    text = "\r\n".join(lines)
    for data in (text.encode(errors="replace"), calendar("BEGIN:VEVENT", text, "END:VEVENT")):
        result = of(data)
        for each in result.events:
            assert each.draft.title
            assert each.uid


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    of(data)
    of(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + data + b"\nEND:VEVENT\nEND:VCALENDAR\n")
