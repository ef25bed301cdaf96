"""What has to be redone as time passes: the zone of the traveller, the horizon of series."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from eventdesk.domain.errors import StorageFailure
from eventdesk.services.calendars import Calendars
from eventdesk.services.events import Events
from eventdesk.services.ports import Clock

if TYPE_CHECKING:
    from eventdesk.storage.database import Database

log = logging.getLogger(__name__)
PLANNED_ZONE = "planned_zone"
HORIZON_DAY = "horizon_day"


class Upkeep:
    """Looks at each ring of the alarm, on its worker thread. Costs nothing most times."""

    def __init__(
        self,
        events: Events,
        calendars: Calendars,
        database: Database,
        clock: Clock,
        again: Callable[[], None],
    ) -> None:
        self._events = events
        self._calendars = calendars
        self._again = again
        self._database = database
        self._clock = clock
        self._day: date | None = None
        self._rules_day: date | None = None
        self._done = 0

    def before(self) -> None:
        """Before delivering: re-plan what follows the system zone if that changed, so that
        nothing is shown at an hour of the zone left behind; at first and once a day, what is
        in zones that have other rules now."""
        for follow in (self._follow_zone, self._follow_zone_rules):
            try:
                follow()
            except Exception:
                log.exception("following the time zone failed")

    def look(self) -> None:
        """After delivering: once a day materialise the next occurrences of series, and go on
        with what was begun for a whole calendar; 500 a look so that no reminder waits for it.
        `again` asks for the next look at once."""
        try:
            extended = self._extend_horizon()
            if any([extended, self._calendars.go_on(), self._events.go_on()]):
                self._again()
        except StorageFailure:
            # Delivering reports the same failure to the person; here it is tried again.
            log.exception("upkeep failed")

    def _follow_zone(self) -> None:
        # Asked every time: another process may have followed the traveller elsewhere.
        zone = self._clock.zone().key
        with self._database.read() as tx:
            known = tx.state.get(PLANNED_ZONE)
        if known != zone:
            self._events.follow_zone(PLANNED_ZONE)

    def _follow_zone_rules(self) -> None:
        today = self._clock.now().astimezone(self._clock.zone()).date()
        if today == self._rules_day:
            return
        if self._rules_day is not None:
            ZoneInfo.clear_cache()  # the files may be newer than what this process has read
        self._events.follow_zone_rules()
        self._rules_day = today

    def _extend_horizon(self) -> bool:
        """True when there is more to do at once."""
        today = self._clock.now().astimezone(self._clock.zone()).date()
        if today == self._day:
            return False
        with self._database.read() as tx:
            known = tx.state.get(HORIZON_DAY)
        if known != today.isoformat():
            if known is not None:
                following = self._events.extend_horizon(self._done)
                if following is not None:
                    self._done = following
                    return True
            self._done = 0
            with self._database.write() as tx:
                tx.state.put(HORIZON_DAY, today.isoformat())
        self._day = today
        return False
