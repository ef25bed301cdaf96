"""Events for pictures: a working person's weeks around any day, in any zone."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from eventdesk.domain.event import EventDraft
from eventdesk.domain.recurrence import Recurrence
from eventdesk.domain.reminder import Reminder, parse_reminder
from eventdesk.domain.walltime import to_wall
from eventdesk.services.imports import ImportedEvent

DAY = timedelta(days=1)
WEEKEND = 5  # the first weekday of it, as date.weekday() counts
NOTICE_M = 9
"""Minutes for which no reminder of these events comes due, so that pictures can be taken."""


class Plan(NamedTuple):
    """One event of a day. `remind` as on the command line, parted by spaces."""

    at: str
    minutes: int
    title: str
    location: str = ""
    tags: str = ""
    remind: str = "5m"
    url: str = ""
    description: str = ""
    rule: str = ""


CALL = "https://meet.example.org/"
WORKDAYS = (
    (
        Plan("11:00", 60, "Sprint planning", "Room Aurora", "work", "10m", CALL + "sprint"),
        Plan("14:30", 30, "1:1 with Priya", "Coffee corner", "work", rule="FREQ=WEEKLY"),
        Plan("18:30", 75, "Yoga", "Studio Nord", "health", "45m", rule="FREQ=WEEKLY"),
    ),
    (
        Plan(
            "13:30",
            60,
            "Design review: checkout on small screens",
            "Room Aurora",
            "work, design",
            "5m 1h:desktop+email",
            CALL + "aurora",
            "Bring the three drafts and the numbers of the last test.\n"
            "Decide: one page or two steps? Priya shows the prototype.",
        ),
        Plan("16:15", 45, "Dentist, Dr. Weiss", "Hafenstr. 12", "health", "1d 1h:desktop+email"),
        Plan("19:30", 120, "Choir practice", "St. Anne's hall", "", "1h"),
    ),
    (
        Plan("10:30", 45, "Interview: Amira Haddad", "Room Polaris", "work, hiring", "15m"),
        Plan("12:30", 60, "Lunch with Tomás", "Café Lotte", "", "20m"),
        Plan("15:00", 30, "Quarterly figures due", "", "work, finance", "2h 30m:desktop+email"),
    ),
    (
        Plan("11:30", 30, "Call with the Tokyo office", "", "work", "10m", CALL + "tokyo"),
        Plan("14:00", 90, "Workshop: onboarding e-mails", "Room Polaris", "work, design", "15m"),
        Plan("17:45", 30, "Pick up the bike", "Radwerk", "", "30m"),
    ),
    (
        Plan("11:00", 45, "Demo for the support team", "Big screen", "work", "10m", CALL + "demo"),
        Plan("15:30", 60, "Team retrospective", "Room Aurora", "work", "5m", CALL + "retro"),
        Plan("18:04", 130, "Train to Hamburg", "Platform 8", "travel", "1h:desktop+email 20m"),
    ),
    (
        Plan("11:15", 45, "Roadmap with sales", "Room Aurora", "work", "10m", CALL + "roadmap"),
        Plan("16:00", 30, "Send the offer to Lindqvist", "", "work, finance", "1h:desktop+email"),
    ),
    (
        Plan("11:00", 60, "Usability test, round 3", "Lab", "work, design", "15m", CALL + "lab"),
        Plan("17:30", 45, "Parents' evening", "Room 204", "family", "1d 1h"),
    ),
    (
        Plan("10:30", 90, "Accessibility audit", "Room Polaris", "work, design", "15m"),
        Plan("18:00", 30, "Haircut", "Salon Eule", "", "45m"),
    ),
    (
        Plan("13:00", 60, "Budget for next year", "Room Aurora", "work, finance", "2h 10m"),
        Plan("20:00", 120, "Concert: string quartet", "Old town hall", "friends", "1d 2h"),
    ),
    (
        Plan("12:00", 45, "Farewell for Henrik", "Kitchen", "work", "10m"),
        Plan("16:30", 30, "Water the plants of the Okafors", "No. 9", "home", "0"),
    ),
)
FREE_DAYS = (
    (
        Plan("11:30", 45, "Flat viewing", "Lindenstr. 14", "home", "1d 30m"),
        Plan("14:00", 30, "Call Mum", "", "family", "0"),
        Plan("16:30", 60, "Return the library books", "Central library", "", "30m"),
        Plan("19:00", 150, "Dinner at Marta's", "Gartenweg 3", "friends", "1h:desktop+email"),
    ),
    (
        Plan("11:00", 90, "Long run with Jonas", "East gate of the park", "health", "30m"),
        Plan("15:00", 120, "Museum: last day of the exhibition", "Kunsthalle", "", "2h 45m"),
        Plan("20:15", 105, "Film night", "Nora's place", "friends", "30m"),
    ),
)
ALL_DAY = (
    (-6, 1, "Release 4.1", "work", "0d@09:00"),
    (0, 1, "Order flowers for Nora", "family", "0d@08:00"),
    (1, 1, "Nora's birthday", "family", "1d@18:00 0d@08:30"),
    (5, 1, "Submit travel expenses", "work, finance", "1d@16:00"),
    (9, 3, "Conference: Interfaces North", "work, travel", "2d@17:00:desktop+email"),
    (24, 9, "Winter holiday", "family", "1d@18:00"),
)


def weeks(now: datetime, zone: ZoneInfo) -> list[EventDraft]:
    """The events from nine days before `now` to five weeks after it."""
    today = now.astimezone(zone).date()
    soon = to_wall(next_quarter(now), zone)
    drafts = [_next(soon, zone)]
    for offset in range(-9, 36):
        day = today + offset * DAY
        for plan in _plans(day):
            draft = _timed(plan, day, zone)
            repeated = draft.recurrence is not None and offset >= 5  # its series began before
            if not repeated and not (offset == 0 and _near(draft.start, soon)):
                drafts.append(draft)
    return [*drafts, *(_whole_days(today, *each) for each in ALL_DAY)]


def next_quarter(now: datetime) -> datetime:
    """The first full quarter of an hour whose reminder is at least NOTICE_M minutes away."""
    early = now + timedelta(minutes=NOTICE_M + 5)
    return early.replace(minute=early.minute // 15 * 15, second=0, microsecond=0) + timedelta(
        minutes=15
    )


def many(count: int, now: datetime, zone: ZoneInfo) -> Iterator[ImportedEvent]:
    """So many events over the coming year, all different, always the same."""
    choice = random.Random(count)
    pool = [plan for day in (*WORKDAYS, *FREE_DAYS) for plan in day]
    first = now.astimezone(zone).date() + 2 * DAY  # no lead is longer
    for number in range(count):
        plan = choice.choice(pool)
        at = f"{choice.randrange(7, 20):02}:{choice.randrange(0, 60, 15):02}"
        day = first + timedelta(days=number * 360 // count)
        draft = _timed(plan._replace(at=at, rule=""), day, zone)
        yield ImportedEvent(f"picture-{number}", 0, None, draft)


def zone_of_the_morning(now: datetime) -> ZoneInfo:
    """A zone where it is about 9:40 at `now`, so that pictures always show a day ahead."""

    def distance(name: str) -> float:
        local = now.astimezone(ZoneInfo(name))
        return abs(local.hour * 60 + local.minute - 580)

    return ZoneInfo(min(_ZONES, key=distance))


_ZONES = (
    "Europe/Berlin", "Atlantic/Azores", "America/Sao_Paulo", "America/New_York",
    "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Anchorage",
    "Pacific/Honolulu", "Pacific/Auckland", "Australia/Sydney", "Asia/Tokyo",
    "Asia/Singapore", "Asia/Bangkok", "Asia/Dhaka", "Asia/Kolkata", "Asia/Dubai",
    "Europe/Helsinki",
)  # fmt: skip


def _plans(day: date) -> tuple[Plan, ...]:
    if day.weekday() >= WEEKEND:
        return FREE_DAYS[day.weekday() - WEEKEND]
    return WORKDAYS[day.isocalendar().week % 2 * WEEKEND + day.weekday()]


def _near(start: datetime, soon: datetime) -> bool:
    """Too near to now for quiet pictures, or at the same time as the next event."""
    return soon - timedelta(minutes=45) < start < soon + timedelta(minutes=20)


def _next(soon: datetime, zone: ZoneInfo) -> EventDraft:
    """What comes next: the stand-up on workdays, something pleasant on free ones."""
    if soon.weekday() < WEEKEND:
        rule = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
        plan = Plan(f"{soon:%H:%M}", 15, "Stand-up", "Room Polaris", "work", rule=rule)
        words = "What did you finish, what comes next, what is in the way?"
        plan = plan._replace(url=CALL + "stand-up", description=words)
        return _timed(plan, soon.date() - 21 * DAY, zone)
    plan = Plan(f"{soon:%H:%M}", 60, "Farmers' market with Nora", "Church square", "friends")
    words = "Bread, apples, and the cheese that was sold out last time."
    return _timed(plan._replace(description=words), soon.date(), zone)


def _tags(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.split(",") if each.strip())


def _reminders(text: str) -> tuple[Reminder, ...]:
    return tuple(parse_reminder(each) for each in text.split())


def _timed(plan: Plan, day: date, zone: ZoneInfo) -> EventDraft:
    start = datetime.combine(day, time.fromisoformat(plan.at))
    return EventDraft(
        title=plan.title,
        start=start,
        end=start + timedelta(minutes=plan.minutes),
        time_zone=zone.key,
        description=plan.description,
        location=plan.location,
        url=plan.url,
        tags=_tags(plan.tags),
        reminders=_reminders(plan.remind),
        recurrence=Recurrence(plan.rule) if plan.rule else None,
    )


def _whole_days(
    today: date, offset: int, days: int, title: str, tags: str, remind: str
) -> EventDraft:
    start = datetime.combine(today + offset * DAY, time())
    return EventDraft(
        title=title,
        start=start,
        end=start + days * DAY,
        all_day=True,
        tags=_tags(tags),
        reminders=_reminders(remind),
    )
