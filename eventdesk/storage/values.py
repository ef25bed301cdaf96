"""Columns and their values, for what reads the file with and without SQLAlchemy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.reminder import Channel, Reminder

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
Given = ParamSpec("Given")
Result = TypeVar("Result")


class Unreadable(Exception):
    """A stored value that this program never wrote: the file is damaged."""


def reads(decode: Callable[Given, Result]) -> Callable[Given, Result]:
    """Make a function that understands stored values raise Unreadable where it cannot."""

    @wraps(decode)
    def reading(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        try:
            return decode(*args, **kwargs)
        except (
            ValueError,
            TypeError,
            LookupError,
            OverflowError,
            AttributeError,
            EventDeskError,
        ) as error:
            raise Unreadable(f"{type(error).__name__}: {error}") from error

    return reading


def to_micros(moment: datetime) -> int:
    """Microseconds since 1970 UTC; ValueError for a naive time."""
    if moment.tzinfo is None:
        raise ValueError(f"a naive time cannot be stored as an instant: {moment}")
    return (moment - EPOCH) // MICROSECOND


def from_micros(value: int) -> datetime:
    """The UTC instant of `to_micros`."""
    return EPOCH + timedelta(microseconds=value)


def wall_from_text(text: str) -> datetime:
    """Read back what the column type WallTime writes."""
    if text.endswith("~1"):
        return datetime.fromisoformat(text[:-2]).replace(fold=1)
    return datetime.fromisoformat(text)


@lru_cache(maxsize=256)
@reads
def reminder_from(lead_s: int, channels: str) -> Reminder:
    """A reminder from its columns; few kinds occur again and again."""
    return Reminder(timedelta(seconds=lead_s), frozenset(map(Channel, channels.split(","))))
