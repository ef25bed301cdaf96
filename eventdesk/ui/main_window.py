"""The main window: a list that answers 'what is next and will I be told', details beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QSize, QTimer, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QHideEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget

from eventdesk.domain.errors import EventDeskError
from eventdesk.services.ports import (
    CalendarsChanged,
    Change,
    EventsChanged,
    HealthChanged,
    HoldsChanged,
    LedgerChanged,
    PauseChanged,
    RemindersDelivered,
)
from eventdesk.ui.agenda_view import AgendaPanel
from eventdesk.ui.away_words import menu_words
from eventdesk.ui.calendar_book import CalendarBook
from eventdesk.ui.calendar_drop import dropped_calendars
from eventdesk.ui.detail_pane import DetailPane
from eventdesk.ui.gestures import Gestures
from eventdesk.ui.icons import Icons
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.message_bar import MessageBar
from eventdesk.ui.screen_room import within_screen
from eventdesk.ui.side_by_side import SideBySide
from eventdesk.ui.standing_reader import StandingReader
from eventdesk.ui.status_line import Standing, StatusLine
from eventdesk.ui.ticker import Ticker
from eventdesk.ui.toolbar import Toolbar
from eventdesk.ui.window_actions import WindowActions
from eventdesk.ui.window_commands import make_commands
from eventdesk.ui.window_layout import Layout, LayoutFile
from eventdesk.ui.window_menu import fill_menu

if TYPE_CHECKING:
    from eventdesk.services.desk import Desk
    from eventdesk.ui.shortcuts_page import HelpPage

GATHER = 50
"""Milliseconds in which changes of the ledger become one repaint."""


class MainWindow(QWidget):
    """Shows at once, empty; fills once `attach` is called. Qt main thread only.

    Connect `Bridge.changed` to `take_change`. `layout_file` is an INI file for sizes, or None.
    """

    def __init__(
        self,
        icons: Icons,
        jobs: Jobs,
        actions: WindowActions,
        layout_file: Path | None = None,
    ) -> None:
        super().__init__()
        self._actions = actions
        self._desk: Desk | None = None
        self._ticker: Ticker | None = None
        self._instead: QWidget | None = None
        self._help: HelpPage | None = None
        self._layout_file = LayoutFile(layout_file)
        self.toolbar = Toolbar(icons, self)
        self.agenda = AgendaPanel(icons, jobs, self)
        self.details = DetailPane(icons, jobs, self)
        self.messages = MessageBar(icons, self)
        self.status = StatusLine(icons, self._status_pressed, self)
        self.splitter = SideBySide(self.agenda, self.details, self)
        self.gestures = Gestures(self.agenda, self.toolbar, self.messages, jobs, actions)
        self._standing = StandingReader(jobs, self)
        self.calendars = CalendarBook(jobs, self)
        self._reread = QTimer(self, singleShot=True, interval=GATHER)
        self.commands = make_commands(self, self.agenda, icons, self._slots())
        self.commands["away"].setVisible(False)
        fill_menu(self.toolbar.menu, self.commands, icons, actions, self._moment)
        self._connect(icons)
        self.agenda.use_calendars(self.calendars)
        self.details.use_calendars(self.calendars)
        self._lay_out()
        self.setWindowTitle("EventDesk")
        self.setWindowIcon(icons.app_icon())
        self.setAcceptDrops(actions.import_files is not None)
        self._restore(self._layout_file.load())
        self.agenda.setFocus()

    def _slots(self) -> dict[str, Callable[[], object]]:
        return {
            **self.gestures.slots(),
            "refresh": self.refresh,
            "away": self._actions.show_away,
            "details": self._toggle_details,
            "help": self.open_help,
        }

    def _connect(self, icons: Icons) -> None:
        agenda, details, gestures = self.agenda, self.details, self.gestures
        agenda.selection_moved.connect(self._selection_moved)
        agenda.failed.connect(self.messages.error)
        agenda.table.menu_asked.connect(lambda spot: gestures.show_menu(spot, self.commands, icons))
        details.edit.connect(gestures.open)
        details.duplicate.connect(gestures.duplicate)
        details.delete.connect(gestures.delete)
        details.ledger.connect(gestures.ledger)
        details.skip.connect(gestures.skip)
        details.series.connect(gestures.open_series)
        details.dismiss.connect(gestures.dismiss)
        details.snooze.connect(gestures.snooze)
        details.failed.connect(self.messages.error)
        self._standing.changed.connect(self._stands)
        self._reread.timeout.connect(self._ledger_changed)

    def _lay_out(self) -> None:
        self._box = box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.toolbar)
        box.addWidget(self.splitter, 1)
        box.addWidget(self.messages)
        box.addWidget(self.status)

    # What the program tells.

    def add_notice(self, notice: QWidget) -> None:
        """Give a line that comes and goes by itself its place above the messages."""
        self._box.insertWidget(self._box.indexOf(self.messages), notice)

    def attach(self, desk: Desk) -> None:
        """Fill the window: the services are ready."""
        self.detach()
        self._desk = desk
        self._ticker = Ticker(desk.clock.now, self)
        self._ticker.ticked.connect(self._tick)
        self.gestures.attach(desk)
        self.details.attach(desk)
        self.agenda.attach(desk)
        self._standing.attach(desk)
        self.calendars.attach(desk)
        self._run_ticker()

    def detach(self) -> None:
        """Rest: the services are being closed."""
        self.calendars.detach()
        if self._ticker is not None:
            self._ticker.run(False)
            self._ticker.deleteLater()
            self._ticker = None

    def show_instead(self, page: QWidget | None) -> None:
        """Show a page in place of toolbar and list, or with None those again."""
        if self._instead is not None:
            self._instead.hide()
            self._instead.deleteLater()
        self._instead = page
        if page is not None:
            self._box.insertWidget(0, page, 1)
        for part in (self.toolbar, self.splitter, self.status):
            part.setVisible(page is None)
        for command in self.commands.values():
            command.setEnabled(page is None or command is self.commands["quit"])

    @Slot(object)
    def take_change(self, change: Change) -> None:
        """Show what changed."""
        match change:
            case EventsChanged(event_ids=ids):
                self.gestures.heard(ids)
                self.refresh()
            case LedgerChanged() | RemindersDelivered():
                if not self._reread.isActive():
                    self._reread.start()
            case CalendarsChanged():
                self.calendars.refresh()
            case PauseChanged() | HoldsChanged():
                self._standing.refresh()
            case HealthChanged(part=part, problem=problem):
                self._standing.problem(part, problem)

    def refresh(self) -> None:
        """Look everything up again, soon; selection and place stay."""
        self.agenda.refresh()
        self.details.refresh()
        self._standing.refresh()

    def show_error(self, error: EventDeskError, retry: Callable[[], object] | None = None) -> None:
        """Say in the window what is wrong and the remedy, with a button to try again."""
        self.messages.error(error, retry)

    def select_event(self, event_id: str, *, anywhere: bool = False) -> None:
        """Select an event's next occurrence; `anywhere` leaves search and filter to find it."""
        if anywhere:
            self.toolbar.search.clear()
        self.agenda.select_event(event_id, anywhere=anywhere)

    def open_help(self) -> None:
        """Show the help beside the window."""
        from eventdesk.ui.shortcuts_page import HelpPage

        if self._help is None:
            self._help = HelpPage(self)
        self._help.show()
        self._help.raise_()
        self._help.activateWindow()

    def _ledger_changed(self) -> None:
        self.agenda.reread()
        self.details.refresh()
        self._standing.refresh()

    def _stands(self, standing: Standing) -> None:
        self.status.show_standing(standing, *self._moment())
        self.commands["away"].setVisible(standing.away > 0)
        self.commands["away"].setText(menu_words(standing.away))

    def _selection_moved(self) -> None:
        self._arrange()
        self.details.show_row(self.agenda.current_row(), self.agenda.selected_count())

    def _status_pressed(self, button: str) -> None:
        coming = self._standing.standing.next
        if button == "Resume":
            self._actions.resume()
        elif button == "Settings":
            self._actions.open_settings("quiet")
        elif button == "Health":
            self._actions.open_health()
        elif button == "Ledger":
            self._actions.open_ledger(None)
        elif coming is not None:
            self.select_event(coming.event_id, anywhere=True)

    def _tick(self) -> None:
        (before, _), (now, zone) = self.agenda.model.moment, self._moment()
        self.agenda.tick()
        self.details.tick()
        self.status.tick(now, zone)
        if before.astimezone(zone).date() != now.astimezone(zone).date():
            self._standing.refresh()

    def _moment(self) -> tuple[datetime, ZoneInfo]:
        if self._desk is None:
            return datetime.now(UTC), ZoneInfo("UTC")
        return self._desk.clock.now(), self._desk.clock.zone()

    # What Qt tells.

    def showEvent(self, event: QShowEvent) -> None:
        """Relative times run while someone can see them."""
        super().showEvent(event)
        self._run_ticker()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest; remember the layout, since the program may be ended while hidden."""
        super().hideEvent(event)
        self._run_ticker()
        self._layout_file.save(self._layout())

    def changeEvent(self, event: QEvent) -> None:
        """Rest while minimized."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self._run_ticker()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Details give way in a narrow window."""
        super().resizeEvent(event)
        self._arrange()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Go to the tray where there is one."""
        self._layout_file.save(self._layout())
        if self._actions.close_to_tray():
            event.ignore()
        else:
            super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take calendar files."""
        if dropped_calendars(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Import calendar files."""
        files = dropped_calendars(event)
        if files and self._actions.import_files is not None:
            event.acceptProposedAction()
            self._actions.import_files(files)

    def _run_ticker(self) -> None:
        if self._ticker is not None:
            self._ticker.run(self.isVisible() and not self.isMinimized())

    def _toggle_details(self) -> None:
        self.splitter.toggle()
        self._arrange()

    def _arrange(self) -> None:
        self.splitter.arrange(possible=not self.agenda.nothing_listed)

    def _restore(self, layout: Layout) -> None:
        digit = self.fontMetrics().horizontalAdvance("0")
        if layout.geometry.isEmpty() or not self.restoreGeometry(layout.geometry):
            wish = QSize(max(1180, digit * 168), max(740, digit * 104))
            self.resize(within_screen(self, wish))
        self.splitter.draw(layout.details_width)
        self.agenda.table.set_widths(layout.widths)
        self.agenda.sort_by(layout.sort, layout.descending)
        self.splitter.wanted = layout.details
        self._arrange()

    def _layout(self) -> Layout:
        view, table = self.agenda.view, self.agenda.table
        return Layout(
            geometry=self.saveGeometry(),
            details_width=self.splitter.drawn,
            widths=table.widths(),
            sort=view.sort,
            descending=view.descending,
            details=self.splitter.wanted,
        )
