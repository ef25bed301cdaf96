"""What the pages of the settings dialog share: fields bound to setting keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from eventdesk.domain.errors import FieldProblem, InvalidInput
from eventdesk.domain.setting_keys import SETTING_KEYS
from eventdesk.domain.setting_values import Plain
from eventdesk.domain.settings import Settings
from eventdesk.ui.choice_box import ChoiceBox
from eventdesk.ui.form_rows import FormRows
from eventdesk.ui.icons import Icons
from eventdesk.ui.inline_message import InlineMessage, Level, mark_invalid
from eventdesk.ui.marks import TickBox
from eventdesk.ui.number_field import NumberField
from eventdesk.ui.theme import scaled_font, tokens


@dataclass(frozen=True, slots=True)
class Bound:
    """A field for one setting: `read` gives what SettingKey.put takes (InvalidInput), `show`
    takes the plain value, `widget` gets the keyboard when it is refused."""

    key: str
    read: Callable[[], object]
    show: Callable[[Any], object]
    widget: QWidget
    message: InlineMessage


class SettingsPage(QScrollArea):
    """A page of settings. `changed`: a person changed something."""

    changed = Signal()

    def __init__(self, icons: Icons, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.icons = icons
        self.bound: dict[str, Bound] = {}
        self.title = title
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.inner = QWidget(self)
        shades = tokens(self)
        column = QVBoxLayout(self.inner)
        column.setContentsMargins(shades.huge, shades.large, shades.huge, shades.large)
        column.setSpacing(shades.large)
        heading = QLabel(title, self.inner)
        heading.setFont(scaled_font(self.font(), 1.3, bold=True))
        column.addWidget(heading)
        holder = QWidget(self.inner)
        self.rows = FormRows(holder)
        column.addWidget(holder)
        column.addStretch(1)
        self.setWidget(self.inner)

    def load(self, settings: Settings) -> None:
        """Show settings; `changed` is not emitted."""
        self.blockSignals(True)
        for key, bound in self.bound.items():
            bound.show(SETTING_KEYS[key].get(settings))
        self.blockSignals(False)
        self.show_problems({})

    def put(self, settings: Settings) -> tuple[Settings, dict[str, FieldProblem]]:
        """The settings with this page's values, and what is refused, by key."""
        problems: dict[str, FieldProblem] = {}
        for key, bound in self.bound.items():
            try:
                settings = SETTING_KEYS[key].put(settings, bound.read())
            except InvalidInput as error:
                problems[key] = error.problems[0]
        return settings, problems

    def show_problems(self, problems: dict[str, FieldProblem]) -> None:
        """Show each refused setting at its field and clear the others."""
        for key, bound in self.bound.items():
            problem = problems.get(key)
            mark_invalid(bound.widget, problem is not None, str(problem or ""))
            if problem is None:
                if bound.message.level is Level.ERROR:
                    bound.message.clear()
            else:
                bound.message.say(Level.ERROR, str(problem))

    def focus_first(self, keys: Iterable[str]) -> None:
        """Give the keyboard to the first refused field."""
        for key, bound in self.bound.items():
            if key in keys:
                bound.widget.setFocus()
                self.ensureWidgetVisible(bound.widget)
                return

    # What pages are built from

    def tick(self, key: str, words: str, hint: str = "") -> TickBox:
        """A setting that is on or off."""
        box = TickBox(self.icons, words, self.inner)
        box.toggled.connect(self._told)
        self._bind(key, box.isChecked, box.setChecked, box)
        self.rows.add_wide(box, self.bound[key].message)
        if hint:
            label = self.hint(hint)
            label.setIndent(tokens(self).huge)
            self.rows.add_wide(label)
        return box

    def line(self, key: str, label: str, placeholder: str = "", hint: str = "") -> QLineEdit:
        """A setting that is one line of text."""
        edit = QLineEdit(self.inner)
        edit.setPlaceholderText(placeholder)
        edit.setAccessibleName(label.replace("&", ""))
        edit.textEdited.connect(lambda: self._cleared(key))
        self._bind(key, edit.text, lambda plain: edit.setText(str(plain)), edit)
        self.rows.add(label, edit, self.bound[key].message, *self._hints(hint))
        return edit

    def number(self, key: str, label: str, least: int, most: int, unit: str = "") -> NumberField:
        """A setting that is a whole number."""
        field = NumberField(label.replace("&", ""), least, most, self.inner, field=key, digits=6)
        field.edited.connect(lambda: self._cleared(key))
        self._bind(key, field.text, lambda plain: field.setText(str(plain)), field)
        field.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        line = beside(self.inner, field, QLabel(unit, self.inner))
        self.rows.add(label, line, self.bound[key].message, buddy=field)
        return field

    def choice(
        self, key: str, label: str, choices: Iterable[tuple[str, str]], hint: str = ""
    ) -> ChoiceBox:
        """A setting that is one of several; choices are (plain value, words)."""
        box = ChoiceBox(self.icons, label.replace("&", ""), self.inner)
        for value, words in choices:
            box.addItem(words, value)
        box.currentIndexChanged.connect(self._told)
        self._bind(
            key, box.currentData, lambda plain: box.setCurrentIndex(box.findData(plain)), box
        )
        below = (self.bound[key].message, *self._hints(hint))
        self.rows.add(label, beside(self.inner, box), *below, buddy=box)
        return box

    def custom(
        self,
        key: str,
        label: str,
        widget: QWidget,
        read: Callable[[], object],
        show: Callable[[Plain], object],
        *,
        focus: QWidget | None = None,
        buddy: QWidget | None = None,
        hint: str = "",
    ) -> None:
        """A setting with a widget of its own. `focus` gets the keyboard when it is refused,
        `buddy` by the label's key."""
        self._bind(key, read, show, focus or widget)
        below = (self.bound[key].message, *self._hints(hint))
        self.rows.add(label, widget, *below, buddy=buddy or focus or widget)

    def hint(self, words: str) -> QLabel:
        """A muted explanation."""
        label = QLabel(words, self.inner)
        label.setProperty("muted", True)
        label.setWordWrap(True)
        label.setMinimumWidth(160)
        return label

    def _hints(self, words: str) -> tuple[QLabel, ...]:
        return (self.hint(words),) if words else ()

    def _bind(
        self,
        key: str,
        read: Callable[[], object],
        show: Callable[[Any], object],
        widget: QWidget,
    ) -> None:
        self.bound[key] = Bound(key, read, show, widget, InlineMessage(self.icons, self.inner))

    def _cleared(self, key: str) -> None:
        bound = self.bound[key]
        mark_invalid(bound.widget, False)
        bound.message.clear()
        self._told()

    def _told(self) -> None:
        self.changed.emit()


def beside(parent: QWidget, *widgets: QWidget) -> QWidget:
    """Widgets in a row from the left, no wider than they need."""
    holder = QWidget(parent)
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for each in widgets:
        row.addWidget(each)
    row.addStretch(1)
    return holder
