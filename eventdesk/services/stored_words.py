"""Words that the database keeps, with dates in them: English, put so that `retold` knows them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from eventdesk.domain.language import later

DAYS = (
    later("Mon"),
    later("Tue"),
    later("Wed"),
    later("Thu"),
    later("Fri"),
    later("Sat"),
    later("Sun"),
)
"""Monday first. Without the context of those in `day_words`: these are read out of texts."""
MONTHS = (
    later("Jan"),
    later("Feb"),
    later("Mar"),
    later("Apr"),
    later("May"),
    later("Jun"),
    later("Jul"),
    later("Aug"),
    later("Sep"),
    later("Oct"),
    later("Nov"),
    later("Dec"),
)
ANSWERED_BY = (
    later("window"),
    later("popup"),
    later("notification"),
    later("command line"),
    later("import"),
    later("edit"),
)
"""Who answers a reminder, as the ledger names them."""


def snoozed_words(until: datetime, now: datetime, zone: ZoneInfo, by: str) -> str:
    """'Snoozed until Today 14:55 by popup', on the clocks of `zone`."""
    local, today = until.astimezone(zone), now.astimezone(zone).date()
    offset = (local.date() - today).days
    if offset == 0:
        words = later("Snoozed until Today {time} by {by}")
    elif offset == 1:
        words = later("Snoozed until Tomorrow {time} by {by}")
    elif local.year == today.year:
        words = later("Snoozed until {weekday} {day} {month} {time} by {by}")
    else:
        words = later("Snoozed until {weekday} {day} {month} {year} {time} by {by}")
    return words.format(by=by, year=local.year, **_parts(local))


def moved_words(zone: str, old: datetime, new: datetime) -> str:
    """That an occurrence moved with new rules of its time zone; both starts as clocks show."""
    before = {f"old_{name}": value for name, value in _parts(old).items()}
    return later(
        "The rules of the time zone {zone} changed: it starts {weekday} {day} {month} {time}, "
        "not {old_weekday} {old_day} {old_month} {old_time}"
    ).format(zone=zone, **_parts(new), **before)


def _parts(local: datetime) -> dict[str, object]:
    return {
        "weekday": DAYS[local.weekday()],
        "day": local.day,
        "month": MONTHS[local.month - 1],
        "time": f"{local:%H:%M}",
    }
