"""The SQL behind the event table: which occurrences, in what order.

Plain text, so that the first rows need no SQLAlchemy: importing it takes longer than all else
that stands between a start and the first rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eventdesk.domain.views import AgendaColumn
from eventdesk.storage.search_words import match_expression
from eventdesk.storage.values import to_micros

Statement = tuple[str, list[Any]]
"""SQL with question marks, and their values."""


@dataclass(frozen=True, slots=True)
class AgendaQuery:
    """Bounds (UTC instants) and order of the rows wanted.

    Rows of equal rank are in order of start and end; sorted by state, those with a planned
    reminder come first in both directions.
    """

    ends_after: datetime | None = None
    ends_by: datetime | None = None
    starts_before: datetime | None = None
    search: str = ""
    sort: AgendaColumn = AgendaColumn.WHEN
    descending: bool = False

    @property
    def broad(self) -> bool:
        """True when most of what is planned belongs to the rows wanted."""
        return self.ends_by is None and self.starts_before is None and not self.search.strip()


def select_keys(query: AgendaQuery, limit: int | None) -> Statement:
    """The keys in order. The index of each column but the state yields them without sorting."""
    where, values = _bounds(query)
    sql = f"SELECT o.pk FROM occurrences o WHERE {where} ORDER BY {_order(query, _DUE)}"
    return _limited(sql, values, limit)


def select_planned_keys(query: AgendaQuery, limit: int) -> Statement:
    """The keys sorted by state of occurrences that have a planned reminder.

    Follows the index of due instants: quick for the first rows of a broad query, slow where
    most planned reminders are of other rows.
    """
    where, values = _bounds(query)
    sql = f"{_PLANNED} AND {where} ORDER BY {_order(query, 'r.due_at')}"
    return _limited(sql, values, limit)


def _limited(sql: str, values: list[Any], limit: int | None) -> Statement:
    return (sql, values) if limit is None else (f"{sql} LIMIT ?", [*values, limit])


def _bounds(query: AgendaQuery) -> Statement:
    """The condition; the names in it are all ours."""
    conditions, values = ["1 = 1"], []
    for condition, instant in (
        ("o.ends_at > ?", query.ends_after),
        ("o.ends_at <= ?", query.ends_by),
        ("o.start_at < ?", query.starts_before),
    ):
        if instant is not None:
            conditions.append(condition)
            values.append(to_micros(instant))
    if not query.search.strip():
        return " AND ".join(conditions), values
    expression = match_expression(query.search)
    if expression is None:
        return "1 = 0", []
    found = "o.event_pk IN (SELECT rowid FROM events_search WHERE events_search MATCH ?)"
    return " AND ".join([*conditions, found]), [*values, expression]


def _order(query: AgendaQuery, due: str) -> str:
    direction = "DESC" if query.descending else "ASC"
    first = [f"{due} {direction} NULLS LAST"] if query.sort is AgendaColumn.STATE else []
    columns = [*_SORT.get(query.sort, ()), "o.start_at", "o.ends_at", "o.pk"]
    return ", ".join([*first, *(f"{column} {direction}" for column in columns)])


_SORT = {
    AgendaColumn.TITLE: ("o.title_key",),
    AgendaColumn.DURATION: ("o.duration_s",),
    AgendaColumn.REMINDER: ("o.lead_s",),
}
_DUE = (
    "(SELECT min(r.due_at) FROM reminders r "
    "WHERE r.event_pk = o.event_pk AND r.occurrence_start = o.start_at)"
)
_PLANNED = (
    "SELECT o.pk FROM reminders r "
    "JOIN occurrences o ON o.event_pk = r.event_pk AND o.start_at = r.occurrence_start "
    "WHERE r.due_at IS NOT NULL AND NOT EXISTS ("
    "SELECT 1 FROM reminders q "
    "WHERE q.event_pk = r.event_pk AND q.occurrence_start = r.occurrence_start "
    "AND (q.due_at < r.due_at OR (q.due_at = r.due_at AND q.pk < r.pk)))"
)


def select_rows(count: int) -> str:
    """Rows of `count` keys, in no special order."""
    return (
        "SELECT o.pk, o.event_pk, o.start_at, o.end_at, e.id, e.title, e.all_day, e.time_zone, "
        "e.rule IS NOT NULL OR e.extra <> '[]', e.location, e.tags, e.calendar_id, e.series_id "
        f"FROM occurrences o JOIN events e ON e.pk = o.event_pk WHERE o.pk IN ({_marks(count)})"
    )


def select_reminders(count: int) -> str:
    """The reminders of `count` events, shortest lead first."""
    return (
        "SELECT event_pk, lead_s, channels, due_at, occurrence_start FROM reminders "
        f"WHERE event_pk IN ({_marks(count)}) ORDER BY event_pk, lead_s"
    )


def select_outcomes(count: int) -> str:
    """What became of the reminders of `count` events."""
    return (
        "SELECT event_id, occurrence_start, state, reason, error, snoozed_until FROM ledger "
        f"WHERE event_id IN ({_marks(count)})"
    )


KEY_OF_NEXT = (
    "SELECT o.pk FROM occurrences o JOIN events e ON e.pk = o.event_pk "
    "WHERE e.id = ? AND o.ends_at > ? ORDER BY o.start_at LIMIT 1"
)
KEY_OF_LAST = (
    "SELECT o.pk FROM occurrences o JOIN events e ON e.pk = o.event_pk "
    "WHERE e.id = ? ORDER BY o.start_at DESC LIMIT 1"
)


def _marks(count: int) -> str:
    return ",".join("?" * count)
