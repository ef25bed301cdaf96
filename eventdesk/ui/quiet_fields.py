"""Weekly quiet hours: any number of lines of days, from and to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from eventdesk.domain.day_words import day_name, short_day_name
from eventdesk.domain.errors import FieldProblem, InvalidInput
from eventdesk.domain.language import tr, tr_c
from eventdesk.domain.quiet_hours import EVERY_DAY, QuietSpan
from eventdesk.ui.icons import Icons
from eventdesk.ui.inline_message import InlineMessage, Level, mark_invalid
from eventdesk.ui.theme import scaled_font, tokens
from eventdesk.ui.time_field import TimeField

FIELD = "quiet.hours"
NIGHT = (time(22), time(7))


class QuietRow(QWidget):
    """One span of quiet. `changed`: a person changed it."""

    changed = Signal()
    removed = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._segments = QFrame(self)
        self.days = [QToolButton(self._segments) for _ in EVERY_DAY]
        self.start = TimeField(icons, tr_c("time", "From"), self).named(FIELD)
        self.end = TimeField(icons, tr_c("time", "To"), self).named(FIELD)
        self._next_day = QLabel(tr("next day"), self)
        self.remove = QToolButton(self)
        self.remove.setIcon(icons.icon("close", "muted"))
        self.remove.setToolTip(tr("Remove these quiet hours"))
        self.remove.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.message = InlineMessage(icons, self)
        self._lay_out()
        self._connect()

    def put(self, span: QuietSpan) -> None:
        """Show a span; `changed` is not emitted."""
        self.blockSignals(True)
        for number, button in enumerate(self.days):
            button.setChecked(number in span.days)
        self.start.show_moment(span.start)
        self.end.show_moment(span.end)
        self.blockSignals(False)
        self._show_next_day()

    def read(self) -> QuietSpan:
        """The span shown; InvalidInput."""
        chosen = frozenset(number for number, each in enumerate(self.days) if each.isChecked())
        if not chosen:
            raise InvalidInput.of(
                FIELD, tr("No day is chosen."), tr("Choose one, or remove the line.")
            )
        return QuietSpan(chosen, self.start.read(), self.end.read())

    def show_problem(self, problem: FieldProblem | None) -> None:
        """Say what is wrong below the line, or clear it."""
        words = str(problem or "")
        for field in (self.start, self.end):
            mark_invalid(field, problem is not None and field.moment() is None, words)
        if problem is None:
            self.message.clear()
        else:
            self.message.say(Level.ERROR, words)

    def widget_of(self) -> QWidget:
        """Where the keyboard goes to mend it."""
        if not any(each.isChecked() for each in self.days):
            return self.days[0]
        return self.end if self.start.moment() is not None else self.start

    def number(self, place: int) -> None:
        """Tell a screen reader which of several lines this is."""
        for number, button in enumerate(self.days):
            name = tr("Quiet hours {place}: {day}", place=place, day=day_name(number))
            button.setAccessibleName(name)
        self.start.setAccessibleName(tr("Quiet hours {place}: from", place=place))
        self.end.setAccessibleName(tr("Quiet hours {place}: to", place=place))
        self.remove.setAccessibleName(tr("Remove quiet hours {place}", place=place))

    def _edited(self) -> None:
        self.show_problem(None)
        self._show_next_day()
        self.changed.emit()

    def _show_next_day(self) -> None:
        start, end = self.start.moment(), self.end.moment()
        # Kept in its place, so that the other fields stay where they are.
        over = start is not None and end is not None and end <= start
        self._next_day.setText(tr("next day") if over else "")

    def _connect(self) -> None:
        for button in self.days:
            button.toggled.connect(lambda _on: None if self.signalsBlocked() else self._edited())
        for field in (self.start, self.end):
            field.edited.connect(self._edited)
        self.remove.clicked.connect(self.removed)

    def _lay_out(self) -> None:
        self._segments.setProperty("segments", True)
        days = QHBoxLayout(self._segments)
        days.setContentsMargins(2, 2, 2, 2)
        days.setSpacing(0)
        bold = QFontMetrics(scaled_font(self.font(), 1.0, bold=True))
        widest = max(bold.horizontalAdvance(short_day_name(each)) for each in EVERY_DAY)
        for number, button in enumerate(self.days):
            button.setText(short_day_name(number))
            button.setToolTip(day_name(number))
            button.setCheckable(True)
            button.setProperty("segment", True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setStyleSheet("padding: 3px 0;")
            button.setMinimumWidth(widest + tokens(self).medium)
            days.addWidget(button)
        self._next_day.setProperty("muted", True)
        metrics = self._next_day.fontMetrics()
        self._next_day.setMinimumWidth(metrics.horizontalAdvance(tr("next day")))
        line = QHBoxLayout()
        line.setSpacing(tokens(self).small)
        line.addWidget(self._segments)
        line.addSpacing(tokens(self).tiny)
        for widget in (self.start, QLabel(tr_c("time", "to"), self), self.end, self._next_day):
            line.addWidget(widget)
        line.addStretch(1)
        line.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(line)
        column.addWidget(self.message)


class QuietFields(QWidget):
    """The quiet hours of a week. `changed`: a person changed them."""

    changed = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self.rows: list[QuietRow] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        self.add = QPushButton(tr("&Add quiet hours"), self)
        self.add.setIcon(icons.icon("add", "accent"))
        self.add.setProperty("link", True)
        self.add.setAutoDefault(False)
        self.add.clicked.connect(self._add_pressed)
        line = QHBoxLayout()
        line.addWidget(self.add)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._list)
        column.addLayout(line)

    def put(self, spans: Sequence[QuietSpan]) -> None:
        """Show quiet hours; `changed` is not emitted."""
        for row in tuple(self.rows):
            self._drop(row)
        for span in spans:
            self._append(span)
        self._number()

    def read(self) -> list[str]:
        """The spans as the setting has them; InvalidInput for the first that is none."""
        return [str(row.read()) for row in self.rows]

    def show_problems(self) -> None:
        """Say at every line what is wrong with it."""
        for row in self.rows:
            row.show_problem(_problem(row))

    def widget_of(self) -> QWidget:
        """Where the keyboard goes to mend the first wrong line."""
        wrong = (row for row in self.rows if _problem(row) is not None)
        row = next(wrong, None)
        return row.widget_of() if row is not None else self.add

    def _append(self, span: QuietSpan) -> QuietRow:
        row = QuietRow(self._icons, self)
        row.put(span)
        row.changed.connect(self.changed)
        row.removed.connect(partial(self._remove, row))
        self.rows.append(row)
        self._list.addWidget(row)
        row.show()
        return row

    def _add_pressed(self) -> None:
        taken = {day for row in self.rows for day, on in enumerate(row.days) if on.isChecked()}
        row = self._append(QuietSpan((EVERY_DAY - taken) or EVERY_DAY, *NIGHT))
        self._number()
        row.start.setFocus()
        row.start.selectAll()
        self.changed.emit()

    def _remove(self, row: QuietRow) -> None:
        index = self.rows.index(row)
        self._drop(row)
        self._number()
        left = self.rows[min(index, len(self.rows) - 1)].remove if self.rows else self.add
        left.setFocus()
        self.changed.emit()

    def _drop(self, row: QuietRow) -> None:
        self.rows.remove(row)
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _number(self) -> None:
        for place, row in enumerate(self.rows, 1):
            row.number(place)


def _problem(row: QuietRow) -> FieldProblem | None:
    try:
        row.read()
    except InvalidInput as error:
        return error.problems[0]
    return None
