"""What a start was given: calendar files to import, and links to follow.

Any web page can send a link, so none of them does more than open something or fill in a form.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QUrl
from PySide6.QtWidgets import QDialog
from shiboken6 import isValid

from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.event import Event
from eventdesk.domain.language import tr
from eventdesk.domain.link import (
    CALENDARS,
    SCHEME,
    BadLink,
    Link,
    NewEvent,
    OpenWindow,
    ShowEvent,
    ShowLedger,
    ShowSettings,
    SubscribeTo,
    link_scheme,
    parse_link,
)
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.main_window import MainWindow

if TYPE_CHECKING:
    from eventdesk.services.desk import Desk

MOST_EDITORS = 3
"""Editors that links may have open at once; a page can send hundreds."""


class Opener(Protocol):
    """Opens what links lead to."""

    def import_files(self, paths: Sequence[Path]) -> object:
        """Ask what to import of these files."""
        ...

    def new_event(self, wish: NewEvent) -> object:
        """Open an editor, filled in."""
        ...

    def new_events_open(self) -> int:
        """How many editors of new events are open."""
        ...

    def subscribe(self, url: str) -> QDialog:
        """Ask whether to subscribe; the dialog, shown."""
        ...

    def open_ledger(self, event_id: str | None) -> object:
        """Show the ledger."""
        ...

    def open_settings(self, page: str = "general") -> object:
        """Show the settings."""
        ...

    @property
    def settings_pages(self) -> Sequence[str]:
        """The names of the settings' pages."""
        ...


class StartArguments(QObject):
    """Acts on the arguments of starts. What cannot be followed is told in the window."""

    def __init__(self, desk: Desk, jobs: Jobs, window: MainWindow, opener: Opener) -> None:
        super().__init__(window)
        self._desk, self._jobs, self._window, self._opener = desk, jobs, window, opener
        self._asking: QDialog | None = None

    def take(self, arguments: Sequence[str]) -> None:
        """Import the files together, and follow each link."""
        files: list[Path] = []
        for argument in arguments:
            try:
                scheme = link_scheme(argument)
                if scheme in (SCHEME, *CALENDARS):
                    self._follow(argument, parse_link(argument))
                else:
                    files.append(_file(argument) if scheme == "file" else Path(argument))
            except EventDeskError as error:
                self._window.show_error(error)
        here = [each for each in files if each.is_file()]
        for missing in files:
            if missing not in here:
                self._window.show_error(_not_there(missing))
        if here:
            self._opener.import_files(here)

    def _follow(self, text: str, link: Link) -> None:
        match link:
            case OpenWindow():
                pass  # a start brings the window up anyway
            case NewEvent():
                if self._opener.new_events_open() >= MOST_EDITORS:
                    raise _many()
                self._opener.new_event(link)
            case ShowEvent(event_id=event_id):
                self._show_event(event_id)
            case ShowLedger():
                self._opener.open_ledger(None)
            case ShowSettings(page=page):
                pages = self._opener.settings_pages
                if page and page not in pages:
                    remedy = tr("There are {pages}.", pages=", ".join(pages))
                    raise BadLink(text, tr("the settings have no such page."), remedy)
                self._opener.open_settings(page or pages[0])
            case SubscribeTo(url=url):
                if self._asking is not None and isValid(self._asking) and self._asking.isVisible():
                    self._asking.raise_()
                    raise _subscribing()
                self._asking = self._opener.subscribe(url)

    def _show_event(self, event_id: str) -> None:
        desk = self._desk

        def look() -> tuple[Event, bool]:
            event = desk.events.get(event_id)
            return event, desk.agenda.key_of(event.id) is not None

        def found(event: Event, listed: bool) -> None:
            if listed:
                self._window.select_event(event.id, anywhere=True)
            else:
                self._window.show_error(_not_listed(event))

        self._jobs.run(look, lambda answer: found(*answer), self._window.show_error)


def _file(uri: str) -> Path:
    """The file of a file: URI (RFC 8089)."""
    url = QUrl(uri)
    path = url.toLocalFile()
    if not path or (url.host() and not path.startswith("//")):
        raise BadLink(uri, tr("it is no file of this computer."))
    return Path(path)


def _many() -> EventDeskError:
    return EventDeskError(
        tr("A link wants to open another new event, and several are open already."),
        tr("Save or close some of them, then press the link again."),
    )


def _subscribing() -> EventDeskError:
    return EventDeskError(
        tr("A link leads to another calendar while you are being asked about one."),
        tr("Answer that first, then press the link again."),
    )


def _not_listed(event: Event) -> EventDeskError:
    if event.deleted_at is not None:
        problem = tr("“{title}” was deleted.", title=event.title)
        return EventDeskError(problem, tr("It is among the deleted events."))
    return EventDeskError(
        tr("“{title}” is not listed.", title=event.title),
        tr("Its calendar may be switched off, or it does not happen soon."),
    )


def _not_there(file: Path) -> EventDeskError:
    if file.is_dir():
        problem = tr("{file} is a folder.", file=file)
        return EventDeskError(problem, tr("Choose the calendar files in it."))
    problem = tr("There is no file {file}.", file=file)
    return EventDeskError(problem, tr("It may have been moved or removed."))
