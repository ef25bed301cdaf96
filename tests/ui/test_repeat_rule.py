"""Between the repeat choices and recurrence rules."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.domain.recurrence import Recurrence, recurrence_problem, starts
from eventdesk.domain.recurrence_rule import parse_rule
from eventdesk.ui.repeat_rule import (
    Ends,
    Place,
    Repeat,
    RuleChoice,
    place_words,
    places,
    read_rule,
    repeat_words,
)

FRIDAY = datetime(2026, 11, 20, 15)


@pytest.mark.parametrize(
    ("rule", "choice"),
    [
        ("", RuleChoice()),
        ("FREQ=DAILY", RuleChoice(Repeat.DAILY)),
        ("FREQ=DAILY;INTERVAL=1", RuleChoice(Repeat.DAILY)),
        ("RRULE:FREQ=DAILY;COUNT=4", RuleChoice(Repeat.DAILY, Ends.AFTER, count=4)),
        ("FREQ=WEEKLY;BYDAY=FR,TH,WE,TU,MO", RuleChoice(Repeat.WEEKDAYS)),
        ("FREQ=WEEKLY", RuleChoice(Repeat.WEEKLY)),
        ("FREQ=WEEKLY;BYDAY=FR;WKST=MO", RuleChoice(Repeat.WEEKLY)),
        ("FREQ=WEEKLY;BYDAY=FR;WKST=SU", RuleChoice(Repeat.WEEKLY)),
        ("FREQ=WEEKLY;BYDAY=WE,MO", RuleChoice(Repeat.WEEKLY, days=(0, 2))),
        ("FREQ=WEEKLY;BYDAY=MO", RuleChoice(Repeat.WEEKLY, days=(0,))),
        ("FREQ=WEEKLY;INTERVAL=2", RuleChoice(Repeat.WEEKLY, interval=2)),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR",
            RuleChoice(Repeat.WEEKLY, interval=2, days=(0, 1, 2, 3, 4)),
        ),
        ("FREQ=MONTHLY;BYDAY=3FR", RuleChoice(Repeat.MONTHLY, place=Place.NTH)),
        ("FREQ=YEARLY;BYMONTH=11;BYDAY=3FR", RuleChoice(Repeat.YEARLY, place=Place.NTH)),
        ("FREQ=MONTHLY;BYMONTHDAY=20", RuleChoice(Repeat.MONTHLY)),
        ("FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=20", RuleChoice(Repeat.YEARLY)),
        ("FREQ=WEEKLY;UNTIL=20270101", RuleChoice(Repeat.WEEKLY, Ends.ON, date(2027, 1, 1))),
        (
            "FREQ=WEEKLY;UNTIL=20270101T150000Z",
            RuleChoice(Repeat.WEEKLY, Ends.ON, date(2027, 1, 1)),
        ),
    ],
)
def test_usual_rules_become_choices(rule: str, choice: RuleChoice) -> None:
    assert read_rule(rule, FRIDAY) == choice


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,MO",
        "FREQ=WEEKLY;BYDAY=1MO",
        "FREQ=MONTHLY;BYDAY=2FR",
        "FREQ=MONTHLY;BYDAY=-1FR",
        "FREQ=MONTHLY;BYMONTHDAY=-1",
        "FREQ=YEARLY;BYDAY=3FR",
        "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=20",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=1000",
        "FREQ=DAILY;BYMONTH=1",
        "FREQ=DAILY;COUNT=10000",
        "FREQ=DAILY;COUNT=2;UNTIL=20270101",
        "FREQ=HOURLY",
        "FREQ=WEEKLY;UNTIL=20270101T090000",
        "FREQ=DAILY;COUNT=x",
        "nonsense",
        "FREQ=DAILY;FREQ=WEEKLY",
    ],
)
def test_other_rules_stay_as_they_are(rule: str) -> None:
    choice = read_rule(rule, FRIDAY)
    assert choice.repeat is Repeat.CUSTOM
    assert choice.custom == rule


DAYS = st.datetimes(datetime(1990, 1, 1), datetime(2080, 1, 1)).map(
    lambda each: each.replace(minute=0, second=0, microsecond=0)
)


@st.composite
def choices(draw: st.DrawFn) -> tuple[RuleChoice, datetime]:
    """A choice the field can show, with the start of its series."""
    start = draw(DAYS)
    repeat = draw(st.sampled_from([each for each in Repeat if each is not Repeat.CUSTOM]))
    if repeat is Repeat.NEVER:
        return RuleChoice(), start
    ends = draw(st.sampled_from(Ends))
    days = tuple(sorted(draw(st.sets(st.integers(0, 6)))))
    days = () if days == (start.weekday(),) or repeat is not Repeat.WEEKLY else days
    interval = 1 if repeat is Repeat.WEEKDAYS else draw(st.integers(1, 999))
    if days == (0, 1, 2, 3, 4) and interval == 1:
        days = ()
    placed = repeat in (Repeat.MONTHLY, Repeat.YEARLY)
    choice = RuleChoice(
        repeat,
        ends,
        draw(st.dates(date(2080, 2, 1), date(2090, 1, 1))) if ends is Ends.ON else None,
        draw(st.integers(1, 9999)) if ends is Ends.AFTER else 10,
        interval=interval,
        days=days,
        place=draw(st.sampled_from(places(start))) if placed else Place.DATE,
    )
    return choice, start


@given(choices(), st.booleans())
def test_choices_survive_the_way_there_and_back(
    drawn: tuple[RuleChoice, datetime], all_day: bool
) -> None:
    choice, start = drawn
    if all_day:
        start = start.replace(hour=0)
    rule = choice.rule(start, all_day=all_day)
    assert read_rule(rule, start) == choice
    assert not rule or recurrence_problem(Recurrence(rule), start, all_day=all_day) is None


@given(choices())
def test_every_choice_but_other_weekdays_has_the_start_in_it(
    drawn: tuple[RuleChoice, datetime],
) -> None:
    choice, start = drawn
    if choice.days or choice.repeat in (Repeat.NEVER, Repeat.WEEKDAYS):
        return
    rule = parse_rule(choice.rule(start))
    assert not rule.by_day or rule.by_day[0][1] == start.weekday()
    number = rule.by_day[0][0] if rule.by_day else 0
    week = timedelta(days=7)
    assert number <= 0 or (start - number * week).month != start.month
    assert number >= 0 or (start + week).month != start.month


@given(choices(), DAYS)
def test_a_choice_that_named_the_start_names_the_new_one(
    drawn: tuple[RuleChoice, datetime], moved: datetime
) -> None:
    choice, _ = drawn
    following = choice.following(moved)
    assert following.place in places(moved)
    assert read_rule(following.rule(moved), moved).following(moved).days == (
        () if choice.days == (moved.weekday(),) else choice.days
    )
    assert following.days == choice.days


def test_the_last_day_belongs_to_the_series() -> None:
    choice = RuleChoice(Repeat.DAILY, Ends.ON, date(2026, 11, 22))
    for all_day in (False, True):
        found = list(starts(Recurrence(choice.rule(FRIDAY, all_day=all_day)), FRIDAY))
        assert [each.day for each in found] == [20, 21, 22]


@pytest.mark.parametrize(
    ("day", "offered"),
    [
        (20, ["on day 20", "on the third Friday"]),
        (27, ["on day 27", "on the fourth Friday", "on the last Friday"]),
        (30, ["on day 30", "on the last Monday", "on the last day"]),
    ],
)
def test_the_places_are_named_after_the_start(day: int, offered: list[str]) -> None:
    start = FRIDAY.replace(day=day)
    words = [place_words(each, start, Repeat.MONTHLY) for each in places(start)]
    assert words == offered
    yearly = place_words(Place.DATE, start, Repeat.YEARLY)
    assert yearly == f"on {day} November"


def test_the_last_friday_that_becomes_another_one_is_counted_from_the_beginning() -> None:
    last = RuleChoice(Repeat.MONTHLY, place=Place.LAST)
    assert last.following(FRIDAY).rule(FRIDAY) == "FREQ=MONTHLY;BYDAY=3FR"
    fifth = RuleChoice(Repeat.MONTHLY, place=Place.NTH)
    monday = FRIDAY.replace(day=30)
    assert fifth.following(monday).rule(monday) == "FREQ=MONTHLY;BYDAY=-1MO"


def test_every_way_to_repeat_has_words() -> None:
    assert [repeat_words(each) for each in Repeat] == [
        "Does not repeat",
        "Daily",
        "On weekdays, Monday to Friday",
        "Weekly",
        "Monthly",
        "Yearly",
        "Custom rule",
    ]
