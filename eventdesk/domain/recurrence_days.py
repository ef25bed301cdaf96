"""The days a recurrence rule means: in a year, a month or a week, and the next one.

The parts of a rule either add days to a period or take some away (the table in RFC 5545
3.3.10). Within one period both come to the same: a day belongs when every part that is
given agrees to it. Days are ordinals (`date.toordinal`), which count from Monday.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice

from eventdesk.domain.recurrence_rule import Frequency, Rule

LAST_YEAR = 9998
"""Series end with this year, so that an occurrence in any zone is still a date."""

# Every kind of year, by its first weekday and length, comes within 40 years.
_MONTHS_SEARCHED = 12 * 50

_ALL_MONTHS = tuple(range(1, 13))


@dataclass(frozen=True, slots=True)
class Days:
    """The day parts of a rule, completed from the start of the series."""

    months: tuple[int, ...]
    month_days: frozenset[int]
    year_days: frozenset[int]
    week_numbers: frozenset[int]
    weekdays: frozenset[int]
    nth: tuple[tuple[int, int], ...]
    week_start: int

    def of_year(self, year: int) -> list[int]:
        """The days of a calendar year, for rules without week numbers."""
        first, last = _year_ends(year)
        if self.year_days:
            found = _from_ends(self.year_days, first, last)
            found = self._in_months(found)
            if self.nth and self.months:
                months = self.months
                allowed = {each for month in months for each in self._nth_of_month(year, month)}
                return [each for each in found if each in allowed]
            return self._on_weekdays(found, first, last)
        if self.months or self.month_days:
            months = self.months or _ALL_MONTHS
            return [each for month in months for each in self.of_month(year, month)]
        return self._on_weekdays(range(first, last + 1), first, last)

    def of_month(self, year: int, month: int) -> list[int]:
        """The days of a month."""
        if self.months and month not in self.months:
            return []
        first, last = _month_ends(year, month)
        if self.month_days:
            found = self._on_weekdays(_from_ends(self.month_days, first, last), first, last)
        else:
            found = self._on_weekdays(range(first, last + 1), first, last)
        return self._in_weeks(self._in_year_days(found))

    def of_week_year(self, year: int) -> list[int]:
        """The days of the numbered weeks of a year, which may lie in its neighbours."""
        first = self.first_week(year)
        weeks = (self.first_week(year + 1) - first) // 7
        numbers = {each if each > 0 else weeks + 1 + each for each in self.week_numbers}
        found = [
            day
            for number in sorted(numbers)
            if 1 <= number <= weeks
            for day in range(first + 7 * number - 7, first + 7 * number)
            if not self.weekdays or (day - 1) % 7 in self.weekdays
        ]
        return self._in_year_days(self._in_months(found))

    def of_week(self, week: int) -> list[int]:
        """The days of a week, counted as `week_of` does."""
        first = self.first_of_week(week)
        found = [
            day
            for day in range(first, first + 7)
            if not self.weekdays or (day - 1) % 7 in self.weekdays
        ]
        return self._in_weeks(self._in_year_days(self._in_months(found)))

    def week_of(self, day: int) -> int:
        """The running number of the week of a day."""
        return (day - 1 - self.week_start) // 7

    def first_of_week(self, week: int) -> int:
        """The first day of a week with such a number."""
        return 7 * week + 1 + self.week_start

    def week_year_of(self, day: int) -> int:
        """The year in which the week of a day is counted: it holds four of its days at least."""
        year = date.fromordinal(day).year
        if day >= self.first_week(year + 1):
            return year + 1
        return year if day >= self.first_week(year) else year - 1

    def first_week(self, year: int) -> int:
        """The first day of week 1, the first with four days in the year."""
        fourth = date(year, 1, 4).toordinal()
        return fourth - (fourth - 1 - self.week_start) % 7

    def next_day(self, day: int, steps: Iterable[None]) -> int | None:
        """The first day from `day` on by which no part is broken.

        Each month that is searched takes one of `steps`; None where they run out.
        """
        if not (self.months or self.month_days or self.year_days or self.week_numbers):
            if not self.weekdays:
                return day
            return day + min((each + 1 - day) % 7 for each in self.weekdays)
        at = date.fromordinal(day)
        year, month = at.year, at.month
        for _ in islice(steps, _MONTHS_SEARCHED):
            if year > LAST_YEAR:
                return None
            found = self.of_month(year, month)
            if found and found[-1] >= day:
                return found[bisect_left(found, day)]
            year, month = self.next_month(year, month)
        return None

    def next_month(self, year: int, month: int) -> tuple[int, int]:
        """The month after a month, of those that the rule allows."""
        later = [each for each in self.months or _ALL_MONTHS if each > month]
        return (year, later[0]) if later else (year + 1, (self.months or _ALL_MONTHS)[0])

    def _on_weekdays(self, days: Iterable[int], first: int, last: int) -> list[int]:
        """Those of `days` that BYDAY allows; 1MO and -1FR count within `first` to `last`."""
        if not self.nth:
            if not self.weekdays:
                return list(days)
            return [each for each in days if (each - 1) % 7 in self.weekdays]
        if isinstance(days, range) and not self.weekdays:
            return _nth_weekdays(self.nth, first, last)
        allowed = set(_nth_weekdays(self.nth, first, last))
        return [each for each in days if each in allowed or (each - 1) % 7 in self.weekdays]

    def _nth_of_month(self, year: int, month: int) -> list[int]:
        first, last = _month_ends(year, month)
        return self._on_weekdays(range(first, last + 1), first, last)

    def _in_months(self, days: list[int]) -> list[int]:
        """Those of `days` that BYMONTH and BYMONTHDAY allow."""
        if not self.months and not self.month_days:
            return days
        found = []
        for day in days:
            at = date.fromordinal(day)
            _, last = _month_ends(at.year, at.month)
            in_month = not self.months or at.month in self.months
            numbers = self.month_days
            if in_month and (not numbers or at.day in numbers or day - last - 1 in numbers):
                found.append(day)
        return found

    def _in_year_days(self, days: list[int]) -> list[int]:
        """Those of `days` that BYYEARDAY allows."""
        if not self.year_days or not days:
            return days
        found = []
        for year in range(date.fromordinal(days[0]).year, date.fromordinal(days[-1]).year + 1):
            first, last = _year_ends(year)
            found += [
                each
                for each in days
                if first <= each <= last
                and (each - first + 1 in self.year_days or each - last - 1 in self.year_days)
            ]
        return found

    def _in_weeks(self, days: list[int]) -> list[int]:
        """Those of `days` that BYWEEKNO allows."""
        if not self.week_numbers or not days:
            return days
        found = []
        for year in range(self.week_year_of(days[0]), self.week_year_of(days[-1]) + 1):
            first = self.first_week(year)
            weeks = (self.first_week(year + 1) - first) // 7
            numbers = {each if each > 0 else weeks + 1 + each for each in self.week_numbers}
            spans = [first + 7 * each - 7 for each in numbers if 1 <= each <= weeks]
            found += [day for day in days if any(0 <= day - each < 7 for each in spans)]
        return found


def days_of(rule: Rule, start: date) -> Days:
    """The days of a rule for a series from `start`, which gives what the rule leaves out.

    A yearly rule with BYMONTHDAY alone takes the month from the start too, as RFC 5545
    3.3.10 derives missing parts, and as programs that write such rules for birthdays mean
    it. Numbers before weekdays (1MO) count only where the RFC allows them.
    """
    months, month_days = rule.by_month, rule.by_month_day
    numbered = rule.frequency is Frequency.MONTHLY or (
        rule.frequency is Frequency.YEARLY and not rule.by_week_no
    )
    weekdays = frozenset(day for n, day in rule.by_day if not n or not numbered)
    bare = not (rule.by_day or month_days or rule.by_year_day)
    if rule.frequency is Frequency.YEARLY and rule.by_week_no:
        weekdays = frozenset({start.weekday()}) if bare else weekdays
    elif rule.frequency is Frequency.YEARLY and not rule.by_year_day:
        if not months and (month_days or not rule.by_day):
            months = (start.month,)
        month_days = (start.day,) if bare else month_days
    elif rule.frequency is Frequency.MONTHLY and bare and not rule.by_week_no:
        month_days = (start.day,)
    elif rule.frequency is Frequency.WEEKLY and bare:
        weekdays = frozenset({start.weekday()})
    return Days(
        months=months,
        month_days=frozenset(month_days),
        year_days=frozenset(rule.by_year_day),
        week_numbers=frozenset(rule.by_week_no),
        weekdays=weekdays,
        nth=tuple(each for each in rule.by_day if each[0]) if numbered else (),
        week_start=rule.week_start,
    )


def _year_ends(year: int) -> tuple[int, int]:
    return date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()


def _month_ends(year: int, month: int) -> tuple[int, int]:
    following = date(year, month + 1, 1) if month < 12 else date(year + 1, 1, 1)
    return date(year, month, 1).toordinal(), following.toordinal() - 1


def _from_ends(numbers: frozenset[int], first: int, last: int) -> list[int]:
    """The days with these numbers from `first`, or back from `last` for negative ones."""
    found = {first - 1 + each if each > 0 else last + 1 + each for each in numbers}
    return sorted(each for each in found if first <= each <= last)


def _nth_weekdays(nth: tuple[tuple[int, int], ...], first: int, last: int) -> list[int]:
    found = set()
    for n, weekday in nth:
        if n > 0:
            day = first + (weekday + 1 - first) % 7 + 7 * (n - 1)
        else:
            day = last - (last - 1 - weekday) % 7 + 7 * (n + 1)
        if first <= day <= last:
            found.add(day)
    return sorted(found)
