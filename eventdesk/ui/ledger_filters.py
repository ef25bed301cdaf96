"""The bar above the ledger: search, state, one event only, and how many are left."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from eventdesk.domain.language import tr, tr_n
from eventdesk.domain.ledger import LedgerState
from eventdesk.services.views import LedgerFilter
from eventdesk.ui.choice_box import ChoiceBox
from eventdesk.ui.icons import Icons
from eventdesk.ui.ledger_words import state_words
from eventdesk.ui.search_bar import SearchField
from eventdesk.ui.theme import tokens

HELD = "held"


class LedgerFilters(QWidget):
    """`changed` carries the LedgerFilter a person asks for; `left`: on to the table."""

    changed = Signal(object)
    left = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._event_id: str | None = None
        self.search = SearchField(icons, self)
        self.search.setPlaceholderText(tr("Search reminders"))
        self.search.setAccessibleName(tr("Search titles, reasons and errors"))
        self.search.setToolTip(tr("Search titles, reasons and errors (Ctrl+F)"))
        self.states = ChoiceBox(icons, tr("State"), self)
        self.states.addItem(tr("All states"), None)
        for state in LedgerState:
            self.states.addItem(state_words(state), state)
        self.states.addItem(tr("Held"), HELD)
        self.only_event = QPushButton(self)
        self.only_event.setIcon(icons.icon("close", "muted"))
        self.only_event.hide()
        self.count = QLabel(self)
        self.count.setProperty("muted", True)
        self.search.searched.connect(lambda _words: self._tell())
        self.search.left.connect(self.left)
        self.states.currentIndexChanged.connect(self._tell)
        self.only_event.clicked.connect(self._drop_event)
        shades = tokens(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(shades.medium, shades.medium, shades.medium, shades.small)
        row.setSpacing(shades.small)
        row.addWidget(self.search, 1)
        row.addWidget(self.states)
        row.addWidget(self.only_event)
        row.addStretch(1)
        row.addWidget(self.count)

    def filter(self) -> LedgerFilter:
        """What is asked for."""
        chosen, words = self.states.currentData(), self.search.text().strip()
        if chosen == HELD:
            return LedgerFilter(self._event_id, None, words, held=True)
        return LedgerFilter(self._event_id, chosen, words)

    def show_state(self, state: LedgerState) -> None:
        """Ask for the reminders of one state only, of all events."""
        self._event_id = None
        self.only_event.hide()
        self.search.clear()
        self.states.setCurrentIndex(self.states.findData(state))
        self._tell()

    def show_event(self, event_id: str, title: str) -> None:
        """Ask for the reminders of one event only."""
        self._event_id = event_id
        short = title if len(title) <= 40 else f"{title[:39]}…"
        self.only_event.setText(tr("Only “{title}”", title=short).replace("&", "&&"))
        self.only_event.setAccessibleName(
            tr("Show all events again instead of only {title}", title=short)
        )
        self.only_event.setToolTip(tr("Only “{title}”. Press to see all events.", title=title))
        self.only_event.show()
        self._tell()

    def clear(self) -> None:
        """Ask for everything."""
        self._event_id = None
        self.only_event.hide()
        self.search.clear()
        self.states.setCurrentIndex(0)
        self._tell()

    def show_count(self, count: int) -> None:
        """Say how many reminders there are."""
        self.count.setText(tr_n("{count} reminder", "{count} reminders", count))

    def _drop_event(self) -> None:
        self._event_id = None
        self.only_event.hide()
        self._tell()

    def _tell(self) -> None:
        self.changed.emit(self.filter())
