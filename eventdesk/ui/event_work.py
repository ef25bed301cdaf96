"""What the window changes by itself, off the main thread, each with its message and undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QApplication

from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.series import Scope
from eventdesk.services.views import AgendaRow
from eventdesk.ui.agenda_words import details_text
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.message_bar import MessageBar

if TYPE_CHECKING:
    from eventdesk.services.desk import Desk

BY = "window"
Rows = Callable[[], list[AgendaRow]]
Deleted = tuple[list[str], str]
"""Event ids, and what became of them in words."""


class EventWork:
    """Deletes, restores, undoes, snoozes. Failures are said in the message bar. `select` is
    asked to select the event that came back or changed."""

    def __init__(
        self,
        desk: Desk,
        jobs: Jobs,
        messages: MessageBar,
        select: Callable[[str], object],
    ) -> None:
        self._desk = desk
        self._jobs = jobs
        self._messages = messages
        self._select = select
        self._steps = 0
        self._touched: Sequence[str] = ()

    def heard(self, event_ids: Sequence[str]) -> None:
        """Events changed; while a step is under way, these are the step's."""
        if self._steps:
            self._touched = event_ids

    def delete(self, read: Rows) -> None:
        """Delete the events of some rows and offer to bring them back; where there are series
        among them, ask first which of their occurrences are meant."""

        def work() -> Deleted | list[AgendaRow]:
            rows = read()
            return rows if any(row.recurring for row in rows) else self._delete_whole(rows)

        def done(outcome: Deleted | list[AgendaRow]) -> None:
            if isinstance(outcome, list):
                self._ask(outcome)
            else:
                self._deleted(outcome)

        self._jobs.run(work, done, self._messages.error)

    def skip(self, row: AgendaRow) -> None:
        """Leave one occurrence out of its series."""
        self._part(row, Scope.ONE)

    def _ask(self, rows: list[AgendaRow]) -> None:
        if len(rows) == 1:
            (row,) = rows
            self._messages.ask(
                f"Delete {row_words(row, self._desk.clock.zone())}?",
                [
                    ("This &one", lambda: self._part(row, Scope.ONE)),
                    ("This and &following", lambda: self._part(row, Scope.FOLLOWING)),
                    ("&All", lambda: self._whole(rows)),
                ],
            )
            return
        self._messages.ask(
            f"Delete {len(rows):,} selected, some of which repeat?",
            [
                ("&Only these", lambda: self._each(rows)),
                ("&All their repetitions", lambda: self._whole(rows)),
            ],
        )

    def _part(self, row: AgendaRow, scope: Scope) -> None:
        words = row_words(row, self._desk.clock.zone())
        done = f"Skipped {words}" if scope is Scope.ONE else f"Deleted {words} and what follows"
        self._jobs.run(
            lambda: self._desk.series.delete(row.event_id, row.start, scope),
            lambda _: self._messages.offer(done, self.undo),
            self._messages.error,
        )

    def _each(self, rows: list[AgendaRow]) -> None:
        chosen = [(row.event_id, row.start) for row in rows]
        self._jobs.run(
            lambda: self._desk.series.delete_each(chosen),
            lambda _: self._messages.offer(f"Deleted {len(rows):,} occurrences", self.undo),
            self._messages.error,
        )

    def _whole(self, rows: list[AgendaRow]) -> None:
        self._jobs.run(lambda: self._delete_whole(rows), self._deleted, self._messages.error)

    def _delete_whole(self, rows: list[AgendaRow]) -> Deleted:
        """On the worker thread."""
        ids = list(dict.fromkeys(row.event_id for row in rows))
        if ids:
            self._desk.events.delete(ids)
        return ids, deleted_words(rows, len(ids))

    def _deleted(self, outcome: Deleted) -> None:
        ids, words = outcome
        if ids:
            self._messages.offer(words, lambda: self.restore(ids))

    def restore(self, ids: list[str]) -> None:
        """Bring deleted events back."""
        self._jobs.run(
            lambda: self._desk.events.restore(ids),
            lambda _: self._select(ids[0]),
            self._messages.error,
        )

    def undo(self) -> None:
        """Take back the last change."""
        self._step(self._desk.events.undo, self._undone)

    def redo(self) -> None:
        """Make the change that was taken back."""
        self._step(self._desk.events.redo, self._redone)

    def _step(self, work: Callable[[], str | None], say: Callable[[str | None], None]) -> None:
        self._steps += 1

        def done(words: str | None) -> None:
            self._steps -= 1
            touched, self._touched = self._touched, ()
            say(words)
            if words is not None and touched:
                self._select(touched[0])

        def failed(error: EventDeskError) -> None:
            self._steps -= 1
            self._messages.error(error)

        self._jobs.run(work, done, failed)

    def _undone(self, words: str | None) -> None:
        self._messages.forget()
        if words is None:
            self._messages.note("Nothing to undo.")
        else:
            self._messages.offer(undone_words(words), self.redo, "Redo")

    def _redone(self, words: str | None) -> None:
        self._messages.forget()
        if words is None:
            self._messages.note("Nothing to redo.")
        else:
            self._messages.offer(f"{words} again", self.undo)

    def dismiss(self, ledger_ids: list[int]) -> None:
        """Dismiss waiting reminders and offer to take it back."""

        def done(_: object) -> None:
            self._messages.offer("Reminder dismissed.", lambda: self._undismiss(ledger_ids))

        dismiss = self._desk.reminders.dismiss
        self._jobs.run(lambda: dismiss(ledger_ids, by=BY), done, self._messages.error)

    def _undismiss(self, ledger_ids: list[int]) -> None:
        undismiss = self._desk.reminders.undismiss
        self._jobs.run(lambda: undismiss(ledger_ids, by=BY), None, self._messages.error)

    def snooze(self, ledger_ids: list[int], text: str) -> None:
        """Snooze waiting reminders; `text` as domain.snooze reads it."""
        snooze = self._desk.reminders.snooze
        self._jobs.run(lambda: snooze(ledger_ids, text, by=BY), None, self._messages.error)

    def copy_details(self, read: Rows) -> None:
        """Put the rows into the clipboard as plain text."""
        clock = self._desk.clock

        def work() -> list[str]:
            return [details_text(row, clock.now(), clock.zone()) for row in read()]

        def done(texts: list[str]) -> None:
            QApplication.clipboard().setText("\n\n".join(texts))
            count = len(texts)
            self._messages.note("Details copied." if count == 1 else f"{count} details copied.")

        self._jobs.run(work, done, self._messages.error)


def deleted_words(rows: list[AgendaRow], events: int) -> str:
    """'Deleted “Dentist”', 'Deleted “Stand-up” with all its repetitions', 'Deleted 3 events'."""
    if events != 1:
        return f"Deleted {events} events"
    title = rows[0].title
    short = title if len(title) <= 60 else title[:59] + "…"
    more = " with all its repetitions" if rows[0].recurring else ""
    return f"Deleted “{short}”{more}"


def row_words(row: AgendaRow, zone: ZoneInfo) -> str:
    """'“Stand-up” on Mon 23 Nov'."""
    title = row.title if len(row.title) <= 60 else row.title[:59] + "…"
    day = row.start.astimezone(zone)
    return f"“{title}” on {day:%a} {day.day} {day:%b}"


def undone_words(step: str) -> str:
    """What taking a step back did: 'Restored “Dentist”' after 'Deleted “Dentist”', 'Took back:
    edited “Dentist”'."""
    verb, _, what = step.partition(" ")
    if verb in _OPPOSITES:
        return f"{_OPPOSITES[verb]} {what}"
    return f"Took back: {step[:1].lower()}{step[1:]}"


_OPPOSITES = {"Deleted": "Restored", "Restored": "Deleted"}
