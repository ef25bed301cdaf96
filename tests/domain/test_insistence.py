"""How hard reminders insist: read, written, defaulted, and told in words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.insistence import (
    LEAST_REPEAT,
    MOST_REPEAT,
    MOST_WAIT,
    ONCE,
    Insistence,
    format_insistence,
    is_default,
    parse_email_after,
    parse_repeat_every,
)
from eventdesk.domain.insistence_words import (
    email_words,
    late_rule_words,
    length_words,
    repeat_words,
    wish_words,
)
from eventdesk.domain.late import parse_late_rule
from eventdesk.domain.reminder import parse_duration
from eventdesk.domain.settings import ReminderSettings

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize("text", ["0", "never", "OFF", " no ", "once"])
def test_words_for_nothing(text: str) -> None:
    assert parse_repeat_every(text) == parse_email_after(text) == ONCE


@pytest.mark.parametrize(
    ("text", "repeat", "wait"),
    [
        ("1s", False, True),
        ("59s", False, True),
        ("1m", True, True),
        ("1d", True, True),
        ("1d1s", False, True),
        ("7d", False, True),
        ("7d1s", False, False),
        ("-5m", False, False),
        ("soon", False, False),
        ("0s", False, False),
    ],
)
def test_bounds(text: str, repeat: bool, wait: bool) -> None:
    for parse, fits, field in (
        (parse_repeat_every, repeat, "repeat-every"),
        (parse_email_after, wait, "email-after"),
    ):
        if fits:
            assert parse(text) == parse_duration(text)
            continue
        with pytest.raises(InvalidInput) as caught:
            parse(text)
        (problem,) = caught.value.problems
        assert problem.field == field
        assert problem.remedy


@given(st.integers(60, 86_400))
def test_what_is_written_is_read_back(seconds: int) -> None:
    length = timedelta(seconds=seconds)
    assert LEAST_REPEAT <= length <= MOST_REPEAT < MOST_WAIT
    assert parse_repeat_every(format_insistence(length)) == length
    assert parse_email_after(format_insistence(length)) == length
    assert parse_duration(length_words(length)) == length
    assert parse_repeat_every(format_insistence(ONCE)) == ONCE


def test_the_words_for_the_settings() -> None:
    assert [is_default(text) for text in ("", " Default ", "0", "never")] == [
        True,
        True,
        False,
        False,
    ]


def test_wishes_of_an_event_go_before_the_settings() -> None:
    defaults = ReminderSettings(repeat_every=5 * MINUTE, email_after=HOUR, sound=True).insistence
    assert Insistence().with_defaults(defaults) == Insistence(5 * MINUTE, HOUR, True)
    wishes = Insistence(ONCE, ONCE, False, True)
    assert wishes.with_defaults(defaults) == wishes
    mixed = Insistence(sound=False, even_when_quiet=True).with_defaults(defaults)
    assert mixed == Insistence(5 * MINUTE, HOUR, False, True)


def test_nothing_set_means_once_and_at_once() -> None:
    assert (Insistence().repeats_every, Insistence().email_waits) == (ONCE, ONCE)
    assert ReminderSettings().insistence == Insistence(ONCE, ONCE, False)


def test_words() -> None:
    assert length_words(timedelta(days=1, hours=2, minutes=3, seconds=4)) == "1 d 2 h 3 min 4 s"
    assert (repeat_words(ONCE), repeat_words(HOUR)) == ("never", "every 1 h")
    assert email_words(ONCE) == "at once"
    assert email_words(10 * MINUTE) == "only if not dismissed after 10 min"
    rules = ("until-end", "within 15m", "always")
    words = [late_rule_words(parse_late_rule(rule)) for rule in rules]
    assert words == ["until it ends", "within 15 min", "always"]


def test_a_few_words_for_what_differs() -> None:
    assert wish_words(Insistence(), None) == []
    much = wish_words(Insistence(5 * MINUTE, 10 * MINUTE, True, True), parse_late_rule("always"))
    assert much == [
        "every 5 min",
        "e-mail after 10 min",
        "sound",
        "even in quiet hours",
        "when late always",
    ]
    little = wish_words(Insistence(ONCE, ONCE, False), parse_late_rule("until-end"))
    assert little == ["no repeating", "e-mail at once", "no sound", "when late until it ends"]
