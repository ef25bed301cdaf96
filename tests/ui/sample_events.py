"""A realistic calendar for widgets under test and for screenshots."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from eventdesk.domain.event import Event, EventDraft
from eventdesk.domain.recurrence import Recurrence
from eventdesk.domain.reminder import (
    DESKTOP_AND_EMAIL,
    DESKTOP_ONLY,
    Channel,
    Reminder,
    parse_reminder,
)

ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 19, 14, 48, 10, tzinfo=ZONE).astimezone(UTC)
"""Thursday, 12 minutes before the stand-up."""

FIVE = Reminder()
EMAIL_HOUR = Reminder(timedelta(hours=1), frozenset({Channel.EMAIL}))
DAY_BEFORE = Reminder(timedelta(days=1), DESKTOP_AND_EMAIL)
QUARTER = Reminder(timedelta(minutes=15), DESKTOP_ONLY)


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A wall time `day` days after the sample's today."""
    today = datetime(2026, 11, 19)
    return today + timedelta(days=day, hours=hour, minutes=minute)


def _timed(title: str, start: datetime, minutes: int | None, **more: object) -> EventDraft:
    end = None if minutes is None else start + timedelta(minutes=minutes)
    known: dict[str, object] = {"reminders": (FIVE,), "time_zone": "Europe/Berlin", **more}
    return EventDraft(title=title, start=start, end=end, **known)  # type: ignore[arg-type]


def sample_drafts() -> list[EventDraft]:
    """Some twenty events around NOW: recurring, all-day, abroad, long, past and missed."""
    weekdays = Recurrence("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR")
    birthday = (parse_reminder("0d@09:00"), parse_reminder("1d@18:00:desktop+email"))
    return [
        _timed(
            "Stand-up",
            at(-10, 15),
            15,
            recurrence=weekdays,
            location="Room 4.02",
            url="https://meet.example.org/stand-up",
            tags=("work",),
            description="What was done, what comes next, what is in the way.",
        ),
        _timed(
            "Dentist",
            at(0, 18),
            45,
            location="Dr. Adler, Lindenstraße 12",
            tags=("health",),
            reminders=(Reminder(timedelta(hours=1)), DAY_BEFORE),
            description="Bring the insurance card.\nAsk about the retainer.",
        ),
        _timed(
            "Call Grandma", at(0, 20), None, tags=("family",), reminders=(Reminder(timedelta()),)
        ),
        _timed(
            "Quarterly planning with the Lisbon office",
            at(1, 9, 30),
            90,
            time_zone="Europe/Lisbon",
            location="Video call",
            url="https://meet.example.org/q1-planning",
            tags=("work", "planning"),
            reminders=(QUARTER, EMAIL_HOUR),
        ),
        _timed("Lunch with Mara", at(1, 12, 30), 60, location="Café Morgenrot"),
        EventDraft(
            title="Jonas's birthday",
            start=at(1),
            all_day=True,
            tags=("family",),
            reminders=birthday,
            recurrence=Recurrence("FREQ=YEARLY"),
        ),
        _timed("Swimming", at(2, 8), 75, location="Stadtbad", tags=("sport",)),
        _timed("Concert: Brahms, A German Requiem", at(2, 19, 30), 130, location="Konzerthaus"),
        _timed("Release 4.2", at(4, 10), 240, tags=("work", "release"), reminders=(DAY_BEFORE,)),
        _timed(
            "Review of the contract " + "with every appendix, in both languages, " * 11,
            at(4, 15, 30),
            60,
            location="Meeting room on the third floor, behind the library, next to the stairs",
        ),
        _timed("Pick up the parcel", at(5, 17), None, reminders=()),
        EventDraft(title="Conference", start=at(6), end=at(9), all_day=True, location="Vienna"),
        _timed("Night train to Vienna", at(5, 22, 10), 640, location="Central station, track 7"),
        _timed("Rent a van", at(12, 9), 30, tags=("house",), reminders=(DAY_BEFORE, EMAIL_HOUR)),
        _timed("Parents' evening", at(13, 19), 90, tags=("family", "school")),
        _timed("Renew the passport", at(30, 8, 15), 20, location="Town hall"),
        _timed("Car service", at(-1, 8), 45, location="Garage Weber", reminders=(DAY_BEFORE,)),
        _timed("Interview: Backend developer", at(0, 10), 60, tags=("work",), reminders=(QUARTER,)),
        _timed("Send the tax papers", at(0, 11, 30), None, reminders=(EMAIL_HOUR,)),
        _timed("Design review", at(0, 13, 30), 90, tags=("work",)),
        _timed("Yoga", at(-2, 18), 60, tags=("sport",)),
    ]


def events_of(drafts: list[EventDraft]) -> list[Event]:
    """Stored events as the services would give them, ids 'event-1' and on."""
    created = NOW - timedelta(days=30)
    return [
        Event(
            id=f"event-{number}",
            uid=f"event-{number}@example.org",
            created_at=created,
            updated_at=created,
            **{name: getattr(draft, name) for name in EventDraft.__dataclass_fields__},
        )
        for number, draft in enumerate(drafts, 1)
    ]


def many_drafts(count: int) -> list[EventDraft]:
    """`count` events, eight a day from yesterday on, with the sample's titles."""
    patterns = [each for each in sample_drafts() if each.recurrence is None and not each.all_day]
    endless = itertools.cycle(patterns)
    drafts = []
    for number, pattern in zip(range(count), endless, strict=False):
        start = at(-1 + number // 8, 8 + number % 8)
        end = pattern.end and start + (pattern.end - pattern.start)
        title = f"{pattern.title[:60]} {number + 1}"
        drafts.append(replace(pattern, title=title, start=start, end=end))
    return drafts
