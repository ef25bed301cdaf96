"""The time zone: one quiet line, and behind 'Change' a search over all zones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from eventdesk.domain.language import tr
from eventdesk.domain.walltime import is_zone, zone_names
from eventdesk.ui.icons import Icons
from eventdesk.ui.inline_message import link_button
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.zone_search import (
    COMMON,
    ZoneList,
    ZoneSearch,
    floating_sentence,
    floating_word,
    is_floating,
    offset_words,
    only_match,
)


class ZoneField(QWidget):
    """A time zone. `edited` comes with every change a person makes, known zone or not.

    The value is an IANA name, None for floating time, or whatever was typed.
    """

    edited = Signal()
    settled = Signal()

    def __init__(
        self,
        icons: Icons,
        jobs: Jobs,
        system: str,
        recent: Sequence[str],
        at: Callable[[], datetime],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._system = system
        self._recent = list(recent)
        self._at = at
        self._value: str | None = system
        self._model: ZoneList | None = None
        self._icons = icons
        self._line = QLabel(self)
        self._line.setTextFormat(Qt.TextFormat.PlainText)
        self._change = link_button(tr("Change"), self)
        self._change.setAccessibleName(tr("Change the time zone"))
        self._change.clicked.connect(self.open_search)
        self.search: ZoneSearch | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addWidget(self._line)
        self._row.addWidget(self._change)
        self._row.addStretch(1)
        self.refresh()

    def value(self) -> str | None:
        """The zone's name, None for floating, or the unknown text typed."""
        return self._value

    def zone(self) -> ZoneInfo | None:
        """The zone, the system's for floating time, None when what was typed is no zone."""
        name = self._value or self._system
        return ZoneInfo(name) if name and is_zone(name) else None

    def put(self, value: str | None) -> None:
        """Show a zone; `edited` is not emitted."""
        self._value = value
        if self.search is not None:
            self.search.setText(_words(value))
        self.refresh()

    def refresh(self) -> None:
        """Write the line anew, after the time or the zone changed."""
        self._line.setText(self.words())
        self._line.setToolTip(self.words())

    def words(self) -> str:
        """'Europe/Berlin (your zone, UTC+1)'."""
        if self._value is None:
            return floating_sentence()
        if not is_zone(self._value):
            return self._value
        offset = offset_words(self._value, self._at())
        if self._value == self._system:
            return tr("{zone} (your zone, {offset})", zone=self._value, offset=offset)
        return f"{self._value} ({offset})"

    def open_search(self) -> None:
        """Replace the line by the search and give it the keyboard."""
        if self.search is None:
            self._model = ZoneList(self._at, self._system, self)
            self._model.put(self._likely())
            self.search = ZoneSearch(self._icons, self._model, self)
            self.search.setText(_words(self._value))
            self.search.textChanged.connect(self._typed)
            self.search.editingFinished.connect(self._settle)
            self._row.insertWidget(0, self.search, 100)
            self.setFocusProxy(self.search)
            self._jobs.run(lambda: sorted(zone_names()), self._fill)
        self._line.hide()
        self._change.hide()
        self.search.show()
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.search.selectAll()

    def sizeHint(self) -> QSize:
        """As high as the search line, so that nothing jumps when it opens."""
        hint = super().sizeHint()
        hint.setHeight(QLineEdit().sizeHint().height())
        return hint

    def _likely(self) -> list[str]:
        return [self._system, *self._recent, *COMMON, floating_word()]

    def _fill(self, names: list[str]) -> None:
        if self._model is not None:
            self._model.put([*self._likely(), *names])

    def _typed(self, text: str) -> None:
        value = _value(text)
        if value != self._value:
            self._value = value
            self.refresh()
            self.edited.emit()

    def _settle(self) -> None:
        """Complete what can only mean one zone: 'europe/berlin', 'berlin', 'new york'."""
        assert self.search is not None
        typed = self.search.text().strip()
        if self._model is not None and typed and not is_zone(typed) and _value(typed) is not None:
            key = typed.lower().replace(" ", "_")
            match = only_match(key, self._model.names)
            if match:
                self.search.setText(match)
        self.settled.emit()


def _words(value: str | None) -> str:
    return floating_word() if value is None else value


def _value(text: str) -> str | None:
    text = text.strip()
    return None if is_floating(text) else text
