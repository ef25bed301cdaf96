"""The choice between the two instants of a local time that clocks show twice (PEP 495)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QLabel, QVBoxLayout, QWidget

from eventdesk.domain.language import later, tr
from eventdesk.domain.walltime import WallTimeKind, wall_time_kind
from eventdesk.ui.marks import RadioDot
from eventdesk.ui.theme import tokens
from eventdesk.ui.zone_search import offset_words

_START_TWICE = later("The start {time} happens twice: the clocks go back that night.")
_END_TWICE = later("The end {time} happens twice: the clocks go back that night.")


class FoldChoice(QWidget):
    """'This time happens twice': first or second. Hidden while the time is not ambiguous."""

    chosen = Signal()

    def __init__(self, *, of_end: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._of_end = of_end
        self._words = QLabel(self)
        self._words.setWordWrap(True)
        self._first = RadioDot(self)
        self._second = RadioDot(self)
        self._group = QButtonGroup(self)
        self._group.addButton(self._first, 0)
        self._group.addButton(self._second, 1)
        self._first.setChecked(True)
        self._group.idClicked.connect(lambda _id: self.chosen.emit())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, tokens(self).tiny, 0, 0)
        layout.setSpacing(tokens(self).tiny)
        for each in (self._words, self._first, self._second):
            layout.addWidget(each)
        self.hide()

    def fold(self) -> int:
        """0 for the first, 1 for the second."""
        return self._group.checkedId() if not self.isHidden() else 0

    def put(self, fold: int) -> None:
        """Choose without telling."""
        (self._second if fold else self._first).setChecked(True)

    def look_at(self, wall: datetime | None, zone: ZoneInfo | None) -> None:
        """Show the choice if `wall` happens twice in `zone`, else hide."""
        if wall is None or zone is None or wall_time_kind(wall, zone) is not WallTimeKind.OVERLAP:
            self.hide()
            return
        template = _END_TWICE if self._of_end else _START_TWICE
        self._words.setText(tr(template, time=f"{wall:%H:%M}"))
        self._name(self._first, tr("First ({zone})", zone=_zone_words(wall, zone, 0)))
        self._name(self._second, tr("Second ({zone})", zone=_zone_words(wall, zone, 1)))
        self.show()

    def _name(self, button: RadioDot, words: str) -> None:
        button.setText(words)
        what = tr("The end") if self._of_end else tr("The start")
        button.setAccessibleName(f"{what}: {words}")


def _zone_words(wall: datetime, zone: ZoneInfo, fold: int) -> str:
    """'CET, UTC+1'."""
    moment = wall.replace(tzinfo=zone, fold=fold)
    return f"{moment:%Z}, {offset_words(zone.key, moment)}"
