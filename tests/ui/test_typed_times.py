"""Dates and times as people type them."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from eventdesk.domain.errors import InvalidInput
from eventdesk.ui.time_field import next_half_hour
from eventdesk.ui.typed_times import read_date, read_time, show_date, show_time

TODAY = date(2026, 11, 19)  # a Thursday


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-11-21", date(2026, 11, 21)),
        ("21.11.2026", date(2026, 11, 21)),
        ("21.11.26", date(2026, 11, 21)),
        ("21.11.", date(2026, 11, 21)),
        ("21/11", date(2026, 11, 21)),
        ("21 Nov", date(2026, 11, 21)),
        ("21 november 2027", date(2027, 11, 21)),
        ("21. Nov", date(2026, 11, 21)),
        ("Nov 21, 2027", date(2027, 11, 21)),
        ("nov 21st", date(2026, 11, 21)),
        ("Sat 21 Nov 2026", date(2026, 11, 21)),
        ("Saturday, 21 Nov", date(2026, 11, 21)),
        ("today", TODAY),
        ("Tomorrow", date(2026, 11, 20)),
        ("yesterday", date(2026, 11, 18)),
        ("thu", TODAY),
        ("fri", date(2026, 11, 20)),
        ("wednesday", date(2026, 11, 25)),
        ("+3", date(2026, 11, 22)),
        ("18 nov", date(2027, 11, 18)),
        ("29 feb", date(2028, 2, 29)),
        ("mar 3", date(2027, 3, 3)),
        ("  21   nov  ", date(2026, 11, 21)),
    ],
)
def test_dates_are_read(text: str, found: date) -> None:
    assert read_date(text, TODAY, field="start") == found


def test_slashes_follow_the_country() -> None:
    assert read_date("3/4/2027", TODAY, field="start") == date(2027, 4, 3)
    assert read_date("3/4/2027", TODAY, field="start", month_first=True) == date(2027, 3, 4)


@pytest.mark.parametrize("text", ["31 feb", "31.11.2026", "2026-13-01", "30 feb 2028", "0.1."])
def test_impossible_days_are_named(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_date(text, TODAY, field="end")
    problem = caught.value.problems[0]
    assert problem.field == "end"
    assert "no such day" in problem.problem
    assert problem.remedy


@pytest.mark.parametrize("text", ["", "soon", "2", "21", "f", "marvellous", "12 foo 2026", "fr1"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_date(text, TODAY, field="start")
    assert "tomorrow" in caught.value.problems[0].remedy


def test_every_shown_date_is_read_back() -> None:
    for ordinal in range(date(2026, 1, 1).toordinal(), date(2028, 3, 2).toordinal()):
        day = date.fromordinal(ordinal)
        assert read_date(show_date(day), TODAY, field="start") == day


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("15:00", time(15)),
        ("9:05", time(9, 5)),
        ("15", time(15)),
        ("1530", time(15, 30)),
        ("930", time(9, 30)),
        ("15.30", time(15, 30)),
        ("15h30", time(15, 30)),
        ("3pm", time(15)),
        ("3:30 PM", time(15, 30)),
        ("12 am", time(0)),
        ("12pm", time(12)),
        ("0:00", time(0)),
        ("11 p.m.", time(23)),
    ],
)
def test_times_are_read(text: str, found: time) -> None:
    assert read_time(text, field="start") == found


@pytest.mark.parametrize("text", ["", "24:00", "12:60", "noon", "13pm", "0 am", "-1", "1:2:3"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_time(text, field="start")
    assert caught.value.problems[0].field == "start"


def test_every_shown_time_is_read_back() -> None:
    for minute in range(1440):
        moment = time(minute // 60, minute % 60)
        assert read_time(show_time(moment), field="start") == moment


@pytest.mark.parametrize(
    ("now", "found"),
    [
        (datetime(2026, 11, 19, 14, 48), datetime(2026, 11, 19, 15)),
        (datetime(2026, 11, 19, 14, 30), datetime(2026, 11, 19, 15)),
        (datetime(2026, 11, 19, 14, 0, 1), datetime(2026, 11, 19, 14, 30)),
        (datetime(2026, 12, 31, 23, 45), datetime(2027, 1, 1)),
    ],
)
def test_the_next_half_hour(now: datetime, found: datetime) -> None:
    assert next_half_hour(now) == found
