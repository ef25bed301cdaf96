"""A recurrence in plain words: 'Every 2 weeks on Monday and Friday, until 31 Dec 2026'.

What has no plain words is told as the rule itself, which is always true.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from eventdesk.domain.recurrence import Recurrence
from eventdesk.domain.recurrence_rule import Frequency, NotARule, Rule, parse_rule

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_ORDINALS = ("", "first", "second", "third", "fourth", "fifth")
_UNITS = ("year", "month", "week", "day", "hour", "minute", "second")
_SINGLE = ("Yearly", "Monthly", "Weekly", "Every day", "Every hour", "Every minute", "Every second")
_WEEKDAYS, _WEEKEND = (0, 1, 2, 3, 4), (5, 6)
_MOST_TIMES = 6


class _NoWords(Exception):
    """The rule is too unusual to be told but by itself."""


def recurrence_words(
    recurrence: Recurrence,
    start: datetime,
    *,
    zone: ZoneInfo | None = None,
    all_day: bool = False,
) -> str:
    """What a series from the wall time `start` does, in words. Any text is accepted as rule.

    `zone` says on which day an UNTIL in UTC falls.
    """
    if not recurrence.rule:
        dates = {start, *recurrence.extra} - {*recurrence.excluded}
        return f"On {_counted(len(dates), 'date')}"
    try:
        rule = parse_rule(recurrence.rule)
        text = _rhythm(rule, start, all_day) + _end(rule, start, zone, all_day)
    except (NotARule, _NoWords, OverflowError):
        text = f"By the rule {recurrence.rule}"
    if recurrence.extra:
        text += f", with {_counted(len({*recurrence.extra}), 'extra date')}"
    if recurrence.excluded:
        text += f", without {_counted(len({*recurrence.excluded}), 'date')}"
    return text


def _rhythm(rule: Rule, start: datetime, all_day: bool) -> str:
    if rule.interval == 1:
        lead = _SINGLE[rule.frequency]
    else:
        lead = f"Every {_counted(rule.interval, _UNITS[rule.frequency])}"
    if rule.frequency is Frequency.YEARLY:
        text = f"{lead} {_in_year(rule, start)}"
    elif rule.frequency is Frequency.MONTHLY:
        text = f"{lead} {_in_month(rule, start)}"
    elif rule.frequency is Frequency.WEEKLY:
        text = _weekly(rule, start, lead)
    else:
        text = _daily(rule, lead)
    if rule.by_month and rule.frequency is not Frequency.YEARLY:
        text += f"{_only(rule)} in {_listed(_MONTHS[each - 1] for each in rule.by_month)}"
    return text if all_day else text + _times(rule, start)


def _weekly(rule: Rule, start: datetime, lead: str) -> str:
    _refuse(rule.by_month_day, rule.by_year_day, rule.by_week_no, rule.by_set_pos)
    days = _plain_days(rule) or (start.weekday(),)
    if rule.interval == 1 and days == _WEEKDAYS:
        return "Every weekday"
    if rule.interval == 1 and len(days) == len(_DAYS):
        return "Every day"
    return f"{lead} on {_day_names(days)}"


def _daily(rule: Rule, lead: str) -> str:
    _refuse(rule.by_year_day, rule.by_week_no, rule.by_set_pos)
    _refuse(rule.by_day if rule.by_month_day else ())
    days = _plain_days(rule)
    if not rule.by_month_day and len(days) in (0, len(_DAYS)):
        return lead
    if rule.frequency is Frequency.DAILY and rule.interval == 1:
        if days == _WEEKDAYS:
            return "Every weekday"
        if days:
            return f"Weekly on {_day_names(days)}"
        return f"Monthly on {_month_days(rule.by_month_day)}"
    if days:
        return f"{lead}{_only(rule)} on {_day_names(days)}"
    return f"{lead}{_only(rule)} on {_month_days(rule.by_month_day)} of the month"


def _in_month(rule: Rule, start: datetime) -> str:
    _refuse(rule.by_year_day, rule.by_week_no)
    if not rule.by_day:
        _refuse(rule.by_set_pos)
        numbers = rule.by_month_day or (start.day,)
        text = f"on {_month_days(numbers)}"
        short = len(numbers) == 1 and numbers[0] > 28 and not rule.by_month
        return f"{text}, in months that have it" if short else text
    if rule.by_month_day:
        _refuse(rule.by_set_pos)
        return f"on every {_day_names(_plain_days(rule), 'or')} that is {_any_of(rule)}"
    return _weekdays_of(rule)


def _in_year(rule: Rule, start: datetime) -> str:
    months = _listed(_MONTHS[each - 1] for each in rule.by_month)
    if rule.by_week_no:
        _refuse(rule.by_month, rule.by_month_day, rule.by_year_day, rule.by_set_pos)
        days = _day_names(_plain_days(rule) or (start.weekday(),))
        weeks = [f"week {n}" if n > 0 else f"the {_nth(n)} week" for n in rule.by_week_no]
        return f"on {days} of {_listed(weeks)}"
    if rule.by_year_day:
        _refuse(rule.by_month, rule.by_month_day, rule.by_day, rule.by_set_pos)
        return f"on {_month_days(rule.by_year_day)} of the year"
    if rule.by_day:
        _refuse(rule.by_month_day, rule.by_set_pos if len(rule.by_month) > 1 else ())
        inside = months or "the year"
        return f"{_weekdays_of(rule)} {'in' if _is_plain(rule) else 'of'} {inside}"
    _refuse(rule.by_set_pos)
    numbers = rule.by_month_day or (start.day,)
    months = months or _MONTHS[start.month - 1]
    if len(rule.by_month) > 1 or min(numbers) < 0:
        return f"on {_month_days(numbers)} of {months}"
    return f"on {_listed(map(str, numbers))} {months}"


def _weekdays_of(rule: Rule) -> str:
    """'on the last Friday', 'on every Monday', 'on the first weekday': within a period."""
    if rule.by_set_pos:
        _refuse(rule.by_hour[1:], rule.by_minute[1:], rule.by_second[1:])
        days = _plain_days(rule)
        kinds = {_WEEKDAYS: "weekday", _WEEKEND: "weekend day", tuple(range(7)): "day"}
        if len(days) > 1 and days not in kinds:
            raise _NoWords
        kind = kinds.get(days) or _DAYS[days[0]]
        return f"on the {_listed(_nth(each) for each in _by_place(rule.by_set_pos))} {kind}"
    if _is_plain(rule):
        return f"on every {_day_names(_plain_days(rule))}"
    if any(not n for n, _ in rule.by_day):
        raise _NoWords
    if len({day for _, day in rule.by_day}) == 1:
        places = _by_place(n for n, _ in rule.by_day)
        return f"on the {_listed(map(_nth, places))} {_DAYS[rule.by_day[0][1]]}"
    in_order = sorted(rule.by_day, key=lambda each: (each[0] < 0, each))
    return f"on {_listed(f'the {_nth(n)} {_DAYS[day]}' for n, day in in_order)}"


def _is_plain(rule: Rule) -> bool:
    return not rule.by_set_pos and not any(n for n, _ in rule.by_day)


def _plain_days(rule: Rule) -> tuple[int, ...]:
    """The weekdays of BYDAY; numbers before them only count in months and years."""
    if rule.frequency <= Frequency.MONTHLY and any(n for n, _ in rule.by_day):
        raise _NoWords
    return tuple(sorted({day for _, day in rule.by_day}))


def _any_of(rule: Rule) -> str:
    if min(rule.by_month_day) < 0:
        raise _NoWords
    return f"day {_listed(map(str, rule.by_month_day), 'or')}"


def _month_days(numbers: tuple[int, ...]) -> str:
    """'day 20', 'days 1 and 15', 'the last day', 'day 1 and the last day'."""
    ahead = [str(each) for each in numbers if each > 0]
    parts = [f"{'days' if len(ahead) > 1 else 'day'} {_listed(ahead)}"] if ahead else []
    back = [_nth(each) for each in sorted(numbers, reverse=True) if each < 0]
    if back:
        parts.append(f"the {_listed(back)} day")
    return " and ".join(parts)


def _times(rule: Rule, start: datetime) -> str:
    """The times of day, where the rule sets them: ' at 09:00 and 17:00'."""
    if not (rule.by_hour or rule.by_minute or rule.by_second):
        return ""
    if rule.by_second or rule.frequency >= Frequency.MINUTELY:
        raise _NoWords
    minutes = rule.by_minute or (start.minute,)
    if rule.frequency is Frequency.HOURLY:
        if rule.by_minute and len(minutes) > _MOST_TIMES:
            raise _NoWords
        at = f" at {_listed(f':{each:02}' for each in minutes)}" if rule.by_minute else ""
        hours = _listed(f"{each:02}" for each in rule.by_hour)
        return at + (f"{_only(rule)} in the hours {hours}" if hours else "")
    found = [f"{hour:02}:{each:02}" for hour in rule.by_hour or (start.hour,) for each in minutes]
    if len(found) > _MOST_TIMES:
        return f" at {len(found)} times from {found[0]} to {found[-1]}"
    return f" at {_listed(found)}"


def _end(rule: Rule, start: datetime, zone: ZoneInfo | None, all_day: bool) -> str:
    text = ""
    if rule.until is not None:
        last = rule.until.wall(zone, all_day=all_day)
        if last.time() < start.time() and rule.frequency <= Frequency.DAILY and not rule.by_hour:
            last -= timedelta(days=1)
        text = f", until {last.day} {_MONTHS[last.month - 1][:3]} {last.year}"
    if rule.count is not None:
        text += f", {_counted(rule.count, 'time')}"
    return text


def _only(rule: Rule) -> str:
    """What makes clear that a limit does not change the counting of every n-th period."""
    return "" if rule.interval == 1 else ", but only"


def _nth(number: int) -> str:
    if number == -1:
        return "last"
    size = abs(number)
    if size < len(_ORDINALS):
        word = _ORDINALS[size]
    else:
        teens = 10 < size % 100 < 20
        word = f"{size}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(size % 10, 'th')}"
    return word if number > 0 else f"{word}-to-last"


def _by_place(numbers: Iterable[int]) -> list[int]:
    """From the first to the last: 1, 2, -2, -1."""
    return sorted(numbers, key=lambda each: (each < 0, each))


def _day_names(days: Iterable[int], word: str = "and") -> str:
    return _listed((_DAYS[each] for each in days), word)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _listed(words: Iterable[str], word: str = "and") -> str:
    *first, last = [*words] or [""]
    return f"{', '.join(first)} {word} {last}" if first else last


def _refuse(*parts: tuple[object, ...]) -> None:
    if any(parts):
        raise _NoWords
