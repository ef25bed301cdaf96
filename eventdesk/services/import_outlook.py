"""What an import would do, gathered for the person who is to decide about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from heapq import nsmallest
from zoneinfo import ZoneInfo

from eventdesk.domain.event import EventDraft
from eventdesk.domain.occurrence import occurrences, zone_of
from eventdesk.domain.walltime import to_instant
from eventdesk.services.import_verdicts import Decision, Verdict
from eventdesk.services.imports import ImportPreview, UpcomingEvent

SHOWN = 5
_INSTANT = timedelta(microseconds=1)


class Outlook:
    """Gathers decisions about an import to `calendar_id` at `now` (UTC) in the zone `local`."""

    def __init__(self, now: datetime, local: ZoneInfo, calendar_id: str) -> None:
        self._now = now
        self._local = local
        self._calendar = calendar_id
        self._verdicts: Counter[Verdict] = Counter()
        self._elsewhere: Counter[str] = Counter()
        self._occurrences = self._in_trash = 0
        self._first: date | None = None
        self._last: date | None = None
        self._endless = False
        self._upcoming: list[tuple[datetime, str, UpcomingEvent]] = []

    def add(self, decisions: Sequence[Decision]) -> None:
        """Take the decisions about one family of events into account."""
        for each in decisions:
            imported = each.imported
            if imported is None:
                continue
            self._verdicts[each.verdict] += 1
            self._occurrences += imported.recurrence_id is not None
            before = each.before
            if before is not None and each.verdict is not Verdict.OLDER:
                deleted = before.deleted_at is not None
                self._in_trash += deleted
                if before.calendar != self._calendar and not deleted:
                    self._elsewhere[before.calendar] += 1
            self._spans(imported.draft)
            self._comes(imported.draft)

    def preview(self, names: Mapping[str, str]) -> ImportPreview:
        """All of it, with calendars by their `names`."""
        elsewhere = [(names.get(each, each), n) for each, n in self._elsewhere.most_common()]
        return ImportPreview(
            new=self._verdicts[Verdict.NEW],
            changed=self._verdicts[Verdict.CHANGED],
            unchanged=self._verdicts[Verdict.UNCHANGED],
            older=self._verdicts[Verdict.OLDER],
            occurrences=self._occurrences,
            in_trash=self._in_trash,
            elsewhere=tuple(elsewhere),
            first=self._first,
            last=None if self._endless else self._last,
            endless=self._endless,
            upcoming=tuple(each for _, _, each in sorted(self._upcoming)[:SHOWN]),
        )

    def _spans(self, draft: EventDraft) -> None:
        first, end = draft.start.date(), draft.end or draft.start
        last = max((end - _INSTANT).date(), first)
        if draft.recurrence is not None:
            rule = draft.recurrence.rule
            self._endless |= bool(rule) and "COUNT=" not in rule and "UNTIL=" not in rule
            last = max([last, *(each.date() for each in draft.recurrence.extra)])
        self._first = first if self._first is None else min(self._first, first)
        self._last = last if self._last is None else max(self._last, last)

    def _comes(self, draft: EventDraft) -> None:
        start = self._next_start(draft)
        if start is None:
            return
        if len(self._upcoming) >= SHOWN and start >= self._upcoming[-1][0]:
            return
        here = start.astimezone(self._local)
        each = UpcomingEvent(draft.title, here, draft.all_day)
        entries = [*self._upcoming, (start, draft.title, each)]
        self._upcoming = nsmallest(SHOWN, entries, key=lambda entry: entry[:2])

    def _next_start(self, draft: EventDraft) -> datetime | None:
        if draft.recurrence is None:
            start = to_instant(draft.start, zone_of(draft, self._local))
            return start if start >= self._now else None
        found = occurrences(draft, self._local, after=self._now, limit=1)
        return next((each.start for each in found), None)
