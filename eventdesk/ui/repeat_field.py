"""How an event repeats: the usual ways by choice, any RRULE as text, and the dates it yields."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from eventdesk.domain.errors import FieldProblem
from eventdesk.domain.language import tr
from eventdesk.domain.recurrence import Recurrence, recurrence_problem, starts
from eventdesk.domain.recurrence_words import recurrence_words
from eventdesk.domain.series import with_again
from eventdesk.ui.choice_box import ChoiceBox
from eventdesk.ui.icons import Icons
from eventdesk.ui.inline_message import InlineMessage, Level, mark_invalid
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.repeat_left_out import LeftOut
from eventdesk.ui.repeat_parts import RepeatEnd, RepeatStep
from eventdesk.ui.repeat_rule import (
    Ends,
    Place,
    Repeat,
    RuleChoice,
    dates_words,
    read_rule,
    repeat_words,
)
from eventdesk.ui.zone_words import clock_change_words

PREVIEWED = 5
PREVIEW_MS = 200
LOOKED_AHEAD = 500
"""Starts looked at for changes of the clocks."""


@dataclass(frozen=True, slots=True)
class SeriesStart:
    """Where a series begins: its first wall start, in which zone (None: whatever the clocks
    show), and whether it is of whole days."""

    start: datetime
    zone: ZoneInfo | None = None
    all_day: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """What comes of a rule: what is wrong with it and the remedy, or words and next starts."""

    problem: tuple[str, str] | None = None
    words: str = ""
    walls: tuple[datetime, ...] = ()
    clocks: str = ""


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
        self._from = SeriesStart(datetime.combine(today(), datetime.min.time()))
        self._loaded: tuple[Recurrence, RuleChoice, date] | None = None
        self._changed_walls: frozenset[datetime] | None = None
        self._brought_back: list[datetime] = []
        self._asked = 0
        self.kind = ChoiceBox(icons, tr("Repeats"), self)
        for repeat in Repeat:
            self.kind.addItem(repeat_words(repeat), repeat)
        self.step = RepeatStep(icons, self._from.start, self)
        self.custom = QLineEdit(self)
        self.custom.setAccessibleName(tr("Recurrence rule"))
        self.custom.setPlaceholderText("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE")
        self.end = RepeatEnd(icons, today, self)
        self.preview = InlineMessage(icons, self)
        self.message = InlineMessage(icons, self)
        self.left_out = LeftOut(self)
        self._timer = QTimer(self, singleShot=True, interval=PREVIEW_MS)
        self._timer.timeout.connect(self._ask_preview)
        self._lay_out()
        self._connect()
        self.step.follow(Repeat.NEVER, self._from.start)
        self._show_mode()

    def follow(self, start: SeriesStart) -> None:
        """Go on from another start: what was named after the old one is named after the new
        one, and the rule with it."""
        if start == self._from:
            return
        self._from = start
        self.step.follow(self._repeat, start.start)
        self._timer.start()

    def put(self, recurrence: Recurrence | None, start: SeriesStart) -> None:
        """Show a recurrence of an event from `start`; `changed` is not emitted."""
        self._from = start
        choice = RuleChoice()
        if recurrence is not None:
            choice = read_rule(recurrence.rule, start.start)
            if not recurrence.rule:
                choice = RuleChoice(Repeat.CUSTOM)
        self._show(choice)
        loaded = None if recurrence is None else (recurrence, self._choice(), start.start.date())
        self._loaded = loaded
        self._changed_walls = None
        self._brought_back = []
        self._list_left_out()
        self.show_problem(None)
        self._timer.start()

    def put_changed(self, walls: Collection[datetime]) -> None:
        """Tell which excluded starts are changed occurrences; the others are then listed as
        left out."""
        self._changed_walls = frozenset(walls)
        self._list_left_out()

    def read(self) -> tuple[Recurrence | None, list[FieldProblem]]:
        """The recurrence chosen, with what cannot be read. Slow checks are left to others."""
        choice = self._choice()
        if choice.repeat is Repeat.NEVER:
            return None, []
        if choice.repeat is not Repeat.CUSTOM:
            problems = [*self.step.problems(), *self.end.problems()]
            if problems:
                return None, problems
        rule = choice.rule(self._from.start, all_day=self._from.all_day)
        if self._loaded is not None:
            recurrence, shown, day = self._loaded
            same = day == self._from.start.date() or choice.repeat is Repeat.CUSTOM
            if choice == shown and same:
                return recurrence, []
            return replace(recurrence, rule=rule), []
        if not rule:
            problem = FieldProblem(
                "repeat",
                tr("The recurrence rule is empty."),
                tr("Write one such as {rule}.", rule="FREQ=WEEKLY;BYDAY=MO,WE"),
            )
            return None, [problem]
        return Recurrence(rule), []

    def show_problem(self, problem: FieldProblem | None) -> None:
        """Show or clear what is wrong."""
        for widget in (self.custom, self.step.interval):
            mark_invalid(widget, problem is not None, str(problem or ""))
        self.end.mark(str(problem or ""))
        if problem is None:
            self.message.clear()
        else:
            self.message.say(Level.ERROR, str(problem))
            self.preview.clear()

    def widget_of(self) -> QWidget:
        """Where the keyboard goes to mend the rule."""
        if self._repeat is not Repeat.CUSTOM and self.step.problems():
            return self.step.interval
        for widget in (self.custom, self.end.until, self.end.count):
            if widget.isVisibleTo(self):
                return widget
        return self.kind

    def raw(self) -> dict[str, Any]:
        """Every field as typed."""
        return {
            "repeat": self.kind.currentData(),
            "rule": self.custom.text(),
            "ends": self.end.ends.currentData(),
            "until": self.end.until.raw(),
            "count": self.end.count.text(),
            "interval": self.step.interval.text(),
            "days": list(self.step.days.days()),
            "place": self.step.place.currentData(),
            "brought_back": [each.isoformat() for each in self._brought_back],
        }

    def put_raw(self, raw: Mapping[str, Any]) -> None:
        """Show what `raw` gave."""
        known = Repeat(raw["repeat"]) if raw.get("repeat") in list(Repeat) else Repeat.NEVER
        place = Place(raw["place"]) if raw.get("place") in list(Place) else Place.DATE
        days = tuple(int(day) for day in raw.get("days", ()) if 0 <= int(day) <= 6)
        ends = Ends(raw["ends"]) if raw.get("ends") in list(Ends) else Ends.NEVER
        self._show(RuleChoice(known, ends, days=days, place=place, custom=str(raw.get("rule", ""))))
        self.end.until.put_raw(str(raw.get("until", "")))
        self.end.count.setText(str(raw.get("count", "")))
        self.step.interval.setText(str(raw.get("interval", "1")))
        for wall in raw.get("brought_back", ()):
            self._take_back(datetime.fromisoformat(str(wall)))
        self._timer.start()

    @property
    def _repeat(self) -> Repeat:
        return Repeat(self.kind.currentData())

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self.kind)
        first.addWidget(self.end, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(first)
        for each in (self.step, self.custom, self.message, self.preview, self.left_out):
            layout.addWidget(each)

    def _connect(self) -> None:
        self.kind.currentIndexChanged.connect(self._kind_chosen)
        self.custom.textEdited.connect(self._edited)
        self.step.edited.connect(self._edited)
        self.end.edited.connect(self._edited)
        self.end.settled.connect(self._check)
        self.left_out.brought_back.connect(self._bring_back)

    def _choice(self) -> RuleChoice:
        if self._repeat is Repeat.CUSTOM:
            return RuleChoice(Repeat.CUSTOM, custom=self.custom.text())
        if self._repeat is Repeat.NEVER:
            return RuleChoice()
        step = {} if self._repeat is Repeat.WEEKDAYS else self.step.read()
        return RuleChoice(self._repeat, **self.end.read(), **step)

    def _show(self, choice: RuleChoice) -> None:
        self.kind.blockSignals(True)
        self.kind.setCurrentIndex(self.kind.findData(choice.repeat))
        self.kind.blockSignals(False)
        self.step.put(choice, self._from.start)
        self.end.put(choice)
        self.custom.setText(choice.custom)
        self._show_mode()

    def _kind_chosen(self) -> None:
        if self._repeat is Repeat.CUSTOM and not self.custom.text():
            self.custom.setText("FREQ=WEEKLY;INTERVAL=2")
        self.step.follow(self._repeat, self._from.start)
        self._edited()

    def _edited(self) -> None:
        self.end.suggest(self._from.start.date())
        self._show_mode()
        self.show_problem(None)
        self._timer.start()
        self.changed.emit()

    def _check(self) -> None:
        _, problems = self.read()
        self.show_problem(problems[0] if problems else None)

    def _show_mode(self) -> None:
        self.custom.setVisible(self._repeat is Repeat.CUSTOM)
        self.end.setVisible(self._repeat not in (Repeat.NEVER, Repeat.CUSTOM))
        self.left_out.setVisible(bool(self.left_out.walls()) and self._repeat is not Repeat.NEVER)
        if self._repeat is Repeat.NEVER:
            self.preview.clear()

    # What is left out

    def _list_left_out(self) -> None:
        known = self._loaded is not None and self._changed_walls is not None
        excluded = self._loaded[0].excluded if self._loaded is not None and known else ()
        self.left_out.put(excluded, self._changed_walls or (), self._today())
        self._show_mode()

    def _take_back(self, wall: datetime) -> None:
        if self._loaded is not None:
            recurrence, shown, day = self._loaded
            self._loaded = (with_again(recurrence, wall), shown, day)
            self._brought_back.append(wall)
            self._list_left_out()

    def _bring_back(self, wall: datetime) -> None:
        self._take_back(wall)
        self._edited()

    # What comes of it

    def _ask_preview(self) -> None:
        self._asked += 1
        asked, series, today = self._asked, self._from, self._today()
        recurrence, problems = self.read()
        if recurrence is None or problems:
            self.preview.clear()
            return
        # The first start is shown above; series that began earlier go on from today.
        earliest = series.start.replace(fold=0) + timedelta(microseconds=1)
        after = max(earliest, datetime.combine(today, series.start.time()))
        self._jobs.run(
            lambda: preview(recurrence, series, after),
            lambda found: self._show_preview(asked, found),
        )

    def _show_preview(self, asked: int, found: Preview) -> None:
        if not isValid(self) or asked != self._asked or self._repeat is Repeat.NEVER:
            return
        if found.problem is not None:
            self.show_problem(FieldProblem("repeat", *found.problem))
        elif found.walls:
            days = dates_words((each.date() for each in found.walls), self._today())
            words = tr("{rule}.\nThen {days}", rule=found.words, days=days)
            self.preview.say(Level.INFO, f"{words}\n{found.clocks}" if found.clocks else words)
        else:
            words = tr("{rule}.\nNo further date comes from this.", rule=found.words)
            self.preview.say(Level.WARNING, words)


def preview(recurrence: Recurrence, series: SeriesStart, after: datetime) -> Preview:
    """What is wrong with a rule, or its words and next starts. May take a while: run it as a
    job."""
    start, zone, all_day = series.start, series.zone, series.all_day
    problem = recurrence_problem(recurrence, start, all_day=all_day)
    if problem is not None:
        return Preview(problem)
    # What is left out is listed below.
    whole = replace(recurrence, excluded=()) if recurrence.rule else recurrence
    words = recurrence_words(whole, start, zone=zone, all_day=all_day)
    most = LOOKED_AHEAD if zone is not None and not all_day else PREVIEWED
    walls = [*starts(recurrence, start, after=after, zone=zone, all_day=all_day, limit=most)]
    clocks = clock_change_words(walls, zone) if zone is not None and not all_day else ""
    return Preview(None, words, tuple(walls[:PREVIEWED]), clocks)
