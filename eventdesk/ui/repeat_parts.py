"""Parts of the repeat field: every how many weeks, on which of their days, and until when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from eventdesk.domain.day_words import day_name, short_day_name
from eventdesk.domain.errors import FieldProblem, InvalidInput
from eventdesk.domain.language import tr, tr_c
from eventdesk.ui.choice_box import ChoiceBox
from eventdesk.ui.date_field import DateField
from eventdesk.ui.icons import Icons
from eventdesk.ui.inline_message import mark_invalid
from eventdesk.ui.number_field import NumberField
from eventdesk.ui.repeat_rule import (
    MOST_INTERVAL,
    STEPS,
    Ends,
    Place,
    Repeat,
    RuleChoice,
    place_words,
    places,
    step_words,
)

QUARTER = timedelta(days=90)


class WeekdayButtons(QFrame):
    """Seven switches. `edited` comes with every change a person makes; one always stays on."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("segments", True)
        self.setAccessibleName(tr("Days of the week"))
        self._days: tuple[int, ...] = ()
        self._own = 0
        self.buttons: list[QToolButton] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(0)
        for day in range(7):
            name = day_name(day)
            button = QToolButton(self)
            button.setText(short_day_name(day)[:2])
            button.setCheckable(True)
            button.setProperty("segment", True)
            button.setToolTip(name)
            button.setAccessibleName(name)
            button.clicked.connect(self._clicked)
            self.buttons.append(button)
            row.addWidget(button)

    def days(self) -> tuple[int, ...]:
        """The weekdays chosen, Monday is 0; none for that of the start, whichever it is."""
        return self._days

    def put(self, days: tuple[int, ...], own: int) -> None:
        """Choose days, none for `own`, the weekday of the start. Emits nothing."""
        self._days, self._own = days, own
        for day, button in enumerate(self.buttons):
            button.setChecked(day in (days or (own,)))

    def _clicked(self) -> None:
        if not any(each.isChecked() for each in self.buttons):
            self.buttons[self._own].setChecked(True)
        chosen = tuple(day for day, button in enumerate(self.buttons) if button.isChecked())
        self._days = () if chosen == (self._own,) else chosen
        self.edited.emit()


