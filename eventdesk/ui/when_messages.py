"""Messages at the time fields, with a one-press remedy where there is one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QWidget

from eventdesk.domain.errors import FieldProblem
from eventdesk.domain.language import tr
from eventdesk.domain.reminder import DAY
from eventdesk.domain.walltime import WallTimeKind, to_instant, to_wall, wall_time_kind
from eventdesk.ui.date_field import DateField
from eventdesk.ui.inline_message import InlineMessage, Level, mark_invalid
from eventdesk.ui.time_field import TimeField
from eventdesk.ui.when_reader import WhenReader
from eventdesk.ui.when_widgets import WhenWidgets


class WhenMessages:
    """Shows what is wrong with the times at the field it is about."""

    def __init__(self, widgets: WhenWidgets, reader: WhenReader) -> None:
        self._widgets = widgets
        self._reader = reader

    def show(self, problems: Sequence[FieldProblem]) -> None:
        """Show `problems`, the first of each field, and clear the other fields."""
        found = {each.field: each for each in reversed(problems)}
        for name, message, widgets in self._places():
            problem = found.get(name)
            for widget in widgets:
                mark_invalid(widget, problem is not None, str(problem or ""))
            if problem is not None:
                link, act = self._way_out(problem)
                message.say(Level.ERROR, str(problem), link, act)
            elif message.level is Level.ERROR:
                message.clear()

    def advise(self, level: Level, text: str) -> None:
        """Show a hint below the start unless an error is there; '' for none."""
        shown = self._widgets.start_message
        if shown.level is Level.ERROR and not shown.isHidden():
            return
        if text:
            shown.say(level, text)
        else:
            shown.clear()

    def _way_out(self, problem: FieldProblem) -> tuple[str, Callable[[], None] | None]:
        when, unread = self._reader.read()
        zone = self._reader.zone()
        if unread or when.all_day:
            return "", None
        wall = when.start if problem.field == "start" else when.end
        shown = _beyond_gap(wall, zone)
        if shown is not None:
            start = problem.field == "start"
            field = self._widgets.start_time if start else self._widgets.end_time
            return tr("Use {time}", time=f"{shown:%H:%M}"), lambda: self._mend(field, shown)
        if problem.field == "end" and when.end is not None:
            next_day = when.end + DAY
            if self._reader.between(when.start, next_day) >= timedelta():
                end = self._widgets.end_date
                return tr("Make it the next day"), lambda: self._mend(end, next_day)
        return "", None

    @staticmethod
    def _mend(field: DateField | TimeField, wall: datetime) -> None:
        if isinstance(field, DateField):
            field.show_day(wall.date())
        else:
            field.show_moment(wall.time())
        field.setFocus()
        field.edited.emit()
        field.settled.emit()

    def _places(self) -> tuple[tuple[str, InlineMessage, tuple[QWidget, ...]], ...]:
        parts = self._widgets
        search = (parts.zone.search,) if parts.zone.search is not None else ()
        return (
            ("start", parts.start_message, (parts.start_date, parts.start_time)),
            ("end", parts.end_message, (parts.end_date, parts.end_time)),
            ("zone", parts.zone_message, search),
        )


def _beyond_gap(wall: datetime | None, zone: ZoneInfo | None) -> datetime | None:
    """What the clocks show in place of a time that they skip; None for other times."""
    if wall is None or zone is None or wall_time_kind(wall, zone) is not WallTimeKind.GAP:
        return None
    return to_wall(to_instant(wall.replace(fold=0), zone), zone)
