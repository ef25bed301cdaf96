"""VALARM components as reminders, and what was answered of them (RFC 5545 3.6.6, RFC 9074)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from eventdesk.domain.insistence import LEAST_REPEAT, MOST_REPEAT
from eventdesk.domain.insistence_words import length_words
from eventdesk.domain.language import later
from eventdesk.domain.reminder import DAY, MAX_LEAD, Channel, Reminder
from eventdesk.domain.walltime import to_instant, to_wall
from eventdesk.interchange.components import Component
from eventdesk.interchange.event_times import EventTimes, Note
from eventdesk.interchange.values import parse_length, parse_when, utc_of

MAX_REPEATS = 20
_CHANNELS = {each: frozenset({each}) for each in Channel}
_PLACEHOLDER = timedelta(days=3653)
"""Some programs say 'no alarm' with an alarm decades before the event."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm: its reminder, and `count` repeats of it, `step` apart. `acknowledged` (UTC) is
    when it was answered last, `uid` its own UID."""

    reminder: Reminder
    step: timedelta
    count: int
    uid: str = ""
    acknowledged: datetime | None = None


def read_alarms(component: Component, times: EventTimes, note: Note) -> list[Alarm]:
    """The alarms of an event, without those that stand for none, and without snoozes.

    `note` hears of each one that had to be changed.
    """
    if not component.children:
        return []
    return [
        found
        for alarm in component.children
        if alarm.name == "VALARM"
        and alarm.value("ACTION").upper() != "NONE"
        and snoozed_uid(alarm) is None
        and (found := _alarm(alarm, times, note)) is not None
    ]


def reminders_of(
    alarms: list[Alarm], times: EventTimes, note: Note, *, repeats: bool = True
) -> tuple[tuple[Reminder, ...], timedelta | None]:
    """The reminders that alarms become, and the interval in which they are repeated.

    Where all alarms for the desktop repeat in one interval (RFC 5545 3.8.6.2), it becomes
    the event's 'keep reminding', which ends with the answer instead of a count. Otherwise
    each repeat becomes a reminder of its own. Without `repeats` they are passed over.
    """
    if not repeats:
        return tuple(each.reminder for each in alarms), None
    every = _interval(alarms)
    found: list[Reminder] = []
    for each in alarms:
        if not each.count or (every is not None and Channel.DESKTOP in each.reminder.channels):
            found.append(each.reminder)
        else:
            found += _spread(each, times)
    if every is not None:
        words = later("Its alarm now repeats every {length} until it is dismissed.")
        note(words.format(length=length_words(every)))
    return tuple(found), every


def snoozed_uid(alarm: Component) -> str | None:
    """The UID of the alarm that this one is a snooze of (RFC 9074 7.1); None for other ones."""
    for line in alarm.every("RELATED-TO"):
        if line.parameters.get("RELTYPE", "").upper() == "SNOOZE":
            return line.value.strip()
    return None


def trigger_instant(alarm: Component, times: EventTimes) -> datetime:
    """When an alarm of an event that does not repeat rings, in UTC. ValueError."""
    line = alarm.first("TRIGGER")
    if line is not None and line.value.strip()[:1].isdecimal():
        return times.instant(parse_when(line))
    return to_instant(times.start, times.clock) - _lead(alarm, times)


def _alarm(alarm: Component, times: EventTimes, note: Note) -> Alarm | None:
    channel = Channel.EMAIL if alarm.value("ACTION").upper() == "EMAIL" else Channel.DESKTOP
    try:
        lead = _lead(alarm, times)
        step, count = _repeats(alarm)
    except (ValueError, OverflowError):
        note(later("One of its alarms cannot be read and is left out."))
        return None
    if lead > _PLACEHOLDER:
        return None
    if lead > MAX_LEAD:
        note(later("An alarm more than 4 weeks before the event now comes 4 weeks before."))
        lead = MAX_LEAD
    elif lead < _least(times):
        note(later("An alarm after the start now comes at the start."))
        lead = timedelta() if not times.all_day else _least(times)
    uid = alarm.value("UID") or alarm.value("X-WR-ALARMUID")
    return Alarm(
        Reminder(lead, _CHANNELS[channel]), step, count, uid, utc_of(alarm, "ACKNOWLEDGED")
    )


def _interval(alarms: list[Alarm]) -> timedelta | None:
    """The one interval in which all alarms for the desktop repeat, or None."""
    shown = [each for each in alarms if Channel.DESKTOP in each.reminder.channels]
    steps = {each.step if each.count else timedelta() for each in shown}
    if len(steps) == 1 and LEAST_REPEAT <= (step := steps.pop()) <= MOST_REPEAT:
        return step
    return None


def _spread(alarm: Alarm, times: EventTimes) -> Iterator[Reminder]:
    """The reminder and its repeats, as far as they come before the start."""
    for repeat in range(alarm.count + 1):
        lead = alarm.reminder.lead - repeat * alarm.step
        if lead >= _least(times):
            yield Reminder(lead, alarm.reminder.channels)


def _least(times: EventTimes) -> timedelta:
    return -DAY + timedelta(minutes=1) if times.all_day else timedelta()


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
