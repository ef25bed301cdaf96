"""What holds desktop reminders now: a pause, quiet hours, or a desktop that wants quiet."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from eventdesk.domain.holding import Hold, HoldCause, Holds
from eventdesk.domain.settings import Settings
from eventdesk.services.ports import Clock, HoldsChanged, Presence, Publish, Surroundings

PAUSED_UNTIL = "paused_until"
PAUSED_AT = "paused_at"
"""When the pause was asked for: a clock that was ahead then is noticed by it."""
ASK_AGAIN = timedelta(days=1)
"""How long a hold of unknown end is left alone at the most; every ring looks whether it is over."""


class Holding:
    """Knows what holds reminders. Any thread."""

    def __init__(
        self,
        clock: Clock,
        presence: Presence,
        settings: Callable[[], Settings],
        publish: Publish,
    ) -> None:
        self._clock = clock
        self._presence = presence
        self._settings = settings
        self._publish = publish
        self._lock = threading.Lock()
        self._last = Holds()

    def look(self, paused_until: datetime | None, *, ask_desktop: bool = True) -> Holds:
        """What holds reminders now; a change is published as HoldsChanged.

        With `ask_desktop` false what was last known of the desktop stands: asking it takes
        some milliseconds, which a ring with nothing to show does not need.
        """
        now, wanted = self._clock.now(), self._settings().quiet
        with self._lock:
            found: list[Hold] = []
            if paused_until is not None and paused_until > now:
                found.append(Hold(HoldCause.PAUSED, paused_until))
            until = wanted.hours.until(now, self._clock.zone())
            if until is not None:
                found.append(Hold(HoldCause.QUIET_HOURS, until))
            if ask_desktop:
                found += self._desktop(wanted.do_not_disturb, wanted.presentation)
            else:
                found += [each for each in self._last.all if each.until is None]
            holds = Holds(tuple(found))
            changed = holds != self._last
            self._last = holds
        if changed:
            self._publish(HoldsChanged(holds))
        return holds

    def _desktop(self, do_not_disturb: bool, presentation: bool) -> list[Hold]:
        seen = self._presence.look() if do_not_disturb or presentation else Surroundings()
        found = []
        if do_not_disturb and seen.do_not_disturb:
            found.append(Hold(HoldCause.DO_NOT_DISTURB, None, seen.do_not_disturb))
        if presentation and seen.presentation:
            found.append(Hold(HoldCause.PRESENTATION, None, seen.presentation))
        return found
