"""What reading a file hands on: events, and changes of series still to be joined."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from eventdesk.interchange.values import When
from eventdesk.services.imports import ImportedEvent


@dataclass(frozen=True, slots=True)
class Change:
    """What RECURRENCE-ID says: which occurrence of a series an event stands for.

    `when` is resolved (`Surroundings.resolved`). With `following` the event stands for all
    that come after, too (RANGE=THISANDFUTURE, RFC 5545 3.2.13).
    """

    when: When
    following: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A VEVENT that could be read. `change` is set for a changed occurrence. Without `event`
    it is cancelled."""

    line: int
    uid: str
    sequence: int
    modified: datetime | None
    event: ImportedEvent | None
    change: Change | None = None
