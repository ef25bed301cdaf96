"""A recurrence in plain words: 'Every 2 weeks on Monday and Friday, until 31 Dec 2026'.

What has no plain words is told as the rule itself, which is always true. Texts are made from
the inside out: {rhythm} in a text is what was said so far.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from eventdesk.domain.language import later_c, tr, tr_c, tr_n
from eventdesk.domain.recurrence import Recurrence
from eventdesk.domain.recurrence_place_words import (
    WEEK,
    WEEKDAYS,
    NoWords,
    day_names,
    in_month,
    in_year,
    listed,
    month_days,
    month_names,
    on_month_days,
    plain_days,
    refuse,
)
from eventdesk.domain.recurrence_rule import Frequency, NotARule, Rule, parse_rule

_SINGLE = (
    later_c("rhythm", "Yearly"),
    later_c("rhythm", "Monthly"),
    later_c("rhythm", "Weekly"),
    later_c("rhythm", "Every day"),
    later_c("rhythm", "Every hour"),
    later_c("rhythm", "Every minute"),
    later_c("rhythm", "Every second"),
)
_UNTIL = (
    later_c("until", "Jan"),
    later_c("until", "Feb"),
    later_c("until", "Mar"),
    later_c("until", "Apr"),
    later_c("until", "May"),
    later_c("until", "Jun"),
    later_c("until", "Jul"),
    later_c("until", "Aug"),
    later_c("until", "Sep"),
    later_c("until", "Oct"),
    later_c("until", "Nov"),
    later_c("until", "Dec"),
)
_MOST_TIMES = 6


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
        count = len({start, *recurrence.extra} - {*recurrence.excluded})
        return tr_n("On {count} date", "On {count} dates", count, count=count)
    try:
        rule = parse_rule(recurrence.rule)
        text = _with_end(_rhythm(rule, start, all_day), rule, start, zone, all_day)
    except (NotARule, NoWords, OverflowError):
        text = tr("By the rule {rule}", rule=recurrence.rule)
    if recurrence.extra:
        count = len({*recurrence.extra})
        text = tr_n(
            "{rhythm}, with {count} extra date",
            "{rhythm}, with {count} extra dates",
            count,
            rhythm=text,
            count=count,
        )
    if recurrence.excluded:
        count = len({*recurrence.excluded})
        text = tr_n(
            "{rhythm}, without {count} date",
            "{rhythm}, without {count} dates",
            count,
            rhythm=text,
            count=count,
        )
    return text


def _rhythm(rule: Rule, start: datetime, all_day: bool) -> str:
    lead = _lead(rule)
    if rule.frequency is Frequency.YEARLY:
        text = in_year(rule, start, lead)
    elif rule.frequency is Frequency.MONTHLY:
        text = in_month(rule, start, lead)
    elif rule.frequency is Frequency.WEEKLY:
        text = _weekly(rule, start, lead)
    else:
        text = _daily(rule, lead)
    if rule.by_month and rule.frequency is not Frequency.YEARLY:
        text = (
            tr("{rhythm} in {months}", rhythm=text, months=month_names(rule))
            if rule.interval == 1
            else tr("{rhythm}, but only in {months}", rhythm=text, months=month_names(rule))
        )
    return text if all_day else _with_times(text, rule, start)


def _lead(rule: Rule) -> str:
    """'Weekly', 'Every 2 weeks'."""
    n = rule.interval
    if n == 1:
        return tr_c("rhythm", _SINGLE[rule.frequency])
    match rule.frequency:
        case Frequency.YEARLY:
            return tr_n("Every {count} year", "Every {count} years", n, count=n)
        case Frequency.MONTHLY:
            return tr_n("Every {count} month", "Every {count} months", n, count=n)
        case Frequency.WEEKLY:
            return tr_n("Every {count} week", "Every {count} weeks", n, count=n)
        case Frequency.DAILY:
            return tr_n("Every {count} day", "Every {count} days", n, count=n)
        case Frequency.HOURLY:
            return tr_n("Every {count} hour", "Every {count} hours", n, count=n)
        case Frequency.MINUTELY:
            return tr_n("Every {count} minute", "Every {count} minutes", n, count=n)
        case Frequency.SECONDLY:
            return tr_n("Every {count} second", "Every {count} seconds", n, count=n)


def _weekly(rule: Rule, start: datetime, lead: str) -> str:
    refuse(rule.by_month_day, rule.by_year_day, rule.by_week_no, rule.by_set_pos)
    days = plain_days(rule) or (start.weekday(),)
    if rule.interval == 1 and days == WEEKDAYS:
        return tr_c("rhythm", "Every weekday")
    if rule.interval == 1 and days == WEEK:
        return tr_c("rhythm", "Every day")
    return tr("{rhythm} on {days}", rhythm=lead, days=day_names(days))


def _daily(rule: Rule, lead: str) -> str:
    refuse(rule.by_year_day, rule.by_week_no, rule.by_set_pos)
    refuse(rule.by_day if rule.by_month_day else ())
    days, numbers = plain_days(rule), rule.by_month_day
    if not numbers and len(days) in (0, len(WEEK)):
        return lead
    if rule.frequency is Frequency.DAILY and rule.interval == 1:
        if days == WEEKDAYS:
            return tr_c("rhythm", "Every weekday")
        if days:
            weekly = tr_c("rhythm", "Weekly")
            return tr("{rhythm} on {days}", rhythm=weekly, days=day_names(days))
        return on_month_days(tr_c("rhythm", "Monthly"), numbers)
    # "but only" makes clear that a limit does not change the counting of every n-th period.
    if days:
        names = day_names(days)
        if rule.interval == 1:
            return tr("{rhythm} on {days}", rhythm=lead, days=names)
        return tr("{rhythm}, but only on {days}", rhythm=lead, days=names)
    shown = month_days(numbers)
    if rule.interval == 1:
        return tr("{rhythm} on {days} of the month", rhythm=lead, days=shown)
    return tr("{rhythm}, but only on {days} of the month", rhythm=lead, days=shown)


def _with_times(text: str, rule: Rule, start: datetime) -> str:
    """The times of day, where the rule sets them: '... at 09:00 and 17:00'."""
    if not (rule.by_hour or rule.by_minute or rule.by_second):
        return text
    if rule.by_second or rule.frequency >= Frequency.MINUTELY:
        raise NoWords
    minutes = rule.by_minute or (start.minute,)
    if rule.frequency is Frequency.HOURLY:
        return _with_minutes(text, rule)
    found = [f"{hour:02}:{each:02}" for hour in rule.by_hour or (start.hour,) for each in minutes]
    if len(found) > _MOST_TIMES:
        return tr(
            "{rhythm} at {count} times from {first} to {last}",
            rhythm=text,
            count=len(found),
            first=found[0],
            last=found[-1],
        )
    return tr("{rhythm} at {times}", rhythm=text, times=listed(found))


def _with_minutes(text: str, rule: Rule) -> str:
    if len(rule.by_minute) > _MOST_TIMES:
        raise NoWords
    if rule.by_minute:
        times = listed(f":{each:02}" for each in rule.by_minute)
        text = tr("{rhythm} at {times}", rhythm=text, times=times)
    if not rule.by_hour:
        return text
    hours = listed(f"{each:02}" for each in rule.by_hour)
    if rule.interval == 1:
        return tr("{rhythm} in the hours {hours}", rhythm=text, hours=hours)
    return tr("{rhythm}, but only in the hours {hours}", rhythm=text, hours=hours)


def _with_end(text: str, rule: Rule, start: datetime, zone: ZoneInfo | None, all_day: bool) -> str:
    if rule.until is not None:
        last = rule.until.wall(zone, all_day=all_day)
        if last.time() < start.time() and rule.frequency <= Frequency.DAILY and not rule.by_hour:
            last -= timedelta(days=1)
        text = tr(
            "{rhythm}, until {day} {month} {year}",
            rhythm=text,
            day=last.day,
            month=tr_c("until", _UNTIL[last.month - 1]),
            year=last.year,
        )
    if rule.count is not None:
        text = tr_n(
            "{rhythm}, {count} time",
            "{rhythm}, {count} times",
            rule.count,
            rhythm=text,
            count=rule.count,
        )
    return text
