"""Recurrence sets: RRULE, RDATE and EXDATE over wall time (RFC 5545 3.8.5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import merge
from itertools import islice
from zoneinfo import ZoneInfo

from eventdesk.domain.language import grouped, tr
from eventdesk.domain.recurrence_rule import Frequency, NotARule
from eventdesk.domain.recurrence_series import (
    DAY,
    MOST_COUNTED,
    Series,
    end_of_count,
    moment_of,
    series_of,
    wall_of,
)

MAX_STEPS = 10_000
"""How many occurrences one look-up walks at the most."""

MOST_A_DAY = 288
"""Rules that come more often than every five minutes are refused."""


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A recurrence rule with extra and excluded starts.

    `rule` is an RRULE value ('FREQ=WEEKLY;BYDAY=MO'), or empty when only `extra` dates are
    given. All starts are wall times in the event's zone, so a series keeps its hour across
    daylight saving changes.
    """

    rule: str = ""
    extra: tuple[datetime, ...] = ()
    excluded: tuple[datetime, ...] = ()


def recurrence_problem(
    recurrence: Recurrence, start: datetime, *, all_day: bool = False
) -> tuple[str, str] | None:
    """What is wrong with a recurrence rule and its remedy, or None. Takes 50 ms at the most."""
    if recurrence.rule:
        plain = start.replace(fold=0)
        try:
            series = series_of(recurrence.rule, plain, all_day=all_day)
        except NotARule as error:
            return (
                tr(
                    "{text} is not a recurrence rule ({why}).",
                    text=repr(recurrence.rule),
                    why=error,
                ),
                tr("Write it as in RFC 5545, such as FREQ=WEEKLY;BYDAY=MO,WE."),
            )
        problem = _series_problem(series, all_day=all_day) or _count_problem(
            recurrence.rule, plain, all_day=all_day
        )
        if problem is not None:
            return problem
    found = starts(recurrence, start, all_day=all_day)
    if next(found, None) is not None:
        return None
    return tr("This rule yields no occurrence."), tr("Change the rule or remove it.")


def starts(
    recurrence: Recurrence | None,
    start: datetime,
    *,
    after: datetime | None = None,
    before: datetime | None = None,
    limit: int = MAX_STEPS,
    zone: ZoneInfo | None = None,
    all_day: bool = False,
) -> Iterator[datetime]:
    """Wall starts of a series in order: `after` <= start < `before`, at most `limit`.

    The event's own start is the first occurrence even where the rule does not meet it, and
    COUNT counts it (RFC 5545 3.8.5.3 and 3.3.10). `zone` says what an UNTIL in UTC means;
    without it, it is read as wall time. A rule that cannot be read is a NotARule.

    The next start costs the same however old the series is. A series also ends where a
    search of some thousand steps (decades at least) finds nothing more.
    """
    if recurrence is None:
        if (after is None or start >= after) and (before is None or start < before):
            yield start
        return
    yield from islice(_walk(recurrence, start, after, before, zone, all_day), limit)


def _walk(
    recurrence: Recurrence,
    start: datetime,
    after: datetime | None,
    before: datetime | None,
    zone: ZoneInfo | None,
    all_day: bool,
) -> Iterator[datetime]:
    excluded = frozenset(recurrence.excluded)  # wall times are equal whatever their fold
    plain = start.replace(fold=0)
    sources: list[Iterator[datetime]] = []
    if after is None or plain >= after:
        sources.append(iter([plain]))
    if recurrence.extra:
        sources.append(iter(sorted(x for x in recurrence.extra if after is None or x >= after)))
    if recurrence.rule:
        sources.append(_rule_walls(recurrence.rule, plain, after, zone, all_day))
    previous = None
    for each in merge(*sources) if len(sources) > 1 else sources[0] if sources else ():
        if each == previous or each in excluded:
            continue
        previous = each
        if before is not None and each >= before:
            return
        yield start if each == plain else each


def _rule_walls(
    rule: str, start: datetime, after: datetime | None, zone: ZoneInfo | None, all_day: bool
) -> Iterator[datetime]:
    """What the rule alone yields from `after` on, with the fraction of a second of `start`."""
    series = series_of(rule, start, all_day=all_day)
    until = series.rule.until
    last = end_of_count(rule, start, all_day=all_day) if series.rule.count else None
    if until is not None:
        bound = moment_of(until.bound(zone, all_day=all_day))
        last = bound if last is None else min(last, bound)
    first = series.start
    if after is not None:
        # The second of `after` belongs only if the fraction of the starts is not before it.
        first = moment_of(after) + (start.microsecond < after.microsecond)
    fraction = timedelta(microseconds=start.microsecond)
    for each in series.moments(first, last):
        wall = wall_of(each)
        if until is None or until.includes(wall, zone, all_day=all_day):
            yield wall + fraction if fraction else wall


def _series_problem(series: Series, *, all_day: bool) -> tuple[str, str] | None:
    rule = series.rule
    if rule.frequency >= Frequency.MINUTELY:
        return (
            tr("An event cannot repeat every second or minute."),
            tr("Use FREQ=HOURLY or a longer step."),
        )
    if all_day and rule.frequency >= Frequency.HOURLY:
        return tr("An all-day event cannot repeat every hour."), tr(
            "Use FREQ=DAILY or a longer step."
        )
    if series.most_a_day() > MOST_A_DAY:
        return (
            tr("This rule yields too many occurrences: more than one every five minutes."),
            tr("Shorten its BYHOUR, BYMINUTE or BYSECOND."),
        )
    first = next(series.moments(), None)
    if first is None:
        return (
            tr("This rule yields no occurrence: no date fits it."),
            tr("Change the rule or remove it; 30 February, for one, never comes."),
        )
    # Which day a time in UTC means depends on the zone.
    slack = DAY if rule.until is not None and rule.until.is_utc else 0
    if rule.until is not None and first > moment_of(rule.until.wall(None, all_day=all_day)) + slack:
        return tr("The series ends before it begins."), tr("Choose a later end (UNTIL).")
    return None


def _count_problem(rule: str, start: datetime, *, all_day: bool) -> tuple[str, str] | None:
    count = series_of(rule, start, all_day=all_day).rule.count
    if count is None or end_of_count(rule, start, all_day=all_day) is not None:
        return None
    return (
        tr(
            "COUNT={count} is too much for this rule: at most {most} can be counted.",
            count=count,
            most=grouped(MOST_COUNTED),
        ),
        tr("Give the series a last day instead, with UNTIL."),
    )
