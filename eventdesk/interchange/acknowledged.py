"""What was answered or snoozed before an event came here (RFC 9074 6, Thunderbird's X-MOZ-)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from eventdesk.domain.recurrence import Recurrence, starts
from eventdesk.domain.walltime import to_instant, to_wall
from eventdesk.interchange.alarms import Alarm, snoozed_uid, trigger_instant
from eventdesk.interchange.components import Component
from eventdesk.interchange.event_times import EventTimes
from eventdesk.interchange.values import parse_when, utc_of
from eventdesk.services.imports import ImportedSnooze

LAST_ACK, SNOOZE_TIME = "X-MOZ-LASTACK", "X-MOZ-SNOOZE-TIME"
_SECOND = timedelta(seconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LOOKED_AT = 100


def answered(
    component: Component, alarms: list[Alarm], times: EventTimes, recurrence: Recurrence | None
) -> tuple[datetime | None, tuple[ImportedSnooze, ...]]:
    """Until when (UTC) all reminders of an event were answered, and which are snoozed.

    Other programs keep this for each alarm. Where one alarm of an occurrence still ahead has
    rung but was not answered, the time lies before it: rather one reminder twice than none.
    """
    whole = utc_of(component, LAST_ACK)
    known = [(each.reminder.lead, _latest(each.acknowledged, whole)) for each in alarms]
    until = _answered_until(known, times, recurrence)
    if until is None and not alarms:
        until = whole
    snoozes = dict.fromkeys(_snoozes(component, alarms, times, whole))
    return until, tuple(snoozes)


def _latest(one: datetime | None, other: datetime | None) -> datetime | None:
    return max(one, other) if one is not None and other is not None else one or other


def _answered_until(
    alarms: list[tuple[timedelta, datetime | None]],
    times: EventTimes,
    recurrence: Recurrence | None,
) -> datetime | None:
    until = max((ack for _, ack in alarms if ack is not None), default=None)
    if until is None:
        return None
    earliest = until
    for lead, ack in alarms:
        if ack == until:
            continue
        for due in _dues(lead, until, times, recurrence):
            if due > until:
                break
            if ack is None or due > ack:
                earliest = min(earliest, due - _SECOND)
                break
    return earliest


def _dues(
    lead: timedelta, moment: datetime, times: EventTimes, recurrence: Recurrence | None
) -> Iterator[datetime]:
    """When an alarm rings for the occurrences that begin after `moment`."""
    after = to_wall(moment, times.clock) + _SECOND
    found = starts(
        recurrence, times.start, after=after, limit=_LOOKED_AT, zone=times.clock,
        all_day=times.all_day,
    )  # fmt: skip
    for wall in found:
        if times.all_day:
            yield to_instant(wall - lead, times.clock)
        else:
            yield to_instant(wall, times.clock) - lead


def _snoozes(
    component: Component, alarms: list[Alarm], times: EventTimes, whole: datetime | None
) -> Iterator[ImportedSnooze]:
    for alarm in component.children:
        uid = snoozed_uid(alarm) if alarm.name == "VALARM" else None
        if uid is None:
            continue
        try:
            moment = trigger_instant(alarm, times)
        except (ValueError, OverflowError):
            continue
        ack = utc_of(alarm, "ACKNOWLEDGED")
        if ack is None or ack < moment:
            same = [each.reminder.lead for each in alarms if each.uid == uid]
            start = to_instant(times.start, times.clock)
            yield ImportedSnooze(same[0] if same else _rung(alarms, start, moment), moment)
    for name, lines in component.properties.items():
        if not name.startswith(SNOOZE_TIME):
            continue
        start = _occurrence(name) or to_instant(times.start, times.clock)
        for line in lines:
            try:
                moment = parse_when(line).wall.replace(tzinfo=UTC)
            except ValueError:
                continue
            if whole is None or moment > whole:
                yield ImportedSnooze(_rung(alarms, start, whole or moment), moment)


def _occurrence(name: str) -> datetime | None:
    """Thunderbird names the occurrence of a series in microseconds since 1970."""
    digits = name.removeprefix(SNOOZE_TIME).removeprefix("-")
    if not digits.isdecimal() or len(digits) > 17:
        return None
    return _EPOCH + timedelta(microseconds=int(digits))


def _rung(alarms: list[Alarm], start: datetime, moment: datetime) -> timedelta:
    """The lead of the alarm that rang last until `moment`; of the earliest where none did."""
    leads = sorted({each.reminder.lead for each in alarms})
    rung = [lead for lead in leads if start - lead <= moment]
    return rung[0] if rung else leads[-1] if leads else timedelta()
