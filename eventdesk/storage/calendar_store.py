"""Calendars and subscriptions in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.calendar import Calendar, Subscription
from eventdesk.domain.errors import CalendarNotFound
from eventdesk.domain.reminder import Reminder
from eventdesk.storage.tables import calendars, events, subscriptions
from eventdesk.storage.values import reads, reminder_from


class CalendarStore:
    """Calendars inside one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def all(self) -> list[Calendar]:
        """All calendars in their order."""
        return [calendar_from(row) for row in self._connection.execute(_ALL)]

    def get(self, calendar_id: str) -> Calendar:
        """One calendar; CalendarNotFound."""
        query = _ALL.where(calendars.c.id == calendar_id)
        row = self._connection.execute(query).one_or_none()
        if row is None:
            raise CalendarNotFound(calendar_id)
        return calendar_from(row)

    def off(self) -> frozenset[str]:
        """The ids of calendars that are off."""
        query = sa.select(calendars.c.id).where(calendars.c.is_on.is_(False))
        return frozenset(self._connection.execute(query).scalars())

    def read_only(self) -> frozenset[str]:
        """The ids of calendars whose events are somebody else's."""
        return frozenset(self._connection.execute(sa.select(subscriptions.c.calendar_id)).scalars())

    def knows(self, calendar_id: str) -> bool:
        """Whether there is such a calendar."""
        query = sa.select(calendars.c.id).where(calendars.c.id == calendar_id)
        return self._connection.execute(query).one_or_none() is not None

    def add(self, calendar: Calendar) -> None:
        """Insert a calendar after the others."""
        last = self._connection.execute(sa.select(sa.func.max(calendars.c.position))).scalar_one()
        values = _values(calendar) | {"position": (last or 0) + 1}
        self._connection.execute(calendars.insert().values(values))
        self._put_subscription(calendar)

    def put(self, calendar: Calendar) -> None:
        """Overwrite a stored calendar; CalendarNotFound."""
        values = _values(calendar)
        statement = calendars.update().where(calendars.c.id == calendar.id).values(values)
        if not self._connection.execute(statement).rowcount:
            raise CalendarNotFound(calendar.id)
        self._put_subscription(calendar)

    def remove(self, calendar_id: str) -> None:
        """Delete a calendar that has no events any more."""
        self._connection.execute(calendars.delete().where(calendars.c.id == calendar_id))

    def event_pks(self, calendar_id: str, *, after: int = 0, limit: int = 500) -> list[int]:
        """Row numbers above `after` of the live events of a calendar, in order."""
        table = events.c
        query = sa.select(table.pk).where(
            table.calendar_id == calendar_id, table.deleted_at.is_(None), table.pk > after
        )
        return list(self._connection.execute(query.order_by(table.pk).limit(limit)).scalars())

    def trashed_pks(
        self, calendar_id: str, deleted_at: datetime, *, after: int = 0, limit: int = 500
    ) -> list[int]:
        """Row numbers above `after` of the events of a calendar that were deleted at this very
        instant, in order."""
        table = events.c
        query = sa.select(table.pk).where(
            table.calendar_id == calendar_id, table.deleted_at == deleted_at, table.pk > after
        )
        return list(self._connection.execute(query.order_by(table.pk).limit(limit)).scalars())

    def counts(self) -> dict[str, int]:
        """How many live events each calendar has."""
        table = events.c
        query = sa.select(table.calendar_id, sa.func.count()).where(table.deleted_at.is_(None))
        return {row[0]: row[1] for row in self._connection.execute(query.group_by("calendar_id"))}

    def _put_subscription(self, calendar: Calendar) -> None:
        own = subscriptions.c.calendar_id == calendar.id
        self._connection.execute(subscriptions.delete().where(own))
        found = calendar.subscription
        if found is not None:
            self._connection.execute(
                subscriptions.insert().values(
                    calendar_id=calendar.id,
                    url=found.url,
                    every_s=int(found.every.total_seconds()),
                    etag=found.etag,
                    last_modified=found.last_modified,
                    refreshed_at=found.refreshed_at,
                    next_at=found.next_at,
                    failures=found.failures,
                    error=found.error,
                )
            )


_ALL = (
    sa.select(
        calendars,
        *(each for each in subscriptions.c if each.name != "calendar_id"),
    )
    .join(subscriptions, subscriptions.c.calendar_id == calendars.c.id, isouter=True)
    .order_by(calendars.c.position, calendars.c.id)
)


def _values(calendar: Calendar) -> dict[str, Any]:
    return {
        "id": calendar.id,
        "name": calendar.name,
        "colour": calendar.colour,
        "is_on": calendar.on,
        "reminders": _reminders_json(calendar.reminders),
        "all_day_reminders": _reminders_json(calendar.all_day_reminders),
    }


def _reminders_json(found: Sequence[Reminder] | None) -> list[list[Any]] | None:
    if found is None:
        return None
    return [[each.lead_s, ",".join(sorted(each.channels))] for each in found]


@reads
def calendar_from(row: Any) -> Calendar:
    """A calendar from its row joined with that of its subscription."""
    subscription = None
    if row.url is not None:
        subscription = Subscription(
            url=row.url,
            every=timedelta(seconds=row.every_s),
            etag=row.etag,
            last_modified=row.last_modified,
            refreshed_at=row.refreshed_at,
            next_at=row.next_at,
            failures=row.failures,
            error=row.error,
        )
    return Calendar(
        id=row.id,
        name=row.name,
        colour=row.colour,
        on=row.is_on,
        reminders=_reminders(row.reminders),
        all_day_reminders=_reminders(row.all_day_reminders),
        subscription=subscription,
    )


def _reminders(found: Any) -> tuple[Reminder, ...] | None:
    return None if found is None else tuple(reminder_from(*each) for each in found)
