"""What is said of reminders that came due while the person was away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from eventdesk.domain.holding import HoldCause
from eventdesk.domain.ledger import LedgerRow, LedgerState
from eventdesk.domain.views import Away
from eventdesk.ui.away_words import (
    away_lines,
    beyond_count,
    menu_words,
    span_words,
    what_happened,
)
from tests.ui.away_rows import FRIDAY, MONDAY, OVER, ZONE, away_row, mail_row

S = LedgerState
HOUR = timedelta(hours=1)


def away(*rows: LedgerRow, total: int = 0, since: datetime = FRIDAY) -> Away:
    return Away(at=MONDAY, since=since, rows=rows, total=total or len(rows), unanswered=0)


@pytest.mark.parametrize(
    ("since", "at", "now", "words"),
    [
        (FRIDAY, MONDAY, MONDAY, "Fri 17:02 to Mon 08:55"),
        (FRIDAY, FRIDAY + HOUR, FRIDAY + 2 * HOUR, "17:02 to 18:02"),
        (FRIDAY, FRIDAY + HOUR, MONDAY, "Fri 17:02 to 18:02"),
        (FRIDAY - timedelta(days=20), MONDAY, MONDAY, "Sat 31 Oct 17:02 to Mon 08:55"),
    ],
)
def test_the_span(since: datetime, at: datetime, now: datetime, words: str) -> None:
    found = Away(at=at, since=since, rows=(), total=0, unanswered=0)
    assert span_words(found, now, ZONE) == words


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (away_row(1, S.DELIVERED, late=timedelta(minutes=25)), "Reminded 25 min late"),
        (away_row(1, S.DELIVERED, late=timedelta(seconds=2)), "Reminded on time"),
        (away_row(1, S.DELIVERED, reason=HoldCause.QUIET_HOURS.released), "Held in quiet hours"),
        (
            away_row(1, S.DELIVERED, reason=HoldCause.PAUSED.released),
            "Held while reminders were paused",
        ),
        (
            away_row(1, S.DELIVERED, reason=HoldCause.DO_NOT_DISTURB.released),
            "Held by do not disturb",
        ),
        (
            away_row(1, S.DELIVERED, reason=HoldCause.PRESENTATION.released),
            "Held during a presentation",
        ),
        (away_row(1), "Missed: it was over at 17:47"),
        (away_row(1, all_day=True), "Missed: the day was over"),
        (
            away_row(1, reason=f"{HoldCause.QUIET_HOURS.released}. {OVER}"),
            "Missed: it was over at 17:47",
        ),
        (
            away_row(1, late_rule="within 15m", occurrence_end=MONDAY + HOUR),
            "Missed: it came over 15 min late",
        ),
        (away_row(1, late_rule="nonsense"), "Missed: it was over at 17:47"),
        (away_row(1, S.GAVE_UP, error="no bus"), "Could not be shown: no bus"),
        (mail_row(1, S.DELIVERED, delivered_at=MONDAY), "E-mail sent 08:55"),
        (mail_row(1, S.CLAIMED), "E-mail is on its way"),
        (
            mail_row(1, S.RETRYING, wake_at=MONDAY + HOUR),
            "E-mail not sent yet, tried again 09:55",
        ),
        (mail_row(1, S.GAVE_UP, error="552 mailbox full"), "E-mail not sent: 552 mailbox full"),
        (
            mail_row(1, S.SUPPRESSED, reason="The event was moved"),
            "E-mail not sent: the event was moved",
        ),
        (mail_row(1, S.MISSED), "E-mail not sent: it was over at 17:47"),
        (
            mail_row(1, S.SNOOZED, reason="Waits", snoozed_until=MONDAY + HOUR),
            "E-mail will be sent 09:55 unless dismissed",
        ),
    ],
)
def test_what_happened(row: LedgerRow, words: str) -> None:
    assert what_happened(row, MONDAY, ZONE) == words


def test_an_event_that_ended_on_another_day_names_it() -> None:
    row = away_row(1, occurrence_end=datetime(2026, 11, 21, 10, 0, tzinfo=UTC))
    assert what_happened(row, MONDAY, ZONE) == "Missed: it was over at Sat 21 Nov 11:00"


def test_one_line_tells_of_all_reminders_of_an_occurrence() -> None:
    rows = (
        away_row(1),
        away_row(2, S.DELIVERED, event_id="event-1", late=timedelta(minutes=25)),
        mail_row(3, S.DELIVERED, event_id="event-1", delivered_at=MONDAY),
        mail_row(4, S.CLAIMED, start=FRIDAY - HOUR),
        away_row(5, S.SNOOZED),
        away_row(6, acknowledged_at=MONDAY),
    )
    first, second = away_lines(rows, MONDAY, ZONE, 10)
    assert first.told == (
        "Fri 20 Nov 17:02 · Missed: it was over at 17:47 · Reminded 25 min late",
        "E-mail sent 08:55",
    )
    assert first.ledger_ids == [1, 2]
    assert second.told == ("Fri 20 Nov 16:02 · E-mail is on its way",)
    assert second.icon == "mail"
    assert second.ledger_ids == []


def test_counts_reach_beyond_what_was_read() -> None:
    read = [away_row(number) for number in range(1, 1000)]
    found = away(*read, mail_row(1, S.DELIVERED), total=10_000)
    lines = away_lines(found.rows, MONDAY, ZONE, 300)
    assert len(lines) == 300
    # Line 1 tells of a reminder and of its e-mail.
    assert beyond_count(found, lines) == 10_000 - 301
    assert menu_words(1) == "While you were away: 1 reminder…"
    assert menu_words(9_999) == "While you were away: 9,999 reminders…"
