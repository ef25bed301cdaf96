"""Importing and exporting calendar files from the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from eventdesk.domain.errors import EventDeskError
from eventdesk.ui.jobs import Jobs

if TYPE_CHECKING:
    from eventdesk.services.imports import ImportCounts, ImportResult
    from eventdesk.ui.shell import Attached

FILES = "Calendars (*.ics *.ical *.ifb);;All files (*)"


class Transfer:
    """Asks for files, works in the background, tells the outcome in the window's bar.

    `tell` shows words with an optional Undo; `failed` shows an error. Qt main thread.
    """

    def __init__(
        self,
        attached: Attached,
        jobs: Jobs,
        window: QWidget,
        tell: Callable[[str, Callable[[], object] | None], object],
        failed: Callable[[EventDeskError], object],
    ) -> None:
        self._attached = attached
        self._jobs = jobs
        self._window = window
        self._tell = tell
        self._failed = failed

    def import_files(self, paths: Sequence[Path] | None) -> None:
        """Import these files, or ask for them."""
        if paths is None:
            names, _ = QFileDialog.getOpenFileNames(self._window, "Import calendars", "", FILES)
            paths = [Path(name) for name in names]
        if not paths:
            return
        chosen = list(paths)

        def work() -> tuple[ImportResult, ImportCounts]:
            found = self._attached.read_calendars(chosen)
            return found, self._attached.desk.events.import_events(found.events)

        self._jobs.run(work, self._imported, self._failed)

    def export(self, event_ids: Sequence[str] | None) -> None:
        """Write these events, or all, to a file that is asked for."""
        name, _ = QFileDialog.getSaveFileName(self._window, "Export calendar", "events.ics", FILES)
        if not name:
            return
        target = Path(name)

        def work() -> int:
            events = self._attached.desk.events
            chosen = (
                list(events.all())
                if event_ids is None
                else [events.get(each) for each in event_ids]
            )
            data = self._attached.write_calendar(chosen)
            try:
                target.write_bytes(data)
            except OSError as error:
                raise EventDeskError(
                    f"{target} could not be written: {error.strerror}.",
                    "Choose another folder or free some space.",
                ) from error
            return len(chosen)

        self._jobs.run(
            work,
            lambda count: self._tell(f"Exported {_counted(count)} to {target.name}", None),
            self._failed,
        )

    def _imported(self, outcome: tuple[ImportResult, ImportCounts]) -> None:
        found, counts = outcome
        words = [f"Imported {_counted(counts.added)}"]
        if counts.updated:
            words.append(f"{counts.updated} updated")
        if counts.unchanged:
            words.append(f"{counts.unchanged} known already")
        if found.skipped:
            first = found.skipped[0]
            words.append(f"{len(found.skipped)} left out (line {first.line}: {first.reason})")
        undo = self._undo if counts.added or counts.updated else None
        self._tell(", ".join(words), undo)

    def _undo(self) -> None:
        self._jobs.run(self._attached.desk.events.undo, None, self._failed)


def _counted(count: int) -> str:
    return f"{count:,} event" if count == 1 else f"{count:,} events"
