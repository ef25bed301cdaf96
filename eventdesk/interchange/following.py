"""A change of one occurrence and all that follow: one series becomes two (RFC 5545 3.2.13)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from eventdesk.domain.event import EventDraft
from eventdesk.domain.language import later
from eventdesk.domain.recurrence import Recurrence, recurrence_problem, starts
from eventdesk.domain.recurrence_rule import WEEKDAYS, Frequency, Rule, parse_rule
from eventdesk.domain.recurrence_until import format_wall
from eventdesk.domain.series import ended_before, following
from eventdesk.services.imports import ImportedEvent

MOST_DATES = 1_000
"""Where a rule cannot follow a move, so many of its occurrences become dates of their own."""


@dataclass(frozen=True, slots=True)
class Split:
    """Two parts of a series. `move` is how much later the starts of `after` are than before;
    `note` tells what could not be kept."""

    before: ImportedEvent | None
    after: ImportedEvent
    move: timedelta
    note: str = ""


def split(series: ImportedEvent, wall: datetime, change: ImportedEvent) -> Split:
    """The series parted at its occurrence `wall`, from where on `change` says how it goes.

    The first part keeps the UID; the second gets one that is made from it, or the UID itself
    where nothing comes before.
    """
    before = ended(series, wall)
    draft, known = change.draft, series.draft
    rest = None
    if known.recurrence is not None:
        rest = following(known.recurrence, known.start, wall, all_day=known.all_day)
    note = ""
    if draft.recurrence is None and rest is not None:
        moved = _moved(rest, wall, known, draft)
        if moved is None:
            moved, note = _as_dates(rest, wall, known, draft)
        draft = replace(draft, recurrence=moved)
    uid = series.uid if before is None else f"{series.uid}#{format_wall(wall)}"
    after = replace(change, uid=uid, draft=draft, recurrence_id=None)
    return Split(before, after, draft.start.replace(fold=0) - wall, note)


def ended(series: ImportedEvent, wall: datetime) -> ImportedEvent | None:
    """What comes before `wall` of a series; None for nothing."""
    draft = series.draft
    if draft.recurrence is None or wall <= draft.start.replace(fold=0):
        return None
    left = ended_before(draft.recurrence, wall, all_day=draft.all_day)
    if recurrence_problem(left, draft.start, all_day=draft.all_day) is not None:
        return None
    return replace(series, draft=replace(draft, recurrence=left))


def _moved(
    rest: Recurrence, wall: datetime, known: EventDraft, draft: EventDraft
) -> Recurrence | None:
    """The rest of the series with its starts as `draft` has them; None where its rule cannot."""
    move = draft.start.replace(fold=0) - wall
    rule = _moved_rule(rest.rule, wall, draft) if rest.rule else ""
    if rule is None or known.all_day != draft.all_day:
        return None
    return Recurrence(
        rule,
        tuple(each + move for each in rest.extra),
        tuple(each + move for each in rest.excluded),
    )


def _as_dates(
    rest: Recurrence, wall: datetime, known: EventDraft, draft: EventDraft
) -> tuple[Recurrence | None, str]:
    start = draft.start.replace(fold=0)
    days = timedelta(days=(start.date() - wall.date()).days)
    found = list(starts(rest, wall, limit=MOST_DATES + 1, all_day=known.all_day))
    dates = tuple(
        datetime.combine((each + days).date(), start.time())
        if known.all_day != draft.all_day
        else each + (start - wall)
        for each in found[:MOST_DATES]
        if each != wall
    )
    note = later(
        "Its rule cannot follow the move to another day; its occurrences are single dates now."
    )
    if len(found) > MOST_DATES:
        note = later(
            "Its rule cannot follow the move to another day; its occurrences are single dates now. "
            "Only the first {most} are kept."
        ).format(most=f"{MOST_DATES:,}")
    return (Recurrence("", dates) if dates else None), note


def _moved_rule(text: str, wall: datetime, draft: EventDraft) -> str | None:
    move = draft.start.replace(fold=0) - wall
    if not move:
        return text
    rule = parse_rule(text)
    days = (draft.start.date() - wall.date()).days
    if draft.start.time() != wall.time() and (rule.by_hour or rule.by_minute or rule.by_second):
        return None
    if days and not _days_follow(rule):
        return None
    return ";".join(_moved_part(part, rule, days, move) for part in text.split(";"))


def _days_follow(rule: Rule) -> bool:
    """Whether a rule still holds when all its days are moved alike, and its weekdays with them."""
    if rule.by_month or rule.by_month_day or rule.by_year_day or rule.by_week_no or rule.by_set_pos:
        return False
    if not rule.by_day or rule.frequency is Frequency.DAILY:
        return True
    alone = len(rule.by_day) == 1 or rule.interval == 1
    return rule.frequency is Frequency.WEEKLY and alone


def _moved_part(part: str, rule: Rule, days: int, move: timedelta) -> str:
    if part.startswith("BYDAY=") and days:
        moved = (WEEKDAYS[(day + days) % 7] for _, day in rule.by_day)
        return f"BYDAY={','.join(moved)}"
    if part.startswith("UNTIL=") and rule.until is not None:
        if rule.until.is_date:
            return f"UNTIL={rule.until.written + timedelta(days=days):%Y%m%d}"
        return f"UNTIL={format_wall(rule.until.written + move)}"
    return part
