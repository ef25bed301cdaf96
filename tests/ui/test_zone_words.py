"""What is said of other zones and of clocks that change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from eventdesk.services.views import AgendaRow
from eventdesk.ui.agenda_words import details_text, row_look
from eventdesk.ui.detail_words import when_lines
from eventdesk.ui.zone_words import city_words, clock_change_words, there_words

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 20, 11, tzinfo=UTC)


def row(zone: str | None, hour: int = 14, **given: object) -> AgendaRow:
    """An hour today in some zone; 14 UTC is 15:00 in Berlin."""
    start = datetime(2026, 11, 20, hour, tzinfo=UTC)
    known = {"key": 1, "event_id": "e", "title": "Call", "start": start, "time_zone": zone}
    return AgendaRow(**(known | {"end": start + timedelta(hours=1)} | given))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("zone", "hour", "words"),
    [
        ("America/New_York", 14, "09:00 New York"),
        ("Asia/Tokyo", 21, "Sat 06:00 Tokyo"),
        ("America/Los_Angeles", 23, "Fri 15:00 Los Angeles"),
        ("America/Argentina/Buenos_Aires", 14, "11:00 Buenos Aires"),
        ("Europe/Paris", 14, ""),
        ("Europe/Berlin", 14, ""),
        (None, 14, ""),
    ],
)
def test_the_time_elsewhere_is_told_when_it_is_another(
    zone: str | None, hour: int, words: str
) -> None:
    assert there_words(row(zone, hour), BERLIN) == words


def test_an_all_day_event_is_on_the_same_day_everywhere() -> None:
    assert there_words(row("America/New_York", all_day=True), BERLIN) == ""


def test_the_list_the_tool_tip_and_the_details_tell_it() -> None:
    call = row("America/New_York", location="Room 5")
    look = row_look(call, NOON, BERLIN)
    assert look.time == "15:00"
    assert look.place == "09:00 in New York · Room 5"
    assert "Today 15:00 (09:00 New York)" in details_text(call, NOON, BERLIN)
    assert when_lines(call, BERLIN, NOON)[1] == "Today 09:00 – 10:00 in New York"


def test_summer_time_decides_whether_the_clocks_differ() -> None:
    # London and Lisbon agree all year; Phoenix and Denver only in winter.
    denver, phoenix = ZoneInfo("America/Denver"), "America/Phoenix"
    summer = datetime(2026, 7, 1, 18, tzinfo=UTC)
    assert there_words(row(phoenix, start=summer, end=summer), denver) == "11:00 Phoenix"
    assert there_words(row(phoenix), denver) == ""


def test_cities() -> None:
    assert city_words("America/New_York") == "New York"
    assert city_words("UTC") == "UTC"


@pytest.mark.parametrize(
    ("wall", "words"),
    [
        (
            datetime(2027, 3, 28, 2, 30),
            "On Sun 28 Mar 2027 the clocks skip 02:30: it is at 03:30 that day.",
        ),
        (
            datetime(2027, 10, 31, 2, 30),
            "On Sun 31 Oct 2027 the clocks show 02:30 twice: the first time is meant.",
        ),
        (datetime(2027, 3, 28, 3, 0), ""),
        (datetime(2027, 3, 28, 1, 59), ""),
    ],
)
def test_times_that_the_clocks_skip_or_show_twice(wall: datetime, words: str) -> None:
    assert clock_change_words([datetime(2027, 1, 1, 2, 30), wall], BERLIN) == words
