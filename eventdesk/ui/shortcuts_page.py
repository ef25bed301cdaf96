"""Help (F1): every shortcut, and in a few sentences how reminders behave."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from eventdesk.ui.screen_room import within_screen
from eventdesk.ui.theme import scaled_font, tokens
from eventdesk.ui.window_commands import COMMANDS

_EXTRA = {
    "Events": (("Edit with the mouse", "double click"),),
    "List": (
        ("Search as you type", "any letter in the list"),
        ("From the search to the list", "Down"),
        ("Select several", "Shift or Ctrl with a click"),
        ("Sort", "click a column title"),
    ),
    "Window": (("Import calendars", "drop .ics files on the window"),),
}
_HOW = (
    "Each reminder is shown once, at its time, and is kept in the ledger with what became of it.",
    "If the computer slept, a reminder still comes as long as its event is not over; what came "
    "too late is listed as missed.",
    "Closing the window keeps reminders on, in the tray; Quit stops them until the next start.",
    "“Why?” beside an event tells what was planned, sent, seen, and why something was not.",
)


class HelpPage(QDialog):
    """Not modal: it can stay open beside the window. Esc closes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("EventDesk help")
        shades = tokens(self)
        page = QWidget(self)
        inner = QVBoxLayout(page)
        inner.setContentsMargins(shades.huge, shades.large, shades.huge, shades.large)
        inner.setSpacing(shades.small)
        inner.addWidget(_heading("How reminders behave", page))
        for sentence in _HOW:
            inner.addWidget(QLabel(sentence, page, wordWrap=True))
        for group in dict.fromkeys(command.group for command in COMMANDS):
            inner.addSpacing(shades.medium)
            inner.addWidget(_heading(group, page))
            inner.addLayout(_keys(group, page))
        inner.addStretch(1)
        scroll = QScrollArea(self, widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(page)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        buttons.setContentsMargins(shades.huge, shades.small, shades.huge, shades.large)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(scroll)
        box.addWidget(buttons)
        letter = self.fontMetrics().averageCharWidth()
        self.resize(within_screen(self, QSize(letter * 80, letter * 104)))


def _heading(words: str, parent: QWidget) -> QLabel:
    label = QLabel(words, parent)
    label.setFont(scaled_font(parent.font(), 1.1, bold=True))
    return label


def _keys(group: str, parent: QWidget) -> QGridLayout:
    lines = [
        (each.words, each.keys_shown) for each in COMMANDS if each.group == group and each.keys
    ]
    grid = QGridLayout()
    grid.setHorizontalSpacing(tokens(parent).huge)
    grid.setColumnStretch(1, 1)
    widest = max(len(each.words) for each in COMMANDS)
    grid.setColumnMinimumWidth(0, parent.fontMetrics().averageCharWidth() * (widest + 4))
    for row, (words, keys) in enumerate([*lines, *_EXTRA.get(group, ())]):
        grid.addWidget(QLabel(words.rstrip("…"), parent), row, 0)
        shown = QLabel(keys, parent)
        shown.setProperty("muted", True)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        grid.addWidget(shown, row, 1)
    return grid
