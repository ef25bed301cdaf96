"""Which occurrences of a series an edit is for: one calm choice above the form."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from eventdesk.domain.language import later, tr, tr_c
from eventdesk.domain.series import Scope
from eventdesk.ui.inline_message import link_button
from eventdesk.ui.marks import RadioDot
from eventdesk.ui.theme import tokens

_WORDS = {
    Scope.ONE: later("This &one"),
    Scope.FOLLOWING: later("This and follo&wing"),
    Scope.ALL: later("All"),
}
_NAMES = {
    Scope.ONE: later("Change this one"),
    Scope.FOLLOWING: later("Change this and following"),
    Scope.ALL: later("Change all"),
}


class ScopeChoice(QFrame):
    """'Change: this one, this and following, all', with a line that says what that means.

    `chosen` carries the Scope; `series_wanted` comes from the link to the whole series, which
    stands there instead where only one occurrence can be meant.
    """

    chosen = Signal(object)
    series_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "accent")
        self.setAccessibleName(tr("Which occurrences are changed"))
        shades = tokens(self)
        self._group = QButtonGroup(self)
        self._lead = QLabel(tr_c("series", "Change"), self)
        self.dots: dict[Scope, RadioDot] = {}
        line = QHBoxLayout()
        line.setSpacing(shades.large)
        line.addWidget(self._lead)
        for number, scope in enumerate(Scope):
            dot = RadioDot(tr(_WORDS[scope]), self)
            dot.setAccessibleName(tr(_NAMES[scope]))
            self._group.addButton(dot, number)
            self.dots[scope] = dot
            line.addWidget(dot)
        line.addStretch(1)
        self._words = QLabel(self, wordWrap=True)
        self._link = link_button(tr("Open the whole series"), self)
        self._link.clicked.connect(self.series_wanted)
        second = QHBoxLayout()
        second.addWidget(self._words, 1)
        second.addWidget(self._link)
        column = QVBoxLayout(self)
        column.setContentsMargins(shades.medium, shades.small, shades.medium, shades.small)
        column.setSpacing(shades.tiny)
        column.addLayout(line)
        column.addLayout(second)
        self._group.idClicked.connect(lambda number: self.chosen.emit(list(Scope)[number]))
        self.hide()

    def words(self) -> str:
        """The line that says what the choice means."""
        return self._words.text()

    def offer(self, scopes: Collection[Scope], chosen: Scope, words: str) -> None:
        """Offer these scopes; emits nothing."""
        self._lead.show()
        self._link.hide()
        for scope, dot in self.dots.items():
            dot.setVisible(scope in scopes)
        self.dots[chosen].setChecked(True)
        self._words.setText(words)
        self.show()

    def say(self, words: str) -> None:
        """Only say what is changed, with a link to the whole series."""
        for widget in (self._lead, *self.dots.values()):
            widget.hide()
        self._link.show()
        self._words.setText(words)
        self.show()
