"""Self-test of the main job, in scratch folders: an old database, and a reminder."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from eventdesk.app.outside import MailerWhenNeeded, NoAlarm
from eventdesk.app.self_test_outcomes import ANEW
from eventdesk.app.wiring import Outside, build
from eventdesk.domain.event import EventDraft
from eventdesk.domain.reminder import Reminder
from eventdesk.domain.views import AgendaView, LedgerFilter, QuickFilter
from eventdesk.domain.walltime import to_instant, to_wall
from eventdesk.paths import Paths
from eventdesk.services.desk import Desk
from eventdesk.services.health import Check
from eventdesk.services.ports import Alarm, Notice, Taken
from eventdesk.system.alarm import ApschedulerAlarm
from eventdesk.system.clock import SystemClock
from eventdesk.system.fetch import HttpFetcher
from eventdesk.system.presence import NoPresence
from eventdesk.system.processes import SystemProcesses
from eventdesk.system.secrets import CalendarLogins, MailSecret
from eventdesk.system.settings_file import TomlSettings

TITLE = "Self-test, Café"
EVENT_ID = "5e1f7e57-0000-4000-8000-000000000001"
RING_S = 10.0


class RecordingChannel:
    """A Notifier that takes every notice and keeps it, and a Sounder that makes no sound."""

    def __init__(self) -> None:
        self.notices: list[Notice] = []

    def notify(self, notice: Notice) -> Taken:
        """Take the notice."""
        self.notices.append(notice)
        return Taken("self-test")

    def withdraw(self, ref: str) -> None:
        """Nothing is shown."""

    def play(self) -> str:
        """All is well."""
        return ""

    def close(self) -> None:
        """Nothing to release."""


def database() -> Check:
    """A database of the first version is brought up to date, and searched."""
    from eventdesk.storage.first_schema import (
        FIRST,
        LAST,
        make_first_database,
        missing_scripts,
        schema_version,
        sqlite_version,
    )

    if missing := missing_scripts():
        words = f"migration scripts are missing: {', '.join(missing)}"
        return Check("database", False, words, ANEW)
    zone, start = ZoneInfo("Europe/Berlin"), datetime(2100, 5, 3, 9, 30)  # noqa: DTZ001
    lead = timedelta(minutes=20)
    with _scratch() as paths:
        make_first_database(
            paths.database, event_id=EVENT_ID, title=TITLE, start=start, zone=zone, lead=lead
        )
        before = schema_version(paths.database)
        with _desk(paths, RecordingChannel(), NoAlarm()) as desk:
            event, planned = desk.events.get(EVENT_ID), desk.agenda.next_reminder()
            found = desk.agenda.keys(AgendaView(QuickFilter.ALL, search="self cafe"))
        after = schema_version(paths.database)
    problems = [
        (before, after) != (FIRST, LAST) and f"migrated from {before} to {after}, not to {LAST}",
        (event.title, event.start) != (TITLE, start) and "the event has changed",
        event.reminders != (Reminder(lead),) and "the event has lost its reminder",
        (planned is None or planned.due_at != to_instant(start, zone) - lead)
        and "the reminder is not planned any more",
        len(found) != 1 and "the search (FTS5) does not find it",
    ]
    wrong = "; ".join(each for each in problems if each)
    if wrong:
        return Check("database", False, wrong, ANEW)
    words = f"from {before} to {after}, event and reminder kept, searched"
    return Check("database", True, f"{words}; SQLite {sqlite_version()}")


def reminder() -> Check:
    """An event that is due at once is reminded of by the alarm, once, and is in the ledger."""
    channel, clock = RecordingChannel(), SystemClock()
    with _scratch() as paths, _desk(paths, channel, ApschedulerAlarm(clock)) as desk:
        desk.start()
        start = to_wall(clock.now() + timedelta(minutes=2), clock.zone())
        draft = EventDraft(
            title=TITLE, start=start, time_zone=clock.zone().key, reminders=(Reminder(),)
        )
        event = desk.events.create(draft)

        def states() -> list[str]:
            return [row.state.value for row in desk.history.rows(LedgerFilter(event.id))]

        _until(lambda: states() == ["delivered"], RING_S)
        rung = states()
        desk.reminders.deliver_due()
        found = states()
    if not rung:
        return Check("reminder", False, f"the alarm has not rung within {RING_S:g} s", ANEW)
    if found == ["delivered"] and [each.title for each in channel.notices] == [TITLE]:
        return Check("reminder", True, "rung by the alarm, delivered once, in the ledger")
    count = len(channel.notices)
    return Check("reminder", False, f"handed over {count} times, in the ledger: {found}", ANEW)


def _until(well: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not well() and time.monotonic() < end:
        time.sleep(0.02)


@contextmanager
def _scratch() -> Iterator[Paths]:
    with tempfile.TemporaryDirectory(prefix="eventdesk-self-test-") as folder:
        paths = Paths.in_folder(Path(folder))
        paths.ensure()
        yield paths


@contextmanager
def _desk(paths: Paths, channel: RecordingChannel, alarm: Alarm) -> Iterator[Desk]:
    secrets = MailSecret({})
    outside = Outside(
        clock=SystemClock(),
        alarm=alarm,
        notifier=lambda on_action: channel,
        sounder=channel,
        presence=NoPresence(),
        mailer=MailerWhenNeeded(secrets),
        secrets=secrets,
        fetcher=HttpFetcher(),
        logins=CalendarLogins({}),
        settings=TomlSettings(paths.settings_file),
        processes=SystemProcesses(),
        publish=lambda change: None,
    )
    desk = build(paths, outside)
    try:
        yield desk
    finally:
        desk.close()
