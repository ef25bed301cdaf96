"""Changed occurrences when their whole series is edited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from eventdesk.domain.event import Event
from eventdesk.domain.recurrence import starts
from eventdesk.domain.series import shifted


def with_overrides(
    before: Event, after: Event, overrides: Sequence[Event], now: datetime
) -> tuple[Event, list[Event]]:
    """An edited series and its changed occurrences (`overrides`), so that they fit again.

    They go to another calendar with their series. When the series begins at another time of
    day, what was taken out of it moves along, or it would come back. Of an event that repeats
    no longer the changed occurrences stay, as events of their own.
    """
    if before.recurrence is None:
        return after, []
    if after.recurrence is None:
        return after, [_edited(each, now, series_id=None, recurrence_id=None) for each in overrides]
    if after.calendar != before.calendar:
        overrides = [_edited(each, now, calendar=after.calendar) for each in overrides]
    if not {*after.recurrence.excluded} <= {*before.recurrence.excluded}:
        return after, list(overrides)  # it says itself what is left out now
    move = _move(before, after)
    if not move:
        return after, list(overrides)
    moved = [
        _edited(each, now, recurrence_id=each.recurrence_id + move)
        if each.recurrence_id is not None
        else each
        for each in overrides
    ]
    return replace(after, recurrence=shifted(after.recurrence, move)), moved


def _move(before: Event, after: Event) -> timedelta:
    """How far the starts of a series moved that were taken out of it: as far as its time of
    day, or, where they are met only so, as its first start."""
    by_clock = _time_of_day(after.start) - _time_of_day(before.start)
    by_days = after.start.replace(fold=0) - before.start.replace(fold=0)
    if before.all_day or after.all_day:
        by_clock = timedelta()
    assert before.recurrence is not None
    taken_out = before.recurrence.excluded
    if by_days == by_clock or _meets(after, taken_out, by_clock):
        return by_clock
    return by_days if _meets(after, taken_out, by_days) else by_clock


def _meets(series: Event, walls: Sequence[datetime], by: timedelta) -> bool:
    """Whether the rule of a series has all of `walls`, moved by `by`."""
    assert series.recurrence is not None
    rule = replace(series.recurrence, excluded=())
    for wall in walls:
        found = starts(rule, series.start, after=wall + by, limit=1, all_day=series.all_day)
        if next(found, None) != wall + by:
            return False
    return True


def _time_of_day(wall: datetime) -> timedelta:
    plain = wall.replace(fold=0)
    return plain - plain.replace(hour=0, minute=0, second=0, microsecond=0)


def _edited(event: Event, now: datetime, **changes: object) -> Event:
    changed = replace(event, **changes)  # type: ignore[arg-type]
    return replace(changed, updated_at=now, sequence=event.sequence + 1)
