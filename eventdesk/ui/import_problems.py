"""What an import leaves out or changes, folded away until somebody wants to know."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from eventdesk.domain.language import tr
from eventdesk.services.imports import ImportResult
from eventdesk.ui.icons import Icons
from eventdesk.ui.import_words import left_out_words, problem_text
from eventdesk.ui.inline_message import InlineMessage, Level, link_button
from eventdesk.ui.theme import tokens

LINES = 6


class ImportProblems(QWidget):
    """A line that counts them; a press shows each with its file and line. `changed`: it needs
    another height."""

    changed = Signal()

    def __init__(self, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self.line = InlineMessage(icons, self)
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setAccessibleName(tr("What is left out, and why"))
        self.text.setTabChangesFocus(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        height = self.text.fontMetrics().lineSpacing() * LINES + 2 * tokens(self).medium
        self.text.setMinimumHeight(height)
        self.copy = link_button(tr("Copy the list"), self)
        self.copy.clicked.connect(self._copy)
        foot = QHBoxLayout()
        foot.addWidget(self.copy)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens(self).tiny)
        column.addWidget(self.line)
        column.addWidget(self.text, 1)
        column.addLayout(foot)
        self._open = False
        self._result = ImportResult()
        self.hide()

    def show_result(self, result: ImportResult) -> None:
        """Count what is left out."""
        self._result = result
        self._arrange()

    def _arrange(self) -> None:
        words = left_out_words(self._result)
        self.setVisible(bool(words))
        if words:
            level = Level.WARNING if self._result.skipped else Level.INFO
            link = tr("Hide") if self._open else tr("Show")
            self.line.say(level, words, link, self._toggle)
        # A list of thousands is only made for who wants to see it.
        self.text.setPlainText(problem_text(self._result) if self._open else "")
        self.text.setVisible(self._open)
        self.copy.setVisible(self._open)
        self.changed.emit()

    def _toggle(self) -> None:
        self._open = not self._open
        self._arrange()
        if self._open:
            self.text.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
