"""Ledger rows as columns, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import timedelta
from typing import Any

from eventdesk.domain.ledger import LedgerRow, LedgerState
from eventdesk.domain.reminder import Channel
from eventdesk.storage.values import MICROSECOND, reads

_LENGTHS = {"lead", "late", "repeat_every"}
_STORED = tuple(each.name for each in fields(LedgerRow) if each.name not in _LENGTHS)


def row_values(row: LedgerRow) -> dict[str, Any]:
    """The columns of a row, without its id."""
    values = {name: getattr(row, name) for name in _STORED if name != "id"}
    return columns(values | {name: getattr(row, name) for name in _LENGTHS})


def columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by the names of their columns; `late`, `lead`, `repeat_every` are timedeltas."""
    found = dict(values)
    for name, column in (("lead", "lead_s"), ("repeat_every", "repeat_s")):
        if name in found:
            found[column] = int(found.pop(name).total_seconds())
    if "late" in found:
        late = found.pop("late")
        found["late_us"] = None if late is None else late // MICROSECOND
    return found


@reads
def row_from(row: Any) -> LedgerRow:
    """The row that was read. Unreadable."""
    stored = {name: getattr(row, name) for name in _STORED}
    stored["channel"] = Channel(row.channel)
    stored["state"] = LedgerState(row.state)
    # Rows salvaged from an older file lack these.
    stored["sound"], stored["urgent"] = bool(row.sound), bool(row.urgent)
    late = None if row.late_us is None else timedelta(microseconds=row.late_us)
    return LedgerRow(
        lead=timedelta(seconds=row.lead_s),
        late=late,
        repeat_every=timedelta(seconds=row.repeat_s or 0),
        **stored,
    )
