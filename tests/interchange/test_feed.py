"""What fetched data is: a calendar, a whole one, or something else."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from eventdesk.domain.errors import ImportCancelled
from eventdesk.interchange.feed import read_feed
from eventdesk.services.feed_ports import Feed

CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:Team\r\nBEGIN:VEVENT\r\nUID:a@test\r\n"
    "DTSTART:20261201T090000Z\r\nSUMMARY:Review\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def feed(data: bytes) -> Feed:
    return read_feed(data, ZoneInfo("Europe/Berlin"), lambda: False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_whole_calendar(encoding: str) -> None:
    found = feed(CALENDAR.encode(encoding))
    assert found.whole
    assert not found.web_page
    assert (found.result.name, len(found.result.events)) == ("Team", 1)


@pytest.mark.parametrize("end", [10, 60, len(CALENDAR) - 16])
def test_a_calendar_that_was_cut(end: int) -> None:
    assert not feed(CALENDAR[:-end].encode()).whole
    assert not feed((CALENDAR + CALENDAR[:-end]).encode()).whole


def test_calendars_in_a_row_and_what_follows_them_are_whole() -> None:
    assert feed((CALENDAR + CALENDAR.lower() + "\n\n<!-- 12 ms -->").encode()).whole


@pytest.mark.parametrize("start", ["<!DOCTYPE html><html>", "\n <HTML lang=en>", "\ufeff<html>"])
def test_a_web_page(start: str) -> None:
    assert feed(f"{start}{CALENDAR}".encode()).web_page


@pytest.mark.parametrize("data", [b"", b"\0\0\0", b"{}", b"\x89PNG\r\n", b"404 not found"])
def test_something_else(data: bytes) -> None:
    found = feed(data)
    assert not found.web_page
    assert found.result.calendars == 0


def test_reading_ends_when_it_is_not_wanted() -> None:
    with pytest.raises(ImportCancelled):
        read_feed(CALENDAR.encode(), ZoneInfo("UTC"), lambda: True)
