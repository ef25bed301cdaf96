"""Expected failures, in words a person can act on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventdesk.domain.language import tr

if TYPE_CHECKING:
    from eventdesk.domain.settings import Settings


class EventDeskError(Exception):
    """An expected failure: what is wrong (`problem`) and what to do about it (`remedy`)."""

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(f"{problem} {remedy}".strip())
        self.problem = problem
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One refused input field; `field` is the name used by the editor and the command line."""

    field: str
    problem: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.problem} {self.remedy}".strip()


class InvalidInput(EventDeskError):
    """Input that cannot be taken; every refused field is named in `problems`."""

    def __init__(self, *problems: FieldProblem) -> None:
        super().__init__(" ".join(str(each) for each in problems))
        self.problems = problems

    @classmethod
    def of(cls, field: str, problem: str, remedy: str = "") -> InvalidInput:
        """The common case of a single refused field."""
        return cls(FieldProblem(field, problem, remedy))


class EventNotFound(EventDeskError):
    """No event has this id."""

    def __init__(self, event_id: str) -> None:
        super().__init__(tr("Event not found"), tr("No event has the id {id}.", id=repr(event_id)))
        self.event_id = event_id


class LedgerRowNotFound(EventDeskError):
    """No ledger row has this number."""

    def __init__(self, ledger_id: int) -> None:
        super().__init__(
            tr("Ledger row not found"), tr("No reminder has the number {number}.", number=ledger_id)
        )
        self.ledger_id = ledger_id


class StorageFailure(EventDeskError):
    """The database could not be opened, read or written (full, read-only, locked, damaged)."""


class DatabaseTooNew(StorageFailure):
    """The database was written by a newer EventDesk than this one."""


class DatabaseDamaged(StorageFailure):
    """The database is missing, empty, truncated, unreadable or not EventDesk's at all.

    A backup can be restored or what is readable be salvaged; the file is kept in both cases.
    """


class SettingsFailure(EventDeskError):
    """The settings file cannot be read or written."""


class CalendarNotFound(EventDeskError):
    """No calendar has this id or name."""

    def __init__(self, calendar: str) -> None:
        super().__init__(
            tr("There is no calendar {name}.", name=repr(calendar)),
            tr("Look at the calendars there are."),
        )


class ReadOnlyCalendar(EventDeskError):
    """Events of a subscribed calendar are somebody else's."""

    def __init__(self, name: str) -> None:
        super().__init__(
            tr("The events of “{name}” come from elsewhere and cannot be changed here.", name=name),
            tr("Duplicate the event to get one of your own, or switch the calendar off."),
        )


class ImportCancelled(EventDeskError):
    """A person cancelled an import; nothing of it was kept."""

    def __init__(self) -> None:
        super().__init__(tr("The import was cancelled."), tr("Nothing was changed."))


class UnfitSettings(SettingsFailure):
    """The settings file can be read, but some of its values do not fit.

    `settings` are the others, with the defaults in place of the unfit ones; `unfit` are the
    unfit values as the file has them, by key. Saving `settings` mends the file.
    """

    def __init__(
        self, problem: str, remedy: str, settings: Settings, unfit: Mapping[str, object]
    ) -> None:
        super().__init__(problem, remedy)
        self.settings = settings
        self.unfit = dict(unfit)


class MailFailure(EventDeskError):
    """A mail could not be handed to the server; carries the server's own words."""
