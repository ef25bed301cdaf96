"""Lengths of time as people type them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.insistence import parse_repeat_every
from eventdesk.domain.insistence_words import length_words
from eventdesk.domain.reminder import format_duration
from eventdesk.ui.typed_lengths import read_length, show_length

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LENGTHS = (
    *(timedelta(seconds=count) for count in (0, 1, 59, 90, 3_601, 604_801)),
    *(count * MINUTE for count in (1, 15, 60, 90, 1_439, 1_441)),
    *(count * DAY for count in (1, 2, 7, 10, 14, 400)),
)
ENGLISH = [
    ("90", 90 * MINUTE),
    ("1h30m", 90 * MINUTE),
    ("1 h 30 min", 90 * MINUTE),
    ("45 Minutes", 45 * MINUTE),
    ("1 hour", HOUR),
    ("2 hrs", 2 * HOUR),
    ("1.5 h", 90 * MINUTE),
    ("2 days", 2 * DAY),
    ("1wk", 7 * DAY),
    ("20 secs", timedelta(seconds=20)),
    ("0", timedelta()),
]


@pytest.mark.parametrize(("text", "length"), ENGLISH)
def test_lengths_are_read(text: str, length: timedelta) -> None:
    assert read_length(text, "end") == length


@pytest.mark.parametrize("text", ["", "00", "soon", "1 month", "5 Std", "1,5 h", "-5 min", "1h30"])
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_length(text, "end")
    assert caught.value.problems[0].field == "end"


def test_a_length_that_does_not_fit_is_refused() -> None:
    with pytest.raises(InvalidInput):
        read_length("2 days", "repeat-every", parse_repeat_every)


@given(st.integers(0, 10**8).map(lambda seconds: timedelta(seconds=seconds)))
def test_every_shown_length_is_read_back(length: timedelta) -> None:
    assert show_length(length) == format_duration(length)
    assert read_length(show_length(length), "end") == length


@pytest.mark.usefixtures("german")
class TestGerman:
    @pytest.mark.parametrize(
        ("text", "length"),
        [
            *ENGLISH,
            ("1 Std", HOUR),
            ("1 Std. 30 Min.", 90 * MINUTE),
            ("2 Stunden", 2 * HOUR),
            ("1,5 Stunden", 90 * MINUTE),
            ("1,5h", 90 * MINUTE),
            ("2 T", 2 * DAY),
            ("1 Tag", DAY),
            ("2 Tage 1 Stunde", 49 * HOUR),
            ("1 Wo", 7 * DAY),
            ("2 wochen", 14 * DAY),
            ("30 Sekunden", timedelta(seconds=30)),
            ("20 s", timedelta(seconds=20)),
        ],
    )
    def test_lengths_are_read(self, text: str, length: timedelta) -> None:
        assert read_length(text, "end") == length

    @pytest.mark.parametrize("text", ["bald", "1 Monat", "2 Stuhl"])
    def test_what_is_no_length_is_refused(self, text: str) -> None:
        with pytest.raises(InvalidInput):
            read_length(text, "end")

    @pytest.mark.parametrize("length", LENGTHS)
    def test_every_shown_length_is_read_back(self, length: timedelta) -> None:
        assert read_length(show_length(length), "end") == length
        assert read_length(length_words(length), "end") == length

    def test_lengths_are_shown_with_german_units(self) -> None:
        assert show_length(90 * MINUTE) == "1 h 30 min"
        assert show_length(2 * DAY + HOUR) == "2 T 1 h"
        assert show_length(7 * DAY) == "1 Wo"
