"""The grammar of recurrence rules: RRULE text as a checked value (RFC 5545 3.3.10)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from eventdesk.domain.language import tr
from eventdesk.domain.recurrence_until import Until, parse_until

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,9}", re.ASCII)
_KEPT = 4096
_MOST_NUMBERS = 1_000


class Frequency(IntEnum):
    """FREQ, from the longest to the shortest."""

    YEARLY = 0
    MONTHLY = 1
    WEEKLY = 2
    DAILY = 3
    HOURLY = 4
    MINUTELY = 5
    SECONDLY = 6


class NotARule(ValueError):
    """The text is no recurrence rule, or one that is not supported; says why."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A recurrence rule. The numbers of each part are in order, each once.

    `by_day` holds (n, weekday): weekday 0 is Monday, n is 0 for every one, 1 for the first,
    -1 for the last. `week_start` is WKST as such a weekday.
    """

    frequency: Frequency
    interval: int = 1
    count: int | None = None
    until: Until | None = None
    by_second: tuple[int, ...] = ()
    by_minute: tuple[int, ...] = ()
    by_hour: tuple[int, ...] = ()
    by_day: tuple[tuple[int, int], ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_year_day: tuple[int, ...] = ()
    by_week_no: tuple[int, ...] = ()
    by_month: tuple[int, ...] = ()
    by_set_pos: tuple[int, ...] = ()
    week_start: int = 0


# Part -> (field of Rule, least, most); a negative number counts from the end where allowed.
_LISTS = {
    "BYSECOND": ("by_second", 0, 60),
    "BYMINUTE": ("by_minute", 0, 59),
    "BYHOUR": ("by_hour", 0, 23),
    "BYMONTHDAY": ("by_month_day", -31, 31),
    "BYYEARDAY": ("by_year_day", -366, 366),
    "BYWEEKNO": ("by_week_no", -53, 53),
    "BYMONTH": ("by_month", 1, 12),
    "BYSETPOS": ("by_set_pos", -366, 366),
}


@lru_cache(maxsize=_KEPT)
def parse_rule(text: str) -> Rule:
    """The rule of an RRULE value such as 'FREQ=WEEKLY;BYDAY=MO,WE'.

    Case, blanks, a leading 'RRULE:', empty parts and X- parts do not matter. NotARule says
    what cannot be read. Other calendars (RFC 7529) are not supported.
    """
    values = dict(_parts(text))
    if "FREQ" not in values:
        raise NotARule(tr("FREQ is missing"))
    fields: dict[str, object] = {}
    for name, value in values.items():
        if name in _LISTS:
            field, least, most = _LISTS[name]
            fields[field] = _numbers(name, value, least, most)
        else:
            fields |= _plain_part(name, value)
    return Rule(**fields)  # type: ignore[arg-type]  # each part made its field above


def _parts(text: str) -> Iterator[tuple[str, str]]:
    known = set()
    for part in "".join(text.upper().split()).removeprefix("RRULE:").split(";"):
        name, separator, value = part.partition("=")
        if not part or name.startswith("X-"):
            continue
        if not separator or not value:
            raise NotARule(tr("{part} has no value", part=repr(part[:40])))
        if name in known:
            raise NotARule(tr("{part} is given twice", part=name))
        known.add(name)
        yield name, value


def _plain_part(name: str, value: str) -> dict[str, object]:
    match name:
        case "FREQ" if value in Frequency.__members__:
            return {"frequency": Frequency[value]}
        case "FREQ":
            raise NotARule(tr("{part} is unknown", part=f"FREQ={value[:40]}"))
        case "INTERVAL" | "COUNT":
            if not _NUMBER.fullmatch(value) or int(value) < 1:
                raise NotARule(tr("{part} is no whole number from 1", part=f"{name}={value[:40]}"))
            return {name.lower(): int(value)}
        case "UNTIL":
            return {"until": _until(value)}
        case "WKST" if value in WEEKDAYS:
            return {"week_start": WEEKDAYS.index(value)}
        case "BYDAY":
            return {"by_day": tuple(sorted({_day(each) for each in _listed(value)}))}
        case "RSCALE" | "SKIP" if value in ("GREGORIAN", "OMIT"):
            return {}
        case "RSCALE" | "SKIP":
            raise NotARule(tr("{part} is not supported", part=f"{name}={value[:40]}"))
        case _:
            raise NotARule(tr("{part} is unknown", part=f"{name}={value}"[:40]))


def _until(value: str) -> Until:
    try:
        return parse_until(value)
    except ValueError:
        raise NotARule(tr("{part} is no date", part=f"UNTIL={value[:40]}")) from None


def _day(text: str) -> tuple[int, int]:
    found = _DAY.fullmatch(text)
    number = int(found[1] or 0) if found else 0
    if not found or abs(number) > 53 or (found[1] and not number):
        raise NotARule(tr("{part} is no weekday", part=f"BYDAY={text[:40]}"))
    return number, WEEKDAYS.index(found[2])


def _numbers(name: str, value: str, least: int, most: int) -> tuple[int, ...]:
    found = set()
    for each in _listed(value):
        if not _NUMBER.fullmatch(each) or not least <= int(each) <= most:
            raise NotARule(tr("{part} is out of range", part=f"{name}={each[:40]}"))
        if int(each) == 0 and least < 0:
            raise NotARule(tr("{part} is out of range", part=f"{name}=0"))
        found.add(int(each))
    if name == "BYSECOND" and 60 in found:  # a leap second is the second before it
        found = (found - {60}) | {59}
    return tuple(sorted(found))


def _listed(value: str) -> list[str]:
    if value.count(",") >= _MOST_NUMBERS:
        raise NotARule(tr("it lists too many numbers"))
    return value.split(",")
