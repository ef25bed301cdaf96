"""The quick filters: one of five, as a row of joined buttons."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QToolButton, QWidget

from eventdesk.domain.language import later, tr
from eventdesk.services.views import QuickFilter

FILTERS = {
    QuickFilter.UPCOMING: later("Upcoming"),
    QuickFilter.TODAY: later("Today"),
    QuickFilter.WEEK: later("Week"),
    QuickFilter.PAST: later("Past"),
    QuickFilter.ALL: later("All"),
}
_MEANINGS = {
    QuickFilter.UPCOMING: later("Everything that is not over yet"),
    QuickFilter.TODAY: later("Everything on this day"),
    QuickFilter.WEEK: later("From Monday to Sunday of this week"),
    QuickFilter.PAST: later("Everything that is over, latest first"),
    QuickFilter.ALL: later("Everything"),
}


class FilterBar(QFrame):
    """Emits `chosen` with a QuickFilter when the person picks another one."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("segments", True)
        self.setAccessibleName(tr("Which events are listed"))
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(0)
        for number, quick in enumerate(QuickFilter):
            words, meaning = tr(FILTERS[quick]), tr(_MEANINGS[quick])
            button = QToolButton(self)
            button.setText(words)
            button.setCheckable(True)
            button.setProperty("segment", True)
            button.setToolTip(tr("{meaning} (Ctrl+{number})", meaning=meaning, number=number + 1))
            button.setAccessibleName(f"{words}: {meaning}")
            self._group.addButton(button, number)
            row.addWidget(button)
        self._group.idClicked.connect(lambda number: self.chosen.emit(list(QuickFilter)[number]))
        self.show_chosen(QuickFilter.UPCOMING)

    def show_chosen(self, quick: QuickFilter) -> None:
        """Mark a filter as chosen; emits nothing."""
        self._group.button(list(QuickFilter).index(quick)).setChecked(True)

    def button(self, quick: QuickFilter) -> QToolButton:
        """The button of a filter."""
        found = self._group.button(list(QuickFilter).index(quick))
        assert isinstance(found, QToolButton)
        return found
