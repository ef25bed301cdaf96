"""Recurrence as one piece of text, and UNTIL between wall time and UTC (RFC 5545 3.3.10)."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.language import later, tr
from eventdesk.domain.recurrence import Recurrence
from eventdesk.domain.recurrence_until import format_wall, parse_until, parse_wall
from eventdesk.domain.walltime import to_instant

__all__ = [
    "WORDS",
    "format_recurrence",
    "format_wall",
    "parse_recurrence",
    "parse_wall",
    "utc_rule",
    "wall_rule",
]

WORDS = {
    "daily": "FREQ=DAILY",
    "weekdays": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "weekly": "FREQ=WEEKLY",
    "monthly": "FREQ=MONTHLY",
    "yearly": "FREQ=YEARLY",
}
"""The plain words that stand for a rule."""

_REMEDY = later("Write it as in RFC 5545, such as FREQ=WEEKLY;BYDAY=MO,WE.")
_PART = re.compile(r"[A-Z-]+=[^=]*")


def format_recurrence(recurrence: Recurrence | None) -> str | None:
    """The rule alone, or content lines (RRULE, RDATE, EXDATE) where dates were added or removed.

    None for an event that does not repeat; `parse_recurrence` reads the text back.
    """
    if recurrence is None:
        return None
    if not recurrence.extra and not recurrence.excluded:
        return recurrence.rule
    lines = [f"RRULE:{recurrence.rule}"] if recurrence.rule else []
    for name, walls in (("RDATE", recurrence.extra), ("EXDATE", recurrence.excluded)):
        if walls:
            lines.append(f"{name}:{','.join(format_wall(each) for each in walls)}")
    return "\n".join(lines)


def parse_recurrence(
    text: str, zone: ZoneInfo, *, all_day: bool = False, field: str = "repeat"
) -> Recurrence | None:
    """What `format_recurrence` writes, a bare RRULE value, or a word such as 'weekdays'.

    Empty text is None. An UNTIL in UTC becomes wall time in `zone`. InvalidInput names
    `field`; whether the rule itself makes sense is for `recurrence_problem` to say.
    """
    if not text.strip():
        return None
    rule, extra, excluded = "", [], []
    for line in text.split("\n"):
        name, _, value = line.strip().rpartition(":")
        match name.upper():
            case "" | "RRULE" if not rule:
                rule = wall_rule(value, zone, all_day=all_day, field=field)
            case "RDATE":
                extra += _walls(value, field)
            case "EXDATE":
                excluded += _walls(value, field)
            case _:
                raise InvalidInput.of(
                    field, tr("{text} is not a recurrence rule.", text=repr(line)), tr(_REMEDY)
                )
    return Recurrence(rule, tuple(extra), tuple(excluded))


def wall_rule(rule: str, zone: ZoneInfo, *, all_day: bool = False, field: str = "repeat") -> str:
    """An RRULE value in capitals, its UNTIL as wall time in `zone` (a date for all-day events).

    An UNTIL that is a date includes that whole day. InvalidInput names `field` for what is
    no rule at all, or would never move on.
    """
    text = rule.strip()
    text = WORDS.get(text.lower(), text).upper()
    parts = [part.replace(" ", "") for part in text.split(";") if part.strip()]
    for index, part in enumerate(parts):
        if not _PART.fullmatch(part):
            raise InvalidInput.of(
                field, tr("{text} is not a recurrence rule.", text=repr(rule)), tr(_REMEDY)
            )
        name, _, value = part.partition("=")
        if name == "INTERVAL" and not (value.isdecimal() and int(value) > 0):
            raise InvalidInput.of(
                field,
                tr("An interval of {value} never moves on.", value=value),
                tr("Use INTERVAL=1 or more."),
            )
        if name == "UNTIL":
            parts[index] = f"UNTIL={_wall_until(value, zone, all_day, field)}"
    return ";".join(parts)


def utc_rule(rule: str, zone: ZoneInfo | None, *, all_day: bool = False) -> str:
    """An RRULE value as iCalendar wants it: UNTIL in UTC, except for all-day and floating
    events (`zone` None), where it is a date or a local time."""
    parts = rule.split(";")
    for index, part in enumerate(parts):
        name, _, value = part.partition("=")
        if name != "UNTIL" or all_day or zone is None or "T" not in value or value.endswith("Z"):
            continue
        until = to_instant(parse_wall(value), zone)
        parts[index] = f"UNTIL={format_wall(until.replace(tzinfo=None))}Z"
    return ";".join(parts)


def _wall_until(value: str, zone: ZoneInfo, all_day: bool, field: str) -> str:
    try:
        wall = parse_until(value).wall(zone, all_day=all_day)
    except (ValueError, OverflowError):
        raise InvalidInput.of(
            field,
            tr("{text} is no date to repeat until.", text=repr(value)),
            tr("Write it like {example}.", example="UNTIL=20271231T235959"),
        ) from None
    return f"{wall:%Y%m%d}" if all_day else format_wall(wall)


def _walls(text: str, field: str) -> list[datetime]:
    try:
        return [parse_wall(part) for part in text.split(",") if part.strip()]
    except ValueError:
        raise InvalidInput.of(
            field,
            tr("{text} has something that is no date.", text=repr(text)),
            tr("Write dates like 20261127T143000."),
        ) from None
