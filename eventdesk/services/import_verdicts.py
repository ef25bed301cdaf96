"""What an import makes of each event of a file: new, changed, the same, or older than here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from eventdesk.domain.event import Event, EventDraft
from eventdesk.domain.series import without
from eventdesk.services.event_writing import new_event
from eventdesk.services.imports import ImportedEvent

if TYPE_CHECKING:
    from eventdesk.storage.transaction import Transaction


class Verdict(StrEnum):
    """What becomes of one event. GONE: a changed occurrence that its series lost."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    OLDER = "older"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Decision:
    """One event of a file, as it was here `before` and as it is `after`.

    `imported` is None for what is changed here along with an event of the file.
    """

    verdict: Verdict
    after: Event
    before: Event | None = None
    imported: ImportedEvent | None = None


@dataclass(slots=True)
class Family:
    """All of one UID in a file: the event, and the changed occurrences of it."""

    uid: str
    main: ImportedEvent | None = None
    changes: dict[datetime, ImportedEvent] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many events of the file these are."""
        return len(self.changes) + (self.main is not None)


def families(events: Sequence[ImportedEvent]) -> list[Family]:
    """The events of a file by UID, in order."""
    found: dict[str, Family] = {}
    for each in events:
        family = found.get(each.uid)
        if family is None:
            family = found[each.uid] = Family(each.uid)
        if each.recurrence_id is None:
            family.main = each
        else:
            family.changes[each.recurrence_id] = each
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Target:
    """Where an import goes: new events to `calendar` (an id).

    A `whole` import makes the calendar what the file is, whatever is newer. Otherwise an
    event is known by its UID in all calendars but the `foreign` ones.
    """

    calendar: str
    whole: bool
    foreign: frozenset[str]


class Verdicts:
    """Decides about some families at a time, at one instant `now` (UTC), reading only."""

    def __init__(self, tx: Transaction, target: Target, now: datetime) -> None:
        self._tx = tx
        self._target = target
        self._now = now

    def of(self, some: Sequence[Family]) -> list[list[Decision]]:
        """The decisions about each of these families."""
        uids = [each.uid for each in some]
        uids += [_lone_uid(x.uid, at) for x in some if x.main is None for at in x.changes]
        known = self._known(uids)
        series = [known[each.uid].id for each in some if each.uid in known]
        changed: dict[str, dict[datetime, Event]] = {}
        for each in self._tx.imports.changed_occurrences(series):
            if each.series_id is not None and each.recurrence_id is not None:
                changed.setdefault(each.series_id, {})[each.recurrence_id] = each
        return [list(self._family(each, known, changed)) for each in some]

    def _known(self, uids: Sequence[str]) -> dict[str, Event]:
        """By UID the event that is meant: in the target rather than elsewhere, live rather
        than deleted, the oldest."""
        target = self._target
        within = target.calendar if target.whole else ""
        outside = () if target.whole else target.foreign
        found: dict[str, Event] = {}
        for each in self._tx.imports.known(uids, within=within, outside=outside):
            other = found.get(each.uid)
            if other is None or self._rank(each) > self._rank(other):
                found[each.uid] = each
        return found

    def _rank(self, event: Event) -> tuple[bool, bool]:
        return event.deleted_at is None, event.calendar == self._target.calendar

    def _family(
        self,
        family: Family,
        known: Mapping[str, Event],
        changed: Mapping[str, Mapping[datetime, Event]],
    ) -> Iterator[Decision]:
        before = known.get(family.uid)
        if family.main is None:
            yield from self._without_series(family, before, known, changed)
            return
        main = self._decided(family.main, before)
        yield main
        here = changed.get(main.after.id, {})
        for at, imported in family.changes.items():
            yield self._change(
                imported, main.after, here.get(at), older=self._older(family.main, before)
            )
        if main.verdict is Verdict.CHANGED:
            for at, each in here.items():
                if at not in family.changes and each.deleted_at is None:
                    yield Decision(Verdict.GONE, replace(each, deleted_at=self._now), each)

    def _without_series(
        self,
        family: Family,
        series: Event | None,
        known: Mapping[str, Event],
        changed: Mapping[str, Mapping[datetime, Event]],
    ) -> Iterator[Decision]:
        """Changed occurrences that come alone: of a series that is here, or else events of
        their own."""
        if series is None or series.deleted_at is not None or series.recurrence is None:
            for at, imported in family.changes.items():
                uid = _lone_uid(family.uid, at)
                yield self._decided(replace(imported, uid=uid), known.get(uid))
            return
        here = changed.get(series.id, {})
        recurrence = series.recurrence
        for at in family.changes:
            if at not in recurrence.excluded:
                recurrence = without(recurrence, at)
        after = replace(series, recurrence=recurrence)
        if recurrence != series.recurrence:
            yield Decision(Verdict.CHANGED, after, series)
        for at, imported in family.changes.items():
            older = at in series.recurrence.excluded
            yield self._change(imported, after, here.get(at), older=older)

    def _change(
        self, imported: ImportedEvent, series: Event, before: Event | None, *, older: bool
    ) -> Decision:
        """About a changed occurrence; `older`: what is here of its series is newer."""
        if before is None and older:
            # It was skipped here.
            return Decision(Verdict.OLDER, series, series, imported)
        found = self._decided(imported, before, calendar=series.calendar)
        if found.verdict is not Verdict.NEW:
            return found
        own = replace(
            found.after,
            uid=found.after.id,
            series_id=series.id,
            recurrence_id=imported.recurrence_id,
        )
        return replace(found, after=own)

    def _decided(
        self, imported: ImportedEvent, before: Event | None, *, calendar: str = ""
    ) -> Decision:
        modified = imported.modified or self._now
        if before is None:
            draft = _in(imported.draft, calendar or self._target.calendar)
            made = new_event(draft, self._now, uid=imported.uid)
            made = replace(made, sequence=imported.sequence, updated_at=modified)
            return Decision(Verdict.NEW, made, None, imported)
        draft = _in(imported.draft, before.calendar)
        newer = _version(imported, before) > (before.sequence, before.updated_at)
        if before.deleted_at is None and _same(before.draft(), draft):
            after = before
            if newer:
                after = replace(before, sequence=imported.sequence, updated_at=modified)
            return Decision(Verdict.UNCHANGED, after, before, imported)
        if self._older(imported, before):
            if before.deleted_at is None:
                return Decision(Verdict.OLDER, before, before, imported)
            return Decision(Verdict.CHANGED, replace(before, deleted_at=None), before, imported)
        after = replace(
            before.with_draft(draft, updated_at=modified),
            sequence=imported.sequence,
            deleted_at=None,
        )
        return Decision(Verdict.CHANGED, after, before, imported)

    def _older(self, imported: ImportedEvent, before: Event | None) -> bool:
        if before is None or self._target.whole:
            return False
        return _version(imported, before) < (before.sequence, before.updated_at)


def _version(imported: ImportedEvent, before: Event) -> tuple[int, datetime]:
    """SEQUENCE and then LAST-MODIFIED; a file that does not tell is as new as what is here."""
    return imported.sequence, imported.modified or before.updated_at


def _same(here: EventDraft, there: EventDraft) -> bool:
    return here == there and (
        here.start.fold == there.start.fold
        and (here.end is None or there.end is None or here.end.fold == there.end.fold)
    )


def _in(draft: EventDraft, calendar: str) -> EventDraft:
    return draft if draft.calendar == calendar else replace(draft, calendar=calendar)


def _lone_uid(uid: str, at: datetime) -> str:
    return f"{uid}#{at:%Y%m%dT%H%M%S}"
