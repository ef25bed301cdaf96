"""Changed occurrences when their whole series is edited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from eventdesk.domain.event import Event
from eventdesk.domain.series import shifted


def with_overrides(
    before: Event, after: Event, overrides: Sequence[Event], now: datetime
) -> tuple[Event, list[Event]]:
    """An edited series and its changed occurrences (`overrides`), so that they fit again.

    When the series begins at another time of day, what was taken out of it moves along, or
    it would come back. Of an event that repeats no longer the changed occurrences stay, as
    events of their own.
    """
    if before.recurrence is None:
        return after, []
    if after.recurrence is None:
        return after, [_edited(each, now, series_id=None, recurrence_id=None) for each in overrides]
    move = _move(before, after)
    if not move or after.recurrence.excluded != before.recurrence.excluded:
        return after, list(overrides)
    moved = [
        _edited(each, now, recurrence_id=each.recurrence_id + move)
        if each.recurrence_id is not None
        else each
        for each in overrides
    ]
    return replace(after, recurrence=shifted(after.recurrence, move)), moved


def _move(before: Event, after: Event) -> timedelta:
    if before.all_day or after.all_day:
        return timedelta()
    return _time_of_day(after.start) - _time_of_day(before.start)


def _time_of_day(wall: datetime) -> timedelta:
    plain = wall.replace(fold=0)
    return plain - plain.replace(hour=0, minute=0, second=0, microsecond=0)


def _edited(event: Event, now: datetime, **changes: object) -> Event:
    changed = replace(event, **changes)  # type: ignore[arg-type]
    return replace(changed, updated_at=now, sequence=event.sequence + 1)
