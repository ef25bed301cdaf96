"""What time does by itself: journeys, quiet, a clock that is set back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.faults.editing import Editing
from tests.faults.entry import Entry
from tests.faults.wishes import (
    Happening,
    Wish,
    happenings,
    instant,
    is_worth_it,
    nominal,
    quiet_until,
)

SLEW = timedelta(seconds=5)
DAY = timedelta(days=1)


@dataclass
class Passing(Editing):
    """What changes although nobody edits or answers."""

    def travel(self, zone: str, now: datetime) -> None:
        """The system zone changed: what follows the traveller keeps its wall time. Nothing is
        repeated, and what is overdue in the new zone follows the late rule."""
        before, self.zone = self.zone, zone
        for event, wish in self.events.items():
            if wish.zone is not None or wish.deleted or before == zone:
                continue
            moved = dict(
                zip(
                    (each.start for each in happenings(wish, before)),
                    happenings(wish, zone),
                    strict=True,
                )
            )
            self._travel(event, wish, moved, now)

    def _travel(
        self, event: str, wish: Wish, moved: dict[datetime, Happening], now: datetime
    ) -> None:
        for promise in [each for each in self.promises if each.event == event]:
            to = moved.get(promise.start)
            if to is not None and to.start != promise.start:
                promise.due = nominal(wish, to, promise.lead, self.zone)
                promise.start = to.start
        for entry in self._of(event):
            to = moved.get(entry.start)
            if to is None or to.start == entry.start or max(entry.ends, to.ends) <= now:
                continue
            if (event, to.start, entry.lead, entry.channel) not in self.entries:
                del self.entries[entry.key]
                entry.start, entry.ends = to.start, to.ends
                self.entries[entry.key] = entry

    def _waiting(self) -> list[Entry]:
        return [
            each
            for each in self.entries.values()
            if each.channel == "desktop" and each.wake is not None
        ]

    # -- quiet

    def holds(self, now: datetime) -> dict[str, datetime | None]:
        """What holds reminders now, and until when if that is known."""
        found: dict[str, datetime | None] = {}
        if self.paused is not None and self.paused > now:
            found["paused"] = self.paused
        quiet = quiet_until(self.hours, now, self.zone)
        if quiet is not None:
            found["quiet"] = quiet
        found |= {"dnd": None} if self.dnd else {}
        return found | ({"presentation": None} if self.presentation else {})

    def hold(self, event: str, now: datetime) -> str:
        """What holds the reminders of an event, '' for nothing: a pause holds every one."""
        loud = self.events[event].push.loud
        found = [each for each in self.holds(now) if each == "paused" or not loud]
        return found[0] if found else ""

    def _held_until(self, entry: Entry, now: datetime) -> datetime | None:
        """When to look again at what is held, None when nothing holds it."""
        cause = self.hold(entry.event, now)
        if not cause or self.events[entry.event].deleted:
            return None
        return self.holds(now)[cause] or now + DAY

    def _release_what_is_over(self, now: datetime) -> None:
        holding = self.holds(now)
        self._release((each for each in self._waiting() if each.why not in holding), now)
        for each in self._waiting():
            if each.state == "missed" and not holding and each.wake and each.wake > now:
                each.wake = now

    def _plan_again(self, now: datetime) -> None:
        """The clock was set back: what was decided at instants still to come is looked at
        again. What was shown is not repeated."""
        for each in self.entries.values():
            if each.begun <= now + SLEW:
                continue
            nominal = self._nominal(each)
            due = min(each.due, max(now, nominal))
            unsent = each.state == "claimed" and each.channel == "email" and not each.claimed_by
            if each.state in {"snoozed", "retrying"} or unsent:
                each.due, each.wake = due, max(now, due)
                each.until = each.wake if each.until else None
                each.decided(now)
            elif each.state == "delivered" and each.wake is not None:
                each.repeat_from(now)
                each.decided(now)
            elif each.state in {"missed", "suppressed", "gave_up"}:
                if not each.told or max(nominal, each.start) >= now:
                    self._take_back(each, due, now)
        if self.paused and self.paused_at and self.paused_at > now + SLEW:
            self.pause(now + (self.paused - self.paused_at), now)

    def _nominal(self, entry: Entry) -> datetime:
        """When it is due by the time of its event."""
        before = timedelta(seconds=entry.lead)
        if not self.events[entry.event].all_day:
            return entry.start - before
        zone = ZoneInfo(self.zone)
        return instant(entry.start.astimezone(zone).replace(tzinfo=None) - before, self.zone)

    def _take_back(self, entry: Entry, due: datetime, now: datetime) -> None:
        """What was found too late by a clock that was ahead."""
        by_clock = entry.state == "missed" or (entry.state == "gave_up" and entry.timely)
        if not (entry.told or by_clock):
            return
        if not is_worth_it(entry.rule, now=now, due=due, ends=entry.ends):
            return
        desktop = entry.channel == "desktop"
        entry.due, entry.away, entry.answered = due, False, False
        entry.become("snoozed" if desktop else "claimed", max(due, now))
        entry.until = entry.wake if desktop else None
        entry.claimed_by = ""
        entry.decided(now)
