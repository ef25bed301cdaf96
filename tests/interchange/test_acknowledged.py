"""Alarms that were answered or snoozed before the file came here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from eventdesk.services.imports import ImportedEvent, ImportedSnooze
from tests.interchange.calendars import result_of, vevent
from tests.interchange.test_alarms import alarm

QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)


def at(hour: int, minute: int = 0, second: int = 0, day: int = 27) -> datetime:
    """A moment in November in UTC; the event begins on the 27th at 13:30."""
    return datetime(2026, 11, day, hour, minute, second, tzinfo=UTC)


def imported(*lines: str) -> ImportedEvent:
    result = result_of(vevent(*lines))
    assert (result.skipped, result.notes) == ((), ())
    return result.events[0]


def answered(lead: str, *lines: str) -> str:
    return alarm(f"TRIGGER:-{lead}", *lines)


@pytest.mark.parametrize(
    ("lines", "until"),
    [
        ((), None),
        ((answered("PT15M"),), None),
        ((answered("PT15M", "ACKNOWLEDGED:20261127T131600Z"),), at(13, 16)),
        ((answered("PT15M", "ACKNOWLEDGED:soon"),), None),
        (("X-MOZ-LASTACK:20261127T131700Z", answered("PT15M")), at(13, 17)),
        (("X-MOZ-LASTACK:20261127T131700Z",), at(13, 17)),
        (
            (
                "X-MOZ-LASTACK:20261127T131700Z",
                answered("PT15M", "ACKNOWLEDGED:20261127T131800Z"),
            ),
            at(13, 18),
        ),
    ],
)
def test_one_alarm(lines: tuple[str, ...], until: datetime | None) -> None:
    assert imported(*lines).acknowledged == until


@pytest.mark.parametrize(
    ("one", "other", "until"),
    [
        # Both rang and were answered.
        (("PT1H", "20261127T123100Z"), ("PT15M", "20261127T131600Z"), at(13, 16)),
        # The later one has not rung yet.
        (("PT1H", "20261127T123100Z"), ("PT15M", ""), at(12, 31)),
        # The earlier one rang and was never answered.
        (("PT1H", ""), ("PT15M", "20261127T131600Z"), at(12, 29, 59)),
        # After the start it does not matter any more.
        (("PT1H", ""), ("PT15M", "20261127T133100Z"), at(13, 31)),
    ],
)
def test_of_several_alarms_none_that_waits_is_lost(
    one: tuple[str, str], other: tuple[str, str], until: datetime
) -> None:
    lines = [
        answered(lead, f"ACKNOWLEDGED:{ack}" if ack else "X-NONE:") for lead, ack in (one, other)
    ]
    assert imported(*lines).acknowledged == until


def test_the_alarms_of_a_series() -> None:
    rule = "RRULE:FREQ=DAILY"
    acks = ("ACKNOWLEDGED:20261130T123100Z", "ACKNOWLEDGED:20261129T131600Z")
    event = imported(rule, answered("PT1H", acks[0]), answered("PT15M", acks[1]))
    assert event.acknowledged == at(12, 31, day=30)
    late = imported(
        rule, answered("PT1H", acks[1]), answered("PT15M", "ACKNOWLEDGED:20261130T131600Z")
    )
    assert late.acknowledged == at(12, 29, 59, day=30)


def test_an_all_day_event() -> None:
    event = imported(
        "DTSTART;VALUE=DATE:20261128",
        answered("PT6H", "ACKNOWLEDGED:20261127T170500Z"),
        answered("PT30M"),
    )
    assert event.acknowledged == at(17, 5)


def snooze(trigger: str, *lines: str) -> str:
    return alarm(trigger, "RELATED-TO;RELTYPE=SNOOZE:first", *lines)


@pytest.mark.parametrize("trigger", ["TRIGGER;VALUE=DATE-TIME:20261127T132500Z", "TRIGGER:-PT5M"])
def test_a_snooze_is_no_alarm_of_its_own(trigger: str) -> None:
    event = imported(
        answered("PT15M", "UID:first", "ACKNOWLEDGED:20261127T131600Z"),
        answered("PT1H", "UID:second"),
        snooze(trigger, "UID:third"),
    )
    assert [each.lead for each in event.draft.reminders] == [QUARTER, HOUR]
    assert event.snoozes == (ImportedSnooze(QUARTER, at(13, 25)),)


def test_a_snooze_that_was_answered() -> None:
    event = imported(
        answered("PT15M", "UID:first", "ACKNOWLEDGED:20261127T132600Z"),
        snooze("TRIGGER:-PT5M", "ACKNOWLEDGED:20261127T132600Z"),
    )
    assert (event.snoozes, event.acknowledged) == ((), at(13, 26))


def test_a_snooze_of_an_alarm_that_is_not_there() -> None:
    event = imported(answered("PT15M"), answered("PT1H"), snooze("TRIGGER:-PT30M"))
    assert event.snoozes == (ImportedSnooze(HOUR, at(13)),)
    assert imported(snooze("TRIGGER:-PT30M")).snoozes == (ImportedSnooze(timedelta(), at(13)),)
    assert imported(snooze("TRIGGER:never")).snoozes == ()


def test_snoozes_of_thunderbird() -> None:
    alarms = (answered("PT15M"), answered("PT1H"))
    event = imported(
        "X-MOZ-LASTACK:20261127T123100Z", "X-MOZ-SNOOZE-TIME:20261127T130000Z", *alarms
    )
    assert event.snoozes == (ImportedSnooze(HOUR, at(13)),)
    assert event.acknowledged == at(12, 31)
    over = imported("X-MOZ-LASTACK:20261127T130100Z", "X-MOZ-SNOOZE-TIME:20261127T130000Z", *alarms)
    assert over.snoozes == ()
    for value in ("", "later"):
        assert imported(f"X-MOZ-SNOOZE-TIME:{value}", *alarms).snoozes == ()


def test_snoozes_of_thunderbird_for_occurrences_of_a_series() -> None:
    start = int(at(13, 30, day=29).timestamp()) * 1_000_000
    event = imported(
        "RRULE:FREQ=DAILY",
        "X-MOZ-LASTACK:20261129T131600Z",
        f"X-MOZ-SNOOZE-TIME-{start}:20261129T132100Z",
        answered("PT15M"),
        answered("PT1H"),
    )
    assert event.snoozes == (ImportedSnooze(QUARTER, at(13, 21, day=29)),)
    assert event.acknowledged == at(13, 16, day=29)


def test_the_id_of_an_event_without_uid_stays_when_its_alarm_is_answered() -> None:
    def uid(*lines: str) -> str:
        return (
            result_of(f"BEGIN:VEVENT\nDTSTART:20261127T143000Z\n{''.join(lines)}END:VEVENT")
            .events[0]
            .uid
        )

    assert uid() == uid("X-MOZ-LASTACK:20261127T130100Z\n")
