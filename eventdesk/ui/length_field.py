"""A length of time that one types ('15 min', '1 h 30 min', '90'), or chooses from a few."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.insistence_words import length_words
from eventdesk.domain.language import tr
from eventdesk.domain.reminder import parse_duration
from eventdesk.ui.choice_box import ChoiceBox
from eventdesk.ui.icons import Icons
from eventdesk.ui.typed_lengths import Parse, kept_length, read_length

DEFAULT, OTHER = "default", "other"


class LengthText(QLineEdit):
    """Text that is a length of time; a number alone is minutes.

    `edited` comes with every change a person makes. What cannot be read stays as typed.
    """

    edited = Signal()

    def __init__(
        self, name: str, field: str, parent: QWidget | None = None, parse: Parse = parse_duration
    ) -> None:
        super().__init__(parent)
        self._field, self._parse = field, parse
        self.setAccessibleName(name)
        self.setToolTip(tr("A length of time such as 15 min, 1h30m or 2d"))
        self.textEdited.connect(lambda _text: self.edited.emit())

    def read(self) -> timedelta:
        """The length typed; InvalidInput names the field."""
        if not self.text().strip():
            raise InvalidInput.of(
                self._field,
                tr("The length of time is empty."),
                tr("Write one such as 15 min or 1h30m."),
            )
        return read_length(self.text(), self._field, self._parse)

    def put(self, length: timedelta) -> None:
        """Show a length; `edited` is not emitted."""
        self.setText(length_words(length))

    def raw(self) -> str:
        """What is typed, as `kept_length` has it."""
        return kept_length(self.text())

    def put_raw(self, text: str) -> None:
        """Show what `raw` gave."""
        try:
            self.put(read_length(text, self._field))
        except InvalidInput:
            self.setText(text)

    def sizeHint(self) -> QSize:
        """Wide enough for the usual lengths."""
        hint = super().sizeHint()
        hint.setWidth(self.fontMetrics().horizontalAdvance("00 h 00 min") + 16)
        return hint

    def minimumSizeHint(self) -> QSize:
        """As sizeHint."""
        return self.sizeHint()


class LengthChoice(QWidget):
    """One of some lengths, another one typed, or (None) what the settings say.

    `words` names a length in the list, `suffix` follows one that is not zero. `changed`
    comes with every change a person makes.
    """

    changed = Signal()

    def __init__(
        self,
        icons: Icons,
        name: str,
        lengths: Sequence[timedelta],
        words: Callable[[timedelta], str],
        *,
        field: str,
        parse: Parse,
        suffix: str,
        settled: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words = words
        self.kind = ChoiceBox(icons, name, self)
        self.text = LengthText(tr("{name}: length of time", name=name), field, self, parse)
        self._suffix = QLabel(suffix, self)
        if not settled:
            self.kind.addItem("", DEFAULT)
            self.say_default(timedelta())
        for each in lengths:
            self.kind.addItem(words(each), _seconds(each))
        self.kind.addItem(tr("other…"), OTHER)
        self.text.put(timedelta(minutes=20))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self.kind, self.text, self._suffix):
            row.addWidget(widget)
        row.addStretch(1)
        self.kind.currentIndexChanged.connect(self._chosen)
        self.text.edited.connect(self.changed)
        self._show_mode()

    def say_default(self, length: timedelta) -> None:
        """Tell what the settings say now."""
        self.kind.setItemText(0, tr("as in the settings ({what})", what=self._words(length)))
        self.kind.updateGeometry()

    def put(self, length: timedelta | None) -> None:
        """Show a length, listed or not; `changed` is not emitted."""
        index = self.kind.findData(DEFAULT if length is None else _seconds(length))
        if index < 0 and length is not None:
            self.text.put(length)
        self._select(index if index >= 0 else self.kind.findData(OTHER))

    def read(self) -> timedelta | None:
        """The length chosen or typed; InvalidInput names the field."""
        chosen = self.kind.currentData()
        if chosen == OTHER:
            return self.text.read()
        return timedelta(seconds=chosen) if isinstance(chosen, int) else None

    def raw(self) -> dict[str, Any]:
        """What is chosen and typed, as plain JSON values."""
        return {"chosen": self.kind.currentData(), "text": self.text.raw()}

    def put_raw(self, raw: Mapping[str, Any]) -> None:
        """Show what `raw` gave."""
        self.text.put_raw(str(raw.get("text", "")))
        self._select(max(0, self.kind.findData(raw.get("chosen"))))

    def widget_of(self) -> QWidget:
        """Where the keyboard goes to mend it."""
        return self.text if self.kind.currentData() == OTHER else self.kind

    def _select(self, index: int) -> None:
        self.kind.blockSignals(True)
        self.kind.setCurrentIndex(index)
        self.kind.blockSignals(False)
        self._show_mode()

    def _chosen(self) -> None:
        self._show_mode()
        self.changed.emit()

    def _show_mode(self) -> None:
        chosen = self.kind.currentData()
        self.text.setVisible(chosen == OTHER)
        self._suffix.setVisible(chosen == OTHER or (chosen != DEFAULT and bool(chosen)))


def _seconds(length: timedelta) -> int:
    return int(length.total_seconds())
