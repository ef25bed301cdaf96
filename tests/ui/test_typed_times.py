"""Dates and times as people type them."""

from __future__ import annotations

from datetime import date, datetime, time
from gettext import NullTranslations

import pytest

from eventdesk.domain.day_words import long_date, plain_date
from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.language import speak
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
        ("21.nov", date(2026, 11, 21)),
        ("weds 25 novembre", date(2026, 11, 25)),
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
        ("11 o'clock", time(11)),
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


@pytest.mark.usefixtures("german")
class TestGerman:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("Fr 27. Nov 2026", date(2026, 11, 27)),
            ("27. November", date(2026, 11, 27)),
            ("27.Nov.", date(2026, 11, 27)),
            ("27 nov", date(2026, 11, 27)),
            ("Freitag, 27. Nov. 2026", date(2026, 11, 27)),
            ("Fr., 27.11.", date(2026, 11, 27)),
            ("fr 27.11.2026", date(2026, 11, 27)),
            ("3. März", date(2027, 3, 3)),
            ("3. mrz", date(2027, 3, 3)),
            ("3 Mär 2027", date(2027, 3, 3)),
            ("3. Ma\u0308rz", date(2027, 3, 3)),
            ("MÄRZ 3", date(2027, 3, 3)),
            ("Mo 4. Mai", date(2027, 5, 4)),
            ("24. Dez", date(2026, 12, 24)),
            ("3. Okt", date(2027, 10, 3)),
            ("1. Juni", date(2027, 6, 1)),
            ("1. Jul", date(2027, 7, 1)),
            ("heute", TODAY),
            ("Morgen", date(2026, 11, 20)),
            ("gestern", date(2026, 11, 18)),
            ("Do", TODAY),
            ("fr", date(2026, 11, 20)),
            ("Mi.", date(2026, 11, 25)),
            ("Montag", date(2026, 11, 23)),
            ("sams", date(2026, 11, 21)),
            ("+3", date(2026, 11, 22)),
            # English goes on being read.
            ("tomorrow", date(2026, 11, 20)),
            ("wednesday", date(2026, 11, 25)),
            ("Fri 27 Nov 2026", date(2026, 11, 27)),
            ("Sat 21 Nov", date(2026, 11, 21)),
            ("March 3, 2027", date(2027, 3, 3)),
            ("24 dec", date(2026, 12, 24)),
            ("3rd oct", date(2027, 10, 3)),
        ],
    )
    def test_dates_are_read(self, text: str, found: date) -> None:
        assert read_date(text, TODAY, field="start") == found

    @pytest.mark.parametrize("text", ["", "bald", "f", "2", "12. foo 2026", "Mondes", "Maerz 3"])
    def test_what_is_no_date_is_refused(self, text: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            read_date(text, TODAY, field="start")
        assert "morgen" in caught.value.problems[0].remedy

    def test_the_words_typed_stand_in_german_quotes(self) -> None:
        with pytest.raises(InvalidInput) as caught:
            read_date("31. Feb", TODAY, field="start")
        assert caught.value.problems[0].problem == "Den Tag „31. Feb“ gibt es nicht."

    def test_every_shown_date_is_read_back(self) -> None:
        assert show_date(TODAY) == "Do 19. Nov 2026"
        for ordinal in range(date(2026, 1, 1).toordinal(), date(2028, 3, 2).toordinal()):
            day = date.fromordinal(ordinal)
            for words in (show_date(day), plain_date(day), long_date(day)):
                assert read_date(words, TODAY, field="start") == day

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("15 Uhr", time(15)),
            ("9:05 uhr", time(9, 5)),
            ("15.30 Uhr", time(15, 30)),
            ("15:00", time(15)),
            ("3pm", time(15)),
        ],
    )
    def test_times_are_read(self, text: str, found: time) -> None:
        assert read_time(text, field="start") == found

    @pytest.mark.parametrize("text", ["", "Uhr", "24 Uhr", "mittags"])
    def test_what_is_no_time_is_refused(self, text: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            read_time(text, field="start")
        assert "15 Uhr" in caught.value.problems[0].remedy


def test_another_language_is_forgotten(german: object) -> None:
    assert read_date("heute", TODAY, field="start") == TODAY
    speak(NullTranslations())
    with pytest.raises(InvalidInput):
        read_date("heute", TODAY, field="start")
