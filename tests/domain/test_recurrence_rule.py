"""The grammar of recurrence rules."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.domain.recurrence_rule import Frequency, NotARule, Rule, parse_rule
from eventdesk.domain.recurrence_until import Until, parse_until

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("FREQ=DAILY", Rule(Frequency.DAILY)),
        ("RRULE:freq=daily; interval=2;", Rule(Frequency.DAILY, interval=2)),
        ("FREQ=DAILY;COUNT=3;X-MINE=7", Rule(Frequency.DAILY, count=3)),
        ("FREQ=DAILY;RSCALE=GREGORIAN;SKIP=OMIT", Rule(Frequency.DAILY)),
        ("FREQ=WEEKLY;WKST=SU", Rule(Frequency.WEEKLY, week_start=6)),
        (
            "FREQ=MONTHLY;BYDAY=-1FR,+2MO,TU",
            Rule(Frequency.MONTHLY, by_day=((-1, 4), (0, 1), (2, 0))),
        ),
        ("FREQ=DAILY;BYHOUR=9,8,9", Rule(Frequency.DAILY, by_hour=(8, 9))),
        ("FREQ=DAILY;BYSECOND=60,0", Rule(Frequency.DAILY, by_second=(0, 59))),
        (
            "FREQ=DAILY;UNTIL=20261231",
            Rule(Frequency.DAILY, until=Until(datetime(2026, 12, 31), is_date=True)),
        ),
    ],
)
def test_what_is_read(text: str, rule: Rule) -> None:
    assert parse_rule(text) == rule


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "FREQ is missing"),
        ("INTERVAL=2", "FREQ is missing"),
        ("nonsense", "'NONSENSE' has no value"),
        ("FREQ=SOMETIMES", "FREQ=SOMETIMES is unknown"),
        ("FREQ=DAILY;FREQ=WEEKLY", "FREQ is given twice"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL=0 is no whole number from 1"),
        ("FREQ=DAILY;COUNT=-1", "COUNT=-1 is no whole number from 1"),
        ("FREQ=DAILY;COUNT=9999999999", "COUNT=9999999999 is no whole number from 1"),
        ("FREQ=DAILY;COUNT=٣", "COUNT=٣ is no whole number from 1"),
        ("FREQ=DAILY;UNTIL=soon", "UNTIL=SOON is no date"),
        ("FREQ=DAILY;BYDAY=0MO", "BYDAY=0MO is no weekday"),
        ("FREQ=DAILY;BYDAY=MONDAY", "BYDAY=MONDAY is no weekday"),
        ("FREQ=YEARLY;BYDAY=54MO", "BYDAY=54MO is no weekday"),
        ("FREQ=DAILY;BYMONTH=13", "BYMONTH=13 is out of range"),
        ("FREQ=DAILY;BYMONTHDAY=0", "BYMONTHDAY=0 is out of range"),
        ("FREQ=DAILY;BYHOUR=24", "BYHOUR=24 is out of range"),
        ("FREQ=DAILY;BYHOUR=1,", "BYHOUR= is out of range"),
        ("FREQ=YEARLY;BYSETPOS=367", "BYSETPOS=367 is out of range"),
        ("FREQ=DAILY;WKST=XX", "WKST=XX is unknown"),
        ("FREQ=DAILY;BYEASTER=0", "BYEASTER=0 is unknown"),
        ("FREQ=YEARLY;RSCALE=CHINESE", "RSCALE=CHINESE is not supported"),
        ("FREQ=MONTHLY;SKIP=BACKWARD", "SKIP=BACKWARD is not supported"),
        ("FREQ=DAILY;BYSECOND=" + ",".join(["1"] * 1_001), "too many numbers"),
    ],
)
def test_what_is_no_rule_says_why(text: str, words: str) -> None:
    with pytest.raises(NotARule) as caught:
        parse_rule(text)
    assert words in str(caught.value)


@given(st.text(st.sampled_from("FREQ=DAILY;BYMONTHCU,-+0123456789 :")))
def test_any_text_is_a_rule_or_none(text: str) -> None:
    try:
        rule = parse_rule(text)
    except NotARule:
        return
    assert isinstance(rule, Rule)


@pytest.mark.parametrize(
    ("text", "zone", "all_day", "last"),
    [
        ("20261231", BERLIN, False, datetime(2026, 12, 31, 23, 59, 59)),
        ("20261231T120000", BERLIN, False, datetime(2026, 12, 31, 12)),
        ("20261231T120000Z", BERLIN, False, datetime(2026, 12, 31, 13)),
        ("20260701T233000Z", BERLIN, False, datetime(2026, 7, 2, 1, 30)),
        ("20261231T120000Z", None, False, datetime(2026, 12, 31, 12)),
        ("20261231T235900Z", BERLIN, True, datetime(2026, 12, 31, 23, 59, 59)),
    ],
)
def test_the_last_moment_on_the_clocks(
    text: str, zone: ZoneInfo | None, all_day: bool, last: datetime
) -> None:
    assert parse_until(text).wall(zone, all_day=all_day) == last
