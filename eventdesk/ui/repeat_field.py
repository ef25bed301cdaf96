"""How an event repeats: the usual ways by choice, any RRULE as text, and the dates it yields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from eventdesk.domain.errors import FieldProblem, InvalidInput
from eventdesk.domain.recurrence import Recurrence, recurrence_problem, starts
from eventdesk.ui.choice_box import ChoiceBox
from eventdesk.ui.date_field import DateField
from eventdesk.ui.icons import Icons
from eventdesk.ui.inline_message import InlineMessage, Level, mark_invalid
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.number_field import NumberField
from eventdesk.ui.repeat_rule import Ends, Repeat, RuleChoice, dates_words, read_rule, repeat_words

PREVIEWED = 3
PREVIEW_MS = 200
Preview = tuple[tuple[str, str] | None, list[datetime]]


class RepeatField(QWidget):
    """A recurrence, or none. `changed` comes with every change a person makes.

    A recurrence that was loaded and not touched is given back as it was; its extra and
    excluded dates survive a change of the rule.
    """

    changed = Signal()

    def __init__(
        self, icons: Icons, jobs: Jobs, today: Callable[[], date], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._today = today
        self._start = datetime.combine(today(), datetime.min.time())
        self._loaded: tuple[Recurrence, RuleChoice, date] | None = None
        self._asked = 0
        self.kind = ChoiceBox(icons, "Repeats", self)
        for repeat in Repeat:
            self.kind.addItem(repeat_words(repeat, self._start), repeat)
        self.custom = QLineEdit(self)
        self.custom.setAccessibleName("Recurrence rule")
        self.custom.setPlaceholderText("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE")
        self.ends = ChoiceBox(icons, "Series ends", self)
        for ends, words in ((Ends.NEVER, "for ever"), (Ends.ON, "until"), (Ends.AFTER, "for")):
            self.ends.addItem(words, ends)
        self.until = DateField(icons, "Last day of the series", today, self).named("repeat")
        self.count = NumberField("Number of times", 1, 9999, self, field="repeat")
        self.count.put(10)
        self.times = QLabel("times", self)
        self.preview = InlineMessage(icons, self)
        self.message = InlineMessage(icons, self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PREVIEW_MS)
        self._timer.timeout.connect(self._ask_preview)
        self._lay_out()
        self._connect()
        self._show_mode()

    def follow(self, start: datetime) -> None:
        """Name the choices after the event's start, and preview from there."""
        if start == self._start:
            return
        self._start = start
        for index, repeat in enumerate(Repeat):
            self.kind.setItemText(index, repeat_words(repeat, start))
        self._timer.start()

    def put(self, recurrence: Recurrence | None, start: datetime) -> None:
        """Show a recurrence of an event from `start`; `changed` is not emitted."""
        self.follow(start)
        choice = RuleChoice()
        if recurrence is not None:
            choice = read_rule(recurrence.rule, start)
            if not recurrence.rule:
                choice = RuleChoice(Repeat.CUSTOM)
        self._show(choice)
        self._loaded = None if recurrence is None else (recurrence, self._choice(), start.date())
        self._timer.start()

    def read(self) -> tuple[Recurrence | None, list[FieldProblem]]:
        """The recurrence chosen, with what cannot be read. Slow checks are left to others."""
        choice = self._choice()
        if choice.repeat is Repeat.NEVER:
            return None, []
        try:
            if choice.ends is Ends.ON:
                self.until.read()
            elif choice.ends is Ends.AFTER:
                self.count.read()
        except InvalidInput as error:
            return None, list(error.problems)
        if self._loaded is not None:
            recurrence, shown, day = self._loaded
            if choice == shown and (day == self._start.date() or choice.repeat is Repeat.CUSTOM):
                return recurrence, []
            return Recurrence(choice.rule(), recurrence.extra, recurrence.excluded), []
        if choice.repeat is Repeat.CUSTOM and not choice.rule():
            problem = FieldProblem(
                "repeat",
                "The recurrence rule is empty.",
                "Write one such as FREQ=WEEKLY;BYDAY=MO,WE.",
            )
            return None, [problem]
        return Recurrence(choice.rule()), []

    def show_problem(self, problem: FieldProblem | None) -> None:
        """Show or clear what is wrong."""
        for widget in (self.custom, self.until, self.count):
            mark_invalid(widget, problem is not None, str(problem or ""))
        if problem is None:
            self.message.clear()
        else:
            self.message.say(Level.ERROR, str(problem))
            self.preview.clear()

    def widget_of(self) -> QWidget:
        """Where the keyboard goes to mend the rule."""
        for widget in (self.custom, self.until, self.count):
            if not widget.isHidden():
                return widget
        return self.kind

    def raw(self) -> dict[str, Any]:
        """Every field as typed."""
        return {
            "repeat": self.kind.currentData(),
            "rule": self.custom.text(),
            "ends": self.ends.currentData(),
            "until": self.until.text(),
            "count": self.count.text(),
        }

    def put_raw(self, raw: Mapping[str, Any]) -> None:
        """Show what `raw` gave."""
        self.kind.setCurrentIndex(max(0, self.kind.findData(raw.get("repeat"))))
        self.custom.setText(str(raw.get("rule", "")))
        self.ends.setCurrentIndex(max(0, self.ends.findData(raw.get("ends"))))
        self.until.setText(str(raw.get("until", "")))
        self.count.setText(str(raw.get("count", "")))
        self._show_mode()

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(8)
        for widget in (self.kind, self.ends, self.until, self.count, self.times):
            first.addWidget(widget)
        first.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(first)
        for each in (self.custom, self.message, self.preview):
            layout.addWidget(each)

    def _connect(self) -> None:
        self.kind.currentIndexChanged.connect(self._edited)
        self.ends.currentIndexChanged.connect(self._edited)
        self.count.edited.connect(self._edited)
        self.custom.textChanged.connect(self._edited)
        self.until.edited.connect(self._edited)
        self.until.settled.connect(self._check_until)

    def _choice(self) -> RuleChoice:
        repeat = Repeat(self.kind.currentData())
        if repeat is Repeat.CUSTOM:
            return RuleChoice(repeat, custom=self.custom.text())
        if repeat is Repeat.NEVER:
            return RuleChoice()
        ends = Ends(self.ends.currentData())
        return RuleChoice(
            repeat,
            ends,
            self.until.day() if ends is Ends.ON else None,
            (self.count.number() or 0) if ends is Ends.AFTER else 10,
        )

    def _show(self, choice: RuleChoice) -> None:
        quiet = (self.kind, self.ends, self.custom)
        for widget in quiet:
            widget.blockSignals(True)
        self.kind.setCurrentIndex(self.kind.findData(choice.repeat))
        self.ends.setCurrentIndex(self.ends.findData(choice.ends))
        self.count.put(choice.count)
        self.until.show_day(choice.until)
        self.custom.setText(choice.custom)
        for widget in quiet:
            widget.blockSignals(False)
        self._show_mode()

    def _edited(self) -> None:
        if self.kind.currentData() == Repeat.CUSTOM and not self.custom.text():
            self._suggest_rule()
        if self.ends.currentData() == Ends.ON and not self.until.text():
            self.until.show_day(self._start.date() + timedelta(days=90))
        self._show_mode()
        self.show_problem(None)
        self._timer.start()
        self.changed.emit()

    def _suggest_rule(self) -> None:
        if self.sender() is self.kind:
            self.custom.setText("FREQ=WEEKLY;INTERVAL=2")

    def _check_until(self) -> None:
        _, problems = self.read()
        self.show_problem(problems[0] if problems else None)

    def _show_mode(self) -> None:
        repeat, ends = self.kind.currentData(), self.ends.currentData()
        repeats = repeat not in (Repeat.NEVER, Repeat.CUSTOM)
        self.custom.setVisible(repeat == Repeat.CUSTOM)
        self.ends.setVisible(repeats)
        self.until.setVisible(repeats and ends == Ends.ON)
        for widget in (self.count, self.times):
            widget.setVisible(repeats and ends == Ends.AFTER)
        if repeat == Repeat.NEVER:
            self.preview.clear()

    def _ask_preview(self) -> None:
        self._asked += 1
        asked, start, today = self._asked, self._start, self._today()
        recurrence, problems = self.read()
        if recurrence is None or problems:
            self.preview.clear()
            return
        # The first start is shown above; series that began earlier go on from today.
        after = max(start + timedelta(microseconds=1), datetime.combine(today, start.time()))
        self._jobs.run(
            lambda: preview(recurrence, start, after),
            lambda found: self._show_preview(asked, found),
        )

    def _show_preview(self, asked: int, found: Preview) -> None:
        if not isValid(self) or asked != self._asked or self.kind.currentData() == Repeat.NEVER:
            return
        problem, days = found
        if problem is not None:
            self.show_problem(FieldProblem("repeat", *problem))
            return
        if days:
            words = dates_words((each.date() for each in days), self._today())
            self.preview.say(Level.INFO, f"Then {words}")
        else:
            self.preview.say(Level.WARNING, "No further date comes from this rule.")


def preview(recurrence: Recurrence, start: datetime, after: datetime) -> Preview:
    """What is wrong with a rule, or its next starts. May take a while: run it as a job."""
    problem = recurrence_problem(recurrence, start)
    if problem is not None:
        return problem, []
    return None, list(islice(starts(recurrence, start, after=after), PREVIEWED))
