"""What the time fields of the editor say, as values, and the arithmetic between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from eventdesk.domain.errors import FieldProblem, InvalidInput
from eventdesk.domain.event import EventDraft, checked
from eventdesk.domain.reminder import DAY
from eventdesk.domain.walltime import to_instant, to_wall
from eventdesk.ui.typed_lengths import read_length, show_length
from eventdesk.ui.when_widgets import WhenWidgets


@dataclass(frozen=True, slots=True)
class When:
    """The times of a draft, as EventDraft holds them."""

    start: datetime
    end: datetime | None
    zone: str | None
    all_day: bool


class WhenReader:
    """Reads WhenWidgets. All times are wall times in the zone shown there.

    For an unreadable start the last good one stands in, so that the rest can be checked.
    """

    def __init__(self, widgets: WhenWidgets, last_start: datetime) -> None:
        self._widgets = widgets
        self.last_start = last_start

    def start(self) -> datetime:
        """The start typed; InvalidInput otherwise."""
        day = self._widgets.start_date.read()
        if self.all_day:
            return datetime.combine(day, time())
        wall = datetime.combine(day, self._widgets.start_time.read())
        self.last_start = wall.replace(fold=self._widgets.start_fold.fold())
        return self.last_start

    def end(self) -> datetime | None:
        """The end typed (exclusive for all-day events), None for none; InvalidInput."""
        day, moment = self._widgets.end_date, self._widgets.end_time
        if self.all_day:
            return datetime.combine(day.read() + DAY, time()) if day.text().strip() else None
        if not day.text().strip() and not moment.text().strip():
            return None
        wall = datetime.combine(day.read(), moment.read())
        return wall.replace(fold=self._widgets.end_fold.fold())

    def walls(self) -> tuple[datetime | None, datetime | None]:
        """Start and end, None where there is none or it cannot be read."""
        found: list[datetime | None] = []
        for read in (self.start, self.end):
            try:
                found.append(read())
            except InvalidInput:
                found.append(None)
        return found[0], found[1]

    def length(self) -> timedelta | None:
        """The length typed, None for an event without end; InvalidInput for the end.

        '45', '45 min' and '1 hour' are understood too; all-day events last whole days.
        """
        text = self._widgets.length.text().strip()
        if not text:
            return None
        span = read_length(text, "end")
        return max(DAY, -(-span // DAY) * DAY) if self.all_day else span

    @property
    def all_day(self) -> bool:
        """Whether the event runs over whole days."""
        return self._widgets.all_day.isChecked()

    def zone(self) -> ZoneInfo | None:
        """The zone the times are in, None for whole days and for an unknown zone."""
        return None if self.all_day else self._widgets.zone.zone()

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The real time from start to end."""
        zone = self.zone()
        if zone is None:
            return end - start
        return to_instant(end, zone) - to_instant(start, zone)

    def after(self, start: datetime, span: timedelta) -> datetime:
        """The wall time `span` of real time after start."""
        zone = self.zone()
        try:
            return start + span if zone is None else to_wall(to_instant(start, zone) + span, zone)
        except OverflowError:
            return start

    def length_until(self, moment: time) -> str:
        """'(1h30m)' for an end at `moment` on the end's day, '' if that is no end."""
        start, _ = self.walls()
        day = self._widgets.end_date.day()
        if start is None or day is None:
            return ""
        span = self.between(start, datetime.combine(day, moment))
        return f"({show_length(span)})" if span > timedelta() else ""

    def read(self) -> tuple[When, list[FieldProblem]]:
        """Everything typed, with what cannot be read."""
        problems: list[FieldProblem] = []
        start, end = self.last_start, None
        try:
            start = self.start()
        except InvalidInput as error:
            problems.extend(error.problems)
        try:
            end = self.end()
            self.length()
        except InvalidInput as error:
            problems.extend(error.problems)
        zone = None if self.all_day else self._widgets.zone.value()
        return When(start, end, zone, self.all_day), problems

    def problems(self) -> list[FieldProblem]:
        """Everything wrong with the times now."""
        when, problems = self.read()
        if problems:
            return problems
        times = EventDraft(
            title="-", start=when.start, end=when.end, time_zone=when.zone, all_day=when.all_day
        )
        try:
            checked(times)
        except InvalidInput as error:
            return list(error.problems)
        return []
