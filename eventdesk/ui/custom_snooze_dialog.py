"""Asks for how long to snooze, for windows that have the keyboard."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from eventdesk.domain.language import tr_c
from eventdesk.ui.icons import Icons
from eventdesk.ui.snooze_button import CustomSnooze
from eventdesk.ui.theme import tokens


class CustomSnoozeDialog(QDialog):
    """Not modal; `chosen` gets the text that domain/snooze.py reads. Deletes itself."""

    def __init__(self, icons: Icons, chosen: Callable[[str], object], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr_c("window", "Snooze"))
        self.choice = CustomSnooze(icons, self)
        self.choice.back.hide()
        self.choice.go.setProperty("primary", True)
        self.choice.go.setDefault(True)
        for button in (self.choice.less, self.choice.more):
            button.setAutoDefault(False)
        self.choice.show()
        self.choice.chosen.connect(lambda text: (chosen(text), self.accept()))
        edge = tokens(self).large
        column = QVBoxLayout(self)
        column.setContentsMargins(edge, edge, edge, edge)
        column.addWidget(self.choice)
        self.setFixedSize(self.sizeHint())
        self.choice.more.setFocus()
