"""What edits of events do to promises and entries: the first part of the model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tests.faults.entry import Entry, Key, Promise, Step
from tests.faults.wishes import Push, Quiet, Wish, happenings, nominal


@dataclass
class Editing:
    """All that is known, and how editing changes it."""

    zone: str
    mail_on: bool = True
    mails_a_minute: int = 3
    events: dict[str, Wish] = field(default_factory=dict)
    promises: list[Promise] = field(default_factory=list)
    entries: dict[Key, Entry] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    dead: set[str] = field(default_factory=set)
    deaf: set[str] = field(default_factory=set)
    looked: dict[str, datetime] = field(default_factory=dict)
    paused: datetime | None = None
    paused_at: datetime | None = None
    hours: tuple[Quiet, ...] = ()
    dnd: bool = False
    presentation: bool = False
    defaults: Push = field(default_factory=lambda: Push(timedelta(), timedelta()))

    # -- the person edits

    def save(self, event: str, after: Wish, now: datetime, local: str) -> None:
        """An event is created, edited, deleted or restored."""
        before = self.events.get(event)
        self.steps = [each for each in self.steps if not each.undone]
        self.steps.append(Step(event, before, after))
        self._become(event, after, now, local)

    def undo(self, now: datetime, local: str) -> bool:
        """The newest step is taken back; False when there is none."""
        step = next((each for each in reversed(self.steps) if not each.undone), None)
        if step is None:
            return False
        step.undone = True
        gone = replace(self.events[step.event], deleted=True)
        self._become(step.event, step.before or gone, now, local)
        return True

    def redo(self, now: datetime, local: str) -> bool:
        """The step undone last is done again; False when there is none."""
        step = next((each for each in self.steps if each.undone), None)
        if step is None:
            return False
        step.undone = False
        self._become(step.event, step.after, now, local)
        return True

    def _become(self, event: str, wish: Wish, now: datetime, local: str) -> None:
        before = self.events.get(event)
        self.events[event] = wish
        mine = [each for each in self.promises if each.event == event]
        others = [each for each in self.promises if each.event != event]
        if wish.deleted:
            self.promises = others
            self._close(each for each in self._of(event))
            return
        if before is not None and before.push != wish.push:
            self._release([each for each in self._of(event) if each.held], now)
        if before is None or before.deleted or before.timing != wish.timing:
            self.promises = others
            self._promise(event, wish, wish.ways, now, local)
            starts = {each.start for each in happenings(wish, local)}
            self._close(each for each in self._of(event) if each.start not in starts)
            self._reopen([each for each in self._of(event) if each.start in starts], now)
            return
        self.promises = others + [each for each in mine if (each.lead, each.channel) in wish.ways]
        # A new channel arms its lead anew; what was delivered already is not repeated then.
        grown = {lead for lead, _ in wish.ways - before.ways}
        ways = [each for each in wish.ways if each[0] in grown]
        self._promise(event, wish, ways, now, local, kept=mine)

    def _promise(
        self,
        event: str,
        wish: Wish,
        ways: Iterable[tuple[int, str]],
        now: datetime,
        local: str,
        kept: Iterable[Promise] = (),
    ) -> None:
        """Arm reminders: due at their instant, or at once inside the window."""
        dues = {(each.lead, each.start): each.due for each in kept}
        known = {(each.lead, each.channel, each.start) for each in kept}
        for each in happenings(wish, local):
            for lead, channel in ways:
                if (lead, channel, each.start) in known:
                    continue
                at = nominal(wish, each, lead, local)
                due = dues.get((lead, each.start))
                if due is None and (at >= now or each.start >= now):
                    due = max(at, now)
                if due is not None:
                    self.promises.append(Promise(event, lead, channel, each.start, due))
                elif wish.weeks == 1:
                    state = "missed" if now >= each.ends else "suppressed"
                    late = Entry(event, lead, channel, each.start, each.ends, now, state, now)
                    late.answered = late.told = True
                    self.entries.setdefault(late.key, late)

    def _close(self, entries: Iterable[Entry]) -> None:
        """Their event is gone, or does not start then any more."""
        for each in entries:
            if not each.is_open:
                continue
            if each.state == "delivered":
                each.become("acknowledged")
                each.answered = True
            else:
                if each.held:
                    each.until = None
                each.become("suppressed")
            each.back = True

    def _reopen(self, entries: Iterable[Entry], now: datetime) -> None:
        """Their event is back."""
        for each in entries:
            if not each.back:
                continue
            if each.state == "acknowledged":
                each.become("delivered")
                each.repeat_from(now)
                each.answered = False
            elif each.channel == "email" and each.wait_was_cut_short:
                each.become("snoozed", max(each.since, now), "waits")
            elif each.channel == "email":
                each.become("retrying" if each.failing else "claimed", max(each.since, now))
            else:
                each.until = max(each.since, now)
                each.become("snoozed", each.until)

    def _release(self, entries: Iterable[Entry], now: datetime) -> None:
        for each in entries:
            if each.held and each.wake and each.wake > now:
                each.wake = each.until = now

    def _mail_of(self, entry: Entry) -> Entry | None:
        """The e-mail of the same reminder."""
        return self.entries.get((entry.event, entry.start, entry.lead, "email"))

    def _of(self, event: str) -> list[Entry]:
        return [each for each in self.entries.values() if each.event == event]

    def _ends(self, event: str, start: datetime) -> datetime | None:
        """When the occurrence at `start` is over, None when there is none any more."""
        found = happenings(self.events[event], self.zone)
        return next((each.ends for each in found if each.start == start), None)
