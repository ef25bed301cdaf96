"""Events in the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from eventdesk.domain.calendar import PERSONAL
from eventdesk.domain.errors import EventNotFound
from eventdesk.domain.event import Event
from eventdesk.domain.insistence import Insistence
from eventdesk.domain.language import tr
from eventdesk.domain.late import parse_late_rule
from eventdesk.domain.recurrence import Recurrence
from eventdesk.domain.reminder import Reminder
from eventdesk.storage import search
from eventdesk.storage.bulk import insert_rows
from eventdesk.storage.tables import events, occurrences, reminders
from eventdesk.storage.values import Unreadable, reads, reminder_from, wall_from_text

BATCH = 500


class EventStore:
    """Events inside one transaction, found by id, uid or row number."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(self, new: Sequence[Event]) -> dict[str, int]:
        """Insert events (not their reminders); the row numbers by event id."""
        if not new:
            return {}
        insert_rows(self._connection, events, [event_values(each) for each in new])
        pks = self.pks([each.id for each in new])
        search.index_texts(self._connection, (search_texts(pks[each.id], each) for each in new))
        return pks

    def put(self, event: Event) -> int:
        """Overwrite a stored event (not its reminders); its row number."""
        pk = self.pk(event.id)
        values = event_values(event)
        del values["id"]
        self._connection.execute(events.update().where(events.c.pk == pk).values(**values))
        search.index_texts(self._connection, [search_texts(pk, event)])
        return pk

    def mark_deleted(
        self, event_ids: Sequence[str], deleted_at: datetime | None, *, at: datetime
    ) -> None:
        """Delete events at `deleted_at`, or with None bring them back; changed `at` (UTC)."""
        for part in chunks(event_ids):
            values = {"deleted_at": deleted_at, "updated_at": at}
            here = events.c.id.in_(part)
            self._connection.execute(events.update().where(here).values(values))

    def pk(self, event_id: str) -> int:
        """The row number of an event; EventNotFound."""
        query = sa.select(events.c.pk).where(events.c.id == event_id)
        found: int | None = self._connection.execute(query).scalar_one_or_none()
        if found is None:
            raise EventNotFound(event_id)
        return found

    def pks(self, event_ids: Sequence[str]) -> dict[str, int]:
        """Row numbers of those ids that exist."""
        found: dict[str, int] = {}
        for part in chunks(event_ids):
            query = sa.select(events.c.id, events.c.pk).where(events.c.id.in_(part))
            found.update({row[0]: row[1] for row in self._connection.execute(query)})
        return found

    def get(self, event_id: str) -> Event:
        """The event, deleted or not; EventNotFound."""
        return self.by_pks([self.pk(event_id)])[0]

    def label(self, pk: int) -> tuple[str, str]:
        """(id, title) of a row, also of one whose other columns cannot be read."""
        query = sa.select(events.c.id, events.c.title).where(events.c.pk == pk)
        row = self._connection.execute(query).one()
        return str(row[0]), str(row[1])

    def by_uid(self, uid: str) -> Event | None:
        """The event with this iCalendar UID, deleted or not; the oldest one where several
        calendars have it."""
        query = sa.select(events.c.pk).where(events.c.uid == uid).order_by(events.c.pk).limit(1)
        pk = self._connection.execute(query).scalar_one_or_none()
        return None if pk is None else self.by_pks([pk])[0]

    def overrides(self, series_id: str, *, deleted: bool = False) -> list[Event]:
        """The changed occurrences of a series, by the start they stand for."""
        table = events.c
        query = sa.select(table.pk).where(table.series_id == series_id)
        if not deleted:
            query = query.where(table.deleted_at.is_(None))
        pks = list(self._connection.execute(query.order_by(table.recurrence_id)).scalars())
        return self.by_pks(pks)

    def ids_beginning(self, prefix: str, limit: int = 2) -> list[str]:
        """Up to `limit` ids that begin with `prefix`."""
        query = sa.select(events.c.id).where(
            events.c.id >= prefix, events.c.id < prefix + "\U0010ffff"
        )
        return list(self._connection.execute(query.order_by(events.c.id).limit(limit)).scalars())

    def by_pks(self, pks: Sequence[int]) -> list[Event]:
        """The events with these row numbers, in this order; missing ones are left out."""
        found: dict[int, Event] = {}
        for part in chunks(pks):
            leads = reminders_of(self._connection, part)
            for row in self._connection.execute(_BY_PKS, {"pks": part}):
                found[row.pk] = event_from(row, leads.get(row.pk, ()))
        return [found[pk] for pk in pks if pk in found]

    def by_pk(self, pks: Sequence[int]) -> dict[int, Event]:
        """The events that other rows refer to by these numbers. Unreadable when one is gone."""
        found = dict(zip(pks, self.by_pks(pks), strict=False))
        if len(found) != len(pks):
            raise Unreadable(tr("rows refer to an event that is not there"))
        return found

    def zones(self) -> list[str]:
        """The zones that live events are in."""
        found = sa.select(events.c.time_zone).where(
            events.c.deleted_at.is_(None), events.c.time_zone.is_not(None)
        )
        return list(self._connection.execute(found.distinct()).scalars())

    def walk(
        self,
        *,
        recurring: bool = False,
        floating: bool = False,
        zone: str | None = None,
        after: int = 0,
    ) -> list[int]:
        """Row numbers above `after` of live events, at most 500, in order; with `zone` those
        in that one, and `floating` ones beside them."""
        query = sa.select(events.c.pk).where(events.c.deleted_at.is_(None), events.c.pk > after)
        if recurring:
            query = query.where(sa.or_(events.c.rule.is_not(None), events.c.extra != []))
        if floating or zone is not None:
            there = [events.c.time_zone == zone] if zone is not None else []
            query = query.where(sa.or_(*there, *([events.c.time_zone.is_(None)] * floating)))
        return list(self._connection.execute(query.order_by(events.c.pk).limit(BATCH)).scalars())

    def every(self) -> Iterator[Event]:
        """All live events."""
        after = 0
        while pks := self.walk(after=after):
            yield from self.by_pks(pks)
            after = pks[-1]

    def spans(
        self,
        *,
        start: datetime | None,
        end: datetime | None,
        text: str = "",
        tag: str = "",
        calendar: str = "",
        limit: int | None = None,
    ) -> list[tuple[int, datetime, datetime | None]]:
        """(event pk, start, end) of materialised occurrences touching [start, end), in order."""
        table = occurrences
        query = sa.select(table.c.event_pk, table.c.start_at, table.c.end_at)
        if start is not None:
            query = query.where(table.c.ends_at > start)
        if end is not None:
            query = query.where(table.c.start_at < end)
        if text:
            found = search.found(text)
            query = query.where(table.c.event_pk.in_(found) if found is not None else sa.false())
        if tag:
            each = sa.func.json_each(events.c.tags).table_valued("value")
            tagged = sa.select(events.c.pk).where(
                sa.exists().where(sa.func.lower(each.c.value) == tag.lower())
            )
            query = query.where(table.c.event_pk.in_(tagged))
        if calendar:
            own = sa.select(events.c.pk).where(events.c.calendar_id == calendar)
            query = query.where(table.c.event_pk.in_(own))
        query = query.order_by(table.c.start_at, table.c.pk).limit(limit)
        return [(row[0], row[1], row[2]) for row in self._connection.execute(query)]


