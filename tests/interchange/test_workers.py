"""Large files are read in slices, in several processes: the same comes out."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from eventdesk.interchange import slices, workers
from eventdesk.interchange.read import read
from eventdesk.interchange.slices import Outline
from eventdesk.interchange.sources import source_of
from eventdesk.services.imports import ImportResult
from tests.interchange.calendars import (
    BERLIN,
    MARTIAN,
    VIENNA_BY_ANOTHER_NAME,
    calendar,
    vevent,
)

START = "DTSTART;TZID={}:202611{:02}T090000"


def mixed(number: int) -> str:
    """One of several kinds of events, some of them broken."""
    day, uid = 1 + number % 28, f"{number}@x"
    match number % 7:
        case 0:
            return vevent(START.format("Our Office", day), "RRULE:FREQ=DAILY", uid=uid)
        case 1:
            return vevent(
                START.format("Mars", day), "BEGIN:VALARM\r\nTRIGGER:-PT5M\r\nEND:VALARM", uid=uid
            )
        case 2:
            return vevent("DTSTART:broken", uid=uid)
        case 3:
            return vevent("this is no property", f"SUMMARY:ü{number}", uid=uid)
        case 4:
            which = f"RECURRENCE-ID;TZID=Our Office:202612{day:02}T090000"
            return vevent(which, START.format("Our Office", day), uid=f"{number - 4}@x")
        case 5:
            return vevent(
                "DTSTART:20261127T143000", "ATTACH:" + "\r\n ".join(["A" * 70] * 9), uid=uid
            )
        case _:
            return f"BEGIN:VTODO\r\nUID:{uid}\r\nEND:VTODO"


def large(events: int) -> bytes:
    """Three calendars one after the other, the second of them with a zone of its own."""
    parts = [mixed(number) for number in range(events)]
    third = events // 3
    return (
        calendar("X-WR-CALNAME:A", *parts[:third], VIENNA_BY_ANOTHER_NAME)
        + calendar("X-WR-TIMEZONE:Asia/Tokyo", *parts[third : 2 * third])
        + calendar(MARTIAN, *parts[2 * third :])
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "large.ics"
    made.write_bytes(large(2_000))
    return made


@pytest.fixture
def whole(path: Path, monkeypatch: pytest.MonkeyPatch) -> ImportResult:
    """The result of the file in one piece."""
    with monkeypatch.context() as patch:
        patch.setattr(slices, "SLICE", 2**30)
        return read([path], local_zone=BERLIN, processes=1)


def assert_same(one: ImportResult, other: ImportResult) -> None:
    assert one.events == other.events
    assert one.skipped == other.skipped
    assert sorted(one.notes, key=str) == sorted(other.notes, key=str)
    assert (one.name, one.calendars) == (other.name, other.calendars)


def test_what_the_file_holds(whole: ImportResult) -> None:
    series = [each for each in whole.events if each.draft.recurrence is not None]
    changed = [each for each in whole.events if each.recurrence_id is not None]
    assert len(series) == len(changed) == 286
    assert {each.draft.time_zone for each in whole.events} >= {"Europe/Berlin", "Asia/Tokyo", None}
    assert len(whole.skipped) == 286 + 285


@pytest.mark.parametrize("size", [1, 500, 5_000])
def test_slices_of_any_size(
    path: Path, whole: ImportResult, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slices, "SLICE", size)
    monkeypatch.setattr("eventdesk.interchange.sources.BLOCK", 3_000)
    assert len(list(slices.slices(source_of(path)))) > 50
    assert_same(read([path], local_zone=BERLIN, processes=1), whole)


def test_several_processes(
    path: Path, whole: ImportResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "WORTH_IT", 0)
    monkeypatch.setattr(slices, "SLICE", 20_000)
    begun: list[int] = []
    start = ProcessPoolExecutor._spawn_process  # type: ignore[attr-defined]

    def counted(pool: ProcessPoolExecutor) -> None:
        begun.append(1)
        start(pool)

    monkeypatch.setattr(ProcessPoolExecutor, "_spawn_process", counted)
    assert_same(read([path, path], local_zone=BERLIN, processes=2), _twice(path, monkeypatch))
    assert len(begun) == 2
    assert multiprocessing.active_children() == []


def _twice(path: Path, monkeypatch: pytest.MonkeyPatch) -> ImportResult:
    with monkeypatch.context() as patch:
        patch.setattr(workers, "WORTH_IT", 2**40)
        return read([path, path], local_zone=BERLIN)


def _dies(packed: bytes, part: slices.Slice) -> bytes:
    os._exit(3)


@pytest.mark.parametrize("breaking", ["start", "work"])
def test_without_processes_it_works_too(
    path: Path, whole: ImportResult, breaking: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "WORTH_IT", 0)
    monkeypatch.setattr(slices, "SLICE", 50_000)
    if breaking == "start":
        monkeypatch.setattr(ProcessPoolExecutor, "__init__", _no_processes)
    else:
        monkeypatch.setattr(workers, "_read", _dies)
    assert_same(read([path], local_zone=BERLIN, processes=2), whole)


def _no_processes(*_: object, **__: object) -> None:
    raise OSError("there are no semaphores here")


def test_the_outline_of_a_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eventdesk.interchange.sources.BLOCK", 1_000)
    outline = Outline.of(source_of(path))
    assert outline.calendar_zones == ["", "Asia/Tokyo", ""]
    assert sorted(each.value("TZID") for each in outline.zones.values()) == ["Mars", "Our Office"]
    lines = path.read_bytes().replace(b"\r", b"").split(b"\n")
    for each in outline.zones.values():
        assert lines[each.line - 1] == b"BEGIN:VTIMEZONE"


def test_a_zone_of_the_calendar_after_its_first_event() -> None:
    data = calendar(vevent("DTSTART:20261127T143000", uid="1@x"), "X-WR-TIMEZONE:Asia/Tokyo")
    (event,) = read([data], local_zone=BERLIN).events
    assert event.draft.time_zone == "Asia/Tokyo"
