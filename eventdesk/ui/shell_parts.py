"""What the composition root hands to the window program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from eventdesk.domain.settings import Settings
from eventdesk.services.ports import Change, Notifier
from eventdesk.services.views import AgendaView

if TYPE_CHECKING:
    from eventdesk.domain.event import Event
    from eventdesk.services.agenda import Glimpse
    from eventdesk.services.desk import Desk
    from eventdesk.services.health import Doctor
    from eventdesk.services.imports import ImportResult
    from eventdesk.ui.rescue_flow import RescueWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """The services, ready, and what the window needs beside them.

    `start` begins delivering and `close` ends it; both may block for some 100 ms.
    `read_calendars` takes files and data, and by name `progress` and `cancelled`, as
    `interchange.read.read` does.
    """

    desk: Desk
    doctor: Doctor
    start: Callable[[], None]
    close: Callable[[], None]
    read_calendars: Callable[..., ImportResult]
    write_calendar: Callable[[Iterable[Event]], bytes]


class Started(Protocol):
    """What a start was asked for: calendar files (absolute) and links, to stay hidden, the
    desktop's permission to come to the front, or to end the program."""

    @property
    def arguments(self) -> tuple[str, ...]:
        """Files and links."""
        ...

    @property
    def hidden(self) -> bool:
        """Whether no window is wanted."""
        ...

    @property
    def activation(self) -> str:
        """The permission, '' for none."""
        ...

    @property
    def quit(self) -> bool:
        """Whether the program is to end."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellParts:
    """What the composition root hands to the window program.

    `language` is the one that is spoken, such as 'de'. `glance` reads the first rows on a
    worker thread, None when that cannot be; never raises.
    `attach` opens the services on a worker thread, with the window's own notifiers as the
    last to be asked; EventDeskError when they cannot be opened. `arrivals` connects what later
    starts ask for. `rescue` replaces a database that cannot be used. `let_activate` takes the
    id of a window that comes up by a desktop's permission, and that permission; it blocks for
    up to a second. `ending` is called when the program is about to end. `trace`, if given,
    notes a stage of the start and its Unix time. `replaced` tells, on a worker thread, whether the
    program was updated meanwhile; `restart` lets it start again once it has ended.
    """

    language: str
    icons: Path
    layout_file: Path
    drafts_file: Path
    folders: Mapping[str, Path]
    licences: Path
    installed_as: str
    settings: Settings
    settings_problem: str
    hidden: bool
    arguments: tuple[str, ...]
    arrivals: Callable[[Callable[[Started], None]], None]
    glance: Callable[[AgendaView], Glimpse | None]
    attach: Callable[[Callable[[Change], None], Sequence[Notifier]], Attached]
    rescue: RescueWork
    set_autostart: Callable[[bool], None]
    replaced: Callable[[], bool]
    restart: Callable[[], None]
    let_activate: Callable[[int, str], None]
    install_hooks: Callable[[Callable[[BaseException], None]], None]
    ending: Callable[[], None]
    trace: Callable[[str, float], None] | None
