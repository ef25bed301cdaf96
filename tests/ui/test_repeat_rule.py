"""Between the repeat choices and recurrence rules."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from eventdesk.domain.recurrence import Recurrence, starts
from eventdesk.ui.repeat_rule import Ends, Repeat, RuleChoice, read_rule, repeat_words

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
        "FREQ=WEEKLY;BYDAY=MO",
        "FREQ=WEEKLY;INTERVAL=2",
        "FREQ=MONTHLY;BYDAY=3FR",
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


@pytest.mark.parametrize("repeat", [each for each in Repeat if each is not Repeat.CUSTOM])
@pytest.mark.parametrize("ends", list(Ends))
def test_choices_survive_the_way_there_and_back(repeat: Repeat, ends: Ends) -> None:
    until = date(2027, 5, 7) if ends is Ends.ON else None
    choice = RuleChoice(repeat, ends, until, 7 if ends is Ends.AFTER else 10)
    expected = RuleChoice() if repeat is Repeat.NEVER else choice
    assert read_rule(choice.rule(), FRIDAY) == expected


def test_the_last_day_belongs_to_the_series() -> None:
    choice = RuleChoice(Repeat.DAILY, Ends.ON, date(2026, 11, 22))
    found = list(starts(Recurrence(choice.rule()), FRIDAY))
    assert [each.day for each in found] == [20, 21, 22]


def test_words_name_the_day() -> None:
    assert repeat_words(Repeat.WEEKLY, FRIDAY) == "Weekly on Friday"
    assert repeat_words(Repeat.MONTHLY, FRIDAY) == "Monthly on day 20"
    assert repeat_words(Repeat.YEARLY, FRIDAY) == "Yearly on 20 November"
