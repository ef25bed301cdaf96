"""The dates that were taken out of a series, each with a way back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from eventdesk.domain.language import tr, tr_n
from eventdesk.ui.repeat_rule import dates_words
from eventdesk.ui.theme import tokens

SHOWN = 12


class LeftOut(QLabel):
    """'Left out: Mon 7 Dec (bring back)'; hidden while nothing is.

    `brought_back` carries the wall start that a person wants in the series again.
    """

    brought_back = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._walls: Sequence[datetime] = ()
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setMinimumWidth(120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(tr("Tab chooses a date, Enter brings it back"))
        self.linkActivated.connect(self._pressed)
        self.hide()

    def walls(self) -> Sequence[datetime]:
        """The wall starts listed, in order."""
        return self._walls

    def put(
        self, excluded: Collection[datetime], changed: Collection[datetime], today: date
    ) -> None:
        """List what is `excluded` but for the starts of `changed` occurrences."""
        self._walls = sorted({*excluded} - {*changed})
        shown = self._walls[:SHOWN]
        colour, back = tokens(self).accent, tr("bring back").replace(" ", "&nbsp;")
        days = [dates_words([wall.date()], today) for wall in shown]
        links = [
            f'{day} <a style="color: {colour}" href="{number}">{back}</a>'
            for number, day in enumerate(days)
        ]
        more = len(self._walls) - len(shown)
        self.setText(_words(links, more))
        self.setAccessibleName(_words(days, more))
        self.setVisible(bool(self._walls))

    def _pressed(self, link: str) -> None:
        self.brought_back.emit(self._walls[int(link)])


def _words(days: Sequence[str], more: int) -> str:
    shown = ", ".join(days)
    if not more:
        return tr("Left out: {days}", days=shown)
    return tr_n(
        "Left out: {days} and {count} more", "Left out: {days} and {count} more", more, days=shown
    )
