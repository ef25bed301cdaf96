"""What time it is where an event lives, and which of its times the clocks skip. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from eventdesk.domain.walltime import WallTimeKind, to_instant, to_wall, wall_time_kind
from eventdesk.services.views import AgendaRow


def city_words(zone: str) -> str:
    """'New York' for 'America/New_York'."""
    return zone.rpartition("/")[2].replace("_", " ")


def other_zone(row: AgendaRow, local: ZoneInfo) -> ZoneInfo | None:
    """The zone of an occurrence whose clocks show another time than the local ones then."""
    if row.time_zone is None or row.all_day or row.time_zone == local.key:
        return None
    zone = ZoneInfo(row.time_zone)
    same = row.start.astimezone(zone).utcoffset() == row.start.astimezone(local).utcoffset()
    return None if same else zone


def there_words(row: AgendaRow, local: ZoneInfo, between: str = " ") -> str:
    """'09:00 New York', with the day where it is another one there; '' for nothing to tell."""
    zone = other_zone(row, local)
    if zone is None:
        return ""
    there = row.start.astimezone(zone)
    other_day = there.date() != row.start.astimezone(local).date()
    day = f"{there:%a} " if other_day else ""
    return f"{day}{there:%H:%M}{between}{city_words(zone.key)}"


def clock_change_words(walls: Iterable[datetime], zone: ZoneInfo) -> str:
    """What becomes of the first of these wall times that the clocks skip or show twice; ''
    when there is none."""
    for wall in walls:
        kind = wall_time_kind(wall, zone)
        if kind is WallTimeKind.NORMAL:
            continue
        day = f"{wall:%a} {wall.day} {wall:%b} {wall.year}"
        if kind is WallTimeKind.OVERLAP:
            return f"On {day} the clocks show {wall:%H:%M} twice: the first time is meant."
        shown = to_wall(to_instant(wall, zone), zone)
        return f"On {day} the clocks skip {wall:%H:%M}: it is at {shown:%H:%M} that day."
    return ""
