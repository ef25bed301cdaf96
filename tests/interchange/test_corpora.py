"""Public calendar files: every one imports, and what is known of some comes out.

They lie in ../shared/corpora or where EVENTDESK_CORPORA says, and are no part of the project.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from eventdesk.interchange.read import read
from eventdesk.interchange.write import write
from eventdesk.services.imports import ImportResult
from tests.interchange.calendars import BERLIN
from tests.interchange.test_write import event

CORPORA = Path(
    os.environ.get("EVENTDESK_CORPORA")
    or Path(__file__).resolve().parents[3] / "shared" / "corpora"
)
FOLDER = CORPORA / "icalendar"
FILES = sorted(FOLDER.rglob("*.ics"))
needs_corpora = pytest.mark.skipif(
    not FILES, reason=f"no calendar files below {FOLDER.name}; set EVENTDESK_CORPORA"
)


def result_of(name: str) -> ImportResult:
    return read([FOLDER / name], local_zone=BERLIN)


@needs_corpora
def test_every_file_imports_without_a_crash() -> None:
    kept = skipped = notes = strangers = 0
    for path in FILES:
        result = read([path], local_zone=BERLIN)
        kept += len(result.events)
        skipped += len(result.skipped)
        notes += len(result.notes)
        strangers += not result.calendars
        assert all(each.reason and each.line > 0 for each in result.skipped)
    print(f"{len(FILES)} files: {kept} events kept, {skipped} things skipped and reported,")
    print(f"{notes} remarks on what was adapted, {strangers} files without calendar")
    assert len(FILES) >= 150
    assert kept >= 80


@needs_corpora
def test_all_files_at_once_and_out_again() -> None:
    result = read(FILES, local_zone=BERLIN)
    uids = [each.uid for each in result.events]
    assert len(uids) == len(set(uids))
    events = [
        event(
            id=each.uid,
            uid=each.uid,
            sequence=each.sequence,
            **{name: getattr(each.draft, name) for name in each.draft.__slots__},
        )
        for each in result.events
    ]
    back = read([write(events)], local_zone=BERLIN)
    assert back.skipped == ()
    assert [each.draft for each in back.events] == [each.draft for each in result.events]


@needs_corpora
@pytest.mark.parametrize(
    ("name", "zone", "start"),
    [
        ("alarm_etar_future", "Europe/London", datetime(2024, 10, 5, 13)),
        ("alarm_google_future", "Europe/London", datetime(2024, 10, 4, 19, 15)),
        ("america_new_york", "America/New_York", datetime(2014, 8, 29, 8)),
        ("issue_165_missing_event", "Europe/Berlin", datetime(2015, 7, 3, 10)),
        ("issue_466_convert_tzid_with_slash", "Europe/Stockholm", datetime(2022, 10, 21, 20)),
        ("issue_836_do_not_quote_tzid", "America/New_York", datetime(2024, 10, 28, 17)),
        ("pacific_fiji", "Pacific/Fiji", datetime(2014, 8, 29, 8)),
    ],
)
def test_peculiar_zones(name: str, zone: str, start: datetime) -> None:
    draft = result_of(f"calendars/{name}.ics").events[0].draft
    assert (draft.time_zone, draft.start) == (zone, start)


@needs_corpora
@pytest.mark.parametrize(
    ("name", "minutes"),
    [
        ("alarm_etar_future", [5, 25, 30]),
        ("alarm_google_future", [10, 14, 15]),
        ("alarm_thunderbird_future", [15, 45]),
        ("alarm_thunderbird_2_future", [1, 24]),
        ("issue_1050_all_components", [15]),
    ],
)
def test_alarms_of_other_programs(name: str, minutes: list[int]) -> None:
    draft = result_of(f"calendars/{name}.ics").events[0].draft
    assert [each.lead for each in draft.reminders] == [timedelta(minutes=n) for n in minutes]


@needs_corpora
def test_a_folded_file_with_empty_lines_between() -> None:
    result = result_of("calendars/multiple_calendar_components.ics")
    assert [each.draft.title for each in result.events] == [
        "Christmas Day",
        "Boxing Day",
        "Christmas again!",
    ]
