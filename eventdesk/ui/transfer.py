"""Importing and exporting calendars from the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.event import Event
from eventdesk.domain.language import later, tr, tr_n
from eventdesk.services.views import AgendaView
from eventdesk.ui.calendar_drop import pasted_calendars
from eventdesk.ui.event_work import undone_words
from eventdesk.ui.export_dialog import ExportChoice, ExportDialog
from eventdesk.ui.icons import Icons
from eventdesk.ui.import_flow import ImportFlow
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.transfer_parts import Tell, TransferParts

if TYPE_CHECKING:
    from eventdesk.ui.shell_parts import Attached

ENDINGS = "*.ics *.ical *.ifb *.icalendar *.vcs"
SUGGESTED = {
    ExportChoice.SELECTED: later("selected-events.ics"),
    ExportChoice.LISTED: later("listed-events.ics"),
    ExportChoice.ALL: later("all-events.ics"),
}


class Transfer(QObject):
    """Asks what to import or export, works on `slow`, tells the outcome in the window's bar.

    `tell` shows words with an optional Undo; `failed` shows an error; `undo` takes the newest
    step back. Qt main thread.
    """

    def __init__(
        self,
        attached: Attached,
        slow: Jobs,
        icons: Icons,
        window: QWidget,
        tell: Tell,
        failed: Callable[[EventDeskError], object],
    ) -> None:
        super().__init__(window)
        self._parts = TransferParts(attached, slow, icons, window, tell)
        self._failed = failed
        self.flows: list[ImportFlow] = []

    # In.

    def import_files(self, paths: Sequence[Path] | None) -> None:
        """Import these files, or ask for them."""
        if paths is not None:
            self.import_sources(paths)
            return
        title, kinds = tr("Import calendars"), _kinds_of_files()
        names, _ = QFileDialog.getOpenFileNames(self._parts.window, title, "", kinds)
        self.import_sources([Path(name) for name in names])

    def import_sources(self, sources: Sequence[Path | bytes]) -> None:
        """Import files or iCalendar data; a dialog shows first what that would do."""
        if not sources:
            return
        flow = ImportFlow(self._parts, self._undo)
        self.flows.append(flow)
        flow.ended.connect(lambda: self._ended(flow))
        flow.begin(sources)

    def paste(self) -> None:
        """Import what is in the clipboard."""
        found = pasted_calendars(QGuiApplication.clipboard().mimeData())
        if found:
            self.import_sources(found)
        else:
            problem = tr("There is no calendar in the clipboard.")
            self._failed(EventDeskError(problem, tr("Copy events or .ics files first.")))

    def close(self) -> None:
        """Stop every import that is under way; nothing of it stays."""
        for flow in list(self.flows):
            flow.stop()
            if flow.dialog is not None:
                flow.dialog.reject()

    # Out.

    def export(self, event_ids: Sequence[str] | None, view: AgendaView | None = None) -> None:
        """Write events to a file that is asked for: these, or what is chosen in a dialog of
        the selected ones, those that `view` lists, and all."""
        if view is None:
            self._ask_file(self._of(event_ids), tr("events.ics"))
            return
        dialog = ExportDialog(self._parts.icons, len(event_ids or ()), self._parts.window)

        def chosen(choice: ExportChoice) -> None:
            read = {
                ExportChoice.SELECTED: self._of(event_ids),
                ExportChoice.LISTED: lambda: self._listed(view),
                ExportChoice.ALL: self._of(None),
            }[choice]
            self._ask_file(read, tr(SUGGESTED[choice]))

        dialog.chosen.connect(chosen)
        dialog.show()

    def copy(self, event_ids: Sequence[str]) -> None:
        """Put events into the clipboard as iCalendar text."""

        def work() -> tuple[int, bytes]:
            attached = self._parts.attached
            events = attached.desk.exporting.chosen(event_ids)
            return len(events), attached.write_calendar(events)

        def done(found: tuple[int, bytes]) -> None:
            count, data = found
            # As plain text: a QMimeData made in Python that is still in the clipboard when
            # the program ends would crash it (PySide6 6.11).
            QGuiApplication.clipboard().setText(data.decode("utf-8"))
            words = tr_n(
                "Copied {count} event as iCalendar", "Copied {count} events as iCalendar", count
            )
            self._parts.tell(words, None)

        self._parts.slow.run(work, done, self._failed)

    def _of(self, event_ids: Sequence[str] | None) -> Callable[[], list[Event]]:
        exporting = self._parts.attached.desk.exporting
        if event_ids is None:
            return exporting.all
        return lambda: exporting.chosen(event_ids)

    def _listed(self, view: AgendaView) -> list[Event]:
        desk = self._parts.attached.desk
        return desk.exporting.listed(desk.agenda.keys(view))

    def _ask_file(self, read: Callable[[], list[Event]], suggested: str) -> None:
        title, kinds = tr("Export calendar"), _kinds_of_files()
        name, _ = QFileDialog.getSaveFileName(self._parts.window, title, suggested, kinds)
        if not name:
            return
        target = Path(name)

        def work() -> int:
            events = read()
            data = self._parts.attached.write_calendar(events)
            try:
                target.write_bytes(data)
            except OSError as error:
                raise EventDeskError(
                    tr("{file} could not be written: {why}.", file=target, why=error.strerror),
                    tr("Choose another folder or free some space."),
                ) from error
            return len(events)

        def done(count: int) -> None:
            words = tr_n(
                "Exported {count} event to {file}",
                "Exported {count} events to {file}",
                count,
                file=target.name,
            )
            self._parts.tell(words, None)

        self._parts.slow.run(work, done, self._failed)

    def _undo(self) -> None:
        def done(words: str | None) -> None:
            if words is not None:
                self._parts.tell(undone_words(words), None)

        self._parts.slow.run(self._parts.attached.desk.events.undo, done, self._failed)

    def _ended(self, flow: ImportFlow) -> None:
        if flow in self.flows:
            self.flows.remove(flow)
            flow.deleteLater()


def _kinds_of_files() -> str:
    """What a file dialog offers to list."""
    calendars, everything = tr("Calendars"), tr("All files")
    return f"{calendars} ({ENDINGS});;{everything} (*)"
