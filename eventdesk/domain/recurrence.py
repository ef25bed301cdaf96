"""Recurrence sets: RRULE, RDATE and EXDATE over wall time (RFC 5545 3.8.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import merge
from itertools import islice

from dateutil.rrule import rrule, rrulestr

_SECOND = timedelta(seconds=1)
MAX_STEPS = 10_000
"""How many occurrences one look-up walks at the most."""

# dateutil never returns from a step of nothing.
_ZERO = re.compile(r"(?i)\b(?:INTERVAL|COUNT)=\s*[+-]?0*\s*(?:;|$)")

_NOTHING = ("This rule yields no occurrence.", "Change the rule or remove it.")


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


def recurrence_problem(recurrence: Recurrence, start: datetime) -> tuple[str, str] | None:
    """What is wrong with a recurrence rule and its remedy, or None."""
    if recurrence.rule:
        if "SECONDLY" in recurrence.rule.upper() or "MINUTELY" in recurrence.rule.upper():
            return (
                "An event cannot repeat every second or minute.",
                "Use FREQ=HOURLY or a longer step.",
            )
        if _ZERO.search(recurrence.rule):
            return ("INTERVAL and COUNT start at 1.", "Use a whole number from 1.")
        try:
            first = next(iter(_rrule(recurrence.rule, start.replace(fold=0))), None)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
            return (
                f"{recurrence.rule!r} is not a recurrence rule ({error}).",
                "Write it as in RFC 5545, such as FREQ=WEEKLY;BYDAY=MO,WE.",
            )
        # A rule without any match is searched to the year 9999 each time: once is enough.
        if first is None:
            return _NOTHING
    return _NOTHING if next(starts(recurrence, start), None) is None else None


def starts(
    recurrence: Recurrence | None,
    start: datetime,
    *,
    after: datetime | None = None,
    before: datetime | None = None,
    limit: int = MAX_STEPS,
) -> Iterator[datetime]:
    """Wall starts of a series in order: `after` <= start < `before`, at most `limit`.

    The event's own start counts as the first occurrence, as RFC 5545 3.8.5.3 asks.
    """
    if recurrence is None:
        if (after is None or start >= after) and (before is None or start < before):
            yield start
        return
    yield from islice(_walk(recurrence, start, after, before), limit)


def _walk(
    recurrence: Recurrence, start: datetime, after: datetime | None, before: datetime | None
) -> Iterator[datetime]:
    excluded = frozenset(each.replace(fold=0) for each in recurrence.excluded)
    plain = start.replace(fold=0)
    sources: list[Iterator[datetime]] = [iter([plain]), iter(sorted(recurrence.extra))]
    if recurrence.rule:
        rule = _rrule(recurrence.rule, plain)
        # xafter would walk from the first start all the same, but in C-free Python twice.
        walls = iter(rule) if after is None else rule.xafter(after - _SECOND)
        # dateutil drops fractions of a second.
        sources.append(each.replace(microsecond=plain.microsecond) for each in walls)
    previous = None
    for each in merge(*sources):
        if each == previous or each in excluded:
            continue
        previous = each
        if before is not None and each >= before:
            return
        if after is not None and each < after:
            continue
        yield start if each == plain else each


def _rrule(rule: str, start: datetime) -> rrule:
    text = rule.upper().removeprefix("RRULE:")
    built = rrulestr(_utc_until_as_wall(text), dtstart=start)
    if not isinstance(built, rrule):
        raise ValueError("only one rule can be used")
    return built


def _utc_until_as_wall(text: str) -> str:
    # UNTIL may be given in UTC although the series is kept in wall time; dateutil refuses the mix.
    return ";".join(
        part.removesuffix("Z") if part.startswith("UNTIL=") else part for part in text.split(";")
    )