# Built once: making a statement costs more than finding it compiled.
_BY_PKS = sa.select(events).where(events.c.pk.in_(sa.bindparam("pks", expanding=True)))
_REMINDERS = (
    sa.select(reminders.c.event_pk, reminders.c.lead_s, reminders.c.channels)
    .where(reminders.c.event_pk.in_(sa.bindparam("pks", expanding=True)))
    .order_by(reminders.c.event_pk, reminders.c.lead_s)
)


def reminders_of(connection: sa.Connection, pks: Sequence[int]) -> dict[int, tuple[Reminder, ...]]:
    """The reminders of events by event row number, shortest lead first."""
    found: dict[int, list[Reminder]] = {}
    for pk, lead_s, channels in connection.execute(_REMINDERS, {"pks": list(pks)}).all():
        found.setdefault(pk, []).append(reminder_from(lead_s, channels))
    return {pk: tuple(each) for pk, each in found.items()}


@reads
def event_from(row: Any, leads: tuple[Reminder, ...]) -> Event:
    """An event from its row and reminders."""
    texts = (row.id, row.uid, row.title, row.description, row.location, row.url)
    if not all(isinstance(each, str) for each in texts) or row.start is None:
        raise ValueError(f"event {row.id!r} lacks what every event has")
    if row.time_zone is not None:
        _zone(row.time_zone)
    recurrence = None
    if row.rule is not None or row.extra or row.excluded:
        recurrence = Recurrence(
            row.rule or "",
            tuple(wall_from_text(each) for each in row.extra),
            tuple(wall_from_text(each) for each in row.excluded),
        )
    return Event(
        id=row.id,
        uid=row.uid,
        title=row.title,
        description=row.description,
        location=row.location,
        url=row.url,
        tags=tuple(row.tags),
        start=row.start,
        end=row.end,
        time_zone=row.time_zone,
        all_day=row.all_day,
        reminders=leads,
        recurrence=recurrence,
        late_rule=parse_late_rule(row.late_rule) if row.late_rule else None,
        insistence=insistence_from(row),
        calendar=row.calendar_id or PERSONAL,
        series_id=row.series_id,
        recurrence_id=row.recurrence_id,
        created_at=row.created_at,
        updated_at=row.updated_at,
        deleted_at=row.deleted_at,
        sequence=row.sequence,
    )


