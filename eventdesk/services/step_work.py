"""Steps of the undo history that take many transactions: written, taken back, undone, redone.

How far it came is kept in the transaction of each batch, so that no crash leaves it half done:
a step that was being written is taken back, the others are finished.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from eventdesk.domain.ledger import LedgerRow
from eventdesk.services.import_undo import Kept, step_back

if TYPE_CHECKING:
    from eventdesk.storage.transaction import Transaction

UNDER_WAY = "step_work"


class Task(StrEnum):
    """What is being done with a step."""

    WRITE = "write"
    TAKE_BACK = "take back"
    UNDO = "undo"
    REDO = "redo"


@dataclass(frozen=True, slots=True)
class StepWork:
    """One task on the step numbered `edit`. `after` is the last row number done; `early` are
    later ones that are done already, along with the rest of their series.

    `name` is its own alone. Of one that is written: by whom (`owner`), which step was the newest
    when it began (`since`), which calendar was made for it ('' for none), and whether a person is
    told when it is taken back.
    """

    edit: int
    task: Task
    name: str
    after: int = 0
    owner: str = ""
    since: int = 0
    calendar: str = ""
    tell: bool = False
    early: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """What one batch did: the ledger rows that it closed or opened. `left` tells that there
    may be more to do."""

    closed: Sequence[LedgerRow] = ()
    left: bool = False


def under_way(tx: Transaction) -> dict[int, StepWork]:
    """All work that is not done, by step."""
    found = json.loads(tx.state.get(UNDER_WAY) or "[]")
    works = [
        StepWork(edit, Task(task), name, after, owner, since, calendar, tell, tuple(early))
        for edit, task, name, after, owner, since, calendar, tell, early in found
    ]
    return {each.edit: each for each in works}


def keep(tx: Transaction, work: StepWork) -> None:
    """Note work in place of other work on the same step."""
    _put(tx, under_way(tx) | {work.edit: work})


def end(tx: Transaction, edit: int) -> None:
    """Note that a step needs no more work. One still hidden is forgotten, bit by bit."""
    works = under_way(tx)
    works.pop(edit, None)
    _put(tx, works)


def orphans(tx: Transaction) -> list[int]:
    """Hidden steps that nothing is done with: they are to be forgotten."""
    hidden = tx.edits.hidden()
    works = under_way(tx) if hidden else {}
    return [each for each in hidden if each not in works]


def step(tx: Transaction, edit: int, now: datetime, local: ZoneInfo, limit: int) -> Done:
    """Do one batch of what is to be done with a step, inside one transaction."""
    work = under_way(tx).get(edit)
    if work is None or work.task is Task.WRITE:
        return Done()
    kept = tx.imports.kept(edit, after=work.after, limit=limit)
    if not kept:
        _finish(tx, work)
        return Done()
    last = kept[-1][0]
    kept = [each for each in kept if each[0] not in work.early]
    families = _with_families(tx, work, kept)
    edited = tx.edits.edited_since(work.since) if work.task is Task.TAKE_BACK else set()
    taken = step_back(tx, families, now, local, back=work.task is not Task.REDO, but=edited)
    if work.task is Task.TAKE_BACK:
        # What a person edited meanwhile is theirs: it goes to the trash, not away.
        tx.trash.erase([each for each in taken.deleted if each not in edited])
    else:
        tx.imports.swap(edit, taken.replaced)
    early = {*work.early, *(pk for pk, _ in families)}
    keep(tx, replace(work, after=last, early=tuple(sorted(x for x in early if x > last))))
    return Done(taken.closed, left=True)


def _with_families(tx: Transaction, work: StepWork, kept: Sequence[Kept]) -> list[Kept]:
    """These events with all of the step that belongs to the same series: between two
    transactions a reminder must find the occurrences of a series together."""
    current = tx.events.by_pk([pk for pk, _ in kept])
    series: set[str] = set()
    for pk, state in kept:
        for each in (current[pk], state or current[pk]):
            if each.series_id or each.recurrence:
                series.add(each.series_id or each.id)
    done = {*work.early, *(pk for pk, _ in kept)}
    more = tx.imports.kept_of_series(work.edit, series) if series else []
    return [*kept, *(each for each in more if each[0] > work.after and each[0] not in done)]


def _finish(tx: Transaction, work: StepWork) -> None:
    if work.task is Task.TAKE_BACK:
        tx.edits.hide(work.edit)
        if work.calendar and not tx.calendars.event_pks(work.calendar, limit=1):
            tx.calendars.remove(work.calendar)
    else:
        tx.edits.mark(work.edit, undone=work.task is Task.UNDO)
    end(tx, work.edit)


def _put(tx: Transaction, works: dict[int, StepWork]) -> None:
    rows = [
        [x.edit, x.task, x.name, x.after, x.owner, x.since, x.calendar, x.tell, x.early]
        for x in works.values()
    ]
    tx.state.put(UNDER_WAY, json.dumps(rows) if rows else None)
