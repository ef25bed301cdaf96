"""One transaction and the stores that work inside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import sqlalchemy as sa

from eventdesk.domain.calendar import PERSONAL
from eventdesk.domain.errors import CalendarNotFound, InvalidInput, ReadOnlyCalendar
from eventdesk.domain.event import Event
from eventdesk.domain.language import tr
from eventdesk.storage.agenda_store import AgendaStore
from eventdesk.storage.calendar_store import CalendarStore
from eventdesk.storage.claim_store import ClaimStore
from eventdesk.storage.edit_store import Edit, EditStore
from eventdesk.storage.event_store import EventStore
from eventdesk.storage.import_store import ImportStore
from eventdesk.storage.ledger_store import LedgerStore
from eventdesk.storage.reminder_store import ReminderStore
from eventdesk.storage.snapshots import from_snapshot, snapshot
from eventdesk.storage.state_store import StateStore
from eventdesk.storage.trash_store import TrashStore
from eventdesk.storage.values import Unreadable


@dataclass(frozen=True, slots=True)
class UndoStep:
    """What an undo or redo makes of events: by id the wanted state, None for deleted."""

    pk: int
    label: str
    states: dict[str, Event | None]


class Transaction:
    """The stores, sharing one connection. Lives inside one `with` on one thread."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    @cached_property
    def events(self) -> EventStore:
        """Events and their full text."""
        return EventStore(self._connection)

    @cached_property
    def reminders(self) -> ReminderStore:
        """Planned reminders and their due instants."""
        return ReminderStore(self._connection)

    @cached_property
    def agenda(self) -> AgendaStore:
        """Materialised occurrences, sorted, filtered and paged."""
        return AgendaStore(self._connection)

    @cached_property
    def ledger(self) -> LedgerStore:
        """What became of every reminder."""
        return LedgerStore(self._connection)

    @cached_property
    def claims(self) -> ClaimStore:
        """Who holds which rows of the ledger."""
        return ClaimStore(self._connection)

    @cached_property
    def edits(self) -> EditStore:
        """What can be undone and redone."""
        return EditStore(self._connection)

    @cached_property
    def state(self) -> StateStore:
        """Small facts the program keeps about itself."""
        return StateStore(self._connection)

    @cached_property
    def calendars(self) -> CalendarStore:
        """Calendars and subscriptions."""
        return CalendarStore(self._connection)

    def require_own(self, event: Event) -> None:
        """ReadOnlyCalendar when the event belongs to a subscribed calendar."""
        if event.calendar in self.calendars.read_only():
            raise ReadOnlyCalendar(self.calendars.get(event.calendar).name)

    def require_room(self, calendar_id: str) -> None:
        """InvalidInput when events cannot be put into this calendar."""
        try:
            calendar = self.calendars.get(calendar_id)
        except CalendarNotFound as error:
            if calendar_id == PERSONAL:
                raise Unreadable(tr("the personal calendar is not there")) from None
            raise InvalidInput.of("calendar", error.problem, error.remedy) from None
        if calendar.read_only:
            raise InvalidInput.of(
                "calendar",
                tr("“{name}” takes no events: its own come from elsewhere.", name=calendar.name),
                tr("Choose another calendar."),
            )

    @cached_property
    def imports(self) -> ImportStore:
        """Many events at a time."""
        return ImportStore(self._connection)

    @cached_property
    def trash(self) -> TrashStore:
        """Deleted events, and what is thrown away."""
        return TrashStore(self._connection)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """What fails inside is rolled back by itself; the error goes on."""
        with self._connection.begin_nested():
            yield

    def keep_edit(
        self,
        label: str,
        before: Sequence[Event | None],
        after: Sequence[Event],
        *,
        at: datetime,
    ) -> None:
        """Make an edit undoable; `before` and `after` are in the same order."""
        pairs = list(zip(before, after, strict=True))
        self.edits.push(
            label,
            {new.id: snapshot(old) if old else None for old, new in pairs},
            {new.id: snapshot(new) for _, new in pairs},
            at=at,
        )

    def edit_to_undo(self) -> UndoStep | None:
        """The newest edit, as the states it came from."""
        edit = self.edits.next_undo()
        return None if edit is None else _undo_step(edit, forward=False)

    def edit_to_redo(self) -> UndoStep | None:
        """The edit undone last, as the states it led to."""
        edit = self.edits.next_redo()
        return None if edit is None else _undo_step(edit, forward=True)


def _undo_step(edit: Edit, *, forward: bool) -> UndoStep:
    states = edit.after if forward else edit.before
    return UndoStep(
        edit.pk,
        edit.label,
        {each: from_snapshot(values) if values else None for each, values in states.items()},
    )
