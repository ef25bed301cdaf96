"""Holding: why a desktop reminder that is due is not shown yet, and until when. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from eventdesk.domain.language import later


class HoldCause(StrEnum):
    """Why reminders are held; the value is the ledger's reason."""

    PAUSED = later("Held: reminders are paused")
    QUIET_HOURS = later("Held: quiet hours")
    DO_NOT_DISTURB = later("Held: do not disturb is on")
    PRESENTATION = later("Held: a presentation is on")

    @property
    def released(self) -> str:
        """The reason of a reminder that was held for this and is shown now."""
        return _RELEASED[self]


_RELEASED = {
    HoldCause.PAUSED: later("Was held: reminders are paused"),
    HoldCause.QUIET_HOURS: later("Was held: quiet hours"),
    HoldCause.DO_NOT_DISTURB: later("Was held: do not disturb is on"),
    HoldCause.PRESENTATION: later("Was held: a presentation is on"),
}
HELD_REASONS = frozenset(each.value for each in HoldCause)
RELEASED_REASONS = frozenset(each.released for each in HoldCause)


@dataclass(frozen=True, slots=True)
class Hold:
    """Reminders are held for `cause` until `until` (UTC); None: until that is over, which
    nobody knows beforehand. `detail` tells what was seen, such as 'dunst is paused'."""

    cause: HoldCause
    until: datetime | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Holds:
    """What holds reminders at one instant, the strongest first."""

    all: tuple[Hold, ...] = ()

    def hold_for(self, *, even_when_quiet: bool) -> Hold | None:
        """What holds a reminder. A pause was asked for by hand and holds every one."""
        for each in self.all:
            if each.cause is HoldCause.PAUSED or not even_when_quiet:
                return each
        return None

    @property
    def causes(self) -> frozenset[HoldCause]:
        """All causes that hold now."""
        return frozenset(each.cause for each in self.all)
