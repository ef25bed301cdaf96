"""What the main window asks of the rest of the program, injected as plain calls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple


def _nothing(*_: object) -> None:
    return None


class WindowActions(NamedTuple):
    """Called on the Qt main thread. Defaults do nothing, for tests of parts.

    `edit_event` gets an event's id, and for an occurrence of a series its start (UTC).
    `import_files` gets the files dropped on the window, or None to ask for them; `export`
    gets the ids of selected events, and the view that is listed when it is to be asked which
    are meant; `copy_calendar` gets the ids of those to be put into the clipboard;
    `open_ledger` the event to filter by, or None; `open_settings` the name of a page, or
    nothing for the first; `pause` the UTC instant until which reminders are held.
    `close_to_tray` returns True when the window was hidden and the program goes on, False when
    it should close.
    """

    new_event: Callable[[], object] = _nothing
    edit_event: Callable[..., object] = _nothing
    duplicate: Callable[[str], object] = _nothing
    open_ledger: Callable[[str | None], object] = _nothing
    open_settings: Callable[..., object] = _nothing
    open_health: Callable[[], object] = _nothing
    open_calendars: Callable[[], object] = _nothing
    open_trash: Callable[[], object] = _nothing
    open_backups: Callable[[], object] = _nothing
    show_away: Callable[[], object] = _nothing
    quit: Callable[[], object] = _nothing
    pause: Callable[[datetime], object] = _nothing
    resume: Callable[[], object] = _nothing
    import_files: Callable[[Sequence[Path] | None], object] | None = None
    export: Callable[..., object] | None = None
    paste: Callable[[], object] | None = None
    copy_calendar: Callable[[Sequence[str]], object] | None = None
    about: Callable[[], object] | None = None
    close_to_tray: Callable[[], bool] = lambda: False
