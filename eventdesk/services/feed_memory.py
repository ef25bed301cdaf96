"""What is remembered of a subscription beside its row: what was made of it, and what was seen."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from eventdesk import __version__
from eventdesk.domain.calendar import Calendar
from eventdesk.domain.reminder import Reminder
from eventdesk.domain.settings import ReminderSettings
from eventdesk.services.imports import ImportResult

if TYPE_CHECKING:
    from eventdesk.storage.transaction import Transaction

KEY = "feeds"


@dataclass(frozen=True, slots=True)
class FeedMemory:
    """Facts about one subscription.

    `manner` stands for how its events were made last: with which default reminders and by
    which EventDesk. `digest` is that of the data they were made of. `empty_since` (UTC, ISO
    8601) is when the calendar was first found empty that was not before. `local` tells that
    the person wants its host to be one of their own network; `login` that it has one.
    """

    manner: str = ""
    digest: str = ""
    empty_since: str = ""
    local: bool = False
    login: bool = False

    @property
    def empty_from(self) -> datetime | None:
        """`empty_since` as an instant."""
        return datetime.fromisoformat(self.empty_since) if self.empty_since else None


def recall(tx: Transaction, calendar_id: str) -> FeedMemory:
    """What is remembered of a subscription; nothing of a new one."""
    return remembered(tx).get(calendar_id, FeedMemory())


def remembered(tx: Transaction) -> dict[str, FeedMemory]:
    """What is remembered of all subscriptions, and of some that are gone, by calendar."""
    kept = json.loads(tx.state.get(KEY) or "{}")
    return {each: FeedMemory(**facts) for each, facts in kept.items()}


def remember(tx: Transaction, calendar_id: str, memory: FeedMemory | None) -> None:
    """Keep it; None forgets."""
    known = remembered(tx)
    known.pop(calendar_id, None)
    if memory is not None:
        known[calendar_id] = memory
    facts = {each: asdict(found) for each, found in known.items()}
    tx.state.put(KEY, json.dumps(facts) if facts else None)


def digest_of(data: bytes) -> str:
    """What tells one version of a calendar from another."""
    return hashlib.sha256(data).hexdigest()


def manner_of(calendar: Calendar, usual: ReminderSettings) -> str:
    """What stands for how events of this calendar are made now."""
    parts = (__version__, *_defaults(calendar, usual))
    return hashlib.sha256(repr(_plain(parts)).encode()).hexdigest()[:16]


def with_defaults(
    result: ImportResult, calendar: Calendar, usual: ReminderSettings
) -> ImportResult:
    """The events, those without reminders with the calendar's own or those of the settings."""
    timed, all_day = _defaults(calendar, usual)
    events = tuple(
        each
        if each.draft.reminders
        else replace(
            each, draft=replace(each.draft, reminders=all_day if each.draft.all_day else timed)
        )
        for each in result.events
    )
    return replace(result, events=events)


def _defaults(
    calendar: Calendar, usual: ReminderSettings
) -> tuple[tuple[Reminder, ...], tuple[Reminder, ...]]:
    timed, all_day = calendar.reminders, calendar.all_day_reminders
    return (
        usual.default if timed is None else timed,
        usual.all_day_default if all_day is None else all_day,
    )


def _plain(parts: tuple[object, ...]) -> list[object]:
    """The same text for the same reminders: sets have no order."""
    return [
        [(each.lead_s, sorted(each.channels)) for each in part] if isinstance(part, tuple) else part
        for part in parts
    ]
