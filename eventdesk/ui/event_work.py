"""What the window changes by itself, off the main thread, each with its message and undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from eventdesk.domain.day_words import short_date
from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.language import retold, tr, tr_n
from eventdesk.domain.series import Scope
from eventdesk.services.views import AgendaRow
from eventdesk.ui.agenda_words import details_text
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.message_bar import STEPS, MessageBar

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
                tr("Delete “{title}” on {day}?", **self._named(row)),
                [
                    (tr("This &one"), lambda: self._part(row, Scope.ONE)),
                    (tr("This and &following"), lambda: self._part(row, Scope.FOLLOWING)),
                    (tr("&All"), lambda: self._whole(rows)),
                ],
            )
            return
        self._messages.ask(
            tr_n(
                "Delete {count} selected, which repeats?",
                "Delete {count} selected, some of which repeat?",
                len(rows),
            ),
            [
                (tr("&Only these"), lambda: self._each(rows)),
                (tr("&All their repetitions"), lambda: self._whole(rows)),
            ],
        )

    def _part(self, row: AgendaRow, scope: Scope) -> None:
        named = self._named(row)
        if scope is Scope.ONE:
            done = tr("Skipped “{title}” on {day}", **named)
        else:
            done = tr("Deleted “{title}” on {day} and what follows", **named)
        self._jobs.run(
            lambda: self._desk.series.delete(row.event_id, row.start, scope),
            lambda _: self._messages.offer(done, self.undo),
            self._messages.error,
        )

    def _named(self, row: AgendaRow) -> dict[str, str]:
        day = short_date(row.start.astimezone(self._desk.clock.zone()))
        return {"title": _short(row.title), "day": day}

    def _each(self, rows: list[AgendaRow]) -> None:
        chosen = [(row.event_id, row.start) for row in rows]
        done = tr_n("Deleted {count} occurrence", "Deleted {count} occurrences", len(rows))
        self._jobs.run(
            lambda: self._desk.series.delete_each(chosen),
            lambda _: self._messages.offer(done, self.undo),
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
            self._messages.note(tr("Nothing to undo."))
        else:
            self._messages.offer(undone_words(words), self.redo, STEPS[1])

    def _redone(self, words: str | None) -> None:
        self._messages.forget()
        if words is None:
            self._messages.note(tr("Nothing to redo."))
        else:
            self._messages.offer(tr("{step} again", step=retold(words)), self.undo)

    def dismiss(self, ledger_ids: list[int]) -> None:
        """Dismiss waiting reminders and offer to take it back."""

        def done(_: object) -> None:
            words = tr("Reminder dismissed.")
            self._messages.offer(words, lambda: self._undismiss(ledger_ids))

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
            self._messages.note(
                tr_n("Details copied.", "{count} details copied.", count, count=count)
            )

        self._jobs.run(work, done, self._messages.error)


def deleted_words(rows: list[AgendaRow], events: int) -> str:
    """'Deleted “Dentist”', 'Deleted “Stand-up” with all its repetitions', 'Deleted 3 events'."""
    if events != 1:
        return tr_n("Deleted {count} event", "Deleted {count} events", events, count=events)
    title = _short(rows[0].title)
    if rows[0].recurring:
        return tr("Deleted “{title}” with all its repetitions", title=title)
    return tr("Deleted “{title}”", title=title)


def _short(title: str) -> str:
    return title if len(title) <= 60 else title[:59] + "…"


def undone_words(step: str) -> str:
    """What taking a step back did, whose words are English as they are stored: 'Restored
    “Dentist”' after 'Deleted “Dentist”', 'Took back: edited “Dentist”'."""
    verb, _, what = step.partition(" ")
    if verb in _OPPOSITES:
        return retold(f"{_OPPOSITES[verb]} {what}")
    told = retold(step)
    if told == step:
        told = f"{step[:1].lower()}{step[1:]}"
    return tr("Took back: {step}", step=told)


_OPPOSITES = {"Deleted": "Restored", "Restored": "Deleted"}
