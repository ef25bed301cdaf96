"""The domain rules, written a second time from the design alone and as plainly as possible.

Nothing here knows of tables, plans, claims or alarms. An event that is saved makes a promise for
each of its reminders; the clock turns promises into entries of the ledger; what the person does
changes entries. `shown` counts hand-overs, and every hand-over but the first needs an excuse.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from tests.faults.wishes import Happening, Wish, happenings, is_worth_it, nominal

LEASE = {"desktop": timedelta(seconds=60), "email": timedelta(minutes=3)}
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
Key = tuple[str, datetime, int, str]


@dataclass
class Promise:
    """A reminder that is to come at `due`."""

    event: str
    lead: int
    channel: str
    start: datetime
    due: datetime


@dataclass
class Entry:
    """A reminder that came due, as the ledger should tell it. `back` says that it ended only
    because its event went away, so that it comes back with the event."""

    event: str
    lead: int
    channel: str
    start: datetime
    ends: datetime
    due: datetime
    state: str
    wake: datetime | None = None
    until: datetime | None = None
    promised: datetime = field(default_factory=lambda: datetime.max.replace(tzinfo=UTC))
    held: bool = False
    back: bool = False
    answered: bool = False
    rule: str = ""
    attempts: int = 0
    recorded: bool = False
    failing: bool = False
    claimed_by: str = ""
    mailed: datetime | None = None
    shown: int = 0
    excuses: int = 0
    recovered: int = 0
    id: int = 0

    @property
    def key(self) -> Key:
        """The suppression key."""
        return self.event, self.start, self.lead, self.channel

    @property
    def since(self) -> datetime:
        """From when lateness counts; it is never shown before."""
        return self.until or self.due

    @property
    def is_open(self) -> bool:
        """Still to be shown, or shown and not answered."""
        if self.channel == "email":
            return self.state in {"claimed", "retrying"}
        return self.state in {"delivered", "snoozed", "retrying"}

    def become(self, state: str, wake: datetime | None = None) -> None:
        """Change the state; what only an earlier state meant is forgotten."""
        self.state, self.wake, self.held, self.back = state, wake, False, False


@dataclass
class Step:
    """An edit that can be undone."""

    event: str
    before: Wish | None
    after: Wish
    undone: bool = False


@dataclass
class Model:
    """What EventDesk should have done so far."""

    zone: str
    mail_on: bool = True
    mails_a_minute: int = 3
    events: dict[str, Wish] = field(default_factory=dict)
    promises: list[Promise] = field(default_factory=list)
    entries: dict[Key, Entry] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    dead: set[str] = field(default_factory=set)
    paused: datetime | None = None

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
                    late = Entry(event, lead, channel, each.start, each.ends, now, state)
                    late.answered = True
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
                each.answered = False
            elif each.channel == "email":
                each.become("retrying" if each.failing else "claimed", now)
            else:
                each.until = max(each.until or now, now)
                each.become("snoozed", each.until)

    # -- the person answers

    def snooze(self, entries: Iterable[Entry], untils: Iterable[datetime]) -> None:
        """Shown again later."""
        for each, until in zip(entries, untils, strict=True):
            each.become("snoozed", until)
            each.until, each.answered, each.excuses = until, False, each.excuses + 1

    def dismiss(self, entries: Iterable[Entry]) -> None:
        """Done with."""
        for each in entries:
            if each.state in {"delivered", "snoozed", "retrying", "claimed"}:
                each.become("acknowledged")
                each.answered = True
            elif each.state in {"missed", "gave_up"}:
                each.answered = True

    def undismiss(self, entries: Iterable[Entry], now: datetime) -> None:
        """Not done with after all; what was never shown comes now."""
        for each in entries:
            if each.answered and each.state == "acknowledged":
                each.become("delivered" if each.recorded else "snoozed")
                each.until = None if each.recorded else now
                each.wake = each.until
            each.answered = False

    def pause(self, until: datetime | None, now: datetime) -> None:
        """Desktop reminders are held until then; None: no longer."""
        self.paused = until
        for each in self.entries.values():
            if each.state == "snoozed" and each.held:
                each.wake = each.until = until or now

    # -- time

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

    def claim(self, now: datetime, zone: str, token: str) -> tuple[list[Entry], list[Entry]]:
        """What a look at the clock finds: entries to hand over, and those that are too late."""
        if zone != self.zone:
            self.travel(zone, now)
        self._free_claims_of_the_dead("desktop", now)
        waking = [
            each
            for each in self.entries.values()
            if each.channel == "desktop" and each.wake is not None and each.wake <= now
        ]
        touched = []
        for promise in [each for each in self.promises if each.due <= now]:
            self.promises.remove(promise)
            entry = self._enter(promise, now, token)
            if entry is not None:
                touched.append(entry)
        for entry in waking:
            self._wake(entry, now, token)
        touched = [each for each in touched + waking if each.channel == "desktop"]
        due = [each for each in touched if each.state == "claimed"]
        return due, [each for each in touched if each.state == "missed"]

    def _enter(self, promise: Promise, now: datetime, token: str) -> Entry | None:
        wish = self.events[promise.event]
        ends = self._ends(promise.event, promise.start)
        assert ends is not None
        entry = Entry(
            promise.event, promise.lead, promise.channel, promise.start, ends, promise.due, "missed"
        )
        if entry.key in self.entries:
            return None
        self.entries[entry.key] = entry
        entry.rule = wish.late_rule
        if not is_worth_it(wish.late_rule, now=now, due=entry.due, ends=ends):
            return entry
        if entry.channel == "email":
            entry.become("claimed", now) if self.mail_on else entry.become("suppressed")
        else:
            self._hold_or_claim(entry, now, token)
        return entry

    def _wake(self, entry: Entry, now: datetime, token: str) -> None:
        if entry.state == "claimed":
            entry.recovered += 1
            entry.excuses += 1
        wish = self.events[entry.event]
        ends = self._ends(entry.event, entry.start)
        if wish.deleted or ends is None:
            entry.become("suppressed")
            entry.back = True
            return
        entry.ends, entry.rule = ends, wish.late_rule
        if not is_worth_it(wish.late_rule, now=now, due=entry.since, ends=ends):
            entry.become("gave_up" if entry.state == "retrying" else "missed")
        else:
            self._hold_or_claim(entry, now, token)

    def _hold_or_claim(self, entry: Entry, now: datetime, token: str) -> None:
        if self.paused is not None and self.paused > now:
            entry.become("snoozed", self.paused)
            entry.until, entry.held = self.paused, True
        else:
            entry.become("claimed", now + LEASE["desktop"])
            entry.claimed_by, entry.promised = token, entry.since

    def resend(self, entries: Iterable[Entry], now: datetime, token: str) -> list[Entry]:
        """The person wants them again now; the desktop ones, to be handed over."""
        for each in entries:
            desktop = each.channel == "desktop"
            each.become("claimed", now + LEASE["desktop"] if desktop else now)
            each.claimed_by, each.until = token if desktop else "", now
            each.promised = now
            each.answered, each.failing, each.excuses = False, False, each.excuses + 1
            each.attempts = each.attempts if desktop else 0
        return [each for each in entries if each.channel == "desktop"]

    def taken(self, entry: Entry, now: datetime, token: str) -> None:
        """A back end took it and the outcome was recorded."""
        self.was_shown(entry, now)
        ours = entry.state == "claimed" and entry.claimed_by == token
        entry.attempts += ours or not entry.recorded
        entry.recorded = True
        if ours:
            entry.become("delivered")
            entry.until, entry.failing = None, False

    def was_shown(self, entry: Entry, now: datetime) -> None:
        """A back end took it."""
        assert now >= entry.promised, f"early: {entry}"
        entry.shown += 1
        assert entry.shown <= 1 + entry.excuses, f"repeated for no reason: {entry}"

    def refused(self, entry: Entry, now: datetime, token: str, again: datetime | None) -> None:
        """No back end took it; it is tried `again`, for as long as it is not too late."""
        if entry.state != "claimed" or entry.claimed_by != token:
            return
        rule = entry.rule
        if again is None:
            soon = now + timedelta(seconds=5)
            worth = is_worth_it(rule, now=soon, due=entry.since, ends=entry.ends)
            assert not worth, f"given up too soon: {entry}"
        else:
            assert now < again <= now + timedelta(hours=1), f"{again} is no time to try: {entry}"
            assert is_worth_it(rule, now=again, due=entry.since, ends=entry.ends)
        entry.become("retrying" if again else "gave_up", again)
        entry.failing = True
        entry.attempts += 1

    # -- mail

    def look_at_mail(self, now: datetime) -> list[Entry]:
        """The mails that are to be tried now, in order; those that end unsent do so."""
        self._free_claims_of_the_dead("email", now)
        waiting = [
            each
            for each in self.entries.values()
            if each.channel == "email" and each.wake is not None and each.wake <= now
        ]
        tried = []
        for entry in sorted(waiting, key=lambda each: (each.wake, each.id)):
            if not self.mail_on:
                entry.become("suppressed")
            else:
                tried.append(entry)
        return tried

    def may_send(self, now: datetime) -> bool:
        """The throttle. A mail that is sent twice within a minute counts once."""
        mailed = [each.mailed for each in self.entries.values() if each.mailed is not None]
        return sum(now - MINUTE < at <= now for at in mailed) < self.mails_a_minute

    def is_pointless(self, entry: Entry, now: datetime) -> bool:
        """A mail that failed before is not tried a day after its event; it ends."""
        if not entry.attempts or now <= entry.ends + DAY:
            return False
        entry.become("gave_up")
        return True

    def sending(self, entry: Entry, now: datetime, token: str) -> None:
        """The mail leaves."""
        if entry.state == "claimed" and entry.claimed_by:
            entry.recovered += 1
            entry.excuses += 1
        entry.become("claimed", now + LEASE["email"])
        entry.claimed_by, entry.promised = token, entry.since
        entry.attempts += 1

    def mail_done(self, entry: Entry, now: datetime, outcome: str, again: datetime | None) -> None:
        """The server answered 'sent', 'temporary' or 'permanent'."""
        if outcome == "sent":
            self.was_shown(entry, now)
            entry.mailed, entry.recorded = now, True
            entry.become("delivered")
            entry.until, entry.failing = None, False
            return
        entry.failing = True
        longest = min(3600.0, 30.0 * 2 ** min(entry.attempts - 1, 20))
        pointless = now + timedelta(seconds=longest) > entry.ends + DAY
        if again is None:
            assert outcome == "permanent" or pointless, f"given up too soon: {entry}"
            entry.become("gave_up")
            return
        assert outcome == "temporary"
        assert 0.75 * longest <= (again - now).total_seconds() <= longest
        entry.become("retrying", again)

    # -- looking

    def next_alarm(self) -> datetime | None:
        """The earliest instant at which a desktop reminder or a claim needs attention."""
        wakes = [each.wake for each in self.entries.values() if each.channel == "desktop"]
        return min(
            [each.due for each in self.promises] + [each for each in wakes if each], default=None
        )

    def _of(self, event: str) -> list[Entry]:
        return [each for each in self.entries.values() if each.event == event]

    def _ends(self, event: str, start: datetime) -> datetime | None:
        """When the occurrence at `start` is over, None when there is none any more."""
        found = happenings(self.events[event], self.zone)
        return next((each.ends for each in found if each.start == start), None)

    def _free_claims_of_the_dead(self, channel: str, now: datetime) -> None:
        for each in self.entries.values():
            lost = each.state == "claimed" and each.claimed_by in self.dead
            if lost and each.channel == channel and each.wake is not None:
                each.wake = min(each.wake, max(now, each.since))
