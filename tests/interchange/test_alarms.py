"""VALARM components as reminders."""

from __future__ import annotations

import pytest

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
        (("TRIGGER:-PT20M", "REPEAT:2", "DURATION:PT5M"), ["10m", "15m", "20m"]),
        (("TRIGGER:-PT5M", "REPEAT:9", "DURATION:PT2M"), ["1m", "3m", "5m"]),
        (("TRIGGER:-PT5M", "REPEAT:1000000000", "DURATION:PT0S"), ["5m"]),
    ],
)
def test_timed_events(lines: tuple[str, ...], found: list[str]) -> None:
    result = result_of(vevent(*LONG, alarm(*lines)))
    assert reminders(result) == found
    assert result.notes == ()


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
