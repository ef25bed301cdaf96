"""What time it is where an event lives, and which of its times the clocks skip. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from eventdesk.domain.day_words import full_date, short_day_name
from eventdesk.domain.language import tr
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


def there_words(row: AgendaRow, local: ZoneInfo) -> str:
    """'09:00 New York', with the day where it is another one there; '' for nothing to tell."""
    zone = other_zone(row, local)
    return "" if zone is None else f"{_time_there(row, zone, local)} {city_words(zone.key)}"


def there_at_words(row: AgendaRow, local: ZoneInfo) -> str:
    """'09:00 in New York', as `there_words`."""
    zone = other_zone(row, local)
    if zone is None:
        return ""
    time, city = _time_there(row, zone, local), city_words(zone.key)
    return tr("{time} in {city}", time=time, city=city)


def _time_there(row: AgendaRow, zone: ZoneInfo, local: ZoneInfo) -> str:
    there = row.start.astimezone(zone)
    other_day = there.date() != row.start.astimezone(local).date()
    day = f"{short_day_name(there.weekday())} " if other_day else ""
    return f"{day}{there:%H:%M}"


def clock_change_words(walls: Iterable[datetime], zone: ZoneInfo) -> str:
    """What becomes of the first of these wall times that the clocks skip or show twice; ''
    when there is none."""
    for wall in walls:
        kind = wall_time_kind(wall, zone)
        if kind is WallTimeKind.NORMAL:
            continue
        day = full_date(wall)
        if kind is WallTimeKind.OVERLAP:
            return tr(
                "On {day} the clocks show {time} twice: the first time is meant.",
                day=day,
                time=f"{wall:%H:%M}",
            )
        shown = to_wall(to_instant(wall, zone), zone)
        return tr(
            "On {day} the clocks skip {time}: it is at {shown} that day.",
            day=day,
            time=f"{wall:%H:%M}",
            shown=f"{shown:%H:%M}",
        )
    return ""
