"""A newer tz database: what lives in a zone whose rules changed is planned anew."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from eventdesk.domain.event import Event
from eventdesk.domain.occurrence import Occurrence, occurrences
from eventdesk.domain.walltime import is_zone, zone_rules
from eventdesk.services.planner import Planner

if TYPE_CHECKING:
    from eventdesk.storage.database import Database
    from eventdesk.storage.transaction import Transaction

log = logging.getLogger(__name__)
ZONE_RULES = "zone_rules"
FARTHEST = timedelta(hours=26)
"""How far a change of rules can move a start: over the date line, with summer time."""
TOLD = 50
"""Moved reminders named in the log, of each zone."""


class ZoneUpdate:
    """Compares the rules of the zones in use with those that events were planned by. On the
    alarm's worker thread; raises StorageFailure.

    What was known is kept by zone, as a fingerprint. A crash between batches does no harm:
    what is planned already is met again and stays.
    """

    def __init__(self, database: Database, now: datetime, local: ZoneInfo) -> None:
        self._database = database
        self._now = now
        self._local = local

    def follow(self) -> bool:
        """Plan anew what changed, 500 events a transaction; True when something did.

        Reminders given are not repeated. Zones that were not in use before are only noted.
        """
        with self._database.read() as tx:
            known: dict[str, str] = json.loads(tx.state.get(ZONE_RULES) or "{}")
            used = {*tx.events.zones(), self._local.key}
        rules = {name: zone_rules(ZoneInfo(name)) for name in sorted(used) if is_zone(name)}
        if all(known.get(name) == found for name, found in rules.items()):
            return False
        changed = [name for name, found in rules.items() if known.get(name, found) != found]
        for name in changed:
            self._plan_anew(name)
        with self._database.write() as tx:
            tx.state.put(ZONE_RULES, json.dumps({**known, **rules}, sort_keys=True))
        return bool(changed)

    def _plan_anew(self, name: str) -> None:
        after, events, told = 0, 0, 0
        while True:
            with self._database.write() as tx:
                pks = tx.events.walk(zone=name, floating=name == self._local.key, after=after)
                for pk in pks:
                    for moved in self._plan_one(tx, pk, name):
                        told += 1
                        if told <= TOLD:
                            log.info("%s", moved)
            if not pks:
                break
            after, events = pks[-1], events + len(pks)
        log.info(
            "the rules of %s changed: %d events planned anew, %d reminders moved",
            name,
            events,
            told,
        )

    def _plan_one(self, tx: Transaction, pk: int, name: str) -> list[str]:
        """What moved, for the log. An event that cannot be planned stops no other."""
        try:
            with tx.attempt():
                (event,) = tx.events.by_pks([pk])
                moves = Planner(tx, self._now, self._local).realign(
                    event, lambda start: nearest(event, start, self._local), zone=name
                )
        except Exception:
            log.exception("event %d was not planned anew", pk)
            return []
        return [
            f"event {event.id}: the reminder due at {old.isoformat()} is due at {new.isoformat()}"
            for old, new in moves
        ]


def nearest(event: Event, start: datetime, local: ZoneInfo) -> Occurrence | None:
    """The occurrence that starts nearest to `start` (UTC), None when there is none near."""
    near = occurrences(event, local, after=start - FARTHEST, before=start + FARTHEST, limit=1_000)
    return min(near, key=lambda each: abs(each.start - start), default=None)
