"""Reading the event table's rows, over whatever runs SQL."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from eventdesk.domain.ledger import LedgerState
from eventdesk.domain.reminder import Reminder
from eventdesk.domain.views import AgendaColumn, AgendaRow
from eventdesk.storage import agenda_queries
from eventdesk.storage.agenda_queries import AgendaQuery
from eventdesk.storage.values import from_micros, reads, reminder_from, to_micros

Run = Callable[[str, Sequence[Any]], Iterable[Any]]
"""Runs SQL with values for its question marks; the rows, which are read one by one: a list of
100,000 keys as rows would take 10 MB for a moment, and the process would keep them."""

PART = 500
_WORST_FIRST = (
    LedgerState.GAVE_UP,
    LedgerState.MISSED,
    LedgerState.RETRYING,
    LedgerState.CLAIMED,
    LedgerState.SNOOZED,
    LedgerState.DELIVERED,
    LedgerState.ACKNOWLEDGED,
    LedgerState.SUPPRESSED,
)
_RANK = {str(state): rank for rank, state in enumerate(_WORST_FIRST)}
Outcome = tuple[str | None, str, int | None]
"""The state, its words, and the end of a snooze in microseconds."""
_NO_OUTCOME: Outcome = (None, "", None)
Place = tuple[Any, int]
"""An event, by row number or id, and the start of an occurrence in microseconds."""


class AgendaReader:
    """Occurrence rows inside one transaction. Built for speed: a page is read while it is
    scrolled into view."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def keys(self, query: AgendaQuery, limit: int | None = None) -> array[int]:
        """Row keys in the order asked for."""
        if query.sort is AgendaColumn.STATE and query.broad and limit is not None:
            found = self._keys(agenda_queries.select_planned_keys(query, limit))
            if len(found) == limit:
                return found
        return self._keys(agenda_queries.select_keys(query, limit))

    def key_of(self, event_id: str, now: datetime) -> int | None:
        """The event's next row at `now`, else its last."""
        found = list(self._run(agenda_queries.KEY_OF_NEXT, [event_id, to_micros(now)]))
        found = found or list(self._run(agenda_queries.KEY_OF_LAST, [event_id]))
        return found[0][0] if found else None

    def rows(self, keys: Sequence[int]) -> list[AgendaRow]:
        """The rows with these keys, in this order; a vanished key is left out."""
        found: dict[int, AgendaRow] = {}
        for begin in range(0, len(keys), PART):
            self._read(list(keys[begin : begin + PART]), found)
        return [found[key] for key in keys if key in found]

    def _keys(self, statement: agenda_queries.Statement) -> array[int]:
        return array("q", (row[0] for row in self._run(*statement)))

    @reads
    def _read(self, keys: list[int], into: dict[int, AgendaRow]) -> None:
        rows = list(self._run(agenda_queries.select_rows(len(keys)), keys))
        leads, due = self._reminders({row[1] for row in rows})
        outcomes = self._outcomes({row[4] for row in rows})
        for row in rows:
            pk, event_pk, start, end, event_id, title, all_day, zone, *more = row
            recurring, place, tags, calendar, series_id = more
            state, detail, until = outcomes.get((event_id, start), _NO_OUTCOME)
            next_due = due.get((event_pk, start))
            into[pk] = AgendaRow(
                key=pk,
                event_id=event_id,
                title=title,
                start=from_micros(start),
                end=None if end is None else from_micros(end),
                all_day=bool(all_day),
                time_zone=zone,
                recurring=bool(recurring),
                calendar=calendar,
                series_id=series_id,
                location=place,
                tags=() if tags == "[]" else tuple(json.loads(tags)),
                reminders=tuple(leads.get(event_pk, ())),
                next_due=None if next_due is None else from_micros(next_due),
                ledger_state=None if state is None else LedgerState(state),
                ledger_detail=detail,
                snoozed_until=None if until is None else from_micros(until),
            )

    def _reminders(
        self, pks: Collection[int]
    ) -> tuple[dict[int, list[Reminder]], dict[Place, int]]:
        """By event the reminders, and by occurrence the earliest planned instant."""
        leads: dict[int, list[Reminder]] = {}
        planned: dict[Place, int] = {}
        rows = self._run(agenda_queries.select_reminders(len(pks)), list(pks))
        for event_pk, lead_s, channels, due_at, start in rows:
            leads.setdefault(event_pk, []).append(reminder_from(lead_s, channels))
            if due_at is not None:
                known = planned.get((event_pk, start), due_at)
                planned[event_pk, start] = min(known, due_at)
        return leads, planned

    def _outcomes(self, ids: Collection[str]) -> dict[Place, Outcome]:
        """By occurrence the worst state, its words, and when it comes back."""
        found: dict[Place, Outcome] = {}
        rows = self._run(agenda_queries.select_outcomes(len(ids)), list(ids))
        for event_id, start, state, reason, error, until in rows:
            known = found.get((event_id, start))
            if known is None or _RANK[state] < _RANK[known[0] or ""]:
                found[event_id, start] = state, error or reason, until
        return found
