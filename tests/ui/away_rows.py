"""Ledger rows of a weekend away, for the tests of what tells of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from eventdesk.domain.ledger import LedgerRow, LedgerState
from eventdesk.domain.reminder import Channel

ZONE = ZoneInfo("Europe/Berlin")
FRIDAY = datetime(2026, 11, 20, 16, 2, tzinfo=UTC)
"""17:02 in Berlin."""
MONDAY = datetime(2026, 11, 23, 7, 55, tzinfo=UTC)
"""08:55 in Berlin, when the computer woke."""
OVER = "Too late: the event was over"


def away_row(
    number: int,
    state: LedgerState = LedgerState.MISSED,
    *,
    channel: Channel = Channel.DESKTOP,
    at: datetime | None = MONDAY,
    start: datetime = FRIDAY,
    **more: object,
) -> LedgerRow:
    """A reminder of an event of 45 minutes, found due at `at`."""
    known: dict[str, object] = {
        "id": number,
        "event_id": f"event-{number}",
        "event_title": f"Event {number}",
        "occurrence_start": start,
        "occurrence_end": start + timedelta(minutes=45),
        "all_day": False,
        "lead": timedelta(),
        "channel": channel,
        "due_at": start,
        "state": state,
        "reason": OVER if state is LedgerState.MISSED else "",
        "away_at": at,
        **more,
    }
    return LedgerRow(**known)  # type: ignore[arg-type]


def mail_row(number: int, state: LedgerState, **more: object) -> LedgerRow:
    """The e-mail of the same event."""
    return away_row(number, state, channel=Channel.EMAIL, **more)  # type: ignore[arg-type]
