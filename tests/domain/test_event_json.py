"""Events, occurrences and ledger rows as the JSON of the contract."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.domain.event import Event
from eventdesk.domain.event_json import event_json, iso_duration, ledger_json, occurrence_json
from eventdesk.domain.insistence import ONCE, Insistence
from eventdesk.domain.late import parse_late_rule
from eventdesk.domain.ledger import LedgerRow, LedgerState
from eventdesk.domain.occurrence import occurrence_at
from eventdesk.domain.recurrence import Recurrence
from eventdesk.domain.reminder import DESKTOP_AND_EMAIL, Channel, Reminder

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 20, 11, tzinfo=UTC)


def event(**fields: object) -> Event:
    """An event on 27 November 2026, 14:30, in Tokyo."""
    known = {
        "id": "1",
        "uid": "1@x",
        "title": "Call",
        "start": datetime(2026, 11, 27, 14, 30),
        "time_zone": "Asia/Tokyo",
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Event(**{**known, **fields})  # type: ignore[arg-type]


def test_start_carries_the_offset_of_the_event() -> None:
    shown = event_json(event(end=datetime(2026, 11, 27, 15)), BERLIN)
    assert shown["start"] == "2026-11-27T14:30:00+09:00"
    assert shown["end"] == "2026-11-27T15:00:00+09:00"
    assert shown["time_zone"] == "Asia/Tokyo"


def test_floating_events_carry_the_local_offset() -> None:
    shown = event_json(event(time_zone=None), BERLIN)
    assert (shown["start"], shown["time_zone"]) == ("2026-11-27T14:30:00+01:00", None)


def test_the_second_of_a_time_that_comes_twice() -> None:
    twice = datetime(2026, 10, 25, 2, 30)
    for fold, offset in ((0, "+02:00"), (1, "+01:00")):
        shown = event_json(event(start=twice.replace(fold=fold), time_zone="Europe/Berlin"), BERLIN)
        assert shown["start"] == f"2026-10-25T02:30:00{offset}"


def test_it_is_json_with_the_keys_of_the_contract() -> None:
    full = event(
        reminders=(Reminder(timedelta(hours=1), DESKTOP_AND_EMAIL),),
        tags=("a",),
        recurrence=Recurrence("FREQ=DAILY"),
        deleted_at=NOW,
    )
    shown = json.loads(json.dumps(event_json(full, BERLIN)))
    assert " ".join(shown) == (
        "id title description start end time_zone all_day location url tags reminders "
        "recurrence created_at updated_at deleted_at "
        "late_rule repeat_every email_after sound even_when_quiet calendar"
    )
    assert shown["reminders"] == [{"before": "PT1H", "channels": ["desktop", "email"]}]
    assert shown["recurrence"] == "FREQ=DAILY"
    assert shown["deleted_at"] == "2026-11-20T11:00:00+00:00"


def test_what_is_left_to_the_settings_is_null() -> None:
    shown = event_json(event(), BERLIN)
    wishes = ("late_rule", "repeat_every", "email_after", "sound")
    assert [shown[name] for name in wishes] == [None] * 4
    assert shown["even_when_quiet"] is False


@pytest.mark.parametrize(
    ("wishes", "shown"),
    [
        (Insistence(timedelta(minutes=5), timedelta(hours=1), True, True), ("PT5M", "PT1H", True)),
        (Insistence(ONCE, ONCE, False, False), ("PT0S", "PT0S", False)),
    ],
)
def test_wishes(wishes: Insistence, shown: tuple[object, ...]) -> None:
    rule = parse_late_rule("within 90m")
    found = json.loads(json.dumps(event_json(event(insistence=wishes, late_rule=rule), BERLIN)))
    assert (found["repeat_every"], found["email_after"], found["sound"]) == shown
    assert found["even_when_quiet"] is wishes.even_when_quiet
    assert found["late_rule"] == "within 1h30m"


def test_occurrences() -> None:
    call = event(end=datetime(2026, 11, 27, 15))
    shown = occurrence_json(call, occurrence_at(call, call.start, BERLIN), BERLIN)
    assert shown == {"start": "2026-11-27T14:30:00+09:00", "end": "2026-11-27T15:00:00+09:00"}


def test_a_ledger_row() -> None:
    row = LedgerRow(
        id=7,
        event_id="1",
        event_title="Call",
        occurrence_start=NOW,
        occurrence_end=NOW + timedelta(hours=1),
        all_day=False,
        lead=timedelta(minutes=5),
        channel=Channel.EMAIL,
        due_at=NOW,
        state=LedgerState.GAVE_UP,
        error="550 no such user",
        attempts=3,
    )
    shown = json.loads(json.dumps(ledger_json(row)))
    assert " ".join(shown) == (
        "id event_id event_title occurrence_start due_at channel state reason attempts backend "
        "delivered_at late_s error snoozed_until acknowledged_at acknowledged_by"
    )
    assert (shown["channel"], shown["state"]) == ("email", "gave_up")
    assert (shown["late_s"], shown["delivered_at"]) == (None, None)


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(), "PT0S"),
        (timedelta(minutes=5), "PT5M"),
        (timedelta(minutes=90), "PT1H30M"),
        (timedelta(days=1), "P1D"),
        (timedelta(weeks=4), "P28D"),
        (timedelta(days=1, hours=2, seconds=3), "P1DT2H3S"),
        (-timedelta(hours=9), "-PT9H"),
    ],
)
def test_durations(length: timedelta, text: str) -> None:
    assert iso_duration(length) == text


@given(st.integers(-(10**8), 10**8))
def test_durations_are_read_back(seconds: int) -> None:
    from eventdesk.interchange.values import parse_length

    length = timedelta(seconds=seconds)
    assert parse_length(iso_duration(length)) == length
