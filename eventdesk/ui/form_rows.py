"""A form: labels on the left, fields with their messages below them on the right."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from eventdesk.ui.theme import tokens


class FormRows(QGridLayout):
    """Adds labelled rows. A label stands on the height of its field's first line."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self._line = QLineEdit().sizeHint().height()
        space = tokens(parent)
        self.setContentsMargins(0, 0, 0, 0)
        self.setHorizontalSpacing(space.large)
        self.setVerticalSpacing(space.medium)
        self.setColumnStretch(1, 1)

    def add(
        self, words: str, field: QWidget, *below: QWidget, buddy: QWidget | None = None
    ) -> QLabel:
        """A row of a label ('&' marks its key), its field, and what is shown below that."""
        row = self.rowCount()
        label = QLabel(words, self._parent)
        label.setBuddy(buddy or field)
        label.setMinimumHeight(self._line)
        label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        self.addLayout(stacked(field, *below), row, 1)
        return label

    def add_wide(self, field: QWidget, *below: QWidget) -> None:
        """A row across both columns."""
        self.addLayout(stacked(field, *below), self.rowCount(), 0, 1, 2)

    def add_indented(self, field: QWidget, *below: QWidget) -> None:
        """A row without a label, under the fields."""
        self.addLayout(stacked(field, *below), self.rowCount(), 1)


def stacked(*widgets: QWidget) -> QVBoxLayout:
    """Widgets below each other; hidden ones take no room."""
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    for each in widgets:
        column.addWidget(each)
    return column
