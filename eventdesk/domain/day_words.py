"""Names of days and months, and dates written with them, in the language of EventDesk.

Not those of the C library: these follow the desktop's language, since Qt switches them on.
"""

from __future__ import annotations

from datetime import date

from eventdesk.domain.language import later, later_c, tr, tr_c

DAYS = (
    later("Monday"),
    later("Tuesday"),
    later("Wednesday"),
    later("Thursday"),
    later("Friday"),
    later("Saturday"),
    later("Sunday"),
)
"""Monday first, as in date.weekday(); English, for `tr`."""
MONTHS = (
    later("January"),
    later("February"),
    later("March"),
    later("April"),
    later("May"),
    later("June"),
    later("July"),
    later("August"),
    later("September"),
    later("October"),
    later("November"),
    later("December"),
)
_SHORT_DAYS = (
    later_c("short", "Mon"),
    later_c("short", "Tue"),
    later_c("short", "Wed"),
    later_c("short", "Thu"),
    later_c("short", "Fri"),
    later_c("short", "Sat"),
    later_c("short", "Sun"),
)
_SHORT_MONTHS = (
    later_c("short", "Jan"),
    later_c("short", "Feb"),
    later_c("short", "Mar"),
    later_c("short", "Apr"),
    later_c("short", "May"),
    later_c("short", "Jun"),
    later_c("short", "Jul"),
    later_c("short", "Aug"),
    later_c("short", "Sep"),
    later_c("short", "Oct"),
    later_c("short", "Nov"),
    later_c("short", "Dec"),
)


def day_name(weekday: int) -> str:
    """'Monday' for 0."""
    return tr(DAYS[weekday])


def short_day_name(weekday: int) -> str:
    """'Mon' for 0."""
    return tr_c("short", _SHORT_DAYS[weekday])


def month_name(month: int) -> str:
    """'January' for 1."""
    return tr(MONTHS[month - 1])


def short_month_name(month: int) -> str:
    """'Jan' for 1."""
    return tr_c("short", _SHORT_MONTHS[month - 1])


def short_date(day: date) -> str:
    """'Fri 27 Nov', of a date or a datetime."""
    return tr_c("date", "{weekday} {day} {month}", **_parts(day))


def full_date(day: date) -> str:
    """'Fri 27 Nov 2026', of a date or a datetime."""
    return tr_c("date", "{weekday} {day} {month} {year}", year=day.year, **_parts(day))


def plain_date(day: date) -> str:
    """'27 November 2026', of a date or a datetime."""
    return tr_c(
        "date", "{day} {month} {year}", day=day.day, month=month_name(day.month), year=day.year
    )


def plain_day(day: date) -> str:
    """'27 November', of a date or a datetime."""
    return tr_c("date", "{day} {month}", day=day.day, month=month_name(day.month))


def long_date(day: date) -> str:
    """'Friday, 27 November 2026', of a date or a datetime."""
    return tr_c("date", "{weekday}, {date}", weekday=day_name(day.weekday()), date=plain_date(day))


def _parts(day: date) -> dict[str, object]:
    return {
        "weekday": short_day_name(day.weekday()),
        "day": day.day,
        "month": short_month_name(day.month),
    }
