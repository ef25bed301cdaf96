"""What the table says about an occurrence, at the moments where the words change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from eventdesk.domain.ledger import WAITS, LedgerState
from eventdesk.domain.reminder import DESKTOP_AND_EMAIL, Channel, Reminder, parse_reminder
from eventdesk.services.views import AgendaRow
from eventdesk.ui.agenda_words import (
    STATE_LOOKS,
    details_text,
    length_words,
    reminder_words,
    row_look,
    state_look,
    when_relative,
)
from eventdesk.ui.detail_words import reminder_lines, span_words, when_lines

ZONE = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


def row(**given: object) -> AgendaRow:
    """An hour from 15:00 on 20 November in Berlin, reminded 5 minutes before."""
    known: dict[str, object] = {
        "key": 1,
        "event_id": "event-1",
        "title": "Stand-up",
        "start": datetime(2026, 11, 20, 14, 0, tzinfo=UTC),
        "end": datetime(2026, 11, 20, 15, 0, tzinfo=UTC),
        "reminders": (Reminder(),),
    }
    return AgendaRow(**(known | given))  # type: ignore[arg-type]


def all_day(first: int, after: int, **given: object) -> AgendaRow:
    """All day from one day of November until before another."""
    days = [datetime(2026, 11, day, tzinfo=ZONE).astimezone(UTC) for day in (first, after)]
    return row(start=days[0], end=days[1], all_day=True, **given)


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2026-11-20T13:52:31+00:00", "in 7 min"),
        ("2026-11-20T13:52:29+00:00", "in 8 min"),
        ("2026-11-20T13:59:31+00:00", "now"),
        ("2026-11-20T14:00:29+00:00", "now"),
        ("2026-11-20T14:00:30+00:00", "now, until 16:00"),
        ("2026-11-20T14:59:59+00:00", "now, until 16:00"),
        ("2026-11-20T15:00:00+00:00", "60 min ago"),
    ],
)
def test_relative_words_of_a_meeting(now: str, words: str) -> None:
    assert when_relative(row(), datetime.fromisoformat(now), ZONE) == words


@pytest.mark.parametrize(
    ("day", "words"),
    [(20, "in 2 d"), (21, "in 1 d"), (22, "now"), (23, "now"), (24, "2 d ago"), (25, "3 d ago")],
)
def test_relative_words_of_all_day_events_count_days(day: int, words: str) -> None:
    now = datetime(2026, 11, day, 15, 0, tzinfo=ZONE)
    assert when_relative(all_day(22, 24), now, ZONE) == words


def test_a_row_at_a_glance() -> None:
    look = row_look(row(location="Room 4", tags=("work",), recurring=True), NOON, ZONE)
    assert (look.day, look.date, look.time, look.relative) == (
        "Today",
        "Fri 20 Nov",
        "15:00",
        "in 3 h",
    )
    assert look.place == "Room 4 · #work"
    assert look.duration == "1 h"
    assert (look.bells, look.mails) == ("5 min", "")
    assert look.when == "Today 15:00, in 3 h"
    assert not look.over
    assert not look.running


def test_lengths() -> None:
    assert length_words(row(end=None), ZONE) == ""
    assert length_words(row(end=row().start), ZONE) == ""
    assert length_words(all_day(20, 23), ZONE) == "3 d"
    # Two days with the change from summer time in between.
    start, end = datetime(2026, 10, 24, tzinfo=ZONE), datetime(2026, 10, 26, tzinfo=ZONE)
    days = row(start=start.astimezone(UTC), end=end.astimezone(UTC), all_day=True)
    assert length_words(days, ZONE) == "2 d"


def test_reminders_by_channel() -> None:
    both = row(
        reminders=(
            Reminder(),
            Reminder(timedelta(hours=1), frozenset({Channel.EMAIL})),
            Reminder(timedelta(days=1), DESKTOP_AND_EMAIL),
        )
    )
    look = row_look(both, NOON, ZONE)
    assert look.bells == "1 d, 5 min"
    assert look.mails == "1 d, 1 h"
    assert reminder_words(both) == "1 d (desktop and e-mail), 1 h (e-mail), 5 min (desktop)"
    assert reminder_lines(both)[1] == ("mail", "1 h before, e-mail")


def test_reminders_of_all_day_events_say_the_time_of_day() -> None:
    reminders = (parse_reminder("0d@09:00"), parse_reminder("1d@18:00"))
    look = row_look(all_day(22, 23, reminders=reminders), NOON, ZONE)
    assert look.bells == "day before 18:00, 09:00"
    early = row_look(all_day(22, 23, reminders=(parse_reminder("11d@18:00"),)), NOON, ZONE)
    assert early.bells == "11 d before 18:00"


@pytest.mark.parametrize("state", list(LedgerState))
def test_every_state_has_its_own_shape_and_words(state: LedgerState) -> None:
    look = state_look(row(ledger_state=state, ledger_detail="why"), NOON, ZONE)
    assert look.icon == STATE_LOOKS[state][0]
    assert look.words
    assert look.detail == "why"
    assert len({icon for icon, _ in STATE_LOOKS.values()}) == len(LedgerState)


def test_state_of_reminders_to_come() -> None:
    due = row().start - timedelta(minutes=5)
    assert state_look(row(next_due=due), NOON, ZONE)[:2] == ("clock", "Planned")
    assert state_look(row(next_due=due), NOON, ZONE).detail == "14:55"
    tomorrow = state_look(row(next_due=due + timedelta(days=1)), NOON, ZONE)
    assert tomorrow.detail == "Tomorrow 14:55"
    later = row(start=row().start + timedelta(days=9), next_due=due + timedelta(days=9))
    assert state_look(later, NOON, ZONE).detail == "14:55"
    early = row(start=row().start + timedelta(days=1), next_due=NOON + timedelta(hours=1))
    assert state_look(early, NOON, ZONE).detail == "Today 13:00"
    assert state_look(row(next_due=due), due, ZONE).words == "Due now"
    assert state_look(row(reminders=()), NOON, ZONE).words == "No reminder"
    assert state_look(row(), NOON, ZONE).words == "None planned"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (LedgerState.DELIVERED, "Planned"),
        (LedgerState.ACKNOWLEDGED, "Planned"),
        (LedgerState.SUPPRESSED, "Planned"),
        (LedgerState.GAVE_UP, "Gave up"),
        (LedgerState.MISSED, "Missed"),
        (LedgerState.RETRYING, "Will try again"),
        (LedgerState.SNOOZED, "Snoozed"),
    ],
)
def test_trouble_is_said_before_what_is_planned(state: LedgerState, words: str) -> None:
    both = row(ledger_state=state, next_due=NOON + timedelta(hours=1))
    assert state_look(both, NOON, ZONE).words == words


def test_a_snoozed_reminder_says_until_when() -> None:
    snoozed = row(ledger_state=LedgerState.SNOOZED, ledger_detail="until 14:58")
    assert state_look(snoozed, NOON, ZONE)[1:] == ("Snoozed", "accent", "until 14:58")


def test_spans() -> None:
    assert span_words(row(), ZONE, NOON) == "Today 15:00 – 16:00"
    assert span_words(row(end=None), ZONE, NOON) == "Today 15:00"
    night = row(end=datetime(2026, 11, 21, 5, 0, tzinfo=UTC))
    assert span_words(night, ZONE, NOON) == "Today 15:00 – Tomorrow 06:00"
    assert span_words(all_day(21, 22), ZONE, NOON) == "Tomorrow, all day"
    assert span_words(all_day(23, 26), ZONE, NOON) == "Mon 23 Nov – Wed 25 Nov"
    assert span_words(all_day(23, 23), ZONE, NOON) == "Mon 23 Nov, all day"


def test_the_other_zone_is_told_when_clocks_differ_there() -> None:
    lines = when_lines(row(time_zone="America/New_York", recurring=True), ZONE, NOON)
    assert lines == [
        "Today 15:00 – 16:00",
        "Today 09:00 – 10:00 in New York",
        "in 3 h · 1 h · repeats",
    ]
    assert len(when_lines(row(time_zone="Europe/Paris"), ZONE, NOON)) == 2


def test_details_as_text() -> None:
    text = details_text(row(location="Room 4", tags=("work", "daily")), NOON, ZONE)
    assert text.splitlines() == [
        "Stand-up",
        "Today 15:00 (1 h), in 3 h",
        "Room 4",
        "work, daily",
        "Reminders: 5 min (desktop)",
        "None planned",
    ]


@pytest.mark.parametrize(
    ("reason", "until", "words", "detail"),
    [
        ("Held: quiet hours", 19, "Held", "until tomorrow 07:00, quiet hours"),
        (
            "Held: a presentation is on",
            None,
            "Held",
            "when the presentation ends",
        ),
        (WAITS, 1, "E-mail waits", "will be sent 13:00 unless dismissed"),
        ("", 1, "Snoozed", ""),
    ],
)
def test_a_held_reminder_is_not_called_snoozed(
    reason: str, until: int | None, words: str, detail: str
) -> None:
    state = state_look(
        row(
            ledger_state=LedgerState.SNOOZED,
            ledger_detail=reason,
            snoozed_until=None if until is None else NOON + timedelta(hours=until),
        ),
        NOON,
        ZONE,
    )
    assert (state.words, state.detail) == (words, detail)
