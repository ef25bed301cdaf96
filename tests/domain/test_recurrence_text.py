"""Recurrence as text, and UNTIL between wall time and UTC."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.recurrence import Recurrence
from eventdesk.domain.recurrence_text import (
    format_recurrence,
    format_wall,
    parse_recurrence,
    parse_wall,
    utc_rule,
    wall_rule,
)

BERLIN = ZoneInfo("Europe/Berlin")
WALLS = st.datetimes(datetime(1900, 1, 1), datetime(9000, 1, 1)).map(
    lambda each: each.replace(microsecond=0)
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("FREQ=DAILY", "FREQ=DAILY"),
        (" freq=weekly; byday=mo,we ;", "FREQ=WEEKLY;BYDAY=MO,WE"),
        ("Weekdays", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("FREQ=DAILY;UNTIL=20260701T100000Z", "FREQ=DAILY;UNTIL=20260701T120000"),
        ("FREQ=DAILY;UNTIL=20261201T100000Z", "FREQ=DAILY;UNTIL=20261201T110000"),
        ("FREQ=DAILY;UNTIL=20261201T100000", "FREQ=DAILY;UNTIL=20261201T100000"),
        ("FREQ=DAILY;UNTIL=20261201", "FREQ=DAILY;UNTIL=20261201T235959"),
    ],
)
def test_rules_are_kept_in_wall_time(typed: str, kept: str) -> None:
    assert wall_rule(typed, BERLIN) == kept


@pytest.mark.parametrize("until", ["20261201", "20261201T235959", "20261201T225959Z"])
def test_an_all_day_series_ends_on_a_date(until: str) -> None:
    assert wall_rule(f"FREQ=DAILY;UNTIL={until}", BERLIN, all_day=True) == (
        "FREQ=DAILY;UNTIL=20261201"
    )


@pytest.mark.parametrize(
    "rule", ["often", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=-1", "FREQ=DAILY;UNTIL=soon"]
)
def test_what_is_no_rule(rule: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        wall_rule(rule, BERLIN, field="repeat")
    assert caught.value.problems[0].field == "repeat"


@pytest.mark.parametrize("text", ["", "  "])
def test_no_recurrence(text: str) -> None:
    assert parse_recurrence(text, BERLIN) is None
    assert format_recurrence(None) is None


def test_two_rules_are_refused() -> None:
    with pytest.raises(InvalidInput):
        parse_recurrence("FREQ=DAILY\nFREQ=WEEKLY", BERLIN)


@given(
    st.sampled_from(["", "FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO;UNTIL=20270101T120000"]),
    st.lists(WALLS, max_size=3),
    st.lists(WALLS, max_size=3),
)
def test_what_is_written_is_read_back(
    rule: str, extra: list[datetime], excluded: list[datetime]
) -> None:
    recurrence = Recurrence(rule, tuple(extra), tuple(excluded))
    text = format_recurrence(recurrence)
    assert text is not None
    if text:
        assert parse_recurrence(text, BERLIN) == recurrence


@given(WALLS)
def test_until_in_utc_and_back(wall: datetime) -> None:
    rule = f"FREQ=DAILY;UNTIL={format_wall(wall)}"
    kept = wall_rule(utc_rule(rule, BERLIN), BERLIN)
    if kept != rule:  # only a time that does not exist may change
        moved = len({BERLIN.utcoffset(wall.replace(fold=fold)) for fold in (0, 1)}) == 2
        assert moved
    assert utc_rule(rule, None) == rule


@given(WALLS)
def test_walls(wall: datetime) -> None:
    assert parse_wall(format_wall(wall)) == wall


@pytest.mark.parametrize("text", ["", "2026", "20261301", "20261127T25", "20261127T250000", "x"])
def test_what_is_no_wall_time(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_wall(text)


def test_an_end_that_is_in_utc_already_stays() -> None:
    rule = "FREQ=DAILY;UNTIL=20260701T100000Z"
    assert utc_rule(rule, BERLIN) == rule
    assert utc_rule(wall_rule(rule, BERLIN), BERLIN) == rule
