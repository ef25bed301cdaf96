"""What the dialogs about one calendar share: a form that grows, and what is wrong at its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from eventdesk.domain.errors import EventDeskError, FieldProblem, InvalidInput
from eventdesk.ui.form_rows import FormRows
from eventdesk.ui.growing import GrowingScroll
from eventdesk.ui.icons import Icons
from eventdesk.ui.inline_message import InlineMessage, Level, make_primary, mark_invalid


class CalendarForm(QDialog):
    """Not modal, deletes itself. A subclass makes its fields on `_form`, adds them to `_rows`,
    and ends with `_lay_out_around`. `messages` are below the fields, by the names that their
    problems bear; `message` beside the buttons has what concerns no field.
    """

    def __init__(
        self, icons: Icons, title: str, checked: Sequence[str], parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._busy = False
        self._form = QWidget(self)
        self._rows = FormRows(self._form)
        self._rows.setContentsMargins(16, 16, 16, 16)
        self.messages = {name: InlineMessage(icons, self._form) for name in checked}
        self.message = InlineMessage(icons, self)
        self.buttons = QDialogButtonBox(self)

    def showEvent(self, event: QShowEvent) -> None:
        """As high as the fields need, as far as the screen allows."""
        super().showEvent(event)
        self._scroll.fit()

    def sizeHint(self) -> QSize:
        """Wide enough for every line of the form."""
        return self._scroll.wanted()

    def _fields(self) -> dict[str, QWidget]:
        """Where to mend what `messages` tell, from the top."""
        raise NotImplementedError

    def _failure(self, error: EventDeskError) -> str:
        """What to say when it did not work."""
        raise NotImplementedError

    def _show(self, problems: Sequence[FieldProblem]) -> None:
        """Say what is wrong; the keyboard goes to the first field of it."""
        self.message.clear()
        found = {each.field: each for each in reversed(problems)}
        for name, widget in reversed(self._fields().items()):
            problem = found.pop(name, None)
            mark_invalid(widget, problem is not None, str(problem or ""))
            if problem is None:
                self.messages[name].clear()
            else:
                self.messages[name].say(Level.ERROR, str(problem))
                widget.setFocus()
        if found:
            self.message.say(Level.ERROR, " ".join(str(each) for each in found.values()))
        self._scroll.later()

    def _failed(self, error: EventDeskError) -> None:
        if not isValid(self):
            return
        self._set_busy(False)
        if isinstance(error, InvalidInput):
            self._show(error.problems)
        else:
            self.message.say(Level.ERROR, self._failure(error))
            next(iter(self._fields().values())).setFocus()
        self._scroll.later()

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.go.setEnabled(not busy)

    def _hint(self, words: str) -> QLabel:
        """A quiet explanation below a field."""
        hint = QLabel(words, self._form)
        hint.setProperty("muted", True)
        hint.setWordWrap(True)
        return hint

    def _lay_out_around(self, width: int, go: QPushButton, act: Callable[[], object]) -> None:
        """Put the form above the buttons; `go` is the one that acts."""
        self._rows.setRowStretch(self._rows.rowCount(), 1)
        self._scroll = GrowingScroll(self._form, width, self)
        self.go = go
        self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        make_primary(go)
        go.setDefault(True)
        self.buttons.accepted.connect(act)
        self.buttons.rejected.connect(self.reject)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 16)
        foot.setSpacing(12)
        foot.addWidget(self.message, 1, Qt.AlignmentFlag.AlignVCenter)
        foot.addStretch(0)
        foot.addWidget(self.buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._scroll, 1)
        column.addLayout(foot)
