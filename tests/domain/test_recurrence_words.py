"""Recurrences in plain words."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from eventdesk.domain.recurrence import Recurrence
from eventdesk.domain.recurrence_words import recurrence_words
from tests.domain.test_recurrence_oracle import STARTS, rules

START = datetime(2026, 11, 20, 15)  # a Friday


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=DAILY", "Every day"),
        ("FREQ=DAILY;INTERVAL=3", "Every 3 days"),
        ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "Every weekday"),
        ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "Every day"),
        ("FREQ=DAILY;BYDAY=FR,MO", "Weekly on Monday and Friday"),
        ("FREQ=DAILY;INTERVAL=2;BYDAY=MO", "Every 2 days, but only on Monday"),
        ("FREQ=DAILY;BYMONTHDAY=1,-1", "Monthly on day 1 and the last day"),
        ("FREQ=DAILY;INTERVAL=2;BYMONTHDAY=1", "Every 2 days, but only on day 1 of the month"),
        ("FREQ=DAILY;BYMONTH=1,2", "Every day in January and February"),
        ("FREQ=DAILY;BYHOUR=9,17", "Every day at 09:00 and 17:00"),
        (
            "FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40",
            "Every day at 24 times from 09:00 to 16:40",
        ),
        ("FREQ=HOURLY", "Every hour"),
        ("FREQ=HOURLY;INTERVAL=2;BYDAY=MO", "Every 2 hours, but only on Monday"),
        (
            "FREQ=HOURLY;BYHOUR=9,10;BYMINUTE=0,30",
            "Every hour at :00 and :30 in the hours 09 and 10",
        ),
        ("FREQ=WEEKLY", "Weekly on Friday"),
        ("FREQ=WEEKLY;BYDAY=FR,TH,WE,TU,MO", "Every weekday"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR", "Every 2 weeks on Monday and Friday"),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR",
            "Every 2 weeks on Monday, Tuesday, Wednesday, Thursday and Friday",
        ),
        ("FREQ=WEEKLY;COUNT=10", "Weekly on Friday, 10 times"),
        ("FREQ=WEEKLY;COUNT=1", "Weekly on Friday, 1 time"),
        (
            "FREQ=WEEKLY;BYDAY=SA,SU;UNTIL=20261231",
            "Weekly on Saturday and Sunday, until 31 Dec 2026",
        ),
        ("FREQ=DAILY;UNTIL=20261231T080000", "Every day, until 30 Dec 2026"),
        ("FREQ=MONTHLY", "Monthly on day 20"),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1,15", "Every 3 months on days 1 and 15"),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "Monthly on day 31, in months that have it"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "Monthly on the last day"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1,-2", "Monthly on the last and second-to-last day"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "Monthly on the last Friday"),
        ("FREQ=MONTHLY;BYDAY=1MO,3MO", "Monthly on the first and third Monday"),
        ("FREQ=MONTHLY;BYDAY=-1FR,1MO", "Monthly on the first Monday and the last Friday"),
        ("FREQ=MONTHLY;BYDAY=MO,1FR", None),
        ("FREQ=MONTHLY;BYDAY=TU", "Monthly on every Tuesday"),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "Monthly on every Friday that is day 13"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "Monthly on the last weekday"),
        ("FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=1", "Monthly on the first weekend day"),
        ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2", "Monthly on the second Tuesday"),
        ("FREQ=MONTHLY;BYDAY=TU,TH;BYSETPOS=2", None),
        ("FREQ=MONTHLY;INTERVAL=13;BYMONTH=5", "Every 13 months on day 20, but only in May"),
        ("FREQ=YEARLY", "Yearly on 20 November"),
        ("FREQ=YEARLY;INTERVAL=4", "Every 4 years on 20 November"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "Yearly on 29 February"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", "Yearly on the last day of February"),
        ("FREQ=YEARLY;BYMONTH=6,7", "Yearly on day 20 of June and July"),
        ("FREQ=YEARLY;BYMONTHDAY=24", "Yearly on 24 November"),
        ("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "Yearly on the fourth Thursday of November"),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "Yearly on every Thursday in March"),
        ("FREQ=YEARLY;BYDAY=20MO", "Yearly on the 20th Monday of the year"),
        ("FREQ=YEARLY;BYDAY=21MO,-22MO", "Yearly on the 21st and 22nd-to-last Monday of the year"),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "Yearly on Monday of week 20"),
        ("FREQ=YEARLY;BYYEARDAY=1,100,-1", "Yearly on days 1 and 100 and the last day of the year"),
        ("FREQ=YEARLY;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", None),
        ("FREQ=HOURLY;BYMONTHDAY=-1", "Every hour on the last day of the month"),
        ("FREQ=HOURLY;BYDAY=MO", "Every hour on Monday"),
        ("FREQ=HOURLY;INTERVAL=2;BYHOUR=9", "Every 2 hours, but only in the hours 09"),
        ("FREQ=MINUTELY;INTERVAL=2", "Every 2 minutes"),
        ("FREQ=SECONDLY;INTERVAL=2", "Every 2 seconds"),
        ("FREQ=YEARLY;BYDAY=SU", "Yearly on every Sunday in the year"),
        ("FREQ=YEARLY;BYWEEKNO=-1;BYDAY=MO", "Yearly on Monday of the last week"),
        ("FREQ=MINUTELY;BYSECOND=1,2", None),
        ("every full moon", None),
    ],
)
def test_words(rule: str, words: str | None) -> None:
    assert recurrence_words(Recurrence(rule), START) == (words or f"By the rule {rule}")


def test_all_day_series_name_no_times() -> None:
    recurrence = Recurrence("FREQ=DAILY;BYHOUR=9;UNTIL=20261231T235959Z")
    assert recurrence_words(recurrence, START, all_day=True) == "Every day, until 31 Dec 2026"


def test_an_end_in_utc_is_a_day_of_the_zone() -> None:
    recurrence = Recurrence("FREQ=DAILY;UNTIL=20261231T233000Z")
    midnight = START.replace(hour=0)
    shown = recurrence_words(recurrence, midnight, zone=ZoneInfo("Europe/Berlin"))
    assert shown == "Every day, until 1 Jan 2027"


def test_dates_added_and_removed() -> None:
    later = START + timedelta(1)
    shown = recurrence_words(Recurrence("FREQ=DAILY", (later,), (START, later)), START)
    assert shown == "Every day, with 1 extra date, without 2 dates"
    assert recurrence_words(Recurrence("", (later,)), START) == "On 2 dates"


@given(rules(), STARTS)
def test_every_rule_has_words(rule: str, start: Any) -> None:
    shown = recurrence_words(Recurrence(rule), start)
    assert shown.strip() == shown
    assert "  " not in shown
    assert shown[0].isupper()
