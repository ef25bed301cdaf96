"""Writes to a database over and over until it is killed, and says what is safely done.

    python -m tests.faults.write_until_killed FOLDER KIND

KIND is one of save, edit, undo, import, backup, restore, migrate and upgrade.
Every line on stdout is an acknowledgement: what it names must be there after the kill.
"""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from eventdesk.domain.calendar import PERSONAL, Calendar
from eventdesk.domain.recurrence import Recurrence
from eventdesk.services import pacing
from eventdesk.services.imports import ImportedEvent, ImportResult
from eventdesk.storage.database import Database
from eventdesk.storage.migrations import VERSIONS
from eventdesk.storage.rescue import Rescue
from tests.desks import TestDesk, new_desk

OLD = Path(__file__).parents[1] / "storage" / "databases" / f"{VERSIONS[0]}.db"
NOW = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


def say(words: object) -> None:
    """Acknowledge."""
    print(words, flush=True)


def save(desk: TestDesk) -> None:
    """Create events."""
    for number in count():
        start = desk.clock.now() + timedelta(hours=1, minutes=number % 50)
        event = desk.create(start, f"Event {number}", description="words " * 200)
        say(event.id)


def edit(desk: TestDesk) -> None:
    """Change one event, delete it, bring it back."""
    event = desk.create(desk.clock.now() + timedelta(hours=1), "Event 0")
    for number in count(1):
        draft = replace(event.draft(), title=f"Event {number}")
        desk.desk.events.update(event.id, draft)
        say(f"edited {number}")
        desk.desk.events.delete([event.id])
        say(f"deleted {number}")
        desk.desk.events.restore([event.id])
        say(f"restored {number}")


def undo(desk: TestDesk) -> None:
    """Take a deletion back and do it again."""
    event = desk.create(desk.clock.now() + timedelta(hours=1), "Undone")
    desk.desk.events.delete([event.id])
    for _ in count():
        desk.desk.events.undo()
        say("alive")
        desk.desk.events.redo()
        say("deleted")


def bring_in(desk: TestDesk) -> None:
    """Import calendars of 600 events with series in them, and undo and redo that."""
    pacing.HELD_S = 0.03  # so that most kills fall between the transactions of one import
    desk.desk.importing.run(calendar_of(desk, 0), calendar=PERSONAL)
    for number in count(1):
        new = Calendar(id=f"calendar-{number}", name=f"Calendar {number}")
        say(f"importing {number}")
        desk.desk.importing.run(calendar_of(desk, number), calendar=new)
        say(f"imported {number}")
        desk.desk.events.undo()
        say(f"undone {number}")
        desk.desk.events.redo()
        say(f"redone {number}")


def calendar_of(desk: TestDesk, number: int) -> ImportResult:
    """600 events; 100 of them are in every file, each time changed."""
    start = desk.clock.now() + timedelta(hours=1)
    return ImportResult(
        tuple(
            ImportedEvent(
                f"{n}" if n < 100 else f"{number}-{n}",
                number,
                None,
                desk.draft(
                    start + timedelta(minutes=n),
                    f"File {number}",
                    recurrence=Recurrence("FREQ=DAILY;COUNT=50") if n % 10 == 5 else None,
                ),
            )
            for n in range(600)
        )
    )


def backup(desk: TestDesk) -> None:
    """Back up while saving."""
    rescue = Rescue(desk.paths.database, desk.paths.backups)
    for number in count():
        event = desk.create(desk.clock.now() + timedelta(hours=1), f"Event {number}")
        say(event.id)
        rescue.back_up(NOW + timedelta(seconds=number))
        rescue.rotate(NOW + timedelta(seconds=number), desk.clock.zone())
        say(f"backup {number}")


def restore(desk: TestDesk) -> None:
    """Go back and forth between two backups."""
    rescue = Rescue(desk.paths.database, desk.paths.backups)
    made = []
    for number in range(2):
        desk.create(desk.clock.now() + timedelta(hours=1), f"Event {number}")
        made.append(rescue.back_up(NOW + timedelta(seconds=number)))
    desk.desk.close()
    for number in count():
        rescue.restore(made[number % 2])
        say(f"restored {number % 2 + 1}")


def migrate(desk: TestDesk) -> None:
    """Make new databases."""
    folder = desk.paths.data / "new"
    for number in count():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        say(f"making {number}")
        new_desk(folder).desk.close()


def upgrade(desk: TestDesk) -> None:
    """Bring databases of the oldest version up to date."""
    for number in count(1):
        folder = desk.paths.data / f"old-{number}"
        folder.mkdir()
        database = folder / "eventdesk.db"
        shutil.copyfile(OLD, database.with_suffix(".part"))
        database.with_suffix(".part").rename(database)
        say(f"old {number}")
        Database.open(database).close()
        say(f"new {number}")


def main(folder: Path, kind: str) -> None:
    """Do it."""
    works = {
        "save": save,
        "edit": edit,
        "undo": undo,
        "import": bring_in,
        "backup": backup,
        "restore": restore,
        "migrate": migrate,
        "upgrade": upgrade,
    }
    works[kind](new_desk(folder))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
