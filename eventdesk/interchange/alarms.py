"""VALARM components as reminders (RFC 5545 3.6.6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from eventdesk.domain.reminder import DAY, MAX_LEAD, Channel, Reminder
from eventdesk.domain.walltime import to_instant, to_wall
from eventdesk.interchange.components import Component
from eventdesk.interchange.event_times import EventTimes, Note
from eventdesk.interchange.values import parse_length, parse_when

MAX_REPEATS = 20
_PLACEHOLDER = timedelta(days=3653)
"""Some programs say 'no alarm' with an alarm decades before the event."""


def read_reminders(component: Component, times: EventTimes, note: Note) -> tuple[Reminder, ...]:
    """The reminders of an event's alarms; `note` hears of each that had to be changed."""
    found: list[Reminder] = []
    for alarm in component.children:
        if alarm.name == "VALARM" and alarm.value("ACTION").upper() != "NONE":
            found += _reminders(alarm, times, note)
    return tuple(found)


def _reminders(alarm: Component, times: EventTimes, note: Note) -> Iterator[Reminder]:
    channel = Channel.EMAIL if alarm.value("ACTION").upper() == "EMAIL" else Channel.DESKTOP
    try:
        lead = _lead(alarm, times)
        step, count = _repeats(alarm)
    except (ValueError, OverflowError):
        note("One of its alarms cannot be read and is left out.")
        return
    if lead > _PLACEHOLDER:
        return
    least = -DAY + timedelta(minutes=1) if times.all_day else timedelta()
    if lead > MAX_LEAD:
        note("An alarm more than 4 weeks before the event now comes 4 weeks before.")
        lead = MAX_LEAD
    elif lead < least:
        note("An alarm after the start now comes at the start.")
        lead = timedelta() if not times.all_day else least
    for repeat in range(count + 1):
        if lead - repeat * step >= least:
            yield Reminder(lead - repeat * step, frozenset({channel}))


def _lead(alarm: Component, times: EventTimes) -> timedelta:
    line = alarm.first("TRIGGER")
    if line is None:
        raise ValueError("an alarm without trigger")
    text = line.value.strip().upper()
    if text[:1] in ("P", "-", "+"):
        offset = parse_length(text)
        if line.parameters.get("RELATED", "").upper() == "END":
            offset += times.length
        return -offset
    when = parse_when(line)
    if times.all_day:
        local = times.around.local
        return times.start - to_wall(times.instant(when), local).replace(fold=0)
    return to_instant(times.start, times.clock) - times.instant(when)


def _repeats(alarm: Component) -> tuple[timedelta, int]:
    count = alarm.value("REPEAT")
    if not count.isdecimal() or not alarm.value("DURATION"):
        return timedelta(), 0
    step = parse_length(alarm.value("DURATION"))
    return (step, min(int(count), MAX_REPEATS)) if step > timedelta() else (step, 0)
