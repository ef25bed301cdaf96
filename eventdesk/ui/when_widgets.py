"""The widgets for the times of an event, and their content as typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from eventdesk.domain.language import tr
from eventdesk.ui.date_field import DateField
from eventdesk.ui.fold_choice import FoldChoice
from eventdesk.ui.icons import Icons
from eventdesk.ui.inline_message import InlineMessage
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.marks import TickBox
from eventdesk.ui.time_field import TimeField
from eventdesk.ui.typed_lengths import kept_length, show_length
from eventdesk.ui.zone_field import ZoneField

LONG = timedelta(days=10, hours=10, minutes=10)
"""Nothing longer is shown in full."""
_DATES, _TIMES = ("start_date", "end_date"), ("start_time", "end_time")


class WhenWidgets:
    """Start, end, length, all-day and zone, each with its place for a message."""

    def __init__(
        self,
        icons: Icons,
        jobs: Jobs,
        parent: QWidget,
        *,
        today: Callable[[], date],
        about: Callable[[], datetime],
        system_zone: str,
        recent: Sequence[str],
    ) -> None:
        self.start_date = DateField(icons, tr("Start date"), today, parent).named("start")
        self.start_time = TimeField(icons, tr("Start time"), parent).named("start")
        self.end_date = DateField(icons, tr("End date"), today, parent).named("end")
        self.end_time = TimeField(icons, tr("End time"), parent).named("end")
        self.length = QLineEdit(parent)
        self.length.setAccessibleName(tr("Duration"))
        self.length.setToolTip(tr("How long it takes, such as 45m, 1h30m or 2d; empty: no end"))
        widest = ("00w0d00h00m", show_length(LONG))
        self.length.setMaximumWidth(max(map(self.length.fontMetrics().horizontalAdvance, widest)))
        self.length_label = QLabel(tr("lasts"), parent)
        self.all_day = TickBox(icons, tr("All &day"), parent)
        self.zone = ZoneField(icons, jobs, system_zone, recent, about, parent)
        self.start_fold = FoldChoice(of_end=False, parent=parent)
        self.end_fold = FoldChoice(of_end=True, parent=parent)
        self.start_message = InlineMessage(icons, parent)
        self.end_message = InlineMessage(icons, parent)
        self.zone_message = InlineMessage(icons, parent)

    def lines(self, parent: QWidget) -> tuple[QWidget, QWidget]:
        """The line of the start and the line of the end, laid out."""
        start = _line(parent, self.start_date, self.start_time, None, self.all_day)
        end = _line(parent, self.end_date, self.end_time, None, self.length_label, self.length)
        return start, end

    def show_mode(self) -> None:
        """Hide the times of an all-day event."""
        timed = not self.all_day.isChecked()
        self.start_time.setVisible(timed)
        self.end_time.setVisible(timed)
        self.end_date.setPlaceholderText(tr("no end") if timed else "")

    def check_all_day(self, on: bool) -> None:
        """Set the tick without telling."""
        self.all_day.blockSignals(True)
        self.all_day.setChecked(on)
        self.all_day.blockSignals(False)

    def raw(self) -> dict[str, Any]:
        """Every field as typed."""
        return {
            **{name: getattr(self, name).raw() for name in _DATES},
            **{name: getattr(self, name).text() for name in _TIMES},
            "length": kept_length(self.length.text()),
            "all_day": self.all_day.isChecked(),
            "zone": self.zone.value(),
            "start_fold": self.start_fold.fold(),
            "end_fold": self.end_fold.fold(),
        }

    def put_raw(self, raw: Mapping[str, Any]) -> None:
        """Show what `raw` gave."""
        self.check_all_day(bool(raw.get("all_day")))
        zone = raw.get("zone")
        self.zone.put(None if zone is None else str(zone))
        for name in _DATES:
            getattr(self, name).put_raw(str(raw.get(name, "")))
        for name in _TIMES:
            getattr(self, name).setText(str(raw.get(name, "")))
        self.start_fold.put(int(raw.get("start_fold", 0)))
        self.end_fold.put(int(raw.get("end_fold", 0)))


def _line(parent: QWidget, *widgets: QWidget | None) -> QWidget:
    line = QWidget(parent)
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for each in widgets:
        if each is None:
            row.addStretch(1)
        else:
            row.addWidget(each)
    return line
