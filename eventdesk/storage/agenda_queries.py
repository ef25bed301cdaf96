"""The statements behind the event table: which occurrences, in what order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.views import AgendaColumn
from eventdesk.storage import search
from eventdesk.storage.tables import occurrences, reminders


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


def select_keys(query: AgendaQuery, limit: int | None) -> sa.Select[Any]:
    """The keys in order. The index of each column but the state yields them without sorting."""
    table = occurrences.c
    order = _directed([*_SORT[query.sort], table.start_at, table.ends_at, table.pk], query)
    if query.sort is AgendaColumn.STATE:
        order[0] = order[0].nulls_last()
    return _bounded(sa.select(table.pk), query).order_by(*order).limit(limit)


def select_planned_keys(query: AgendaQuery, limit: int) -> sa.Select[Any]:
    """The keys sorted by state of occurrences that have a planned reminder.

    Follows the index of due instants: quick for the first rows of a broad query, slow where
    most planned reminders are of other rows.
    """
    table, planned, other = occurrences.c, reminders.alias("planned"), reminders.alias("other")
    same = sa.and_(
        other.c.event_pk == planned.c.event_pk,
        other.c.occurrence_start == planned.c.occurrence_start,
    )
    before = sa.or_(
        other.c.due_at < planned.c.due_at,
        sa.and_(other.c.due_at == planned.c.due_at, other.c.pk < planned.c.pk),
    )
    statement = (
        sa.select(table.pk)
        .select_from(planned)
        .join(
            occurrences,
            sa.and_(
                table.event_pk == planned.c.event_pk,
                table.start_at == planned.c.occurrence_start,
            ),
        )
        .where(planned.c.due_at.is_not(None), ~sa.exists().where(same, before))
    )
    order = [planned.c.due_at, table.start_at, table.ends_at, table.pk]
    return _bounded(statement, query).order_by(*_directed(order, query)).limit(limit)


def _bounded(statement: sa.Select[Any], query: AgendaQuery) -> sa.Select[Any]:
    table = occurrences.c
    if query.ends_after is not None:
        statement = statement.where(table.ends_at > query.ends_after)
    if query.ends_by is not None:
        statement = statement.where(table.ends_at <= query.ends_by)
    if query.starts_before is not None:
        statement = statement.where(table.start_at < query.starts_before)
    if query.search.strip():
        found = search.found(query.search)
        statement = statement.where(table.event_pk.in_(found) if found is not None else sa.false())
    return statement


def _directed(order: list[Any], query: AgendaQuery) -> list[Any]:
    return [column.desc() if query.descending else column.asc() for column in order]


_DUE = (
    sa.select(sa.func.min(reminders.c.due_at))
    .where(
        reminders.c.event_pk == occurrences.c.event_pk,
        reminders.c.occurrence_start == occurrences.c.start_at,
    )
    .correlate(occurrences)
    .scalar_subquery()
)
_SORT: dict[AgendaColumn, list[Any]] = {
    AgendaColumn.WHEN: [],
    AgendaColumn.TITLE: [occurrences.c.title_key],
    AgendaColumn.DURATION: [occurrences.c.duration_s],
    AgendaColumn.REMINDER: [occurrences.c.lead_s],
    AgendaColumn.STATE: [_DUE],
}
