"""An editor on a real desk, opened at an occurrence of a series."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from eventdesk.domain.event import Event, EventDraft
from eventdesk.domain.occurrence import occurrences
from eventdesk.domain.recurrence import Recurrence
from eventdesk.domain.reminder import Reminder
from eventdesk.services.desk import Desk
from eventdesk.ui.draft_store import KeptForm
from eventdesk.ui.editor import EventEditor
from tests.desks import new_desk
from tests.ui.dialog_kit import Kit

BERLIN = "Europe/Berlin"
MONDAY = datetime(2026, 11, 23, 9)


class SeriesKit:
    """A real database under the editor; jobs run at once."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.kit = Kit(qtbot, folder)
        self.qtbot = qtbot
        self.test = new_desk(folder / "desk")
        self.desk: Desk = self.test.desk

    def close(self) -> None:
        """Close windows and database."""
        self.kit.close()
        self.desk.close()

    def make(self, rule: str = "FREQ=WEEKLY", start: datetime = MONDAY, **fields: Any) -> Event:
        """A series of 30 minutes from Monday 23 November 9:00 on."""
        fields.setdefault("time_zone", BERLIN)
        fields.setdefault("end", start + timedelta(minutes=30))
        recurrence = fields.pop("recurrence", Recurrence(rule))
        draft = EventDraft(
            title="Stand-up",
            start=start,
            recurrence=recurrence,
            reminders=(Reminder(),),
            **fields,
        )
        return self.desk.events.create(draft)

    def nth(self, event: Event, number: int) -> datetime:
        """The UTC start of an occurrence, from 0."""
        return self.starts(event)[number]

    def starts(self, event: Event, limit: int = 12) -> list[datetime]:
        """The first starts of an event as it is stored now, in UTC."""
        stored = self.desk.events.get(event.id)
        return [each.start for each in occurrences(stored, self.test.clock.zone(), limit=limit)]

    def listed(self) -> list[str]:
        """Every occurrence of the next weeks: '30 09:00 Stand-up'."""
        zone, now = self.test.clock.zone(), self.test.clock.now()
        found = self.desk.events.occurring(start=now, end=now + timedelta(days=40))
        return [f"{each.start.astimezone(zone):%d %H:%M} {event.title}" for event, each in found]

    def open(
        self, event: Event, start: datetime | None = None, kept: KeptForm | None = None
    ) -> EventEditor:
        """The editor, shown."""
        editor = EventEditor(
            self.desk,
            self.kit.jobs,
            self.kit.icons,
            settings=self.desk.preferences.current(),
            drafts=self.kit.drafts,
            event=self.desk.events.get(event.id),
            start=start,
            kept=kept,
        )
        self.kit.open(editor)
        return editor

    def save(self, editor: EventEditor) -> Event:
        """Save; the event that holds the change."""
        with self.qtbot.waitSignal(editor.saved) as saved:
            editor.save()
        return self.desk.events.get(saved.args[0])

    def wait_for(self, words: Callable[[], str]) -> str:
        """Wait until there are words; these."""
        self.qtbot.waitUntil(lambda: bool(words()))
        return words()
