"""Between the choices of the repeat field and recurrence rules (RFC 5545 3.3.10). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from eventdesk.domain.day_words import day_name, full_date, month_name, plain_day, short_date
from eventdesk.domain.language import later, tr, tr_n

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEKDAYS = (0, 1, 2, 3, 4)
MOST_INTERVAL = 999
_NTH = (
    (later("on the first {weekday}"), later("on the first {weekday} of {month}")),
    (later("on the second {weekday}"), later("on the second {weekday} of {month}")),
    (later("on the third {weekday}"), later("on the third {weekday} of {month}")),
    (later("on the fourth {weekday}"), later("on the fourth {weekday} of {month}")),
)
_LAST = (later("on the last {weekday}"), later("on the last {weekday} of {month}"))
"""In any month, and in a certain one."""


class Repeat(StrEnum):
    """The ways to repeat one can choose."""

    NEVER = "never"
    DAILY = "daily"
    WEEKDAYS = "weekdays"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    YEARLY = "yearly"
    CUSTOM = "custom"


class Ends(StrEnum):
    """The ways a series can end."""

    NEVER = "never"
    ON = "on"
    AFTER = "after"


class Place(StrEnum):
    """Which day of the month is meant: the date of the start, its weekday counted from the
    beginning or from the end, or the last day."""

    DATE = "date"
    NTH = "nth"
    LAST = "last"
    LAST_DAY = "last day"


STEPS = (Repeat.DAILY, Repeat.WEEKLY, Repeat.MONTHLY, Repeat.YEARLY)
"""What can come every n-th time."""
_REPEAT_WORDS = {
    Repeat.NEVER: later("Does not repeat"),
    Repeat.DAILY: later("Daily"),
    Repeat.WEEKDAYS: later("On weekdays, Monday to Friday"),
    Repeat.WEEKLY: later("Weekly"),
    Repeat.MONTHLY: later("Monthly"),
    Repeat.YEARLY: later("Yearly"),
    Repeat.CUSTOM: later("Custom rule"),
}


@dataclass(frozen=True, slots=True)
class RuleChoice:
    """What the repeat field shows.

    `days` are weekdays (Monday is 0) of Repeat.WEEKLY; none stands for the weekday of the
    start, so that it follows the start. `place` is for months and years. `custom` is a rule
    in full, for Repeat.CUSTOM only.
    """

    repeat: Repeat = Repeat.NEVER
    ends: Ends = Ends.NEVER
    until: date | None = None
    count: int = 10
    custom: str = ""
    interval: int = 1
    days: tuple[int, ...] = ()
    place: Place = Place.DATE

    def rule(self, start: datetime, *, all_day: bool = False) -> str:
        """The RRULE value for a series from `start`, '' for none. A day in `until` belongs to
        the series."""
        if self.repeat is Repeat.NEVER:
            return ""
        if self.repeat is Repeat.CUSTOM:
            return self.custom.strip().upper().removeprefix("RRULE:")
        parts = [_FREQUENCY[self.repeat]]
        if self.interval > 1 and self.repeat in STEPS:
            parts.append(f"INTERVAL={self.interval}")
        parts += self._days(start)
        if self.ends is Ends.ON and self.until is not None:
            parts.append(f"UNTIL={self.until:%Y%m%d}{'' if all_day else 'T235959'}")
        elif self.ends is Ends.AFTER:
            parts.append(f"COUNT={self.count}")
        return ";".join(parts)

    def following(self, start: datetime) -> RuleChoice:
        """The choice for another start: a weekday that is not the last one of its kind in the
        month is counted from the beginning."""
        if self.place is Place.DATE or self.place in places(start):
            return self
        return replace(self, place=Place.NTH if Place.NTH in places(start) else Place.LAST)

    def _days(self, start: datetime) -> list[str]:
        if self.repeat is Repeat.WEEKLY:
            days = ",".join(DAYS[each] for each in sorted({*self.days}))
            return [f"BYDAY={days}"] if days else []
        if self.repeat not in (Repeat.MONTHLY, Repeat.YEARLY) or self.place is Place.DATE:
            return []
        month = [f"BYMONTH={start.month}"] if self.repeat is Repeat.YEARLY else []
        if self.place is Place.LAST_DAY:
            return [*month, "BYMONTHDAY=-1"]
        number = -1 if self.place is Place.LAST else nth(start)
        return [*month, f"BYDAY={number}{DAYS[start.weekday()]}"]


_FREQUENCY = {
    Repeat.DAILY: "FREQ=DAILY",
    Repeat.WEEKDAYS: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    Repeat.WEEKLY: "FREQ=WEEKLY",
    Repeat.MONTHLY: "FREQ=MONTHLY",
    Repeat.YEARLY: "FREQ=YEARLY",
}


def nth(start: datetime) -> int:
    """The how-manieth of its weekday in the month the start is: 1 to 5."""
    return (start.day - 1) // 7 + 1


def places(start: datetime) -> list[Place]:
    """The places in the month that fit the start, the plainest first. A fifth weekday, which
    most months lack, can only be the last."""
    found = [Place.DATE]
    if nth(start) <= len(_NTH):
        found.append(Place.NTH)
    if (start + timedelta(days=7)).month != start.month:
        found.append(Place.LAST)
    if (start + timedelta(days=1)).month != start.month:
        found.append(Place.LAST_DAY)
    return found


def read_rule(rule: str, start: datetime) -> RuleChoice:
    """The choice that stands for a rule of a series from `start`; else the custom one."""
    if not rule:
        return RuleChoice()
    custom = RuleChoice(Repeat.CUSTOM, custom=rule)
    pairs = [part.partition("=") for part in rule.upper().removeprefix("RRULE:").split(";") if part]
    parts = {name: value for name, _, value in pairs}
    if len(parts) != len(pairs):
        return custom
    until, count = parts.pop("UNTIL", None), parts.pop("COUNT", None)
    found = _read(parts, start)
    if found is None or (until and count):
        return custom
    if count:
        known = count.isdecimal() and 1 <= int(count) <= 9999
        return replace(found, ends=Ends.AFTER, count=int(count)) if known else custom
    if until:
        day = _until_day(until, start.time())
        return replace(found, ends=Ends.ON, until=day) if day else custom
    return found


def _read(parts: dict[str, str], start: datetime) -> RuleChoice | None:
    """The choice without its end."""
    frequency, week = parts.pop("FREQ", ""), parts.pop("WKST", "MO")
    number = parts.pop("INTERVAL", "1")
    if not number.isdecimal() or not 1 <= int(number) <= MOST_INTERVAL:
        return None
    interval = int(number)
    if frequency == "DAILY" and not parts:
        return RuleChoice(Repeat.DAILY, interval=interval)
    if frequency == "WEEKLY":
        # When weeks begin matters only where some of them are left out.
        found = _weekly(parts, start) if week == "MO" or interval == 1 else None
    elif frequency in ("MONTHLY", "YEARLY"):
        found = _placed(parts, start, Repeat(frequency.lower()))
    else:
        found = None
    if found is None or (found.repeat is Repeat.WEEKDAYS and interval > 1):
        return (
            None if found is None else RuleChoice(Repeat.WEEKLY, interval=interval, days=WEEKDAYS)
        )
    return replace(found, interval=interval)


def _weekly(parts: dict[str, str], start: datetime) -> RuleChoice | None:
    if not parts:
        return RuleChoice(Repeat.WEEKLY)
    if set(parts) != {"BYDAY"}:
        return None
    named = parts["BYDAY"].split(",")
    if not set(named) <= set(DAYS):
        return None
    days = tuple(sorted({DAYS.index(each) for each in named}))
    if days == WEEKDAYS:
        return RuleChoice(Repeat.WEEKDAYS)
    return RuleChoice(Repeat.WEEKLY, days=() if days == (start.weekday(),) else days)


def _placed(parts: dict[str, str], start: datetime, repeat: Repeat) -> RuleChoice | None:
    """A day of the month, in every month or in that of the start."""
    if repeat is Repeat.YEARLY and parts and parts.pop("BYMONTH", "") != str(start.month):
        return None
    if parts in ({}, {"BYMONTHDAY": str(start.day)}):
        return RuleChoice(repeat)
    weekday, fits = DAYS[start.weekday()], places(start)
    for place, meant in (
        (Place.NTH, {"BYDAY": f"{nth(start)}{weekday}"}),
        (Place.LAST, {"BYDAY": f"-1{weekday}"}),
        (Place.LAST_DAY, {"BYMONTHDAY": "-1"}),
    ):
        if parts == meant and place in fits:
            return RuleChoice(repeat, place=place)
    return None


def _until_day(text: str, start: time) -> date | None:
    try:
        until = datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError:
        return None
    # Only where the whole day is meant: an earlier time would cut off that day's occurrence.
    return until.date() if "T" not in text or until.time() >= start else None


def repeat_words(repeat: Repeat) -> str:
    """What a way to repeat is called."""
    return tr(_REPEAT_WORDS[repeat])


def step_words(repeat: Repeat, count: int | None) -> tuple[str, str]:
    """What stands before and behind the number in 'every 2 weeks', for `count` of them."""
    # A sentence in one piece: what stands before the number may depend on what is behind it.
    number = 2 if count is None else count
    words = {
        Repeat.DAILY: tr_n("every {number} day", "every {number} days", number, number="\n"),
        Repeat.WEEKLY: tr_n("every {number} week", "every {number} weeks", number, number="\n"),
        Repeat.MONTHLY: tr_n("every {number} month", "every {number} months", number, number="\n"),
        Repeat.YEARLY: tr_n("every {number} year", "every {number} years", number, number="\n"),
    }.get(repeat, "")
    before, _, after = words.partition("\n")
    return before.strip(), after.strip()


def place_words(place: Place, start: datetime, repeat: Repeat) -> str:
    """What a place in the month is called: 'on the third Friday', 'on 20 November'."""
    yearly = repeat is Repeat.YEARLY
    month, weekday = month_name(start.month), day_name(start.weekday())
    match place:
        case Place.DATE if yearly:
            return tr("on {date}", date=plain_day(start))
        case Place.DATE:
            return tr("on day {day}", day=start.day)
        case Place.LAST_DAY if yearly:
            return tr("on the last day of {month}", month=month)
        case Place.LAST_DAY:
            return tr("on the last day")
    in_any, in_one = _LAST if place is Place.LAST else _NTH[nth(start) - 1]
    if yearly:
        return tr(in_one, weekday=weekday, month=month)
    return tr(in_any, weekday=weekday)


def dates_words(days: Iterable[date], today: date) -> str:
    """'Fri 28 Nov, Fri 5 Dec, Fri 12 Dec', with years where they are not this one; no line
    breaks within a date."""
    shown = [short_date(day) if day.year == today.year else full_date(day) for day in days]
    return ", ".join(each.replace(" ", "\N{NO-BREAK SPACE}") for each in shown)
