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

from eventdesk.domain.language import later, tr
from eventdesk.ui.screen_room import within_screen
from eventdesk.ui.theme import scaled_font, tokens
from eventdesk.ui.window_commands import COMMANDS, EVENTS, LIST, WINDOW

_EXTRA = {
    EVENTS: ((later("Edit with the mouse"), later("double click")),),
    LIST: (
        (later("Search as you type"), later("any letter in the list")),
        (later("From the search to the list"), later("Down")),
        (later("Select several"), later("Shift or Ctrl with a click")),
        (later("Sort"), later("click a column title")),
    ),
    WINDOW: ((later("Import calendars"), later("drop .ics files on the window")),),
}
_HOW = (
    later(
        "Each reminder is shown once, at its time, and is kept in the ledger with what became of "
        "it."
    ),
    later(
        "If the computer slept, a reminder still comes as long as its event is not over; what came "
        "too late is listed as missed."
    ),
    later(
        "Closing the window keeps reminders on, in the tray; Quit stops them until the next start."
    ),
    later("“Why?” beside an event tells what was planned, sent, seen, and why something was not."),
)


class HelpPage(QDialog):
    """Not modal: it can stay open beside the window. Esc closes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("EventDesk help"))
        shades = tokens(self)
        page = QWidget(self)
        inner = QVBoxLayout(page)
        inner.setContentsMargins(shades.huge, shades.large, shades.huge, shades.large)
        inner.setSpacing(shades.small)
        inner.addWidget(_heading(tr("How reminders behave"), page))
        for sentence in _HOW:
            inner.addWidget(QLabel(tr(sentence), page, wordWrap=True))
        for group in dict.fromkeys(command.group for command in COMMANDS):
            inner.addSpacing(shades.medium)
            inner.addWidget(_heading(tr(group), page))
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
        (tr(each.words), each.keys_shown) for each in COMMANDS if each.group == group and each.keys
    ]
    lines += [(tr(words), tr(keys)) for words, keys in _EXTRA.get(group, ())]
    grid = QGridLayout()
    grid.setHorizontalSpacing(tokens(parent).huge)
    grid.setColumnStretch(1, 1)
    widest = max(len(tr(each.words)) for each in COMMANDS)
    grid.setColumnMinimumWidth(0, parent.fontMetrics().averageCharWidth() * (widest + 4))
    for row, (words, keys) in enumerate(lines):
        grid.addWidget(QLabel(words.rstrip("…"), parent), row, 0)
        shown = QLabel(keys, parent, wordWrap=True)
        shown.setProperty("muted", True)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        grid.addWidget(shown, row, 1)
    return grid
