"""Planning: which occurrence a reminder is for next, and when it is due. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from eventdesk.domain.event import EventDraft
from eventdesk.domain.language import later
from eventdesk.domain.ledger import LedgerState
from eventdesk.domain.occurrence import Occurrence, due_at, occurrences
from eventdesk.domain.reminder import DAY, Reminder

HORIZON_PAST = timedelta(days=60)
HORIZON_FUTURE = timedelta(days=400)
HORIZON_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Plan:
    """A reminder and its next due instant (UTC); no `due` and no `occurrence`: none is left."""

    reminder: Reminder
    due: datetime | None = None
    occurrence: Occurrence | None = None


def first_plan(event: EventDraft, reminder: Reminder, now: datetime, local: ZoneInfo) -> Plan:
    """The plan of a reminder that is armed at `now`: event created, moved, or lead changed.

    Window rule: inside the window (due instant passed, start not) it is due at once, that is
    at `now`. What has started already is not reminded of.
    """
    back = 2 * DAY if event.all_day else timedelta()
    for each in occurrences(event, local, after=now - back):
        nominal = due_at(event, each, reminder, local)
        if nominal >= now or each.start >= now:
            return Plan(reminder, max(nominal, now), each)
    return Plan(reminder)


def next_plans(
    event: EventDraft,
    reminder: Reminder,
    after: datetime,
    local: ZoneInfo,
    not_before: datetime,
) -> Iterator[Plan]:
    """The plans for the occurrences that follow the one starting at `after` (UTC), in order;
    at the end one without an occurrence.

    A due instant may have passed (the computer slept): then the late rule decides. It is
    never before `not_before`, the due instant of the occurrence before: a series that was
    armed inside several of its windows at once promised nothing earlier.
    """
    if event.recurrence is not None:
        for each in occurrences(event, local, after=after + timedelta(microseconds=1)):
            nominal = due_at(event, each, reminder, local)
            yield Plan(reminder, max(nominal, not_before), each)
    yield Plan(reminder)


def verdict_when_saved_late(
    event: EventDraft, now: datetime, local: ZoneInfo
) -> tuple[LedgerState, Occurrence, str] | None:
    """What the ledger says of a reminder that was already too late when its event was saved.

    None for a series, whose passed occurrences were never promised.
    """
    if event.recurrence is not None:
        return None
    for each in occurrences(event, local, limit=1):
        if now >= each.ends:
            return LedgerState.MISSED, each, later("The event was already over when it was saved")
        return (
            LedgerState.SUPPRESSED,
            each,
            later("The event had already started when it was saved"),
        )
    return None


def materialised(event: EventDraft, now: datetime, local: ZoneInfo) -> list[Occurrence]:
    """The occurrences kept as rows: from 60 days back to 400 days ahead, at most 1,000.

    A series outside that window keeps its next occurrence, or its first when none is left.
    """
    if event.recurrence is None:
        return list(occurrences(event, local))
    found = list(
        occurrences(
            event,
            local,
            after=now - HORIZON_PAST,
            before=now + HORIZON_FUTURE,
            limit=HORIZON_MOST,
        )
    )
    return (
        found
        or list(occurrences(event, local, after=now, limit=1))
        or list(islice(occurrences(event, local), 1))
    )


def occurrence_starting(event: EventDraft, start: datetime, local: ZoneInfo) -> Occurrence | None:
    """The event's occurrence that starts exactly at `start` (UTC), None when there is none."""
    for each in occurrences(event, local, after=start, limit=1):
        return each if each.start == start else None
    return None


def still_occurs(event: EventDraft, start: datetime, local: ZoneInfo) -> bool:
    """True when the event has an occurrence starting exactly at `start` (UTC)."""
    return occurrence_starting(event, start, local) is not None
