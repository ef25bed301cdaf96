"""Times as typed on the command line (ISO 8601), and what they mean in a zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from eventdesk.domain.day_words import plain_date
from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.reminder import DAY
from eventdesk.domain.walltime import (
    WallTimeKind,
    is_zone,
    to_instant,
    to_wall,
    wall_time_kind,
)

EXAMPLE = "2026-11-27T14:30"


@dataclass(frozen=True, slots=True)
class Moment:
    """A typed time: `wall` as written (without tzinfo), and the UTC `instant` when an offset
    was written too. `date_only`: no time of day was written."""

    text: str
    field: str
    wall: datetime
    instant: datetime | None = None
    date_only: bool = False

    @property
    def is_midnight(self) -> bool:
        """True for a date, and for 00:00."""
        return self.wall.time() == time()

    def to_instant(self, zone: ZoneInfo) -> datetime:
        """The UTC instant; without an offset on the clocks of `zone`.

        InvalidInput for a local time that a change of the clocks skips.
        """
        if self.instant is not None:
            return self.instant
        if wall_time_kind(self.wall, zone) is WallTimeKind.GAP:
            after = to_wall(to_instant(self.wall, zone), zone)
            raise InvalidInput.of(
                self.field,
                f"{self.wall:%H:%M} does not exist on {day_text(self.wall)} in {zone.key}: "
                "the clocks go forward then.",
                f"Use {after:%H:%M} or another time.",
            )
        return to_instant(self.wall, zone)

    def note(self, zone: ZoneInfo) -> str:
        """What the person should know about this time in `zone`: that it comes twice, or ''."""
        if self.instant is not None or wall_time_kind(self.wall, zone) is not WallTimeKind.OVERLAP:
            return ""
        first = self.wall.replace(tzinfo=zone, fold=0)
        second = self.wall.replace(tzinfo=zone, fold=1)
        return (
            f"{self.field}: {self.wall:%H:%M} comes twice on {day_text(self.wall)} in {zone.key}, "
            f"when the clocks go back. This takes the first; for the second write "
            f"{second.isoformat(timespec='minutes')} (the first is {_offset(first)})."
        )


def parse_moment(text: str, field: str) -> Moment:
    """A date or a date and time in ISO 8601; InvalidInput names `field` otherwise."""
    stripped = text.strip()
    try:
        day = date.fromisoformat(stripped)
    except ValueError:
        return _checked(_with_time(stripped, text, field))
    return _checked(Moment(text, field, datetime.combine(day, time()), date_only=True))


def parse_zone(name: str) -> ZoneInfo:
    """The zone called `name` (IANA); InvalidInput otherwise."""
    if not is_zone(name.strip()):
        raise InvalidInput.of(
            "zone",
            f"{name!r} is not a known time zone.",
            "Use an IANA name such as Europe/Berlin.",
        )
    return ZoneInfo(name.strip())


def parse_bound(text: str | None, field: str, local: ZoneInfo, *, last: bool) -> datetime | None:
    """One end of a range as a UTC instant, None without text.

    A date stands for its whole day: its midnight, or, as the `last` end, the midnight after.
    A bound that the clocks skip moves forward with them.
    """
    if text is None:
        return None
    moment = parse_moment(text, field)
    if moment.instant is not None:
        return moment.instant
    wall = moment.wall + DAY if last and moment.date_only else moment.wall
    return to_instant(wall, local)


def parse_range(
    start: str | None, end: str | None, local: ZoneInfo
) -> tuple[datetime | None, datetime | None]:
    """--from and --to as UTC instants; InvalidInput when the one is after the other."""
    first = parse_bound(start, "from", local, last=False)
    last = parse_bound(end, "to", local, last=True)
    # A whole day that ends where the range begins lies before it.
    least = timedelta(microseconds=1) if end and parse_moment(end, "to").date_only else timedelta()
    if first is not None and last is not None and last < first + least:
        raise InvalidInput.of("to", "--to is before --from.", "Swap them or choose a later end.")
    return first, last


def day_text(day: date) -> str:
    """'25 October 2026'."""
    return plain_date(day)


def _with_time(stripped: str, text: str, field: str) -> Moment:
    try:
        moment = datetime.fromisoformat(stripped)
        if moment.tzinfo is None:
            return Moment(text, field, moment)
        return Moment(text, field, moment.replace(tzinfo=None), moment.astimezone(UTC))
    except (ValueError, OverflowError) as error:
        raise InvalidInput.of(
            field,
            f"{text!r} is no date and time{_reason(error)}.",
            f"Write it like {EXAMPLE}, or {EXAMPLE}+01:00 with the offset.",
        ) from None


def _reason(error: Exception) -> str:
    words = str(error)
    if "must be in" in words or "out of range" in words:
        return f" ({words})"
    return ""


def _checked(moment: Moment) -> Moment:
    if not 1900 <= moment.wall.year <= 9000:
        raise InvalidInput.of(
            moment.field, f"{moment.text!r} is out of range.", "Use years 1900 to 9000."
        )
    return moment


def _offset(moment: datetime) -> str:
    offset = moment.utcoffset() or timedelta()
    sign, offset = ("-", -offset) if offset < timedelta() else ("+", offset)
    minutes = int(offset.total_seconds()) // 60
    return f"{sign}{minutes // 60:02}:{minutes % 60:02}"
