"""Planned reminders: one indexed column of due instants over all events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.planning import Plan
from eventdesk.domain.reminder import Reminder
from eventdesk.domain.views import NextReminder
from eventdesk.storage.bulk import insert_rows
from eventdesk.storage.event_store import chunks
from eventdesk.storage.tables import events, reminders
from eventdesk.storage.values import reminder_from


@dataclass(frozen=True, slots=True)
class DueReminder:
    """A reminder whose instant has come. Instants are UTC."""

    pk: int
    event_pk: int
    reminder: Reminder
    due_at: datetime
    occurrence_start: datetime
    occurrence_end: datetime


class ReminderStore:
    """Planned reminders inside one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def plans(self, event_pk: int) -> dict[int, tuple[datetime | None, datetime | None]]:
        """By lead in seconds: (due instant, occurrence start)."""
        table = reminders.c
        query = sa.select(table.lead_s, table.due_at, table.occurrence_start)
        rows = self._connection.execute(query.where(table.event_pk == event_pk))
        return {lead_s: (due_at, start) for lead_s, due_at, start in rows}

    def add(self, planned: Iterable[tuple[int, Plan]]) -> None:
        """Insert (event pk, plan) pairs."""
        rows = [{"event_pk": pk, **_values(plan)} for pk, plan in planned]
        insert_rows(self._connection, reminders, rows)

    def replace(self, event_pk: int, plans: Sequence[Plan]) -> None:
        """Make these the event's reminders."""
        self._connection.execute(reminders.delete().where(reminders.c.event_pk == event_pk))
        self.add((event_pk, plan) for plan in plans)

    def plans_of(
        self, event_pks: Sequence[int]
    ) -> dict[int, dict[int, tuple[datetime | None, datetime | None]]]:
        """`plans` of many events by row number."""
        table = reminders.c
        found: dict[int, dict[int, tuple[datetime | None, datetime | None]]] = {}
        for part in chunks(event_pks):
            query = sa.select(table.event_pk, table.lead_s, table.due_at, table.occurrence_start)
            for pk, lead_s, due, start in self._connection.execute(
                query.where(table.event_pk.in_(part))
            ):
                found.setdefault(pk, {})[lead_s] = (due, start)
        return found

    def replace_all(self, planned: Mapping[int, Sequence[Plan]]) -> None:
        """`replace` for many events by row number."""
        for part in chunks(planned):
            self._connection.execute(reminders.delete().where(reminders.c.event_pk.in_(part)))
        self.add((pk, plan) for pk, plans in planned.items() for plan in plans)

    def disarm(self, event_pks: Sequence[int]) -> None:
        """Plan nothing for the reminders of these events."""
        nothing = {"due_at": None, "occurrence_start": None, "occurrence_end": None}
        for part in chunks(event_pks):
            here = reminders.c.event_pk.in_(part)
            self._connection.execute(reminders.update().where(here).values(nothing))

    def arm(self, planned: Iterable[tuple[int, Plan]]) -> None:
        """Give stored reminders, by event pk and lead, their plan."""
        rows = [
            {"of_event": pk, **{f"to_{name}": value for name, value in _values(plan).items()}}
            for pk, plan in planned
            if plan.due is not None
        ]
        if rows:
            self._connection.execute(_ARM, rows)

    def next_due(self) -> datetime | None:
        """The earliest due instant of all (UTC)."""
        return self._connection.execute(NEXT_DUE).scalar_one_or_none()

    def due(self, now: datetime, limit: int) -> list[DueReminder]:
        """Up to `limit` reminders due at `now` or before, earliest first."""
        rows = self._connection.execute(DUE, {"now": now, "limit": limit})
        return [
            DueReminder(
                row.pk,
                row.event_pk,
                reminder_from(row.lead_s, row.channels),
                row.due_at,
                row.occurrence_start,
                row.occurrence_end,
            )
            for row in rows
        ]

    def advance(self, moved: Iterable[tuple[int, Plan]]) -> None:
        """Give reminders (by pk) their next plan."""
        rows = []
        for pk, plan in moved:
            values = _values(plan)
            rows.append(
                {
                    "reminder_pk": pk,
                    "to_due": values["due_at"],
                    "to_start": values["occurrence_start"],
                    "to_end": values["occurrence_end"],
                }
            )
        if rows:
            self._connection.execute(ADVANCE, rows)

    def next_reminder(self) -> NextReminder | None:
        """The reminder that comes due next, with its event's title."""
        table = reminders.c
        query = (
            sa.select(
                events.c.id, events.c.title, table.due_at, table.occurrence_start, events.c.all_day
            )
            .join(events, events.c.pk == table.event_pk)
            .where(table.due_at.is_not(None))
            .order_by(table.due_at)
            .limit(1)
        )
        row = self._connection.execute(query).one_or_none()
        if row is None:
            return None
        return NextReminder(
            event_id=row.id,
            title=row.title,
            due_at=row.due_at,
            occurrence_start=row.occurrence_start,
            all_day=row.all_day,
        )


NEXT_DUE = (
    sa.select(reminders.c.due_at)
    .where(reminders.c.due_at.is_not(None))
    .order_by(reminders.c.due_at)
    .limit(1)
)
DUE = (
    sa.select(reminders)
    .where(reminders.c.due_at.is_not(None), reminders.c.due_at <= sa.bindparam("now"))
    .order_by(reminders.c.due_at, reminders.c.pk)
    .limit(sa.bindparam("limit", type_=sa.Integer()))
)
ADVANCE = (
    reminders.update()
    .where(reminders.c.pk == sa.bindparam("reminder_pk"))
    .values(
        due_at=sa.bindparam("to_due"),
        occurrence_start=sa.bindparam("to_start"),
        occurrence_end=sa.bindparam("to_end"),
    )
)


_ARM = (
    reminders.update()
    .where(
        reminders.c.event_pk == sa.bindparam("of_event"),
        reminders.c.lead_s == sa.bindparam("to_lead_s"),
    )
    .values(
        due_at=sa.bindparam("to_due_at"),
        occurrence_start=sa.bindparam("to_occurrence_start"),
        occurrence_end=sa.bindparam("to_occurrence_end"),
    )
)


def _values(plan: Plan) -> dict[str, Any]:
    channels = ",".join(sorted(plan.reminder.channels))
    values: dict[str, Any] = {"lead_s": plan.reminder.lead_s, "channels": channels}
    found = plan.occurrence if plan.due is not None else None
    values["due_at"] = plan.due
    values["occurrence_start"] = found.start if found else None
    values["occurrence_end"] = found.ends if found else None
    return values
