"""The question which occurrences are meant, asked inside the window and answered by one key."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QWidget,
)
from shiboken6 import isValid

from eventdesk.domain.language import tr
from eventdesk.ui.icons import Icons
from eventdesk.ui.inline_message import make_primary
from eventdesk.ui.theme import tokens

Answer = tuple[str, Callable[[], object]]


class ScopeQuestion(QFrame):
    """Words and a button for each answer; the first has the keyboard. Left and Right go from
    one to the next, Esc asks no more. `ended` comes when it is answered or put away."""

    ended = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "accent")
        self.buttons: list[QPushButton] = []
        self._back: QWidget | None = None
        self._text = QLabel(self, wordWrap=True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self.cross = QToolButton(self)
        self.cross.setIcon(icons.icon("close", "muted"))
        self.cross.setAccessibleName(tr("Do nothing"))
        self.cross.setToolTip(tr("Do nothing (Esc)"))
        self.cross.clicked.connect(self.put_away)
        shades = tokens(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(shades.medium, shades.tiny, shades.tiny, shades.tiny)
        self._row.setSpacing(shades.small)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self.cross)
        self.hide()

    @property
    def words(self) -> str:
        """What is asked."""
        return self._text.text()

    def ask(self, words: str, answers: Sequence[Answer]) -> None:
        """Ask in place of what was asked before."""
        if self.isHidden():
            self._back = QApplication.focusWidget()
        for old in self.buttons:
            old.hide()
            old.deleteLater()
        self._text.setText(words)
        self.setAccessibleName(words)
        self.buttons = [self._button(*each) for each in answers]
        for number, button in enumerate(self.buttons):
            self._row.insertWidget(number + 1, button)
        make_primary(self.buttons[0])
        self.show()
        self.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def put_away(self) -> None:
        """Do nothing of it; the keyboard goes back to where it was."""
        mine = self.isAncestorOf(QApplication.focusWidget() or self)
        self.hide()
        if mine and self._back is not None and isValid(self._back):
            self._back.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ended.emit()

    def event(self, event: QEvent) -> bool:
        """Esc is meant for the question, not for what the window does with it."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            event.setAccepted(event.key() == Qt.Key.Key_Escape)
            return event.isAccepted()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc; Left and Right."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        key = Qt.Key(event.key())
        at = next((n for n, each in enumerate(self.buttons) if each.hasFocus()), 0)
        if key == Qt.Key.Key_Escape:
            self.put_away()
        elif key in steps:
            self.buttons[(at + steps[key]) % len(self.buttons)].setFocus()
        else:
            super().keyPressEvent(event)

    def _button(self, words: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(words, self)
        button.setProperty("compact", True)
        button.setAutoDefault(True)  # Enter presses the one that has the keyboard
        button.setAccessibleName(f"{self.words} {words.replace('&', '')}")

        def answered() -> None:
            self.put_away()
            act()

        button.clicked.connect(answered)
        return button
