"""The times of day a recurrence rule means, as sorted seconds that are never all written out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import overload

from eventdesk.domain.recurrence_rule import Frequency, Rule

UNITS_A_DAY = {
    Frequency.DAILY: 1,
    Frequency.HOURLY: 24,
    Frequency.MINUTELY: 1_440,
    Frequency.SECONDLY: 86_400,
}
"""How many periods of a frequency a day has, for those not longer than a day."""

_HOURS, _SIXTY = tuple(range(24)), tuple(range(60))
_WRITTEN_OUT = 64


class Grid(Sequence[int]):
    """Sums of one number from each column, in order: 24 hours and 60 minutes make 1,440 times.

    Each column holds sorted numbers, the smallest step of one above the span of the next.
    """

    __slots__ = ("_columns", "_length")

    def __init__(self, *columns: tuple[int, ...]) -> None:
        self._columns = columns
        self._length = 1
        for column in columns:
            self._length *= len(column)

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[int]: ...
    def __getitem__(self, index: int | slice) -> int | Sequence[int]:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(self._length))]
        if index < 0:
            index += self._length
        if not 0 <= index < self._length:
            raise IndexError(index)
        total = 0
        for column in reversed(self._columns):
            index, place = divmod(index, len(column))
            total += column[place]
        return total


def units_allowed(rule: Rule) -> Sequence[int] | None:
    """The hours, minutes or seconds of a day that a rule of that frequency may use; None: all."""
    hours, minutes, seconds = rule.by_hour, rule.by_minute, rule.by_second
    match rule.frequency:
        case Frequency.HOURLY if hours:
            return hours
        case Frequency.MINUTELY if hours or minutes:
            return _grid(_times(hours or _HOURS, 60), minutes or _SIXTY)
        case Frequency.SECONDLY if hours or minutes or seconds:
            return _grid(
                _times(hours or _HOURS, 3600), _times(minutes or _SIXTY, 60), seconds or _SIXTY
            )
    return None


def seconds_of_period(rule: Rule, start: datetime, *, all_day: bool) -> Sequence[int]:
    """The seconds in each day, or in each hour, minute or second of shorter frequencies.

    What the rule leaves out comes from `start`; for all-day series everything does.
    """
    if all_day:
        return (0,)
    columns = (
        _times(rule.by_hour or (start.hour,), 3600),
        _times(rule.by_minute or (start.minute,), 60),
        rule.by_second or (start.second,),
    )
    return _grid(*columns[max(0, rule.frequency - Frequency.DAILY) :])


def _times(numbers: tuple[int, ...], factor: int) -> tuple[int, ...]:
    return tuple(each * factor for each in numbers)


def _grid(*columns: tuple[int, ...]) -> Sequence[int]:
    grid = Grid(*columns)
    return tuple(grid) if len(grid) <= _WRITTEN_OUT else grid
