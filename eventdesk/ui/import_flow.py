"""One import from the window: read, look ahead, ask, write, tell."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from eventdesk.domain.calendar import Calendar
from eventdesk.domain.errors import EventDeskError, ImportCancelled
from eventdesk.domain.language import tr
from eventdesk.services.collecting import set_aside, take_back, without_collecting
from eventdesk.services.imports import ImportCounts, ImportPreview, ImportResult
from eventdesk.ui.import_dialog import ImportDialog
from eventdesk.ui.import_words import (
    new_calendar_name,
    outcome_words,
    source_label,
    source_words,
)
from eventdesk.ui.transfer_parts import TransferParts

LOOK_MS = 100
"""Milliseconds between two looks at how far the work has come."""
Result = TypeVar("Result")


class Pace:
    """How far work on another thread has come, and whether it is to stop. Thread-safe."""

    def __init__(self) -> None:
        self.words = ""
        self._share: float | None = None
        self._stop = threading.Event()

    def begin(self, words: str) -> None:
        """Another part of the work."""
        self.words, self._share = words, None

    def report(self, done: int, total: int) -> None:
        """How much is done, and of how much."""
        self._share = min(done / total, 1.0) if total else None

    @property
    def share(self) -> float | None:
        """0 to 1, None when it is not known."""
        return self._share

    def stop(self) -> None:
        """Ask the work to stop."""
        self._stop.set()

    def stopped(self) -> bool:
        """Whether it is to stop."""
        return self._stop.is_set()


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read, where it may go, and what that would do."""

    result: ImportResult
    targets: list[Calendar]
    chosen: int
    new: str
    preview: ImportPreview


class ImportFlow(QObject):
    """Works on `slow`, so that the window goes on meanwhile. `ended` comes once; `undo` takes
    back what was imported. Qt main thread."""

    ended = Signal()

    def __init__(self, parts: TransferParts, undo: Callable[[], object]) -> None:
        super().__init__(parts.window)
        self._parts = parts
        self._undo = undo
        self._pace = Pace()
        self._sources: list[Path | bytes] = []
        self._read: _Read | None = None
        self._busy = self._asking = False
        self.dialog: ImportDialog | None = None
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)

    def begin(self, sources: Sequence[Path | bytes]) -> None:
        """Read these files or this data, showing how far that is."""
        self._sources = list(sources)
        self.dialog = ImportDialog(self._parts.icons, source_words(sources), self._parts.window)
        self.dialog.stopped.connect(self.stop)
        self.dialog.target_changed.connect(self._look_ahead)
        self.dialog.import_asked.connect(self._write)
        self.dialog.finished.connect(lambda _result: self._end())
        self._work(tr("Reading…"))
        self.dialog.show()
        self._run(self._read_all, self._show_read)

    def stop(self) -> None:
        """Stop whatever goes on; nothing of it stays."""
        self._pace.stop()

    # On the worker.

    def _read_all(self) -> _Read:
        pace, attached = self._pace, self._parts.attached
        with without_collecting():
            result = attached.read_calendars(
                self._sources, progress=pace.report, cancelled=pace.stopped
            )
            set_aside()
        calendars = attached.desk.calendars
        targets = [each for each in calendars.all() if not each.read_only]
        chosen = next((x for x in targets if x.id == calendars.chosen_last()), targets[0])
        named = next((x for x in targets if x.name.casefold() == result.name.casefold()), None)
        name, new = new_calendar_name(self._sources, result), str(uuid4())
        if not any(each.name.casefold() == name.casefold() for each in calendars.all()):
            colour = result.colour or calendars.free_colour()
            targets.append(Calendar(id=new, name=name, colour=colour))
        index = targets.index(named or chosen)
        pace.begin(tr("Comparing with what is here…"))
        preview = attached.desk.importing.preview(result, targets[index].id, cancelled=pace.stopped)
        return _Read(result, targets, index, new, preview)

    # On the main thread.

    def _show_read(self, read: _Read) -> None:
        self._read = read
        if self.dialog is not None:
            self._timer.stop()
            self.dialog.show_targets(read.targets, read.chosen, read.new)
            self.dialog.show_preview(read.result, read.preview)

    def _look_ahead(self, target: Calendar) -> None:
        read = self._read
        if read is None:
            return
        self._work(tr("Comparing with what is here…"), asking=True)
        pace, importing = self._pace, self._parts.attached.desk.importing

        def show(preview: ImportPreview) -> None:
            if self.dialog is not None and self.dialog.chosen == target:
                self._timer.stop()
                self.dialog.show_preview(read.result, preview)

        self._run(lambda: importing.preview(read.result, target.id, cancelled=pace.stopped), show)

    def _write(self, target: Calendar) -> None:
        read = self._read
        if read is None:
            return
        self._work(tr("Importing…"))
        pace, importing = self._pace, self._parts.attached.desk.importing
        label = source_label(self._sources)
        wanted: Calendar | str = target if target.id == read.new else target.id
        self._run(
            lambda: importing.run(
                read.result,
                calendar=wanted,
                progress=pace.report,
                cancelled=pace.stopped,
                source=label,
            ),
            lambda counts: self._done(counts, read.result),
        )

    def _done(self, counts: ImportCounts, result: ImportResult) -> None:
        if self.dialog is not None:
            self.dialog.finish()
        undo = self._undo if counts.written else None
        self._parts.tell(outcome_words(counts, result, source_words(self._sources)), undo)

    def _failed(self, error: EventDeskError) -> None:
        self._timer.stop()
        if isinstance(error, ImportCancelled):
            self._parts.tell(tr("The import was cancelled; nothing was changed"), None)
        elif self.dialog is not None:
            self.dialog.show_error(str(error))
        else:
            self._parts.tell(str(error), None)

    def _run(self, work: Callable[[], Result], done: Callable[[Result], object]) -> None:
        self._busy = True

        def settled(act: Callable[[], object]) -> None:
            self._busy = False
            act()
            self._settle()

        self._parts.slow.run(
            work,
            lambda result: settled(lambda: done(result)),
            lambda error: settled(lambda: self._failed(error)),
        )

    def _work(self, words: str, *, asking: bool = False) -> None:
        self._pace.begin(words)
        self._asking = asking
        self._look()
        self._timer.start()

    def _look(self) -> None:
        if self.dialog is not None and isValid(self.dialog):
            self.dialog.show_busy(self._pace.words, self._pace.share, asking=self._asking)

    def _end(self) -> None:
        self._timer.stop()
        self.dialog = None
        self._settle()

    def _settle(self) -> None:
        if self.dialog is None and not self._busy:
            self._read = None
            take_back()
            self.ended.emit()
