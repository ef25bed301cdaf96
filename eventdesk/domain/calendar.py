"""Calendars: groups of events with a name, a colour and reminders of their own. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from eventdesk.domain.errors import FieldProblem, InvalidInput
from eventdesk.domain.language import tr
from eventdesk.domain.reminder import Reminder

PERSONAL = "personal"
"""The id of the calendar that everybody has, and that cannot be removed."""
MAX_NAME = 100
COLOURS = (
    "#3a7bd5",
    "#2f9e67",
    "#d9822b",
    "#c0392b",
    "#8e5bd0",
    "#1f9aa8",
    "#b5476e",
    "#7a6f5d",
)
"""Colours offered for new calendars, in this order."""
_COLOUR = re.compile(r"#[0-9a-f]{6}")
LEAST_EVERY, MOST_EVERY = timedelta(minutes=15), timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """Where a calendar is fetched from, how often, and how that went. Instants are UTC.

    `etag` and `last_modified` are what the server said of its last answer (RFC 9110 8.8).
    """

    url: str
    every: timedelta = timedelta(hours=6)
    etag: str = ""
    last_modified: str = ""
    refreshed_at: datetime | None = None
    next_at: datetime | None = None
    failures: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """A calendar. One that is off is neither listed nor reminded of.

    `reminders` and `all_day_reminders` are what its new events get, and those events of a
    subscription that bring none; None: as in the settings. The events of a calendar with a
    `subscription` are read-only.
    """

    id: str
    name: str
    colour: str = COLOURS[0]
    on: bool = True
    reminders: tuple[Reminder, ...] | None = None
    all_day_reminders: tuple[Reminder, ...] | None = None
    subscription: Subscription | None = field(default=None)

    @property
    def read_only(self) -> bool:
        """Whether its events are those of somebody else."""
        return self.subscription is not None


def checked_calendar(calendar: Calendar) -> Calendar:
    """The calendar, trimmed; InvalidInput lists every refused field."""
    name, colour = " ".join(calendar.name.split()), calendar.colour.strip().lower()
    problems = []
    if not name:
        problems.append(
            FieldProblem("name", tr("The name is empty."), tr("Give the calendar a name."))
        )
    elif len(name) > MAX_NAME:
        problems.append(
            FieldProblem(
                "name",
                tr("The name has {count} characters.", count=len(name)),
                tr("Shorten it to {most}.", most=MAX_NAME),
            )
        )
    if not _COLOUR.fullmatch(colour):
        problems.append(
            FieldProblem(
                "colour",
                tr("{text} is no colour.", text=repr(colour)),
                tr("Write it like {example}.", example="#3a7bd5"),
            )
        )
    every = calendar.subscription.every if calendar.subscription else LEAST_EVERY
    if not LEAST_EVERY <= every <= MOST_EVERY:
        problems.append(
            FieldProblem(
                "every",
                tr("That interval does not fit."),
                tr("Use 15m to 7d, such as 6h."),
            )
        )
    if problems:
        raise InvalidInput(*problems)
    return replace(calendar, name=name, colour=colour)
