"""Parts of a series: one occurrence, or one and all that follow. Pure (RFC 5545 3.8.5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from eventdesk.domain.event import EventDraft
from eventdesk.domain.occurrence import Occurrence, zone_of
from eventdesk.domain.recurrence import Recurrence, starts
from eventdesk.domain.recurrence_until import format_wall
from eventdesk.domain.reminder import DAY
from eventdesk.domain.walltime import to_wall

_SECOND = timedelta(seconds=1)


class Scope(StrEnum):
    """Which occurrences of a series an edit or a deletion means."""

    ONE = "one"
    FOLLOWING = "following"
    ALL = "all"


def without(recurrence: Recurrence, wall: datetime) -> Recurrence:
    """The series without its occurrence at `wall` (EXDATE, RFC 5545 3.8.5.1)."""
    return replace(
        recurrence,
        extra=tuple(each for each in recurrence.extra if each != wall),
        excluded=tuple(sorted({*recurrence.excluded, wall})),
    )


def with_again(recurrence: Recurrence, wall: datetime) -> Recurrence:
    """The series with an occurrence again that was taken out by `without`."""
    return replace(recurrence, excluded=tuple(x for x in recurrence.excluded if x != wall))


def ended_before(recurrence: Recurrence, wall: datetime, *, all_day: bool = False) -> Recurrence:
    """The occurrences of the series that begin before `wall`."""
    last = f"{wall - DAY:%Y%m%d}" if all_day else format_wall(wall - _SECOND)
    return Recurrence(
        _with_end(recurrence.rule, f"UNTIL={last}") if recurrence.rule else "",
        tuple(each for each in recurrence.extra if each < wall),
        tuple(each for each in recurrence.excluded if each < wall),
    )


def following(
    recurrence: Recurrence, start: datetime, wall: datetime, *, all_day: bool = False
) -> Recurrence | None:
    """The occurrences from `wall` on of a series that starts at `start`, as one that starts at
    `wall`; None when that is the last one.

    A COUNT goes on counting: what is left of it stays.
    """
    rule = recurrence.rule
    count = next((part for part in rule.split(";") if part.startswith("COUNT=")), None)
    if count is not None:
        # Excluded dates count too, so they are not taken out here.
        passed = starts(Recurrence(rule), start, before=wall, all_day=all_day)
        left = int(count.removeprefix("COUNT=")) - sum(1 for _ in passed)
        rule = _with_end(rule, f"COUNT={left}") if left > 1 else ""
    rest = Recurrence(
        rule,
        tuple(each for each in recurrence.extra if each > wall),
        tuple(each for each in recurrence.excluded if each >= wall),
    )
    return rest if rest.rule or rest.extra else None


def occurrence_draft(series: EventDraft, occurrence: Occurrence, local: ZoneInfo) -> EventDraft:
    """One occurrence as an event that happens once, on the clocks of the series."""
    zone = zone_of(series, local)
    end = None if occurrence.end is None else to_wall(occurrence.end, zone)
    return replace(series, start=to_wall(occurrence.start, zone), end=end, recurrence=None)


def rebased(draft: EventDraft, old: EventDraft, new: EventDraft) -> EventDraft:
    """`draft`, an edit of `old`, with its times moved to where they make the same edit of
    `new`: as far from its start, and as long."""
    if (draft.start, draft.end) == (old.start, old.end) and draft.start.fold == old.start.fold:
        return replace(draft, start=new.start, end=new.end)
    start = new.start.replace(fold=0) + (draft.start - old.start)
    end = None if draft.end is None else start + (draft.end - draft.start)
    if draft.end is not None and draft.end - draft.start == _span(old):
        end = None if new.end is None else start + (new.end - new.start)
    return replace(draft, start=start, end=end)


def _span(draft: EventDraft) -> timedelta | None:
    return None if draft.end is None else draft.end - draft.start


def shifted(recurrence: Recurrence, by: timedelta, kept: Iterable[datetime] = ()) -> Recurrence:
    """The series with its added and excluded starts moved by `by`, but for those in `kept`."""
    stay = frozenset(kept)
    return replace(
        recurrence,
        extra=tuple(each if each in stay else each + by for each in recurrence.extra),
        excluded=tuple(each if each in stay else each + by for each in recurrence.excluded),
    )


def _with_end(rule: str, end: str) -> str:
    parts = [part for part in rule.split(";") if not part.startswith(("COUNT=", "UNTIL="))]
    return ";".join([*parts, end])