class RepeatStep(QWidget):
    """'every 2 weeks on Mo Fr', 'every month on the third Friday'."""

    edited = Signal()

    def __init__(self, icons: Icons, start: datetime, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._start = start
        self._repeat = Repeat.NEVER
        self._place = Place.DATE
        self._every = QLabel(self)
        self.interval = NumberField(
            tr("Every how many"), 1, MOST_INTERVAL, self, field="repeat", digits=3
        )
        self.unit = QLabel(self)
        self.place = ChoiceBox(icons, tr("On which day"), self)
        self.days = WeekdayButtons(self)
        line = QHBoxLayout()
        line.setSpacing(8)
        for widget in (self._every, self.interval, self.unit, self.place):
            line.addWidget(widget)
        line.addStretch(1)
        week = QHBoxLayout()
        week.addWidget(self.days)
        week.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(line)
        column.addLayout(week)
        self.interval.edited.connect(self._edited)
        self.days.edited.connect(self.edited)
        self.place.currentIndexChanged.connect(self._placed)

    def put(self, choice: RuleChoice, start: datetime) -> None:
        """Show a choice of a series from `start`; emits nothing."""
        self._start, self._repeat, self._place = start, choice.repeat, choice.place
        self.setVisible(choice.repeat in STEPS)
        self.days.setVisible(choice.repeat is Repeat.WEEKLY)
        self.days.put(choice.days, start.weekday())
        placed = choice.repeat in (Repeat.MONTHLY, Repeat.YEARLY)
        self.place.setVisible(placed)
        self._fill(choice.following(start).place if placed else Place.DATE)
        if self.interval.number() != choice.interval:
            self.interval.put(choice.interval)
        self._name_unit()

    def follow(self, repeat: Repeat, start: datetime) -> None:
        """Go on with another start, or another way to repeat. What was chosen comes back
        where it fits again."""
        known = RuleChoice(
            repeat, interval=self.interval.number() or 1, days=self.days.days(), place=self._place
        )
        typed = self.interval.text()
        self.put(known, start)
        if typed:
            self.interval.setText(typed)

    def read(self) -> dict[str, Any]:
        """Interval, days and place as arguments of RuleChoice; an interval that is none
        counts as 1 (see `problems`)."""
        return {
            "interval": self.interval.number() or 1,
            "days": self.days.days() if self._repeat is Repeat.WEEKLY else (),
            "place": Place(self.place.currentData() or Place.DATE),
        }

    def problems(self) -> list[FieldProblem]:
        """What cannot be read."""
        if self._repeat not in STEPS:
            return []
        try:
            self.interval.read()
        except InvalidInput as error:
            return list(error.problems)
        return []

    def _fill(self, place: Place) -> None:
        self.place.blockSignals(True)
        self.place.clear()
        for each in places(self._start):
            self.place.addItem(place_words(each, self._start, self._repeat), each)
        self.place.setCurrentIndex(max(0, self.place.findData(place)))
        self.place.updateGeometry()
        self.place.blockSignals(False)

    def _name_unit(self) -> None:
        before, after = step_words(self._repeat, self.interval.number())
        self._every.setText(before)
        self.unit.setText(after)

    def _placed(self) -> None:
        self._place = Place(self.place.currentData())
        self.edited.emit()

    def _edited(self) -> None:
        self._name_unit()
        self.edited.emit()


class RepeatEnd(QWidget):
    """'for ever', 'until Fri 5 Feb 2027', 'for 10 times'."""

    edited = Signal()
    settled = Signal()

    def __init__(
        self, icons: Icons, today: Callable[[], date], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.ends = ChoiceBox(icons, tr("Series ends"), self)
        for ends, words in (
            (Ends.NEVER, tr_c("series", "for ever")),
            (Ends.ON, tr_c("series", "until")),
            (Ends.AFTER, tr_c("series", "for")),
        ):
            self.ends.addItem(words, ends)
        self.until = DateField(icons, tr("Last day of the series"), today, self).named("repeat")
        self.count = NumberField(tr("Number of times"), 1, 9999, self, field="repeat")
        self.count.put(10)
        self.times = QLabel(tr_c("series", "times"), self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self.ends, self.until, self.count, self.times):
            row.addWidget(widget)
        row.addStretch(1)
        self.ends.currentIndexChanged.connect(self._edited)
        self.until.edited.connect(self.edited)
        self.count.edited.connect(self.edited)
        self.until.settled.connect(self.settled)
        self.show_mode()

    def put(self, choice: RuleChoice) -> None:
        """Show the end of a choice; emits nothing."""
        self.ends.blockSignals(True)
        self.ends.setCurrentIndex(self.ends.findData(choice.ends))
        self.ends.blockSignals(False)
        self.count.put(choice.count)
        self.until.show_day(choice.until)
        self.show_mode()

    def read(self) -> dict[str, Any]:
        """The end as arguments of RuleChoice; see `problems`."""
        ends = Ends(self.ends.currentData())
        return {
            "ends": ends,
            "until": self.until.day() if ends is Ends.ON else None,
            "count": (self.count.number() or 0) if ends is Ends.AFTER else 10,
        }

    def problems(self) -> list[FieldProblem]:
        """What cannot be read."""
        try:
            if self.ends.currentData() == Ends.ON:
                self.until.read()
            elif self.ends.currentData() == Ends.AFTER:
                self.count.read()
        except InvalidInput as error:
            return list(error.problems)
        return []

    def suggest(self, start: date) -> None:
        """A last day for a series that begins at `start`, where none is typed yet."""
        if self.ends.currentData() == Ends.ON and not self.until.text():
            self.until.show_day(start + QUARTER)

    def show_mode(self) -> None:
        """Show what belongs to the way it ends."""
        ends = self.ends.currentData()
        self.until.setVisible(ends == Ends.ON)
        for widget in (self.count, self.times):
            widget.setVisible(ends == Ends.AFTER)

    def mark(self, problem: str) -> None:
        """Draw the fields as refused, or as fine with ''."""
        for widget in (self.until, self.count):
            mark_invalid(widget, bool(problem), problem)

    def _edited(self) -> None:
        self.show_mode()
        self.edited.emit()
