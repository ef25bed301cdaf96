"""Calendars read out of a damaged database, so that salvaged events keep theirs."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.calendar import COLOURS, PERSONAL, Calendar
from eventdesk.domain.language import tr
from eventdesk.storage.calendar_store import calendar_from
from eventdesk.storage.tables import calendars, subscriptions
from eventdesk.storage.tolerant import Tolerant
from eventdesk.storage.transaction import Transaction
from eventdesk.storage.values import Unreadable


def keep_calendars(tx: Transaction, source: Tolerant) -> int:
    """Store what calendars and subscriptions can be read; how many rows hold values that
    nobody wrote."""
    unreadable = 0
    if not (source.knows(calendars) and source.knows(subscriptions)):
        return 0  # older than calendars, or beyond reading
    fetched = {row.calendar_id: vars(row) for row in source.rows(subscriptions)}
    for row in sorted(source.rows(calendars), key=_place):
        try:
            calendar = _calendar(row, fetched.get(row.id))
            with tx.attempt():
                if tx.calendars.knows(calendar.id):
                    tx.calendars.put(calendar)
                else:
                    tx.calendars.add(calendar)
        except sa.exc.OperationalError:
            raise
        except (Unreadable, sa.exc.SQLAlchemyError, TypeError, ValueError):
            unreadable += 1
    return unreadable


def keep_lost_calendars(tx: Transaction) -> None:
    """A calendar under its old id for events whose own could not be read."""
    known = {each.id for each in tx.calendars.all()}
    lost = sorted(each for each in tx.calendars.counts() if each not in known)
    for number, calendar_id in enumerate(lost, 1):
        again = tr("Salvaged calendar {number}", number=number)
        name = tr("Salvaged calendar") if number == 1 else again
        colour = COLOURS[number % len(COLOURS)]
        tx.calendars.add(Calendar(id=calendar_id, name=name, colour=colour))


def _calendar(row: Any, subscription: dict[str, Any] | None) -> Calendar:
    if not all(isinstance(each, str) for each in (row.id, row.name, row.colour)):
        raise Unreadable("a calendar lacks what every calendar has")
    values = {each.name: None for each in subscriptions.c} | (subscription or {})
    calendar = calendar_from(SimpleNamespace(**(values | vars(row))))
    # On when unknown: a needless reminder does less harm than a lost one.
    calendar = replace(calendar, on=calendar.on is not False)
    return replace(calendar, subscription=None) if row.id == PERSONAL else calendar


def _place(row: Any) -> int:
    return row.position if isinstance(row.position, int) else 0
