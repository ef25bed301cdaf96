"""Quiet hours: weekly spans of wall time in which reminders are held. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.language import tr
from eventdesk.domain.reminder import DAY
from eventdesk.domain.walltime import to_instant

DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EVERY_DAY = frozenset(range(7))
_SPAN = re.compile(r"(?:([a-z ,-]+?)\s+)?(\d{1,2}):(\d{2})\s*(?:-|–|to)\s*(\d{1,2}):(\d{2})", re.I)
_LONGEST = 15
"""Spans that follow each other without a gap are joined, for two weeks at the most."""


@dataclass(frozen=True, slots=True)
class QuietSpan:
    """Quiet from `start` to `end` by the wall clock, beginning on `days` (0 is Monday).

    An end at or before the start is on the next day.
    """

    days: frozenset[int]
    start: time
    end: time

    def __str__(self) -> str:
        return f"{_days_text(self.days)} {self.start:%H:%M}-{self.end:%H:%M}"


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The quiet hours of a week."""

    spans: tuple[QuietSpan, ...] = ()

    def until(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """When the quiet that holds at `now` (UTC) ends (UTC); None when it is not quiet.

        Spans are wall time of `zone`: across a daylight saving change they last an hour more
        or less, and never end before the clocks on the wall say so.
        """
        end = self._end(now, zone)
        for _ in range(_LONGEST):
            later = None if end is None else self._end(end, zone)
            if later is None:
                break
            end = later
        return end

    def _end(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        today = now.astimezone(zone).date()
        found = [
            end
            for day in (today - DAY, today)
            for span in self.spans
            if day.weekday() in span.days
            for start, end in [_instants(span, datetime.combine(day, time()), zone)]
            if start <= now < end
        ]
        return max(found, default=None)


def parse_quiet_span(text: str, field: str = "quiet.hours") -> QuietSpan:
    """'22:00-07:00', 'mon-fri 22:00-07:00', 'sat,sun 23:00-09:00'; InvalidInput otherwise."""
    match = _SPAN.fullmatch(text.strip())
    if match is None:
        raise InvalidInput.of(
            field,
            tr("{text} are no quiet hours.", text=repr(text)),
            tr("Write them like 'mon-fri 22:00-07:00'."),
        )
    hours = [int(match[each]) for each in (2, 4)]
    minutes = [int(match[each]) for each in (3, 5)]
    if hours == [hours[0], 24] and minutes[1] == 0:
        hours[1] = 0
    if max(hours) > 23 or max(minutes) > 59:
        raise InvalidInput.of(
            field,
            tr("{text} names no time of day.", text=repr(text)),
            tr("Use 00:00 to 23:59."),
        )
    start, end = (time(hour, minute) for hour, minute in zip(hours, minutes, strict=True))
    return QuietSpan(_days(match[1] or "", text, field), start, end)


def _days(text: str, whole: str, field: str) -> frozenset[int]:
    compact = text.lower().replace(" ", "")
    if compact in {"", "daily", "everyday"}:
        return EVERY_DAY
    found: set[int] = set()
    for part in compact.split(","):
        first, _, last = part.partition("-")
        try:
            begin = DAY_NAMES.index(first[:3])
            end = DAY_NAMES.index(last[:3]) if last else begin
        except ValueError:
            raise InvalidInput.of(
                field,
                tr("{part} in {text} is no day.", part=repr(part), text=repr(whole)),
                tr("Use {choices}.", choices=", ".join(DAY_NAMES)),
            ) from None
        found |= {(begin + each) % 7 for each in range((end - begin) % 7 + 1)}
    return frozenset(found)


def _days_text(days: frozenset[int]) -> str:
    if days == EVERY_DAY:
        return "daily"
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(
        DAY_NAMES[run[0]] if len(run) == 1 else f"{DAY_NAMES[run[0]]}-{DAY_NAMES[run[-1]]}"
        for run in runs
    )


def _instants(span: QuietSpan, day: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    begin = datetime.combine(day, span.start)
    over = timedelta() if span.end > span.start else DAY
    end = datetime.combine(day + over, span.end)
    # An hour that the clocks show twice is quiet both times; in one that they skip, fold=1
    # would be the earlier instant (PEP 495).
    last = max(to_instant(end.replace(fold=fold), zone) for fold in (0, 1))
    return to_instant(begin, zone), last
