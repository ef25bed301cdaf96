"""A whole number one types or steps through; what is no number stays as typed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.language import tr


class NumberField(QLineEdit):
    """Text that is a whole number from `least` to `most`. Up and Down step by one, Page Up
    and Page Down by ten. `edited` comes with every change a person makes."""

    edited = Signal()

    def __init__(
        self,
        name: str,
        least: int,
        most: int,
        parent: QWidget | None = None,
        *,
        field: str = "",
        digits: int = 4,
    ) -> None:
        super().__init__(parent)
        self._least, self._most, self._field, self._digits = least, most, field, digits
        self.setAccessibleName(name)
        self.textEdited.connect(lambda _text: self.edited.emit())

    def read(self) -> int:
        """The number typed; InvalidInput names the field."""
        text = self.text().strip()
        try:
            number = int(text)
        except ValueError:
            number = None
        if number is not None and self._least <= number <= self._most:
            return number
        if not text:
            problem = tr("The number is empty.")
        elif number is None:
            problem = tr("{text!r} is not a whole number.", text=text)
        elif number < 0:
            problem = tr("{number} is negative.", number=number)
        elif number < self._least:
            problem = tr("{number} is too small.", number=number)
        else:
            problem = tr("{number} is too large.", number=number)
        remedy = tr(
            "Use a whole number from {least} to {most}.", least=self._least, most=self._most
        )
        raise InvalidInput.of(self._field, problem, remedy)

    def number(self) -> int | None:
        """The number typed, None when it is none."""
        try:
            return self.read()
        except InvalidInput:
            return None

    def put(self, number: int) -> None:
        """Show a number; `edited` is not emitted."""
        self.setText(str(number))

    def sizeHint(self) -> QSize:
        """Wide enough for the usual number of digits."""
        hint = super().sizeHint()
        hint.setWidth(self.fontMetrics().horizontalAdvance("0" * self._digits) + 24)
        return hint

    def minimumSizeHint(self) -> QSize:
        """As sizeHint."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step by keyboard."""
        steps = {
            Qt.Key.Key_Up: 1,
            Qt.Key.Key_Down: -1,
            Qt.Key.Key_PageUp: 10,
            Qt.Key.Key_PageDown: -10,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None or not self._step(step):
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step by wheel while the field has the keyboard."""
        if self.hasFocus() and event.angleDelta().y():
            self._step(1 if event.angleDelta().y() > 0 else -1)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select all when the keyboard arrives, so that typing replaces."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def _step(self, step: int) -> bool:
        number = self.number()
        if number is None:
            return False
        self.put(min(self._most, max(self._least, number + step)))
        self.selectAll()
        self.edited.emit()
        return True
