"""Following the system zone: floating and all-day events keep their wall time."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from eventdesk.services.planner import Planner

if TYPE_CHECKING:
    from eventdesk.storage.database import Database

ON_THE_WAY = "zone_on_the_way"


def travel_on(database: Database, now: datetime, zone: str, planned_zone: str) -> bool:
    """Plan up to 500 more floating events in `zone`; True when there may be more.

    How far it came is kept in the same transaction, and `planned_zone` names the zone in
    which all are planned: no crash and no second process plans one twice. A journey that was
    cut short is finished before the next one.
    """
    with database.write() as tx:
        before = tx.state.get(planned_zone)
        target, _, done = (tx.state.get(ON_THE_WAY) or f"{zone} 0").rpartition(" ")
        if before is None or before == target:
            tx.state.put(planned_zone, zone)
            return False
        pks = tx.events.walk(floating=True, after=int(done))
        planner = Planner(tx, now, ZoneInfo(target))
        for event in tx.events.by_pks(pks):
            planner.travel(event, ZoneInfo(before))
        if pks:
            tx.state.put(ON_THE_WAY, f"{target} {pks[-1]}")
        else:
            tx.state.put(ON_THE_WAY, None)
            tx.state.put(planned_zone, target)
        return True
