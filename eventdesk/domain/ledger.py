"""The ledger: one row for every reminder that came due, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from eventdesk.domain.language import later
from eventdesk.domain.reminder import Channel

CREATION_LEAD = timedelta(days=-3650)
"""The lead in the key of the mail that tells of a new event: no reminder has it."""


EVENT_DELETED = later("The event was deleted")
EVENT_MOVED = later("The event was moved")
OCCURRENCE_GONE = later("This occurrence was taken out of its series")
CALENDAR_OFF = later("Its calendar was switched off")
"""Why an edit ended a row; such a row comes back when its event does."""
WAITS = later("Waits: it is sent unless the reminder is answered on the desktop")
ANSWERED = later("Answered on the desktop before it was sent")
"""Why an e-mail is not sent yet, or not at all."""
POINTLESS = later("The event ended more than a day ago")
"""Why a mail that could not be sent is not tried any more."""
BY_EDIT = "edit"
"""Who acknowledged a row that an edit ended."""


class LedgerState(StrEnum):
    """What became of a reminder."""

    CLAIMED = "claimed"
    DELIVERED = "delivered"
    RETRYING = "retrying"
    GAVE_UP = "gave_up"
    MISSED = "missed"
    SUPPRESSED = "suppressed"
    SNOOZED = "snoozed"
    ACKNOWLEDGED = "acknowledged"


@dataclass(frozen=True, slots=True)
class SuppressionKey:
    """What makes a reminder the same reminder: it is delivered once per key."""

    event_id: str
    occurrence_start: datetime
    lead_s: int
    channel: Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """One reminder through one channel. Instants are UTC; `late` counts from `due_at`.

    Title and times are copies, so history survives edits and deletion. `wake_at` is when the
    row next needs attention (retry, end of a snooze, end of a claim's lease), or None.
    `backend_ref` is the back end's own handle, used to close a shown notification.
    `repeat_every`, `sound` and `urgent` are what its event's insistence came to; for an e-mail
    that waits for an answer `repeat_every` is how long. `away_at` is
    the look at which it was found to have come due while the computer slept, EventDesk was
    not running, or reminders were held; rows found together share it.
    """

    id: int
    event_id: str
    event_title: str
    occurrence_start: datetime
    occurrence_end: datetime
    all_day: bool
    lead: timedelta
    channel: Channel
    due_at: datetime
    state: LedgerState
    reason: str = ""
    attempts: int = 0
    backend: str = ""
    backend_ref: str = ""
    claimed_at: datetime | None = None
    claimed_by: str = ""
    delivered_at: datetime | None = None
    late: timedelta | None = None
    error: str = ""
    wake_at: datetime | None = None
    snoozed_until: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    location: str = ""
    late_rule: str = ""
    repeat_every: timedelta = timedelta()
    sound: bool = False
    urgent: bool = False
    away_at: datetime | None = None

    @property
    def key(self) -> SuppressionKey:
        """The suppression key of this row."""
        return SuppressionKey(
            self.event_id,
            self.occurrence_start,
            int(self.lead.total_seconds()),
            self.channel,
        )


@dataclass(frozen=True, slots=True)
class LedgerStep:
    """One entry of a row's history: at `at` (UTC) it became `state`, with `detail` in words."""

    ledger_id: int
    at: datetime
    state: LedgerState
    detail: str
