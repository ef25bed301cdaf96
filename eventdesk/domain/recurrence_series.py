"""A recurrence rule from a start: its moments in order, from any one on.

The period that holds a moment is found by arithmetic, so that an old series costs no more
than a young one. Moments are whole seconds (`day ordinal * 86,400 + second of the day`),
all in wall time.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import islice, repeat

from eventdesk.domain.recurrence_days import LAST_YEAR, Days, days_of
from eventdesk.domain.recurrence_rule import Frequency, Rule, parse_rule
from eventdesk.domain.recurrence_times import UNITS_A_DAY, seconds_of_period, units_allowed

DAY = 86_400
MOST_COUNTED = 10_000
"""How many occurrences are counted one by one to find the end of a series with COUNT."""

YEARS_COUNTED = 300
"""A series that COUNT carries on for longer is taken as endless."""

# How many years, months, or leaps to another day one search takes before it finds nothing
# left. Every kind of year, by its first weekday and length, comes within 40 years.
_MOST_YEARS = 100
_MOST_MONTHS = 1_200
_MOST_LEAPS = 2_000

_LAST = date(LAST_YEAR, 12, 31).toordinal()
_NEVER = 12 * (LAST_YEAR + 1)
_EPOCH = datetime(1, 1, 1)
_KEPT = 4096

Found = tuple[int, list[int]]
"""A period and the days, or the one unit of time, that it consists of: their first moments."""


def moment_of(wall: datetime) -> int:
    """The moment of a wall time; fractions of a second are dropped."""
    return wall.toordinal() * DAY + wall.hour * 3600 + wall.minute * 60 + wall.second


def wall_of(moment: int) -> datetime:
    """The wall time of a moment."""
    return _EPOCH + timedelta(moment // DAY - 1, moment % DAY)


@dataclass(frozen=True, slots=True)
class Series:
    """A rule bound to its start. Immutable, so threads may share one.

    A *period* is a running number of years, months, weeks, days, hours, minutes or seconds,
    by the frequency of the rule; every `interval`th one from `base` on belongs to the series.
    """

    rule: Rule
    start: int
    days: Days
    units: Sequence[int] | None
    times: Sequence[int]
    base: int = 0

    def moments(
        self, after: int = 0, last: int | None = None, steps: Iterable[None] | None = None
    ) -> Iterator[int]:
        """The moments of the rule from `after` to `last`, both included, in order.

        Neither COUNT nor UNTIL is looked at. It ends where a search of some thousand steps
        finds nothing more; with `steps`, after so many in all.
        """
        after = max(after, self.start)
        endless: Iterable[None] = repeat(None)
        found = self._find(self._period_of(after), steps or endless)
        while found is not None:
            period, bases = found
            for each in self._of_period(bases, after):
                if last is not None and each > last:
                    return
                yield each
            found = self._find(period + self.rule.interval, steps or endless)

    def nth(self, count: int) -> int | None:
        """The moment of occurrence number `count`, from 1; the last where there are fewer.

        A moment beyond every series where it is more than 300 years off. None where counting
        would have to go further than 10,000.
        """
        if self._is_regular():
            return self._nth_regular(count)
        steps = repeat(None, MOST_COUNTED)
        horizon = self.start + YEARS_COUNTED * 366 * DAY
        walk = islice(self.moments(last=horizon, steps=steps), min(count, MOST_COUNTED))
        ends = deque(enumerate(walk, 1), maxlen=1)
        seen, moment = ends[0] if ends else (0, 0)
        if seen == count:
            return moment
        counted = seen < MOST_COUNTED and next(steps, steps) is None
        return (_LAST + 1) * DAY if counted else None

    def most_a_day(self) -> int:
        """How many occurrences a day of the series can have at the most, about."""
        units = UNITS_A_DAY.get(self.rule.frequency, 1)
        allowed = len(self.units) if self.units is not None else units
        periods = max(1, min(allowed, units // self.rule.interval))
        return periods * min(len(self.rule.by_set_pos) or len(self.times), len(self.times))

    def _is_regular(self) -> bool:
        """Whether every period has the same moments, so that they need no counting."""
        rule = self.rule
        if rule.frequency < Frequency.WEEKLY or rule.by_set_pos or self.units is not None:
            return False
        if rule.by_month or rule.by_month_day or rule.by_year_day or rule.by_week_no:
            return False
        return rule.frequency is Frequency.WEEKLY or not rule.by_day

    def _nth_regular(self, count: int) -> int:
        begins = self._begins(self.base)
        bases = self._days(self.base) if self.rule.frequency is Frequency.WEEKLY else [begins]
        pattern = list(self._of_period(bases, 0))
        periods, place = divmod(bisect_left(pattern, self.start) + count - 1, len(pattern))
        later = self._begins(self.base + periods * self.rule.interval) - begins
        return later + pattern[place]

    def _begins(self, period: int) -> int:
        if self.rule.frequency is Frequency.WEEKLY:
            return self.days.first_of_week(period) * DAY
        return period * (DAY // UNITS_A_DAY[self.rule.frequency])

    def _period_of(self, moment: int) -> int:
        day, second = divmod(moment, DAY)
        match self.rule.frequency:
            case Frequency.YEARLY if self.rule.by_week_no:
                return self.days.week_year_of(day)
            case Frequency.YEARLY:
                return date.fromordinal(day).year
            case Frequency.MONTHLY:
                at = date.fromordinal(day)
                return at.year * 12 + at.month - 1
            case Frequency.WEEKLY:
                return self.days.week_of(day)
        return day * (units := UNITS_A_DAY[self.rule.frequency]) + second * units // DAY

    def _aligned(self, period: int) -> int:
        return period + (self.base - period) % self.rule.interval

    def _find(self, period: int, steps: Iterable[None]) -> Found | None:
        """The first period of the series from `period` on that has days."""
        period = max(self._aligned(period), self.base)
        match self.rule.frequency:
            case Frequency.YEARLY:
                return self._find_year(period, islice(steps, _MOST_YEARS))
            case Frequency.MONTHLY:
                return self._find_month(period, islice(steps, _MOST_MONTHS))
            case Frequency.WEEKLY:
                return self._find_week(period, islice(steps, _MOST_LEAPS))
        return self._find_unit(period, islice(steps, _MOST_LEAPS))

    def _find_year(self, year: int, steps: Iterable[None]) -> Found | None:
        for _ in steps:
            if year > LAST_YEAR:
                return None
            if self._picks(days := self._days(year)):
                return year, days
            year += self.rule.interval
        return None

    def _find_month(self, month: int, steps: Iterable[None]) -> Found | None:
        allowed = self.days.months or range(1, 13)
        for _ in steps:
            ahead = range(month, month + 12 * self.rule.interval, self.rule.interval)
            month = next((each for each in ahead if each % 12 + 1 in allowed), _NEVER)
            if month >= _NEVER:
                return None
            if self._picks(days := self._days(month)):
                return month, days
            month += self.rule.interval
        return None

    def _find_week(self, week: int, steps: Iterable[None]) -> Found | None:
        for _ in steps:
            day = self._next_day(self.days.first_of_week(week), steps)
            if day is None:
                return None
            holding = self._aligned(self.days.week_of(day))
            if holding == week and self._picks(days := self._days(week)):
                return week, days
            week = holding if holding != week else week + self.rule.interval
        return None

    def _find_unit(self, period: int, steps: Iterable[None]) -> Found | None:
        a_day = UNITS_A_DAY[self.rule.frequency]
        for _ in steps:
            begun, unit = divmod(period, a_day)
            day = self._next_day(begun, steps)
            if day is None or not self._picks([day]):
                return None
            allowed = period if day == begun else day * a_day
            if day == begun and self.units is not None:
                place = bisect_left(self.units, unit)
                in_day = self.units[place] if place < len(self.units) else a_day
                allowed = day * a_day + in_day
            if allowed == period:
                return period, [self._begins(period)]
            period = self._aligned(allowed)
        return None

    def _picks(self, bases: list[int]) -> bool:
        """Whether a period of these days has a moment, which BYSETPOS may prevent."""
        if not self.rule.by_set_pos or not bases:
            return bool(bases)
        most = len(bases) * len(self.times)
        return any(abs(each) <= most for each in self.rule.by_set_pos)

    def _next_day(self, day: int, steps: Iterable[None]) -> int | None:
        found = self.days.next_day(day, steps) if day <= _LAST else None
        return found if found is not None and found <= _LAST else None

    def _days(self, period: int) -> list[int]:
        """The first moments of the days of a year, month or week."""
        match self.rule.frequency:
            case Frequency.YEARLY if self.rule.by_week_no:
                days = self.days.of_week_year(period)
            case Frequency.YEARLY:
                days = self.days.of_year(period)
            case Frequency.MONTHLY:
                days = self.days.of_month(period // 12, period % 12 + 1)
            case _:
                days = self.days.of_week(period)
        return [each * DAY for each in days]

    def _of_period(self, bases: list[int], after: int) -> Iterator[int]:
        """The moments of a period from `after` on, in order."""
        times, each_base = self.times, len(self.times)
        if self.rule.by_set_pos:
            total = len(bases) * each_base
            places = {each - 1 if each > 0 else total + each for each in self.rule.by_set_pos}
            for place in sorted(places):
                if 0 <= place < total:
                    moment = bases[place // each_base] + times[place % each_base]
                    if moment >= after:
                        yield moment
            return
        for base in bases:
            begin = bisect_left(times, after - base) if base < after else 0
            for place in range(begin, each_base):
                yield base + times[place]


@lru_cache(maxsize=_KEPT)
def series_of(rule: str, start: datetime, *, all_day: bool = False) -> Series:
    """The series of a rule (RRULE text) from a wall time; NotARule where it is none.

    For all-day series the parts below a day are ignored, as RFC 5545 3.3.10 asks.
    """
    parsed = parse_rule(rule)
    series = Series(
        rule=parsed,
        start=moment_of(start),
        days=days_of(parsed, start),
        units=units_allowed(parsed),
        times=seconds_of_period(parsed, start, all_day=all_day),
    )
    base = series._period_of(series.start)
    if parsed.frequency is Frequency.YEARLY and parsed.by_week_no:
        # Numbered weeks belong to a year that the start need not lie in. That year is the
        # first one if the rule still has a day in it, else the calendar year of the start.
        if not any(each >= start.toordinal() for each in series.days.of_week_year(base)):
            base = start.year
    return replace(series, base=base)


@lru_cache(maxsize=_KEPT)
def end_of_count(rule: str, start: datetime, *, all_day: bool = False) -> int | None:
    """The last moment of a series with COUNT; None where it is too far to be counted.

    The start counts as the first occurrence even where the rule does not meet it, as
    RFC 5545 3.3.10 says of COUNT.
    """
    series = series_of(rule, start, all_day=all_day)
    count, first = series.rule.count, next(series.moments(), None)
    if count is None or first is None:
        return None
    if first != series.start:
        count -= 1
    return series.nth(count) if count else series.start
