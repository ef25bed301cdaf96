"""Leaves a database as this version writes it, for the tests of later versions.

    python -m tests.storage.leave_database 0005

Run it once for each schema version, with the code of that version, before the next one changes
it; what it left is never made anew.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from eventdesk.domain.calendar import Calendar
from eventdesk.domain.event import Event, EventDraft
from eventdesk.domain.late import parse_late_rule
from eventdesk.domain.recurrence import Recurrence
from eventdesk.domain.reminder import DESKTOP_AND_EMAIL, Reminder, parse_reminder
from eventdesk.domain.series import Scope
from eventdesk.interchange.read import read
from tests.desks import TestDesk
from tests.services.feeds import URL, Web, calendar, event

FOLDER = Path(__file__).parent / "databases"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def leave(target: Path) -> None:
    """Make the database and put it, as one file, at `target`."""
    with tempfile.TemporaryDirectory() as folder:
        desk = _new_desk(Path(folder))
        try:
            _fill(desk)
        finally:
            desk.desk.close()
        with closing(sqlite3.connect(desk.paths.database)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute("VACUUM")
        shutil.copyfile(desk.paths.database, target)


def _new_desk(folder: Path) -> TestDesk:
    from eventdesk.paths import Paths

    paths = Paths.in_folder(folder)
    paths.ensure()
    web = Web({URL: calendar(event("review"))})
    return TestDesk(paths, fetcher=web).with_mail().open()


def _fill(desk: TestDesk) -> None:
    now = desk.clock.now()
    dentist = _own_events(desk, now)
    _calendars(desk, now)
    _series(desk, now)
    _imports(desk)
    _delivered(desk)
    desk.desk.events.update(dentist.id, desk.draft(now + 90 * MINUTE, "Dentist moved"))
    desk.clock.advance(14 * MINUTE)
    desk.ring()


def _own_events(desk: TestDesk, now: datetime) -> Event:
    """One of each kind, and one that is deleted again."""
    dentist = desk.create(
        now + 30 * MINUTE,
        "Dentist",
        location="Main Street 4",
        tags=("health",),
        description="Bring the card",
    )
    desk.create(
        now + 40 * MINUTE,
        "Stand-up",
        recurrence=Recurrence("FREQ=WEEKLY;BYDAY=MO,FR"),
        reminders=(Reminder(5 * MINUTE, DESKTOP_AND_EMAIL), Reminder(24 * HOUR)),
        late_rule=parse_late_rule("within 15m"),
    )
    gone = desk.create(now + 50 * MINUTE, "Old plan")
    desk.desk.events.delete([gone.id])
    desk.desk.events.create(
        EventDraft(
            title="Anna’s birthday",
            start=datetime(2026, 12, 1),
            end=datetime(2026, 12, 2),
            all_day=True,
            reminders=(parse_reminder("1d@18:00"),),
        )
    )
    reminders = (Reminder(15 * MINUTE), Reminder(5 * MINUTE))
    desk.create(now + 20 * MINUTE, "Call", reminders=reminders)
    return dentist


def _calendars(desk: TestDesk, now: datetime) -> None:
    """One with its own reminders, one that is off, and one that comes from the web."""
    calendars = desk.desk.calendars
    work = calendars.add(
        Calendar(id="", name="Work", colour="#2f9e67", reminders=(Reminder(10 * MINUTE),))
    )
    desk.create(now + 26 * HOUR, "Planning", calendar=work.id, reminders=(Reminder(10 * MINUTE),))
    club = calendars.add(Calendar(id="", name="Club", colour="#8e5bd0"))
    desk.create(now + 27 * HOUR, "Rehearsal", calendar=club.id)
    calendars.switch(club.id, False)
    desk.desk.subscriptions.add(URL, every=6 * HOUR)


def _series(desk: TestDesk, now: datetime) -> None:
    """The next occurrence but one of the series is another hour later, and has its own name."""
    series = next(each for each in desk.desk.events.all() if each.title == "Stand-up")
    second = now + 40 * MINUTE + timedelta(days=3)
    draft = desk.draft(second + HOUR, "Stand-up with guests", reminders=(Reminder(5 * MINUTE),))
    desk.desk.series.edit(series.id, second, draft, Scope.ONE)


def _imports(desk: TestDesk) -> None:
    """A file that comes twice, the second time with a change."""
    for title in ("Concert", "Concert, other hall"):
        file = calendar(event("concert", title, "20261205T190000Z", f"SEQUENCE:{len(title)}"))
        found = read([file], local_zone=desk.clock.zone())
        desk.desk.importing.run(found, calendar="personal", source="tickets.ics")


def _delivered(desk: TestDesk) -> None:
    """Reminders in every state that a day leaves behind."""
    desk.clock.advance(25 * MINUTE)
    desk.ring()
    shown = [row.id for row in desk.rows() if row.state == "delivered"]
    desk.desk.reminders.snooze([shown[0]], "1h", by="popup")
    desk.desk.reminders.dismiss([shown[1]], by="popup")


if __name__ == "__main__":
    leave(FOLDER / f"{sys.argv[1]}.db")
