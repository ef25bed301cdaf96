"""Planning many stored events at once, as imports and their undo need it."""

from __future__ import annotations

from collections.abc import Sequence

from eventdesk.domain.event import Event
from eventdesk.domain.holding import HELD_REASONS
from eventdesk.domain.ledger import CALENDAR_OFF, LedgerRow
from eventdesk.domain.planning import Plan, materialised
from eventdesk.services.planner import Planner, same_timing

Change = tuple[Event, Event]
"""An event as it is now, and as it was before."""


class BulkPlanner(Planner):
    """A planner that reads and writes sets of rows.

    It tells nothing of reminders that are too late: nobody was promised those of an import.
    """

    def change(self, changed: Sequence[Change]) -> list[LedgerRow]:
        """Plan stored events anew, deleted ones not at all; the ledger rows that this closed
        or opened. Reminders whose timing did not change keep their due instant."""
        gone = [after for after, _ in changed if after.deleted_at is not None]
        off = [x for x, _ in changed if x.deleted_at is None and x.calendar in self._off]
        out = {each.id for each in (*gone, *off)}
        live = [(after, before) for after, before in changed if after.id not in out]
        closed = self._change_live(live)
        if out:
            self._forget([*gone, *off])
            closed += self._openness.end(gone)
            closed += self._openness.end(off, CALENDAR_OFF)
        return closed

    def _forget(self, events: Sequence[Event]) -> None:
        pks = self._tx.events.pks([each.id for each in events])
        self._tx.reminders.replace_all(
            {pks[each.id]: [Plan(reminder) for reminder in each.reminders] for each in events}
        )
        self._tx.agenda.remove(list(pks.values()))

    def _change_live(self, changed: Sequence[Change]) -> list[LedgerRow]:
        if not changed:
            return []
        pks = self._tx.events.pks([after.id for after, _ in changed])
        self._tx.agenda.replace_all(
            [(pks[x.id], x, materialised(x, self._now, self._local)) for x, _ in changed]
        )
        known = self._tx.reminders.plans_of(list(pks.values()))
        reminded = self._tx.ledger.of_events(list(pks))
        plans: dict[int, list[Plan]] = {}
        closed: list[LedgerRow] = []
        for after, before in changed:
            pk = pks[after.id]
            if after.id in reminded and after.insistence != before.insistence:
                self._tx.claims.release(sorted(HELD_REASONS), self._now, after.id)
            if self._was_planned(before) and same_timing(after, before):
                plans[pk], _ = self._same_timing(after, before, known.get(pk, {}))
                continue
            plans[pk] = self._first_plans(after)
            if after.id in reminded:
                closed += self._openness.follow(after)
        self._tx.reminders.replace_all(plans)
        return closed

    def _was_planned(self, before: Event) -> bool:
        return before.deleted_at is None and before.calendar not in self._off
