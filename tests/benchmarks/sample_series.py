"""Series of all frequencies that began at some time since 1990, stored by EventDesk itself."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from eventdesk.domain.calendar import PERSONAL
from eventdesk.domain.event import EventDraft, checked
from eventdesk.domain.recurrence import Recurrence
from eventdesk.domain.reminder import Reminder
from eventdesk.services.imports import ImportedEvent, ImportResult
from tests.benchmarks.sample_events import FIRST_WORDS, LAST_WORDS, LENGTHS, NAMES, ZONE
from tests.benchmarks.service_desk import opened_desk

RULES = (
    "FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY",
    "FREQ=DAILY;INTERVAL=2", "FREQ=WEEKLY;BYDAY=MO,WE,FR", "FREQ=MONTHLY;BYDAY=-1FR",
    "FREQ=YEARLY;BYMONTH=3,9;BYDAY=2SU",
)  # fmt: skip
_FIRST = datetime(1990, 1, 1)


def add_series(home: Path, count: int) -> None:
    """Import so many endless series, always the same but for `now`, into the database."""
    with opened_desk(home) as (desk, _):
        result = ImportResult(tuple(_series(count, datetime.now(UTC))))
        desk.importing.run(result, calendar=PERSONAL, source="series")


def _series(count: int, now: datetime) -> Iterator[ImportedEvent]:
    dice = random.Random(5)
    span = now.replace(tzinfo=None) - timedelta(days=1) - _FIRST
    for number in range(count):
        begin = _FIRST + span * dice.random()
        # By day: there are wall times at night that do not exist.
        begin = begin.replace(
            hour=dice.randrange(7, 22), minute=begin.minute // 5 * 5, second=0, microsecond=0
        )
        title = f"{dice.choice(FIRST_WORDS)} {dice.choice(LAST_WORDS)} {dice.choice(NAMES)}"
        draft = EventDraft(
            title=title,
            start=begin,
            end=begin + timedelta(minutes=dice.choice(LENGTHS)),
            time_zone=ZONE.key,
            reminders=(Reminder(),),
            recurrence=Recurrence(RULES[number % len(RULES)]),
        )
        yield ImportedEvent(f"series-{number}@example.org", 0, None, checked(draft))
