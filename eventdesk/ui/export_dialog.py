"""Which events are exported."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from eventdesk.domain.language import tr, tr_n
from eventdesk.ui.icons import Icons
from eventdesk.ui.inline_message import make_primary
from eventdesk.ui.marks import RadioDot
from eventdesk.ui.theme import tokens


class ExportChoice(StrEnum):
    """The events that are meant."""

    SELECTED = "selected"
    LISTED = "listed"
    ALL = "all"


class ExportDialog(QDialog):
    """Not modal; `chosen` carries an ExportChoice. Deletes itself."""

    chosen = Signal(object)

    def __init__(self, icons: Icons, selected: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Export events"))
        words = {
            ExportChoice.SELECTED: tr_n(
                "The &selected event ({count})", "The &selected events ({count})", selected
            ),
            ExportChoice.LISTED: tr("All events in the &list, as it is filtered now"),
            ExportChoice.ALL: tr("&All events of all calendars"),
        }
        self.choices = {choice: RadioDot(text, self) for choice, text in words.items()}
        self.choices[ExportChoice.SELECTED].setVisible(selected > 0)
        first = ExportChoice.SELECTED if selected > 1 else ExportChoice.LISTED
        self.choices[first].setChecked(True)
        self.buttons = QDialogButtonBox(self)
        self.go = self.buttons.addButton(tr("&Export…"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        make_primary(self.go)
        self.go.setDefault(True)
        self.buttons.accepted.connect(self._go)
        self.buttons.rejected.connect(self.reject)
        edge, column = tokens(self).large, QVBoxLayout(self)
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(tokens(self).small)
        for each in self.choices.values():
            column.addWidget(each)
        column.addSpacing(tokens(self).small)
        column.addStretch(1)
        column.addWidget(self.buttons)
        self.choices[first].setFocus()

    def _go(self) -> None:
        choice = next(each for each, dot in self.choices.items() if dot.isChecked())
        self.accept()
        self.chosen.emit(choice)
