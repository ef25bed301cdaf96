"""What the person does in the main window, turned into calls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction

from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.language import tr
from eventdesk.domain.ledger import LedgerRow
from eventdesk.services.views import AgendaRow, AgendaView, QuickFilter
from eventdesk.ui.agenda_view import AgendaPanel
from eventdesk.ui.event_work import EventWork
from eventdesk.ui.icons import Icons
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.message_bar import MessageBar
from eventdesk.ui.row_menu import Waiting, row_menu
from eventdesk.ui.toolbar import Toolbar
from eventdesk.ui.window_actions import WindowActions

if TYPE_CHECKING:
    from eventdesk.services.desk import Desk

WAITING_LOOKED_AT = 200
"""Selected rows up to which the context menu looks for waiting reminders."""


class Gestures:
    """Knows the window's parts and what they mean together. Qt main thread only."""

    def __init__(
        self,
        agenda: AgendaPanel,
        toolbar: Toolbar,
        messages: MessageBar,
        jobs: Jobs,
        actions: WindowActions,
    ) -> None:
        self._agenda = agenda
        self._toolbar = toolbar
        self._messages = messages
        self._jobs = jobs
        self._actions = actions
        self._desk: Desk | None = None
        self._work: EventWork | None = None
        toolbar.new.clicked.connect(lambda: actions.new_event())
        toolbar.search.searched.connect(agenda.set_search)
        toolbar.search.left.connect(agenda.setFocus)
        toolbar.filters.chosen.connect(agenda.set_quick)
        agenda.view_changed.connect(self._view_changed)
        agenda.opened.connect(self.open)
        agenda.typed.connect(self._type)
        agenda.wanted.connect(self._wanted)

    def attach(self, desk: Desk) -> None:
        """Begin to change things: the services are ready."""
        self._desk = desk
        self._work = EventWork(desk, self._jobs, self._messages, self._agenda.select_event)

    def heard(self, event_ids: Sequence[str]) -> None:
        """Events changed, by whom ever."""
        if self._work is not None:
            self._work.heard(event_ids)

    def slots(self) -> dict[str, Callable[[], object]]:
        """What each command of window_commands does, by name."""
        actions = self._actions
        slots: dict[str, Callable[[], object]] = {
            "new": actions.new_event,
            "edit": self._edit,
            "duplicate": lambda: self._with_row(self.duplicate),
            "delete": self.delete,
            "copy": self.copy,
            "undo": lambda: self._work and self._work.undo(),
            "redo": lambda: self._work and self._work.redo(),
            "find": self.find,
            "clear": self.clear_search,
            "ledger": lambda: actions.open_ledger(None),
            "trash": actions.open_trash,
            "calendars": actions.open_calendars,
            "backups": actions.open_backups,
            "settings": actions.open_settings,
            "health": actions.open_health,
            "quit": actions.quit,
        }
        for quick in QuickFilter:
            slots[f"filter-{quick}"] = partial(self._agenda.set_quick, quick)
        if actions.import_files is not None:
            slots["import"] = partial(actions.import_files, None)
        if actions.export is not None:
            slots["export"] = self.choose_export
        if actions.paste is not None:
            slots["paste"] = actions.paste
        if actions.copy_calendar is not None:
            slots["copy-calendar"] = self.copy_calendar
        if actions.about is not None:
            slots["about"] = actions.about
        return slots

    def open(self, row: AgendaRow) -> None:
        """Edit a row's event, at the occurrence of the row."""
        if row.recurring:
            self._actions.edit_event(row.event_id, row.start)
        else:
            self._actions.edit_event(row.event_id)

    def open_series(self, row: AgendaRow) -> None:
        """Edit the series that a row's occurrence belongs to."""
        self._actions.edit_event(row.series_id or row.event_id)

    def skip(self, row: AgendaRow) -> None:
        """Leave a row's occurrence out of its series."""
        if self._work is not None:
            self._work.skip(row)

    def duplicate(self, row: AgendaRow) -> None:
        """Duplicate a row's event."""
        self._actions.duplicate(row.event_id)

    def ledger(self, row: AgendaRow) -> None:
        """Open the ledger of a row's event."""
        self._actions.open_ledger(row.event_id)

    def delete(self) -> None:
        """Delete the selected events."""
        if self._work is not None and self._agenda.selected_count():
            self._work.delete(self._agenda.rows_reader())

    def copy(self) -> None:
        """Copy the selected rows as text."""
        if self._work is not None and self._agenda.selected_count():
            self._work.copy_details(self._agenda.rows_reader())

    def export(self) -> None:
        """Export the selected events."""
        self._with_selected(self._actions.export)

    def choose_export(self) -> None:
        """Ask which events are exported: the selected ones, the listed ones or all."""
        export, view = self._actions.export, self._agenda.view
        if export is not None:
            self._with_selected(lambda ids: export(ids, view))

    def copy_calendar(self) -> None:
        """Copy the selected events as iCalendar data."""
        if self._agenda.selected_count():
            self._with_selected(self._actions.copy_calendar)

    def _with_selected(self, act: Callable[[list[str]], object] | None) -> None:
        if act is None:
            return

        def done(rows: list[AgendaRow]) -> None:
            act(list(dict.fromkeys(row.event_id for row in rows)))

        self._jobs.run(self._agenda.rows_reader(), done, self._messages.error)

    def dismiss(self, ledger_ids: list[int]) -> None:
        """Dismiss waiting reminders."""
        if self._work is not None:
            self._work.dismiss(ledger_ids)

    def snooze(self, ledger_ids: list[int], text: str) -> None:
        """Snooze waiting reminders."""
        if self._work is not None:
            self._work.snooze(ledger_ids, text)

    def find(self) -> None:
        """Go to the search field."""
        self._toolbar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._toolbar.search.selectAll()

    def clear_search(self) -> None:
        """List everything again and go to the list."""
        self._toolbar.search.clear()
        if self._toolbar.search.hasFocus():
            self._agenda.setFocus()

    def show_menu(self, spot: QPoint, commands: dict[str, QAction], icons: Icons) -> None:
        """Show the context menu at a point of the table."""
        table, desk = self._agenda.table, self._desk
        if desk is None or not self._agenda.selected_count():
            return
        row = self._agenda.current_row()
        shown = {name: commands[name] for name in ("delete", "copy")}
        if "copy-calendar" in commands:
            shown["copy-calendar"] = commands["copy-calendar"]
        if row is not None:
            shown.update({name: commands[name] for name in ("edit", "duplicate")})
        extra = []
        if self._actions.export is not None:
            extra.append(QAction(icons.icon("upload", "muted"), tr("Export…"), table))
            extra[-1].triggered.connect(self.export)
        if row is not None:
            words = tr("Show in the ledger")
            extra.append(QAction(icons.icon("history", "muted"), words, table))
            extra[-1].triggered.connect(lambda: self.ledger(row))
            if row.recurring:
                words = tr("Skip this one")
                extra.insert(0, QAction(icons.icon("close", "muted"), words, table))
                extra[0].triggered.connect(lambda: self.skip(row))
            elif row.series_id is not None:
                words = tr("Open the series")
                extra.insert(0, QAction(icons.icon("repeat", "muted"), words, table))
                extra[0].triggered.connect(lambda: self.open_series(row))
        waiting = Waiting(self._waiting(desk), self.dismiss, self.snooze)
        menu = row_menu(table, icons, shown, extra, waiting, desk.clock)
        menu.popup(table.viewport().mapToGlobal(spot))

    def _waiting(self, desk: Desk) -> list[LedgerRow]:
        if self._agenda.selected_count() > WAITING_LOOKED_AT:
            return []
        model, ranges = self._agenda.model, self._agenda.table.selected_numbers()
        rows = (model.row(number) for each in ranges for number in each)
        chosen = {(row.event_id, row.start) for row in rows if row is not None}
        try:
            active = desk.reminders.active({event_id for event_id, _ in chosen})
        except EventDeskError as error:
            self._messages.error(error)
            return []
        return [each for each in active if (each.event_id, each.occurrence_start) in chosen]

    def _edit(self) -> None:
        if not self._agenda.opens_what_is_found():
            self._with_row(self.open)

    def _with_row(self, act: Callable[[AgendaRow], object]) -> None:
        row = self._agenda.current_row()
        if row is not None:
            act(row)

    def _view_changed(self, view: AgendaView) -> None:
        self._toolbar.filters.show_chosen(view.quick)

    def _wanted(self, wish: str) -> None:
        if wish == "new":
            self._actions.new_event()
        elif wish == "clear":
            self._toolbar.search.clear()
        else:
            self._agenda.set_quick(QuickFilter.ALL)

    def _type(self, letters: str) -> None:
        self._toolbar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._toolbar.search.setText(letters)
