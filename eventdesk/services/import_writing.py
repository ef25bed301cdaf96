"""Writing what an import decided: some events at a time, inside one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from eventdesk.domain.event import Event
from eventdesk.domain.language import later
from eventdesk.domain.ledger import EVENT_DELETED, LedgerRow
from eventdesk.services.bulk_planning import BulkPlanner
from eventdesk.services.event_writing import short
from eventdesk.services.import_answers import ImportAnswers
from eventdesk.services.import_verdicts import Decision, Verdict
from eventdesk.services.imports import ImportCounts
from eventdesk.services.long_steps import LongStep
from eventdesk.services.row_followers import carry_rows

if TYPE_CHECKING:
    from eventdesk.storage.transaction import Transaction


@dataclass(slots=True)
class ImportTally:
    """What an import did until now: `counts`, the ids of all events that it met, and the ledger
    rows that it ended."""

    counts: ImportCounts = field(default_factory=ImportCounts)
    met: set[str] = field(default_factory=set)
    closed: list[LedgerRow] = field(default_factory=list)


class ImportWriting:
    """Writes decisions, counts them, and keeps in `step` what events were before."""

    def __init__(
        self, tx: Transaction, now: datetime, local: ZoneInfo, step: LongStep, tally: ImportTally
    ) -> None:
        self._tx = tx
        self._now = now
        self._local = local
        self._planner = BulkPlanner(tx, now, local)
        self._answers = ImportAnswers(tx, now, local)
        self._step = step
        self._tally = tally

    def write(self, groups: Sequence[Sequence[Decision]]) -> None:
        """Write the decisions about some families of events."""
        decisions = [each for group in groups for each in group]
        met = (each.after.id for each in decisions if each.verdict is not Verdict.GONE)
        self._tally.met.update(met)
        new = [each.after for each in decisions if each.verdict is Verdict.NEW]
        changed = [
            (each.after, each.before)
            for each in decisions
            if each.before is not None and each.verdict in (Verdict.CHANGED, Verdict.GONE)
        ]
        self._tx.events.add(new)
        self._tx.imports.put([after for after, _ in changed])
        self._tx.imports.set_versions(
            [x.after for x in decisions if x.verdict is Verdict.UNCHANGED and x.after != x.before]
        )
        heirs = self._carry(groups, [before.id for _, before in changed])
        self._planner.add(new, tell_late=False)
        self._tally.closed += self._planner.change(changed)
        for heir in heirs:
            self._tally.closed += self._planner.follow(heir)
        for each in decisions:
            self._honour(each)
        self._step.keep(self._tx, [*((each, None) for each in new), *changed], self._now)
        self._count(decisions)

    def sweep(self, calendar_id: str, after: int, limit: int) -> int | None:
        """Delete, of some events of a calendar from row number `after` on, those that were not
        met; the last row number looked at, None when there are no more."""
        pks = self._tx.calendars.event_pks(calendar_id, after=after, limit=limit)
        gone = [each for each in self._tx.events.by_pks(pks) if each.id not in self._tally.met]
        if gone:
            self._tx.events.mark_deleted([x.id for x in gone], self._now, at=self._now)
            self._tally.closed += self._planner.set_aside(gone, EVENT_DELETED)
            self._step.keep(self._tx, [(each, each) for each in gone], self._now)
            counts = self._tally.counts
            self._tally.counts = replace(counts, removed=counts.removed + len(gone))
        return pks[-1] if pks else None

    def _carry(
        self, groups: Sequence[Sequence[Decision]], changed_ids: Sequence[str]
    ) -> list[Event]:
        """Let ledger rows go along with the occurrences of series; new events that got some."""
        reminded = self._tx.ledger.of_events(changed_ids)
        heirs: list[Event] = []
        for group in groups:
            if len(group) > 1 and any(each.after.id in reminded for each in group):
                carry_rows(self._tx, [each.after for each in group], self._now, self._local)
                heirs += [each.after for each in group if each.verdict is Verdict.NEW]
        return heirs

    def _honour(self, decision: Decision) -> None:
        imported = decision.imported
        if imported is None or decision.verdict is Verdict.OLDER:
            return
        if imported.acknowledged is not None or imported.snoozes:
            self._tally.closed += self._answers.honour(decision.after, imported)

    def _count(self, decisions: Sequence[Decision]) -> None:
        found = dict.fromkeys(Verdict, 0)
        restored = 0
        for each in decisions:
            if each.imported is not None or each.verdict is Verdict.GONE:
                found[each.verdict] += 1
            before = each.before
            if before is not None and before.deleted_at is not None:
                restored += each.verdict is Verdict.CHANGED
        counts = self._tally.counts
        self._tally.counts = ImportCounts(
            counts.added + found[Verdict.NEW],
            counts.updated + found[Verdict.CHANGED],
            counts.unchanged + found[Verdict.UNCHANGED],
            counts.older + found[Verdict.OLDER],
            counts.removed + found[Verdict.GONE],
            counts.restored + restored,
        )


def import_label(count: int, source: str) -> str:
    """The words of an import's undo step: 'Imported 1,234 events from work.ics'."""
    if source:
        one, many = (
            later("Imported 1 event from {file}"),
            later("Imported {count} events from {file}"),
        )
    else:
        one, many = later("Imported 1 event"), later("Imported {count} events")
    return (one if count == 1 else many).format(count=f"{count:,}", file=short(source))
