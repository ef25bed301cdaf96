"""Messages inside the window instead of boxes: errors until closed, 'Undo' for ten seconds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.language import later, retold, tr
from eventdesk.ui.icons import Icons
from eventdesk.ui.scope_question import Answer, ScopeQuestion
from eventdesk.ui.theme import tokens

UNDO_FOR = 10_000
NOTE_FOR = 5_000
ERRORS_KEPT = 3
STEPS = (later("Undo"), later("Redo"))
"""The buttons of steps, for `tr`."""


class Offer(NamedTuple):
    """Something that was done and can be taken back by calling `act`."""

    words: str
    button: str
    act: Callable[[], object]


class MessageBar(QWidget):
    """Rows of messages. Several steps to undo stack: each press takes back the latest one."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._offers: list[Offer] = []
        self._errors: list[_Card] = []
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.forget)
        self._note = _Card(icons, "note", self)
        self._note.button.clicked.connect(self._take_back)
        self._note.cross.clicked.connect(self.forget)
        self._note.hide()
        self._aside = _Aside(icons, self)
        self._aside.left.connect(self._fit)
        shades = tokens(self)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(shades.medium, shades.small, shades.medium, shades.small)
        self._box.setSpacing(shades.tiny)
        self.question = ScopeQuestion(icons, self)
        self.question.ended.connect(self._fit)
        self._box.addWidget(self.question)
        self._box.addWidget(self._aside)
        self._box.addWidget(self._note)
        self.hide()

    @property
    def words(self) -> list[str]:
        """What is said now, errors first."""
        notes = [each.words for each in (self._aside, self._note) if not each.isHidden()]
        return [*(each.words for each in self._errors), *notes]

    @property
    def undo_button(self) -> QPushButton:
        """The button of the latest offer."""
        return self._note.button

    def offer(self, words: str, act: Callable[[], object], button: str = "Undo") -> None:
        """Say what was done and offer to take it back, for ten seconds; with another button
        (translated) than those of STEPS it is no step and gets a line of its own."""
        if button not in STEPS:
            self.show()
            self._aside.offer(Offer(words, button, act))
            return
        self._offers.append(Offer(words, tr(button), act))
        self._show_offer()

    def note(self, words: str) -> None:
        """Say something for five seconds."""
        self._offers.clear()
        self._note.say("check", words, "")
        self._show(NOTE_FOR)

    def error(self, error: EventDeskError, retry: Callable[[], object] | None = None) -> None:
        """Say what is wrong and the remedy, until closed; said once however often it happens."""
        words = f"{retold(error.problem)} {retold(error.remedy)}".strip()
        if words in self.words:
            return
        card = _Card(self._icons, "error", self)
        card.say("alert", words, tr("Try again") if retry else "")
        card.cross.clicked.connect(lambda: self._drop(card))
        if retry is not None:
            again = retry
            card.button.clicked.connect(lambda: (self._drop(card), again()))
        self._box.insertWidget(len(self._errors), card)
        self._errors.append(card)
        if len(self._errors) > ERRORS_KEPT:
            self._drop(self._errors[0])
        self.show()
        card.show()
        _announce(card)

    def forget(self) -> None:
        """Hide notes and steps; errors and other offers stay."""
        self._timer.stop()
        self._offers.clear()
        self._note.hide()
        self._fit()

    def ask(self, words: str, answers: Sequence[Answer]) -> None:
        """Ask something that is answered by one press, until it is."""
        self.show()
        self.question.ask(words, answers)

    def _fit(self) -> None:
        self.setVisible(bool(self.words) or not self.question.isHidden())

    def _show_offer(self) -> None:
        latest, others = self._offers[-1], len(self._offers) - 1
        words = latest.words
        if others:
            words = tr("{words}   (and {others} before)", words=words, others=others)
        self._note.say("check", words, latest.button)
        self._show(UNDO_FOR)

    def _show(self, milliseconds: int) -> None:
        self.show()
        self._note.show()
        self._timer.start(milliseconds)
        _announce(self._note)

    def _take_back(self) -> None:
        offer = self._offers.pop()
        if self._offers:
            self._show_offer()
        else:
            self.forget()
        offer.act()

    def _drop(self, card: _Card) -> None:
        if card in self._errors:
            self._errors.remove(card)
            card.hide()
            card.deleteLater()
        self._fit()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Wait while the mouse is here."""
        self._aside.wait()
        if self._timer.isActive():
            self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Go on counting, from the start."""
        if not self._note.isHidden():
            self._timer.start(UNDO_FOR if self._offers else NOTE_FOR)
        self._aside.count()
        super().leaveEvent(event)


class _Card(QFrame):
    """One message: drawing, words, a button, a cross."""

    def __init__(self, icons: Icons, kind: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._icons = icons
        self._kind = kind
        self._icon = ""
        self.words = ""
        self.setProperty("card", kind)
        self._picture = QLabel(self)
        self._text = QLabel(self, wordWrap=True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self.button = QPushButton(self)
        self.button.setProperty("link", True)
        self.cross = QToolButton(self)
        self.cross.setIcon(icons.icon("close", "muted"))
        self.cross.setAccessibleName(tr("Close this message"))
        self.cross.setToolTip(tr("Close this message"))
        shades = tokens(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(shades.medium, shades.tiny, shades.tiny, shades.tiny)
        row.setSpacing(shades.small)
        row.addWidget(self._picture)
        row.addWidget(self._text, 1)
        row.addWidget(self.button)
        row.addWidget(self.cross)

    def say(self, icon: str, words: str, button: str) -> None:
        """Set the words."""
        self._icon, self.words = icon, words
        self._text.setText(words)
        self.button.setText(button)
        self.button.setVisible(bool(button))
        self.setAccessibleName(words)
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._icon:
            self._draw()

    def _draw(self) -> None:
        shades = tokens(self)
        colour = shades.danger if self._kind == "error" else shades.muted
        edge = self.fontMetrics().height()
        self._picture.setPixmap(
            self._icons.pixmap(self._icon, edge, self.devicePixelRatioF(), colour)
        )


class _Aside(_Card):
    """An offer that is no step to undo; `left` tells that it is gone."""

    left = Signal()

    def __init__(self, icons: Icons, parent: QWidget) -> None:
        super().__init__(icons, "note", parent)
        self._act: Callable[[], object] = lambda: None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._leave)
        self.cross.clicked.connect(self._leave)
        self.button.clicked.connect(self._take)
        self.hide()

    def offer(self, offer: Offer) -> None:
        """Say it for ten seconds; an earlier one gives way."""
        self._act = offer.act
        self.say("check", offer.words, offer.button)
        self.show()
        self.count()
        _announce(self)

    def wait(self) -> None:
        """Stop counting."""
        self._timer.stop()

    def count(self) -> None:
        """Count from the start."""
        if not self.isHidden():
            self._timer.start(UNDO_FOR)

    def _take(self) -> None:
        self._leave()
        self._act()

    def _leave(self) -> None:
        self._timer.stop()
        self.hide()
        self.left.emit()


def _announce(card: _Card) -> None:
    # Imported here: it takes 2 ms, which the first paint need not wait for.
    from PySide6.QtGui import QAccessible, QAccessibleEvent

    QAccessible.updateAccessibility(QAccessibleEvent(card, QAccessible.Event.Alert))
