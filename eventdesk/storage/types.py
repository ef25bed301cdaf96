"""Column types that keep times honest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Text
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def to_micros(moment: datetime) -> int:
    """Microseconds since 1970 UTC; ValueError for a naive time."""
    if moment.tzinfo is None:
        raise ValueError(f"a naive time cannot be stored as an instant: {moment}")
    return (moment - EPOCH) // MICROSECOND


def from_micros(value: int) -> datetime:
    """The UTC instant of `to_micros`."""
    return EPOCH + timedelta(microseconds=value)


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant, kept as whole microseconds since 1970; naive values are refused."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> int | None:
        return None if value is None else to_micros(value)

    def process_result_value(self, value: Any, dialect: Any) -> datetime | None:
        return None if value is None else from_micros(value)


class WallTime(TypeDecorator[datetime]):
    """A local time without zone, kept as ISO 8601 text; '~1' marks fold=1 (PEP 495)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:
        if value is None:
            return None
        if value.tzinfo is not None:
            raise ValueError(f"a wall time carries no zone: {value}")
        return value.isoformat() + ("~1" if value.fold else "")

    def process_result_value(self, value: Any, dialect: Any) -> datetime | None:
        return None if value is None else wall_from_text(value)


def wall_from_text(text: str) -> datetime:
    """Read back what WallTime writes."""
    if text.endswith("~1"):
        return datetime.fromisoformat(text[:-2]).replace(fold=1)
    return datetime.fromisoformat(text)
