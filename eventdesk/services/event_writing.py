"""What every use case that writes events shares: planning them, and telling what changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from eventdesk.domain.calendar import PERSONAL
from eventdesk.domain.event import DRAFT_FIELDS, Event, EventDraft
from eventdesk.domain.ledger import LedgerRow
from eventdesk.services.planner import Planner
from eventdesk.services.ports import Change, Clock, EventsChanged, LedgerChanged, Publish

if TYPE_CHECKING:
    from eventdesk.storage.database import Database
    from eventdesk.storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class EventHooks:
    """What happens beside the transaction: all are called on the caller's thread.

    `created` runs inside the creating transaction and must not raise; `planned` after every
    change of plans; `closed` gets ledger rows that an edit ended.
    """

    created: Callable[[Transaction, Event], None]
    planned: Callable[[], None]
    closed: Callable[[Sequence[LedgerRow]], None]


class EventWriting:
    """The database with what belongs around a write to it. Any thread."""

    def __init__(
        self, database: Database, clock: Clock, publish: Publish, hooks: EventHooks
    ) -> None:
        self.database = database
        self.clock = clock
        self.hooks = hooks
        self._publish = publish

    def planner(self, tx: Transaction, now: datetime) -> Planner:
        """The planner for one transaction at `now` (UTC)."""
        return Planner(tx, now, self.clock.zone())

    def plan_stored(
        self, tx: Transaction, event: Event, previous: Event, now: datetime
    ) -> list[LedgerRow]:
        """Plan a stored event anew after a change; the ledger rows this closed or opened."""
        planner = self.planner(tx, now)
        if event.deleted_at is not None:
            return planner.remove([event])
        return planner.replan(event, previous)

    def tell(self, change: Change) -> None:
        """Publish something else."""
        self._publish(change)

    def announce(self, event_ids: Sequence[str], closed: Sequence[LedgerRow] = ()) -> None:
        """Tell everybody, after the commit."""
        self.hooks.planned()
        if closed:
            self.hooks.closed(closed)
            self._publish(LedgerChanged(tuple(row.id for row in closed)))
        self._publish(EventsChanged(tuple(event_ids)))


Draft = TypeVar("Draft", bound=EventDraft)


def new_event(draft: EventDraft, now: datetime, uid: str = "") -> Event:
    """A draft as a new event with an identity of its own."""
    fields: dict[str, Any] = {name: getattr(draft, name) for name in DRAFT_FIELDS}
    identity = str(uuid4())
    return Event(**fields, id=identity, uid=uid or identity, created_at=now, updated_at=now)


def at_home(tx: Transaction, event: Draft) -> Draft:
    """An event that comes back; when its calendar was removed meanwhile, to the personal one."""
    return event if tx.calendars.knows(event.calendar) else replace(event, calendar=PERSONAL)


def short(title: str) -> str:
    """A title as it stands in the words of an undo step."""
    return title if len(title) <= 40 else f"{title[:39]}…"
