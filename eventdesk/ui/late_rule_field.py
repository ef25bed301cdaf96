"""The choice of the late rule: what still comes when its time was slept through."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from eventdesk.domain.insistence_words import late_rule_words
from eventdesk.domain.language import later, tr
from eventdesk.domain.late import LateMode, LateRule
from eventdesk.ui.choice_box import ChoiceBox
from eventdesk.ui.icons import Icons
from eventdesk.ui.length_field import LengthText

DEFAULT = "default"
_MODES = (
    (LateMode.UNTIL_END, later("until the event ends")),
    (LateMode.WITHIN, later("within")),
    (LateMode.ALWAYS, later("always, however late")),
)


class LateRuleField(QWidget):
    """The three late rules, with a length for one of them; without `settled` also (None)
    what the settings say. `changed` comes with every change a person makes."""

    changed = Signal()

    def __init__(
        self, icons: Icons, name: str, field: str, parent: QWidget | None = None, *, settled: bool
    ) -> None:
        super().__init__(parent)
        self.mode = ChoiceBox(icons, name, self)
        if not settled:
            self.mode.addItem("", DEFAULT)
            self.say_default(LateRule())
        for mode, words in _MODES:
            self.mode.addItem(tr(words), mode)
        self.limit = LengthText(tr("{name}: how long", name=name), field, self)
        self.limit.put(timedelta(minutes=15))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.mode)
        row.addWidget(self.limit)
        row.addStretch(1)
        self.mode.currentIndexChanged.connect(self._chosen)
        self.limit.edited.connect(self.changed)
        self._show_mode()

    def say_default(self, rule: LateRule) -> None:
        """Tell what the settings say now."""
        self.mode.setItemText(0, tr("as in the settings ({what})", what=late_rule_words(rule)))
        self.mode.updateGeometry()

    def put(self, rule: LateRule | None) -> None:
        """Show a rule; `changed` is not emitted."""
        if rule is not None and rule.mode is LateMode.WITHIN:
            self.limit.put(rule.limit)
        self._select(DEFAULT if rule is None else rule.mode)

    def read(self) -> LateRule | None:
        """The rule chosen; InvalidInput names the field."""
        chosen = self.mode.currentData()
        if chosen == DEFAULT:
            return None
        if chosen == LateMode.WITHIN:
            return LateRule(LateMode.WITHIN, self.limit.read())
        return LateRule(LateMode(chosen))

    def raw(self) -> dict[str, Any]:
        """What is chosen and typed, as plain JSON values."""
        return {"chosen": str(self.mode.currentData()), "text": self.limit.raw()}

    def put_raw(self, raw: Mapping[str, Any]) -> None:
        """Show what `raw` gave."""
        self.limit.put_raw(str(raw.get("text", "")))
        self._select(str(raw.get("chosen", DEFAULT)))

    def widget_of(self) -> QWidget:
        """Where the keyboard goes to mend it."""
        return self.limit if self.mode.currentData() == LateMode.WITHIN else self.mode

    def _select(self, chosen: str) -> None:
        self.mode.blockSignals(True)
        self.mode.setCurrentIndex(max(0, self.mode.findData(chosen)))
        self.mode.blockSignals(False)
        self._show_mode()

    def _chosen(self) -> None:
        self._show_mode()
        self.changed.emit()

    def _show_mode(self) -> None:
        self.limit.setVisible(self.mode.currentData() == LateMode.WITHIN)
