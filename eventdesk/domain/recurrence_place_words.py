"""Where in a month or a year a series comes, in plain words: 'on the last Friday of May'.

{rhythm} in a text is what was said so far; what is told here follows it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from eventdesk.domain.day_words import day_name, month_name
from eventdesk.domain.language import later_c, tr, tr_c
from eventdesk.domain.ordinal_words import nth_words, number_words
from eventdesk.domain.recurrence_rule import Frequency, Rule

WEEK = tuple(range(7))
WEEKDAYS = (0, 1, 2, 3, 4)
_WEEKEND = (5, 6)
_KINDS = {
    WEEKDAYS: later_c("nth", "weekday"),
    _WEEKEND: later_c("nth", "weekend day"),
    WEEK: later_c("nth", "day"),
}


class NoWords(Exception):
    """The rule is too unusual to be told but by itself."""


def in_month(rule: Rule, start: datetime, lead: str) -> str:
    """'Monthly on day 20', 'Monthly on the last Friday'; `lead` is what it begins with."""
    refuse(rule.by_year_day, rule.by_week_no)
    if not rule.by_day:
        refuse(rule.by_set_pos)
        numbers = rule.by_month_day or (start.day,)
        text = on_month_days(lead, numbers)
        short = len(numbers) == 1 and numbers[0] > 28 and not rule.by_month
        return tr("{rhythm}, in months that have it", rhythm=text) if short else text
    if rule.by_month_day:
        refuse(rule.by_set_pos)
        refuse(tuple(each for each in rule.by_month_day if each < 0))
        return tr(
            "{rhythm} on every {days} that is day {numbers}",
            rhythm=lead,
            days=_any_of(map(day_name, plain_days(rule))),
            numbers=_any_of(map(number_words, rule.by_month_day)),
        )
    return _on_weekdays(rule, lead)


def in_year(rule: Rule, start: datetime, lead: str) -> str:
    """'Yearly on 20 November', 'Yearly on Monday of week 20'; `lead` is what it begins with."""
    if rule.by_week_no:
        return _in_weeks(rule, start, lead)
    if rule.by_year_day:
        refuse(rule.by_month, rule.by_month_day, rule.by_day, rule.by_set_pos)
        days = _year_days(rule.by_year_day)
        return tr("{rhythm} on {days} of the year", rhythm=lead, days=days)
    if rule.by_day:
        return _on_weekdays_of_year(rule, lead)
    refuse(rule.by_set_pos)
    numbers = rule.by_month_day or (start.day,)
    months = month_names(rule) or month_name(start.month)
    if len(rule.by_month) > 1 or min(numbers) < 0:
        days = month_days(numbers)
        return tr("{rhythm} on {days} of {months}", rhythm=lead, days=days, months=months)
    days = listed(map(number_words, numbers))
    return tr("{rhythm} on {days} {month}", rhythm=lead, days=days, month=months)


def _in_weeks(rule: Rule, start: datetime, lead: str) -> str:
    refuse(rule.by_month, rule.by_month_day, rule.by_year_day, rule.by_set_pos)
    days = day_names(plain_days(rule) or (start.weekday(),))
    weeks = [
        tr_c("of", "week {number}", number=n)
        if n > 0
        else tr_c("of", "the {nth} week", nth=nth_words(n))
        for n in rule.by_week_no
    ]
    return tr("{rhythm} on {days} of {weeks}", rhythm=lead, days=days, weeks=listed(weeks))


def _on_weekdays_of_year(rule: Rule, lead: str) -> str:
    refuse(rule.by_month_day, rule.by_set_pos if len(rule.by_month) > 1 else ())
    text, plain = _on_weekdays(rule, lead), _is_plain(rule)
    if not rule.by_month:
        return (
            tr("{rhythm} in the year", rhythm=text)
            if plain
            else tr("{rhythm} of the year", rhythm=text)
        )
    months = month_names(rule)
    return (
        tr("{rhythm} in {months}", rhythm=text, months=months)
        if plain
        else tr("{rhythm} of {months}", rhythm=text, months=months)
    )


def _on_weekdays(rule: Rule, lead: str) -> str:
    """'... on the last Friday', '... on every Monday', '... on the first weekday'."""
    if rule.by_set_pos:
        refuse(rule.by_hour[1:], rule.by_minute[1:], rule.by_second[1:])
        days = plain_days(rule)
        if len(days) > 1 and days not in _KINDS:
            raise NoWords
        kind = tr_c("nth", _KINDS[days]) if days in _KINDS else day_name(days[0])
        return _on_the(lead, rule.by_set_pos, kind)
    if _is_plain(rule):
        return tr("{rhythm} on every {days}", rhythm=lead, days=day_names(plain_days(rule)))
    if any(not n for n, _ in rule.by_day):
        raise NoWords
    if len({day for _, day in rule.by_day}) == 1:
        return _on_the(lead, (n for n, _ in rule.by_day), day_name(rule.by_day[0][1]))
    in_order = sorted(rule.by_day, key=lambda each: (each[0] < 0, each))
    days_in_order = [
        tr_c("on", "the {nth} {day}", nth=nth_words(n), day=day_name(day)) for n, day in in_order
    ]
    return tr("{rhythm} on {days}", rhythm=lead, days=_days_listed(days_in_order))


def _on_the(lead: str, places: Iterable[int], day: str) -> str:
    """'... on the first and last Monday'."""
    nth = listed(map(nth_words, _by_place(places)))
    return tr("{rhythm} on the {nth} {day}", rhythm=lead, nth=nth, day=day)


def _is_plain(rule: Rule) -> bool:
    return not rule.by_set_pos and not any(n for n, _ in rule.by_day)


def plain_days(rule: Rule) -> tuple[int, ...]:
    """The weekdays of BYDAY; numbers before them only count in months and years."""
    if rule.frequency <= Frequency.MONTHLY and any(n for n, _ in rule.by_day):
        raise NoWords
    return tuple(sorted({day for _, day in rule.by_day}))


def on_month_days(lead: str, numbers: tuple[int, ...]) -> str:
    """'Monthly on days 1 and 15'; `lead` is what it begins with."""
    return tr("{rhythm} on {days}", rhythm=lead, days=month_days(numbers))


def month_days(numbers: tuple[int, ...]) -> str:
    """'day 20', 'days 1 and 15', 'the last day', 'day 1 and the last day'."""
    ahead = [number_words(each) for each in numbers if each > 0]
    shown = listed(ahead)
    if len(ahead) > 1:
        shown = tr_c("of the month", "days {days}", days=shown)
    elif ahead:
        shown = tr_c("of the month", "day {days}", days=shown)
    return _with_last_days(shown, numbers)


def _year_days(numbers: tuple[int, ...]) -> str:
    """As `month_days`, of a year."""
    ahead = [number_words(each) for each in numbers if each > 0]
    shown = listed(ahead)
    if len(ahead) > 1:
        shown = tr_c("of the year", "days {days}", days=shown)
    elif ahead:
        shown = tr_c("of the year", "day {days}", days=shown)
    return _with_last_days(shown, numbers)


def _with_last_days(shown: str, numbers: tuple[int, ...]) -> str:
    back = [nth_words(each) for each in sorted(numbers, reverse=True) if each < 0]
    if not back:
        return shown
    last = tr_c("on", "the {nth} day", nth=listed(back))
    return _days_listed([shown, last]) if shown else last


def _by_place(numbers: Iterable[int]) -> list[int]:
    """From the first to the last: 1, 2, -2, -1."""
    return sorted(numbers, key=lambda each: (each < 0, each))


def day_names(days: Iterable[int]) -> str:
    """'Monday and Friday' for 0 and 4."""
    return listed(map(day_name, days))


def month_names(rule: Rule) -> str:
    """'June and July': those of BYMONTH."""
    return listed(map(month_name, rule.by_month))


def listed(words: Iterable[str]) -> str:
    """'one, two and three'."""
    *first, last = [*words] or [""]
    return tr("{first} and {last}", first=", ".join(first), last=last) if first else last


def _any_of(words: Iterable[str]) -> str:
    *first, last = [*words] or [""]
    return tr("{first} or {last}", first=", ".join(first), last=last) if first else last


def _days_listed(days: Iterable[str]) -> str:
    """'the first Monday and the last Friday', 'day 1 and the last day'."""
    *first, last = [*days]
    return tr_c("days", "{first} and {last}", first=", ".join(first), last=last) if first else last


def refuse(*parts: tuple[object, ...]) -> None:
    """NoWords when one of these parts of a rule says anything."""
    if any(parts):
        raise NoWords
