"""The views measured: as the window asks for them, and as plain SQL for the floor."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Connection

from eventdesk.domain.views import AgendaColumn, AgendaView, QuickFilter
from eventdesk.storage.values import to_micros

SCREEN = 100
"""Rows read for the first screen: the model's page."""
_PAGE = (
    "SELECT o.pk, o.start_at, o.end_at, e.id, e.title, e.all_day, e.time_zone, e.rule, e.extra, "
    "e.location, e.tags FROM occurrences o JOIN events e ON e.pk = o.event_pk"
)
_DUE = (
    "(SELECT min(due_at) FROM reminders r WHERE r.event_pk = o.event_pk "
    "AND r.occurrence_start = o.start_at)"
)
_SORT = {
    AgendaColumn.WHEN: "",
    AgendaColumn.TITLE: "o.title_key, ",
    AgendaColumn.DURATION: "o.duration_s, ",
    AgendaColumn.REMINDER: "o.lead_s, ",
    AgendaColumn.STATE: f"{_DUE}, ",
}


@dataclass(frozen=True, slots=True)
class Measured:
    """A view with a name, and the condition that selects the same rows in plain SQL."""

    name: str
    view: AgendaView
    where: str = "1"
    values: tuple[object, ...] = ()

    @property
    def sql(self) -> str:
        """The statement for the first rows."""
        return (
            f"{_PAGE} WHERE {self.where} ORDER BY {_SORT[self.view.sort]}o.start_at LIMIT {SCREEN}"
        )


def views(now: datetime) -> list[Measured]:
    """Searches, sorts and quick filters at the instant `now`."""
    return [*_searches(), *_sorts(), *_quick(now)]


def _searches() -> Iterator[Measured]:
    found = "o.event_pk IN (SELECT rowid FROM events_search WHERE events_search MATCH ?)"
    for words, count in (("dentist", "5 %"), ("d", "half"), ("sprint rev al", "few")):
        expression = " ".join(f'"{word}"*' for word in words.split())
        view = AgendaView(QuickFilter.ALL, search=words)
        yield Measured(f"search “{words}” (finds {count})", view, found, (expression,))
    view = AgendaView(QuickFilter.ALL, search="dentist", sort=AgendaColumn.TITLE)
    yield Measured("search “dentist”, by title", view, found, ('"dentist"*',))


def _sorts() -> Iterator[Measured]:
    for column in AgendaColumn:
        yield Measured(f"all, by {column}", AgendaView(QuickFilter.ALL, sort=column))
    for column in (AgendaColumn.TITLE, AgendaColumn.STATE):
        where, view = "o.ends_at > ?", AgendaView(sort=column)
        yield Measured(f"upcoming, by {column}", view, where, (time.time_ns() // 1_000,))


def _quick(now: datetime) -> Iterator[Measured]:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    monday = midnight - timedelta(days=midnight.weekday())
    between = "o.ends_at > ? AND o.start_at < ?"
    at = to_micros(now)
    day = (to_micros(midnight), to_micros(midnight + timedelta(days=1)))
    week = (to_micros(monday), to_micros(monday + timedelta(days=7)))
    yield Measured("upcoming", AgendaView(QuickFilter.UPCOMING), "o.ends_at > ?", (at,))
    yield Measured("today", AgendaView(QuickFilter.TODAY), between, day)
    yield Measured("this week", AgendaView(QuickFilter.WEEK), between, week)
    yield Measured("past", AgendaView(QuickFilter.PAST), "o.ends_at <= ?", (at,))


def raw_first_rows(connection: Connection, measured: Measured) -> float:
    """Seconds that plain sqlite3 takes for the first rows."""
    begin = time.perf_counter()
    connection.execute(measured.sql, measured.values).fetchall()
    return time.perf_counter() - begin


def raw_rows(connection: Connection, keys: list[int]) -> float:
    """Seconds that plain sqlite3 takes for the rows with these keys."""
    begin = time.perf_counter()
    marks = ",".join("?" * len(keys))
    connection.execute(f"{_PAGE} WHERE o.pk IN ({marks})", keys).fetchall()
    return time.perf_counter() - begin
