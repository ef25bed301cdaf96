"""Telling that the program cannot start, to those who have no terminal to read it in."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMessageBox

from eventdesk.domain.language import tr
from eventdesk.domain.settings import Theme
from eventdesk.ui.theme import apply, make_application


def show_refusal(words: str) -> None:
    """Show why the program does not start, until it is closed. Makes the application object,
    which must not be there yet."""
    app = make_application()
    apply(app, Theme.SYSTEM)
    box = QMessageBox(QMessageBox.Icon.Critical, tr("EventDesk cannot start"), words)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    box.setStandardButtons(QMessageBox.StandardButton.Close)
    for button in box.buttons():
        button.setIcon(QIcon())
    box.exec()
