"""Deleted events: found, brought back, or thrown away for good."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.event import Event
from eventdesk.domain.language import grouped, tr, tr_n
from eventdesk.domain.occurrence import zone_of
from eventdesk.domain.settings import Settings
from eventdesk.domain.walltime import to_instant
from eventdesk.domain.wording import when_words
from eventdesk.services.ports import Change, EventsChanged, SettingsChanged
from eventdesk.ui.empty_state import Emptiness, EmptyState
from eventdesk.ui.icons import Icons
from eventdesk.ui.inline_message import InlineMessage, Level
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.plain_table import PlainModel, PlainRow, PlainTable
from eventdesk.ui.screen_room import within_screen
from eventdesk.ui.search_bar import SearchField
from eventdesk.ui.theme import tokens

if TYPE_CHECKING:
    from eventdesk.services.desk import Desk

MOST = 500
"""Events listed at once; the search finds the others."""
GATHER_MS = 60


class TrashWindow(QWidget):
    """Not modal. Connect `handle` to the bridge. Qt main thread."""

    def __init__(
        self,
        desk: Desk,
        jobs: Jobs,
        icons: Icons,
        settings: Settings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._desk = desk
        self._jobs = jobs
        self._days = settings.general.trash_days
        self._asked = 0
        self.setWindowTitle(tr("Deleted events"))
        self.model = PlainModel((tr("Deleted"), tr("Event"), tr("It was on")), muted=(0, 2))
        self.table = PlainTable(icons, self.model, (24, 44), self)
        self.table.setAccessibleName(tr("Deleted events, the newest deleted first"))
        self.search = SearchField(icons, self)
        self.search.setPlaceholderText(tr("Search deleted events"))
        self.message = InlineMessage(icons, self)
        self.empty = EmptyState(icons, lambda _act: self.search.clear(), self)
        self.back = QPushButton(icons.icon("undo"), tr("&Restore"), self)
        self.erase = QPushButton(tr("&Delete for good…"), self)
        self.all = QPushButton(tr("&Empty trash…"), self)
        self._timer = QTimer(self, singleShot=True, interval=GATHER_MS)
        self._timer.timeout.connect(self.refresh)
        self._lay_out()
        self._connect()
        digit = self.fontMetrics().horizontalAdvance("0")
        self.resize(within_screen(self, QSize(max(760, digit * 110), max(480, digit * 64))))

    def handle(self, change: Change) -> None:
        """Follow published changes."""
        if isinstance(change, SettingsChanged):
            self._days = change.settings.general.trash_days
        if isinstance(change, EventsChanged | SettingsChanged) and self.isVisible():
            self._timer.start()

    def refresh(self) -> None:
        """Look everything up again."""
        self._asked += 1
        asked, words, trash = self._asked, self.search.text(), self._desk.trash

        def look() -> tuple[list[Event], int]:
            return trash.deleted(words, limit=MOST), trash.count(words)

        self._jobs.run(look, lambda found: self._show(asked, *found), self._failed)

    def showEvent(self, event: QShowEvent) -> None:
        """Look afresh."""
        super().showEvent(event)
        self.message.clear()
        self.refresh()

    # What is shown

    def _show(self, asked: int, found: list[Event], count: int) -> None:
        if not isValid(self) or asked != self._asked:
            return
        now, zone = self._desk.clock.now(), self._desk.clock.zone()
        rows = []
        for event in found:
            start = to_instant(event.start, zone_of(event, zone))
            deleted = when_words(event.deleted_at or now, now, zone)
            when = when_words(start, now, zone, all_day=event.all_day)
            rows.append(PlainRow((deleted, event.title, when), event))
        kept = {event.id for event in self.table.selected()}
        self.model.show_rows(rows)
        for number, event in enumerate(found):
            if event.id in kept or (not kept and number == 0):
                self.table.selectRow(number)
                break
        if not found:
            self.empty.say(self._emptiness())
        self._stack.setCurrentWidget(self.table if found else self.empty)
        self.all.setEnabled(bool(found) or bool(self.search.text()))
        self._selection_changed()
        if count > len(found):
            words = tr(
                "The {shown} deleted last of {all}; search for the others.",
                shown=len(found),
                all=grouped(count),
            )
            self.message.say(Level.INFO, words)

    def _emptiness(self) -> Emptiness:
        if self.search.text():
            headline, clear = tr("No deleted event matches"), tr("Clear search")
            return Emptiness("search", headline, "", clear, "clear")
        words = tr("What you delete is kept here until you throw it away.")
        if self._days:
            words = tr_n(
                "What you delete is kept here for {count} day.",
                "What you delete is kept here for {count} days.",
                self._days,
                count=self._days,
            )
        return Emptiness("trash", tr("Nothing is deleted"), words)

    def _selection_changed(self) -> None:
        some = bool(self.table.selectionModel().selectedRows())
        self.back.setEnabled(some)
        self.erase.setEnabled(some)

    # What a person does

    def restore(self) -> None:
        """Bring the selected events back."""
        chosen = self.table.selected()
        if not chosen:
            return
        ids = [event.id for event in chosen]
        self._run(lambda: self._desk.events.restore(ids), _back_words(chosen))

    def ask_erase(self) -> None:
        """Ask before the selected events are thrown away: this alone cannot be undone."""
        chosen = self.table.selected()
        if not chosen:
            return
        ids = [event.id for event in chosen]
        self._ask(
            _warning(chosen),
            tr("Delete for good"),
            lambda: self._run(lambda: self._desk.trash.erase(ids), _gone_words(chosen)),
        )

    def ask_empty(self) -> None:
        """Ask before everything here is thrown away."""
        self._ask(
            tr("All deleted events will be gone for good. This cannot be undone."),
            tr("Empty trash"),
            lambda: self._run(self._desk.trash.empty, tr("The trash is empty.")),
        )

    def _ask(self, words: str, button: str, act: Callable[[], object]) -> None:
        self.message.say(Level.WARNING, words, button, act)
        self.message.focus_link()

    def _run(self, work: Callable[[], object], words: str) -> None:
        self.message.clear()
        self._jobs.run(work, lambda _result: self._done(words), self._failed)

    def _done(self, words: str) -> None:
        if isValid(self):
            self.refresh()
            self.message.say(Level.GOOD, words)
            self.table.setFocus()

    def _failed(self, error: EventDeskError) -> None:
        if isValid(self):
            self.message.say(Level.ERROR, f"{error.problem} {error.remedy}".strip())

    def _connect(self) -> None:
        self.search.searched.connect(lambda _words: self.refresh())
        self.search.left.connect(self.table.setFocus)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._selection_changed())
        self.table.chosen.connect(self.restore)
        self.back.clicked.connect(self.restore)
        self.erase.clicked.connect(self.ask_erase)
        self.all.clicked.connect(self.ask_empty)
        for keys, act in (
            ("Ctrl+F", self.search.setFocus),
            ("F5", self.refresh),
            ("Del", self.ask_erase),
            ("Esc", self.close),
            ("Ctrl+W", self.close),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _lay_out(self) -> None:
        shades = tokens(self)
        self.erase.setProperty("danger", True)
        for button in (self.back, self.erase, self.all):
            button.setEnabled(False)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        top, foot = QHBoxLayout(), QHBoxLayout()
        for row in (top, foot):
            row.setContentsMargins(shades.medium, shades.small, shades.medium, shades.small)
            row.setSpacing(shades.small)
        top.addWidget(self.search, 1)
        foot.addWidget(self.back)
        foot.addWidget(self.erase)
        foot.addStretch(1)
        foot.addWidget(self.all)
        note = QHBoxLayout()
        note.setContentsMargins(shades.medium, shades.small, shades.medium, 0)
        note.addWidget(self.message)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._stack, 1)
        column.addLayout(note)
        column.addLayout(foot)


def _back_words(chosen: list[Event]) -> str:
    if len(chosen) == 1:
        return tr("“{title}” is back.", title=_short_title(chosen[0]))
    return tr_n("{count} event is back.", "{count} events are back.", len(chosen))


def _gone_words(chosen: list[Event]) -> str:
    if len(chosen) == 1:
        return tr("“{title}” is gone.", title=_short_title(chosen[0]))
    return tr_n("{count} event is gone.", "{count} events are gone.", len(chosen))


def _warning(chosen: list[Event]) -> str:
    if len(chosen) == 1:
        title = _short_title(chosen[0])
        return tr("“{title}” will be gone for good. This cannot be undone.", title=title)
    return tr_n(
        "{count} event will be gone for good. This cannot be undone.",
        "{count} events will be gone for good. This cannot be undone.",
        len(chosen),
    )


def _short_title(event: Event) -> str:
    return event.title if len(event.title) <= 40 else f"{event.title[:39]}…"
