"""libical's recurrence cases: rules with their known occurrences.

They lie in ../shared/corpora or where EVENTDESK_CORPORA says, and are no part of the project.
libical leaves out a start that its rule does not meet; EventDesk counts it as RFC 5545
3.8.5.3 says. The cases are therefore held against the rule alone, and the series against
the rule with its start.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

import pytest
from dateutil.rrule import rrule, rrulestr

from eventdesk.domain.recurrence import Recurrence, starts
from eventdesk.domain.recurrence_series import moment_of, series_of, wall_of
from eventdesk.domain.recurrence_until import parse_wall

CORPORA = Path(
    os.environ.get("EVENTDESK_CORPORA")
    or Path(__file__).resolve().parents[3] / "shared" / "corpora"
)
FILE = CORPORA / "libical" / "icalrecur_test.txt"
UNIMPLEMENTED = "*** UNIMPLEMENTED"

WEEK_AND_DAY = "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=30;BYWEEKNO=1;UNTIL=20320101"

# Rule -> why EventDesk differs from libical on a plain case.
DISAGREEMENTS = {
    WEEK_AND_DAY: "libical has not implemented it; here all parts are held together",
}

needs_cases = pytest.mark.skipif(
    not FILE.exists(), reason=f"{FILE.name} of libical is not here; set EVENTDESK_CORPORA"
)


@dataclass(frozen=True)
class Case:
    """A rule, its start, and what libical expects; None where libical cannot tell either."""

    title: str
    rule: str
    start: datetime
    all_day: bool
    starts_at: datetime | None
    expected: list[datetime] | None


def cases() -> list[Case]:
    if not FILE.exists():
        return []
    return [case_of(block) for block in FILE.read_text(encoding="utf-8").split("\n\n")]


def case_of(block: str) -> Case:
    lines = [line for line in block.splitlines() if line]
    title = " ".join(line.lstrip("# ") for line in lines if line.startswith("#"))
    values = dict(line.split(":", 1) for line in lines if not line.startswith("#"))
    instances = values["INSTANCES"].strip()
    at = values.get("START-AT")
    return Case(
        title,
        values["RRULE"],
        wall(values["DTSTART"]),
        "T" not in values["DTSTART"],
        wall(at) if at else None,
        None if instances.startswith(UNIMPLEMENTED) else [wall(x) for x in instances.split(",")],
    )


def wall(text: str) -> datetime:
    return parse_wall(text.removesuffix("Z"))


def rule_alone(case: Case) -> list[datetime]:
    """What the rule yields with its UNTIL and COUNT, the start only where it meets the rule."""
    series = series_of(case.rule, case.start, all_day=case.all_day)
    until = series.rule.until
    last = None if until is None else moment_of(until.wall(None, all_day=case.all_day))
    return [wall_of(each) for each in islice(series.moments(last=last), series.rule.count)]


def plain_cases() -> list[Case]:
    return [case for case in cases() if case.starts_at is None]


def by_dateutil(case: Case) -> list[datetime]:
    text = case.rule.rstrip(";").replace("Z", "")
    built = rrulestr(text, dtstart=case.start)
    assert isinstance(built, rrule)
    return list(islice(built, len(case.expected or []) + 1))


@needs_cases
def test_the_plain_cases() -> None:
    plain = plain_cases()
    wrong = {case.rule for case in plain if rule_alone(case) != case.expected}
    others = sum(by_dateutil(case) != case.expected for case in plain)
    print(
        f"{len(plain)} plain cases: {len(plain) - len(wrong)} right; dateutil is wrong on {others}"
    )
    assert len(plain) == 139
    assert wrong == set(DISAGREEMENTS)


@needs_cases
@pytest.mark.parametrize("case", cases(), ids=lambda case: case.rule)
def test_a_walk_from_anywhere_gives_the_rest(case: Case) -> None:
    if case.expected is None:
        pytest.skip("libical has no answer itself")
    series = series_of(case.rule, case.start, all_day=case.all_day)
    for place, each in enumerate(case.expected):
        found = islice(series.moments(moment_of(each)), len(case.expected) - place)
        assert [wall_of(moment) for moment in found] == case.expected[place:]


@needs_cases
def test_cases_that_start_in_between() -> None:
    between = [case for case in cases() if case.starts_at is not None]
    assert len(between) == 7
    for case in between:
        assert case.expected is not None
        assert case.starts_at is not None
        found = list(starts(Recurrence(case.rule), case.start, after=case.starts_at))
        assert found == [each for each in case.expected if each >= case.starts_at], case.rule


@needs_cases
def test_the_case_that_libical_leaves_open() -> None:
    """30 December where it lies in week 1: BYMONTHDAY and BYWEEKNO are both held."""
    [case] = [case for case in cases() if case.expected is None]
    assert case.rule == WEEK_AND_DAY
    assert [each.year for each in rule_alone(case)] == [2024, 2025, 2030, 2031]
    for each in rule_alone(case):
        assert (each.month, each.day, each.isocalendar().week) == (12, 30, 1)


@needs_cases
@pytest.mark.parametrize("case", plain_cases(), ids=lambda case: case.rule)
def test_the_series_has_its_start_too(case: Case) -> None:
    if case.expected is None:
        pytest.skip("libical has no answer itself")
    found = list(islice(starts(Recurrence(case.rule), case.start, all_day=case.all_day), 200))
    if case.expected[0] == case.start:
        assert found == case.expected
    else:
        count = series_of(case.rule, case.start, all_day=case.all_day).rule.count
        rest = case.expected[:-1] if count else case.expected
        assert found == [case.start, *rest]
