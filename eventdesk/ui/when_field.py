"""Start, end, length, all-day and time zone of an event, kept consistent while one types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from eventdesk.domain.errors import FieldProblem, InvalidInput
from eventdesk.domain.language import tr
from eventdesk.domain.reminder import DAY
from eventdesk.domain.walltime import to_wall
from eventdesk.services.ports import Clock
from eventdesk.ui.icons import Icons
from eventdesk.ui.inline_message import Level
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.time_field import next_half_hour
from eventdesk.ui.typed_lengths import show_length, shown_length
from eventdesk.ui.when_messages import WhenMessages
from eventdesk.ui.when_reader import When, WhenReader
from eventdesk.ui.when_widgets import WhenWidgets

PAUSE_MS = 700
"""How long a person has to stop typing before a half-typed value is called wrong."""
HOUR = timedelta(hours=1)


class WhenField(QObject):
    """The fields for the times of an event. A moved start takes the end along.

    `changed` comes with every change, at once; messages wait until the typing pauses.
    """

    changed = Signal()

    def __init__(
        self, icons: Icons, jobs: Jobs, clock: Clock, recent: Sequence[str], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._span: timedelta | None = HOUR
        self._end_wrong = False
        self._mending = False
        self._suggested = next_half_hour(to_wall(clock.now(), clock.zone()))
        self._about = self._suggested
        self.widgets = WhenWidgets(
            icons,
            jobs,
            parent,
            today=self._today,
            about=lambda: self._about,
            system_zone=clock.zone().key,
            recent=recent,
        )
        self._reader = WhenReader(self.widgets, self._suggested)
        self._messages = WhenMessages(self.widgets, self._reader)
        self.widgets.end_time.annotate(self._reader.length_until)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._connect()
        self.put(When(self._suggested, self._suggested + HOUR, clock.zone().key, False))

    def put(self, when: When) -> None:
        """Show the times of a draft; `changed` is not emitted."""
        start, end, parts = when.start, when.end, self.widgets
        parts.check_all_day(when.all_day)
        parts.zone.put(self._clock.zone().key if when.all_day else when.zone)
        parts.start_date.show_day(start.date())
        parts.start_time.show_moment(None if when.all_day else start.time())
        parts.start_fold.put(start.fold)
        if when.all_day:
            last = (end - timedelta(microseconds=1)) if end and end > start else start
            parts.end_date.show_day(last.date())
            parts.end_time.show_moment(None)
        else:
            parts.end_date.show_day(end.date() if end else None)
            parts.end_time.show_moment(end.time() if end else None)
            parts.end_fold.put(end.fold if end else 0)
        self._reader.last_start = start
        self._shown()
        self._messages.show([])

    def read(self) -> tuple[When, list[FieldProblem]]:
        """What is typed, with what cannot be read (see WhenReader)."""
        return self._reader.read()

    def show_problems(self, problems: Sequence[FieldProblem] | None = None) -> None:
        """Show `problems` (those of now when None) at their fields."""
        self._pause.stop()
        self._messages.show(self._reader.problems() if problems is None else problems)

    def advise(self, level: Level, text: str) -> None:
        """Show a hint below the start unless an error is there; '' for none."""
        self._messages.advise(level, text)

    def raw(self) -> dict[str, Any]:
        """Every field as typed."""
        return self.widgets.raw()

    def put_raw(self, raw: Mapping[str, Any]) -> None:
        """Show what `raw` gave."""
        self.widgets.put_raw(raw)
        self._shown()
        self.widgets.length.setText(shown_length(str(raw.get("length", ""))))
        self.show_problems()
        self.changed.emit()

    def widget_of(self, field: str) -> QWidget:
        """Where the keyboard goes to mend the input field 'start', 'end' or 'zone'."""
        parts = self.widgets
        if field == "zone":
            return parts.zone.search or parts.zone
        day, moment = parts.start_date, parts.start_time
        if field == "end":
            day, moment = parts.end_date, parts.end_time
        return moment if day.day() is not None and not self._reader.all_day else day

    def _connect(self) -> None:
        parts = self.widgets
        for start in (parts.start_date, parts.start_time):
            start.edited.connect(self._start_edited)
            start.settled.connect(self._start_settled)
        for end in (parts.end_date, parts.end_time):
            end.edited.connect(self._end_edited)
            end.settled.connect(self.show_problems)
        parts.length.textEdited.connect(self._length_edited)
        parts.length.editingFinished.connect(self._length_settled)
        parts.all_day.toggled.connect(self._all_day_toggled)
        parts.zone.edited.connect(self._zone_edited)
        parts.zone.settled.connect(self.show_problems)
        parts.start_fold.chosen.connect(self._start_edited)
        parts.end_fold.chosen.connect(self._end_edited)
        self._pause.timeout.connect(self.show_problems)

    def _today(self) -> date:
        return self._clock.now().astimezone(self._clock.zone()).date()

    def _start_edited(self) -> None:
        self._look()
        start, _ = self._reader.walls()
        if self._end_wrong or self._mending:
            self._mending = True  # until this start is typed to its end
            self._take_end()
        elif start is not None and self._span is not None:
            self._show_end(self._reader.after(start, self._span))
        self._told()

    def _start_settled(self) -> None:
        self._mending = False
        self.show_problems()

    def _end_edited(self) -> None:
        parts = self.widgets
        if parts.end_time.moment() is not None and not parts.end_date.text():
            parts.end_date.show_day(parts.start_date.day())
        self._look()
        self._take_end()
        self._told()

    def _length_edited(self) -> None:
        try:
            self._span = self._reader.length()
        except InvalidInput:
            self._told()
            return
        self._end_wrong = False
        start, _ = self._reader.walls()
        if self._span is None:
            self.widgets.end_date.show_day(None)
            self.widgets.end_time.show_moment(None)
        elif start is not None:
            self._show_end(self._reader.after(start, self._span))
        self._told()

    def _length_settled(self) -> None:
        try:
            self._reader.length()
            self._show_length()
        except InvalidInput as error:
            self.show_problems(error.problems)
        else:
            self.show_problems()

    def _all_day_toggled(self, on: bool) -> None:
        parts = self.widgets
        day = parts.start_date.day()
        if not on and parts.start_time.moment() is None and day is not None:
            start = datetime.combine(
                day, self._suggested.time() if day == self._today() else time(9)
            )
            parts.start_time.show_moment(start.time())
            self._span = HOUR
            self._show_end(self._reader.after(start, HOUR))
        if on and parts.end_date.day() is None:
            parts.end_date.show_day(day)
        self._shown()
        self._told()
        self.show_problems()

    def _zone_edited(self) -> None:
        self._look()
        self._take_end()
        self._told()

    def _told(self) -> None:
        if not self._reader.problems():
            self._messages.show([])
        self._pause.start()
        self.changed.emit()

    def _shown(self) -> None:
        self.widgets.show_mode()
        self._look()
        self._take_end()

    def _look(self) -> None:
        start, end = self._reader.walls()
        zone = self._reader.zone()
        self.widgets.start_fold.look_at(start, zone)
        self.widgets.end_fold.look_at(end, zone)
        self._about = start or self._about
        self.widgets.zone.refresh()

    def _take_end(self) -> None:
        """Learn the length from start and end."""
        start, end = self._reader.walls()
        parts = self.widgets
        self._end_wrong = False
        if start is not None and end is not None:
            span = self._reader.between(start, end)
            self._end_wrong = span < timedelta() or (self._reader.all_day and not span)
            self._span = self._span if self._end_wrong else span
        elif start is not None and not parts.end_date.text() and not parts.end_time.text():
            self._span = None
        self._show_length()

    def _show_end(self, end: datetime) -> None:
        parts = self.widgets
        parts.end_date.show_day((end - DAY if self._reader.all_day else end).date())
        if not self._reader.all_day:
            parts.end_time.show_moment(end.time())
        self._look()
        parts.end_fold.put(end.fold)
        if not parts.length.hasFocus():
            self._show_length()

    def _show_length(self) -> None:
        span = None if self._end_wrong else self._span
        self.widgets.length.setText("" if span is None else show_length(span))
        self.widgets.length.setPlaceholderText("" if self._end_wrong else tr("no end"))
