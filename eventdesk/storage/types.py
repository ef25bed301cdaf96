"""Column types that keep times honest."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Text
from sqlalchemy.types import TypeDecorator

from eventdesk.storage.values import from_micros, reads, to_micros, wall_from_text


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant, kept as whole microseconds since 1970; naive values are refused."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> int | None:
        return None if value is None else to_micros(value)

    @reads
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

    @reads
    def process_result_value(self, value: Any, dialect: Any) -> datetime | None:
        return None if value is None else wall_from_text(value)


class Json(TypeDecorator[Any]):
    """Plain values as JSON text."""

    impl = JSON
    cache_ok = True

    def result_processor(self, dialect: Any, coltype: object) -> Callable[[Any], Any]:
        """Reads the text; Unreadable."""
        del dialect, coltype
        return reads(lambda value: None if value is None else json.loads(value))
