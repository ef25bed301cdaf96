"""VALARM components as reminders."""

from __future__ import annotations

import pytest

from eventdesk.domain.insistence import format_insistence
from eventdesk.domain.reminder import format_reminder
from eventdesk.services.imports import ImportResult
from tests.interchange.calendars import result_of, vevent

LONG = ("DTEND;TZID=Europe/Berlin:20261127T153000",)
DAY = ("DTSTART;VALUE=DATE:20261127", "DTEND;VALUE=DATE:20261129")


def alarm(*lines: str, action: str = "DISPLAY") -> str:
    """A VALARM."""
    return "\r\n".join(["BEGIN:VALARM", f"ACTION:{action}", *lines, "END:VALARM"])


def reminders(result: ImportResult) -> list[str]:
    """The reminders of the one event, as the command line writes them."""
    draft = result.events[0].draft
    return [format_reminder(each, all_day=draft.all_day) for each in draft.reminders]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (("TRIGGER:-PT15M",), ["15m"]),
        (("TRIGGER:PT0S",), ["0"]),
        (("TRIGGER:-P1D",), ["1d"]),
        (("TRIGGER;RELATED=START:-PT1H30M",), ["1h30m"]),
        (("TRIGGER;RELATED=END:-PT75M",), ["15m"]),
        (("TRIGGER;VALUE=DATE-TIME:20261127T130000Z",), ["30m"]),
        (("TRIGGER:20261127T130000Z",), ["30m"]),
        (("TRIGGER:-PT5M", "REPEAT:1000000000", "DURATION:PT0S"), ["5m"]),
    ],
)
def test_timed_events(lines: tuple[str, ...], found: list[str]) -> None:
    result = result_of(vevent(*LONG, alarm(*lines)))
    assert reminders(result) == found
    assert result.notes == ()


def every(result: ImportResult) -> str | None:
    """How often the one event's reminders are repeated."""
    length = result.events[0].draft.insistence.repeat_every
    return None if length is None else format_insistence(length)


def repeating(lead: str, step: str, count: int = 2, action: str = "DISPLAY") -> str:
    """A VALARM that repeats."""
    return alarm(f"TRIGGER:-{lead}", f"REPEAT:{count}", f"DURATION:{step}", action=action)


def test_an_alarm_that_repeats_goes_on_until_dismissed() -> None:
    result = result_of(vevent(*LONG, repeating("PT20M", "PT5M")))
    assert (reminders(result), every(result)) == (["20m"], "5m")
    assert [each.words for each in result.notes] == [
        "Its alarm now repeats every 5 min until it is dismissed."
    ]
    both = result_of(vevent(*LONG, repeating("PT1H", "PT10M"), repeating("PT5M", "PT10M", 1)))
    assert (reminders(both), every(both)) == (["5m", "1h"], "10m")


@pytest.mark.parametrize(
    ("alarms", "found"),
    [
        # Not all repeat, or not alike: each repeat is a reminder of its own.
        ((repeating("PT20M", "PT5M"), alarm("TRIGGER:-PT1H")), ["10m", "15m", "20m", "1h"]),
        (
            (repeating("PT20M", "PT5M"), repeating("PT1H", "PT30M")),
            ["0", "10m", "15m", "20m", "30m", "1h"],
        ),
        # An interval that 'keep reminding' does not have.
        ((repeating("PT1M", "PT30S"),), ["0", "30s", "1m"]),
        ((repeating("P9D", "P4D"),), ["1d", "5d", "9d"]),
        ((repeating("PT5M", "PT0S"),), ["5m"]),
        # E-mails do not keep on.
        ((repeating("PT20M", "PT5M", action="EMAIL"),), ["10m:email", "15m:email", "20m:email"]),
    ],
)
def test_repeats_that_become_reminders(alarms: tuple[str, ...], found: list[str]) -> None:
    result = result_of(vevent(*LONG, *alarms))
    assert (reminders(result), every(result)) == (found, None)
    assert result.notes == ()


def test_repeats_after_the_start_are_no_reminders() -> None:
    result = result_of(vevent(*LONG, repeating("PT5M", "PT2M", 9), alarm("TRIGGER:-PT1H")))
    assert reminders(result) == ["1m", "3m", "5m", "1h"]


def test_email_alarms_beside_one_that_keeps_on() -> None:
    mail = repeating("PT1H", "PT30M", action="EMAIL")
    result = result_of(vevent(*LONG, repeating("PT20M", "PT5M"), mail))
    assert reminders(result) == ["0:email", "20m", "30m:email", "1h:email"]
    assert every(result) == "5m"


@pytest.mark.parametrize(
    ("line", "repeats"), [("PT15M", "15m"), ("PT0S", "0"), ("PT10S", "5m"), ("often", "5m")]
)
def test_the_own_property_counts_more_than_the_alarm(line: str, repeats: str) -> None:
    own = f"X-EVENTDESK-REPEAT-EVERY:{line}"
    result = result_of(vevent(*LONG, own, repeating("PT20M", "PT5M")))
    assert (reminders(result), every(result)) == (["20m"], repeats)
    assert bool(result.notes) is (repeats == "5m")


def test_with_the_own_property_no_repeat_becomes_a_reminder() -> None:
    own = "X-EVENTDESK-REPEAT-EVERY:PT15M"
    result = result_of(vevent(*LONG, own, repeating("PT20M", "PT5M"), repeating("PT1H", "PT9M")))
    assert (reminders(result), every(result)) == (["20m", "1h"], "15m")


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (("TRIGGER:-PT6H",), ["1d@18:00"]),
        (("TRIGGER:PT9H",), ["0d@09:00"]),
        (("TRIGGER;RELATED=END:-P2D",), ["0d@00:00"]),
        (("TRIGGER;VALUE=DATE-TIME:20261126T170000Z",), ["1d@18:00"]),
    ],
)
def test_all_day_events(lines: tuple[str, ...], found: list[str]) -> None:
    assert reminders(result_of(vevent(*DAY, alarm(*lines)))) == found


@pytest.mark.parametrize(
    ("trigger", "found", "words"),
    [
        ("TRIGGER:PT10M", ["0"], "after the start"),
        ("TRIGGER;RELATED=END:PT0S", ["0"], "after the start"),
        ("TRIGGER:-P60D", ["4w"], "4 weeks"),
        ("TRIGGER:soon", [], "cannot be read"),
        ("X-NO:TRIGGER", [], "cannot be read"),
        ("TRIGGER:-P99999999999D", [], "cannot be read"),
    ],
)
def test_what_does_not_fit_is_adapted_and_told(trigger: str, found: list[str], words: str) -> None:
    result = result_of(vevent(*LONG, alarm(trigger)))
    assert reminders(result) == found
    (note,) = result.notes
    assert words in note.words
    assert note.uid == "1@x"


def test_channels() -> None:
    result = result_of(
        vevent(
            alarm("TRIGGER:-PT5M"),
            alarm("TRIGGER:-PT5M", action="email"),
            alarm("TRIGGER:-PT1H", action="EMAIL"),
            alarm("TRIGGER:-PT2H", action="AUDIO"),
        )
    )
    assert reminders(result) == ["5m:desktop+email", "1h:email", "2h"]


def test_alarms_that_stand_for_none() -> None:
    result = result_of(
        vevent(
            alarm("TRIGGER;VALUE=DATE-TIME:19760401T005545Z", action="NONE"),
            alarm("TRIGGER;VALUE=DATE-TIME:19760401T005545Z"),
        )
    )
    assert reminders(result) == []
    assert result.notes == ()


def test_no_alarm_no_reminder() -> None:
    assert reminders(result_of(vevent())) == []