def insistence_from(row: Any) -> Insistence:
    """The insistence in an event's row."""
    return Insistence(
        _seconds(row.repeat_s), _seconds(row.email_after_s), row.sound, bool(row.even_when_quiet)
    )


def _seconds(value: int | None) -> timedelta | None:
    return None if value is None else timedelta(seconds=value)


@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo:
    """The zone; an error of its own kind for a name that no event was ever stored with."""
    return ZoneInfo(name)


def event_values(event: Event) -> dict[str, Any]:
    """The columns of an event, without its row number."""
    recurrence = event.recurrence
    return {
        "id": event.id,
        "uid": event.uid,
        "title": event.title,
        "description": event.description,
        "location": event.location,
        "url": event.url,
        "tags": list(event.tags),
        "start": event.start,
        "end": event.end,
        "time_zone": event.time_zone,
        "all_day": event.all_day,
        "rule": (recurrence.rule or None) if recurrence else None,
        "extra": [each.isoformat() for each in recurrence.extra] if recurrence else [],
        "excluded": [each.isoformat() for each in recurrence.excluded] if recurrence else [],
        "late_rule": str(event.late_rule) if event.late_rule else None,
        "created_at": event.created_at,
        "updated_at": event.updated_at,
        "deleted_at": event.deleted_at,
        "sequence": event.sequence,
        "repeat_s": _whole_seconds(event.insistence.repeat_every),
        "email_after_s": _whole_seconds(event.insistence.email_after),
        "sound": event.insistence.sound,
        "even_when_quiet": event.insistence.even_when_quiet,
        "calendar_id": event.calendar,
        "series_id": event.series_id,
        "recurrence_id": event.recurrence_id,
    }


def _whole_seconds(length: timedelta | None) -> int | None:
    return None if length is None else int(length.total_seconds())


def search_texts(pk: int, event: Event) -> tuple[int, str, str, str, str]:
    """What the search finds an event by."""
    return pk, event.title, event.description, event.location, " ".join(event.tags)


def chunks(items: Sequence[Any] | Iterable[Any], size: int = BATCH) -> Iterator[list[Any]]:
    """Parts of at most `size` items: SQLite bounds the number of parameters."""
    rest = list(items)
    for begin in range(0, len(rest), size):
        yield rest[begin : begin + size]
