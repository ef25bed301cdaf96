"""What the window and the command line read: frozen values, safe to cross threads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from eventdesk.domain.calendar import PERSONAL
from eventdesk.domain.ledger import LedgerRow, LedgerState
from eventdesk.domain.reminder import Reminder


class QuickFilter(StrEnum):
    """The quick filters of the event table, by the local day of the occurrence."""

    UPCOMING = "upcoming"
    TODAY = "today"
    WEEK = "week"
    PAST = "past"
    ALL = "all"


class AgendaColumn(StrEnum):
    """The columns of the event table; it can be sorted by each."""

    WHEN = "when"
    TITLE = "title"
    DURATION = "duration"
    REMINDER = "reminder"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class AgendaView:
    """Which occurrences are listed, and in what order.

    `search` is looked for in title, description, location and tags; '' finds everything.
    """

    quick: QuickFilter = QuickFilter.UPCOMING
    search: str = ""
    sort: AgendaColumn = AgendaColumn.WHEN
    descending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaRow:
    """One occurrence in the event table. Instants are UTC.

    `key` is the occurrence's row id. `next_due` is when this occurrence's next planned
    reminder is due, None when none is left. `ledger_state` is what became of its latest
    reminders, the worst one when they differ, and `ledger_detail` tells why in words;
    `snoozed_until` is when a snoozed one comes back. `calendar` is the id of its calendar;
    `series_id` that of the series whose changed occurrence this is.
    """

    key: int
    event_id: str
    title: str
    start: datetime
    end: datetime | None = None
    all_day: bool = False
    time_zone: str | None = None
    recurring: bool = False
    calendar: str = PERSONAL
    series_id: str | None = None
    location: str = ""
    tags: tuple[str, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    next_due: datetime | None = None
    ledger_state: LedgerState | None = None
    ledger_detail: str = ""
    snoozed_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NextReminder:
    """The reminder that comes due next. Instants are UTC; `snoozed`: it comes back then."""

    event_id: str
    title: str
    due_at: datetime
    occurrence_start: datetime
    all_day: bool = False
    snoozed: bool = False


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """Which ledger rows are listed; None and '' ask for no limit. `held`: only desktop
    reminders that are due and held back now."""

    event_id: str | None = None
    state: LedgerState | None = None
    search: str = ""
    held: bool = False


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of a 'Why?' timeline. `at` is UTC, None where there is no instant to tell;
    `held` says that the reminder is held back."""

    at: datetime | None
    words: str
    state: LedgerState | None = None
    held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """What was found to have come due while the person was away, or reminders were held.

    `at` is when it was found, `since` when the first of it was due (both UTC). `rows` are
    the ledger's, desktop and e-mail, by start; `total` counts those left out too, and
    `unanswered` the desktop ones among all of them.
    """

    at: datetime
    since: datetime
    rows: tuple[LedgerRow, ...]
    total: int
    unanswered: int
