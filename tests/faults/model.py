"""The domain rules, written a second time from the design alone and as plainly as possible.

Nothing here knows of tables, plans, claims or alarms. An event that is saved makes a promise for
each of its reminders; the clock turns promises into entries of the ledger; what the person does
changes entries. `shown` counts hand-overs, and every hand-over but the first needs an excuse.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tests.faults.entry import Entry, Key, Promise, Step
from tests.faults.wishes import (
    Happening,
    Push,
    Quiet,
    Wish,
    happenings,
    is_worth_it,
    nominal,
    quiet_until,
    too_late,
)

SLEW = timedelta(seconds=5)
DEAF = timedelta(seconds=1)
AWAY = timedelta(seconds=60)
LEASE = {"desktop": timedelta(seconds=60), "email": timedelta(minutes=3)}
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


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
    deaf: set[str] = field(default_factory=set)
    looked: dict[str, datetime] = field(default_factory=dict)
    paused: datetime | None = None
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
                each.become("snoozed", max(each.until or now, now), "waits")
            elif each.channel == "email":
                each.become("retrying" if each.failing else "claimed", now)
            else:
                each.until = max(each.until or now, now)
                each.become("snoozed", each.until)

    # -- the person answers

    def snooze(self, entries: Iterable[Entry], untils: Iterable[datetime], now: datetime) -> None:
        """Shown again later."""
        for each, until in zip(entries, untils, strict=True):
            each.become("snoozed", until)
            each.decided(now)
            each.until, each.answered, each.excuses = until, False, each.excuses + 1
            each.spaced = each.answered_at = None
            mail = self._mail_of(each)
            if mail is not None and mail.waits:
                mail.wait_until(until + mail.wait)
                mail.decided(now)

    def dismiss(self, entries: Iterable[Entry], now: datetime) -> None:
        """Done with, and so is the mail that waits."""
        for each in entries:
            each.answered_at = now
            mail = self._mail_of(each)
            if mail is not None and mail.waits:
                mail.become("suppressed", why="answered")
            if each.state in {"delivered", "snoozed", "retrying", "claimed"}:
                each.become("acknowledged")
                each.answered = True
            elif each.state in {"missed", "gave_up"}:
                each.answered = True

    def undismiss(self, entries: Iterable[Entry], now: datetime) -> None:
        """Not done with after all; what was never shown comes now."""
        for each in entries:
            if each.state == "acknowledged" and each.recorded:
                each.become("delivered")
                each.until = None
                each.repeat_from(now)
                each.begun = now if each.repeat else each.begun
            elif each.state == "acknowledged":
                each.until = now
                each.become("snoozed", now)
            each.answered, each.answered_at = False, None
            mail = self._mail_of(each)
            if mail is not None and mail.state == "suppressed" and mail.why == "answered":
                mail.wait_until(now + mail.wait)
                mail.decided(now)

    def pause(self, until: datetime | None, now: datetime) -> None:
        """Desktop reminders are held until then; None: no longer."""
        self.paused = until
        for each in self.entries.values():
            if each.held and each.why == "paused":
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
        latest = self.looked.get(token)
        self.looked[token] = now
        if latest is None or now < latest:
            self._plan_again(now)
        # Who could not show the last one lets the others go first.
        until = now - self.lets_others_go_first(token)
        self._release_what_is_over(now)
        waking = [each for each in self._waiting() if each.wake and each.wake <= until]
        touched = []
        for promise in [each for each in self.promises if each.due <= until]:
            self.promises.remove(promise)
            entry = self._enter(promise, now, token)
            if entry is not None:
                touched.append(entry)
        for entry in waking:
            if entry.state == "missed":
                entry.wake = self._held_until(entry, now)
                if self.events[entry.event].deleted or entry.answered:
                    continue
            elif entry.state == "delivered" or entry.why == "repeated":
                self._repeat(entry, now, token)
            else:
                self._wake(entry, now, token)
            touched.append(entry)
        touched = [each for each in touched if each.channel == "desktop"]
        due = [each for each in touched if each.state == "claimed"]
        return due, [each for each in touched if each.state == "missed" and each.wake is None]

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

    def _release(self, entries: Iterable[Entry], now: datetime) -> None:
        for each in entries:
            if each.held and each.wake and each.wake > now:
                each.wake = each.until = now

    def _plan_again(self, now: datetime) -> None:
        """The clock was set back: what was decided at instants still to come is looked at
        again. What was shown is not repeated."""
        for each in self.entries.values():
            if each.begun <= now + SLEW:
                continue
            if each.state in {"snoozed", "retrying"}:
                each.wake, each.until = now, now if each.until else None
                each.decided(now)
            elif each.state == "delivered" and each.wake is not None:
                each.repeat_from(now)
                each.decided(now)
            elif each.state in {"missed", "suppressed", "gave_up"}:
                self._take_back(each, now)

    def _take_back(self, entry: Entry, now: datetime) -> None:
        """What was found too late by a clock that was ahead."""
        due = entry.due
        if entry.told:
            due = max(now, entry.start - timedelta(seconds=entry.lead))
            if max(due, entry.start) < now:
                return
        elif entry.state == "suppressed" or (entry.state == "gave_up" and not entry.timely):
            return
        if not is_worth_it(entry.rule, now=now, due=due, ends=entry.ends):
            return
        desktop = entry.channel == "desktop"
        entry.due, entry.away, entry.answered = due, False, False
        entry.become("snoozed" if desktop else "claimed", max(due, now))
        entry.until = entry.wake if desktop else None
        entry.claimed_by = ""
        entry.decided(now)

    def _enter(self, promise: Promise, now: datetime, token: str) -> Entry | None:
        wish = self.events[promise.event]
        ends = self._ends(promise.event, promise.start)
        assert ends is not None
        entry = Entry(
            promise.event,
            promise.lead,
            promise.channel,
            promise.start,
            ends,
            promise.due,
            "missed",
            now,
        )
        entry.away = now - entry.due > AWAY
        if entry.key in self.entries:
            return None
        self.entries[entry.key] = entry
        entry.rule = wish.late_rule
        push = wish.push.or_else(self.defaults)
        desktop = entry.channel == "desktop"
        if not is_worth_it(wish.late_rule, now=now, due=entry.due, ends=ends):
            entry.wake = self._held_until(entry, now) if desktop else None
        elif desktop:
            entry.repeat = push.repeat or timedelta()
            self._hold_or_claim(entry, now, token)
        elif not self.mail_on:
            entry.become("suppressed")
        elif push.wait and (entry.lead, "desktop") in wish.ways:
            entry.wait = push.wait
            entry.wait_until(now + push.wait)
        else:
            entry.become("claimed", now)
        return entry

    def _wake(self, entry: Entry, now: datetime, token: str) -> None:
        since = entry.begun if entry.state == "claimed" else entry.wake
        assert since is not None
        entry.away = entry.held or now - since > AWAY
        entry.decided(now)
        if entry.state == "claimed":
            entry.recovered += 1
            entry.excuses += 1
        wish = self.events[entry.event]
        ends = self._ends(entry.event, entry.start)
        if not wish.deleted:
            entry.repeat = wish.push.or_else(self.defaults).repeat or timedelta()
        if wish.deleted or ends is None:
            entry.become("suppressed")
            entry.back = True
            return
        entry.ends, entry.rule = ends, wish.late_rule
        if is_worth_it(wish.late_rule, now=now, due=entry.since, ends=ends):
            self._hold_or_claim(entry, now, token)
        elif entry.state == "retrying":
            entry.become("gave_up")
        else:
            entry.become("missed", self._held_until(entry, now))

    def _repeat(self, entry: Entry, now: datetime, token: str) -> None:
        """It was shown and nobody answered."""
        if entry.state == "claimed":
            entry.recovered += 1
            entry.excuses += 1
            entry.spaced = None
        wish = self.events[entry.event]
        ends = self._ends(entry.event, entry.start)
        if wish.deleted or ends is None:
            entry.become("acknowledged")
            entry.back = entry.answered = True
            return
        every = wish.push.or_else(self.defaults).repeat
        held = self._held_until(entry, now)
        entry.decided(now)
        entry.ends = ends
        if not every or now > ends + DAY:
            entry.become("delivered")
        elif held:
            entry.become("delivered", min(held, now + every))
        else:
            entry.repeat, entry.excuses = every, entry.excuses + 1
            entry.become("claimed", now + LEASE["desktop"], "repeated")
            entry.claimed_by, entry.promised = token, now

    def _hold_or_claim(self, entry: Entry, now: datetime, token: str) -> None:
        cause = self.hold(entry.event, now)
        if cause:
            entry.become("snoozed", self._held_until(entry, now), cause)
            entry.until = self.holds(now)[cause]
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
            each.spaced = each.answered_at = None
            each.decided(now)
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
            entry.repeat_from(now)
            entry.until, entry.failing = None, False

    def was_shown(self, entry: Entry, now: datetime) -> None:
        """A back end took it."""
        assert now >= entry.promised, f"early: {entry}"
        if entry.state == "claimed" and entry.spaced is not None:
            assert now >= entry.spaced, f"repeated too soon: {entry}"
        entry.shown += 1
        assert entry.shown <= 1 + entry.excuses, f"repeated for no reason: {entry}"

    def refused(self, entry: Entry, now: datetime, token: str) -> None:
        """No back end took it; it is tried again, for as long as it is not too late."""
        if entry.state != "claimed" or entry.claimed_by != token:
            return
        entry.attempts += 1
        if entry.why == "repeated":
            entry.become("delivered", now + entry.repeat)
            return
        again = now + min(
            timedelta(hours=1), timedelta(seconds=2) * 2 ** min(entry.attempts - 1, 20)
        )
        last = too_late(entry.rule, due=entry.since, ends=entry.ends)
        if last is not None:
            again = min(again, last - timedelta(seconds=5))
        entry.become("retrying", again) if again > now else entry.become("gave_up")
        entry.failing = True

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
                entry.decided(now)
            else:
                tried.append(entry)
        return tried

    def may_send(self, now: datetime) -> bool:
        """The throttle. A mail that is sent twice within a minute counts once."""
        mailed = [each.mailed for each in self.entries.values() if each.mailed is not None]
        return sum(now - MINUTE < at <= now for at in mailed) < self.mails_a_minute

    def is_pointless(self, entry: Entry, now: datetime) -> bool:
        """A mail that failed before is not tried a day after its event, and one that waited
        for an answer not when the computer slept on after that; it ends."""
        if entry.attempts and now > entry.ends + DAY:
            entry.become("gave_up")
            entry.timely = True
        elif entry.waits and not is_worth_it(
            entry.rule,
            now=now,
            due=entry.since,
            ends=max(entry.ends, entry.since + timedelta(hours=1)),
        ):
            entry.become("missed")
        else:
            return False
        entry.decided(now)
        return True

    def sending(self, entry: Entry, now: datetime, token: str) -> None:
        """The mail leaves."""
        if entry.waits:
            twin = self.entries.get((entry.event, entry.start, entry.lead, "desktop"))
            answer = twin.answered_at if twin is not None else None
            assert answer is None or answer < entry.begun, f"answered before: {entry}"
        if entry.state == "claimed" and entry.claimed_by:
            entry.recovered += 1
            entry.excuses += 1
        entry.become("claimed", now + LEASE["email"])
        entry.claimed_by, entry.promised = token, entry.since
        entry.decided(now)
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
            entry.timely = outcome != "permanent"
            return
        assert outcome == "temporary"
        assert 0.75 * longest <= (again - now).total_seconds() <= longest
        entry.become("retrying", again)

    # -- looking

    def next_alarm(self, token: str) -> datetime | None:
        """When this process needs to look: at the earliest instant at which a desktop reminder
        or a claim wants attention."""
        wakes = [each.wake for each in self.entries.values() if each.channel == "desktop"]
        found = [each.due for each in self.promises] + [each for each in wakes if each]
        return min(found) + self.lets_others_go_first(token) if found else None

    def lets_others_go_first(self, token: str) -> timedelta:
        """By how much."""
        return DEAF if token in self.deaf else timedelta()

    def asks_after_others(self, token: str) -> bool:
        """Whether this process wants to know which other one is gone."""
        return any(
            each.state == "claimed" and each.channel == "desktop" and each.claimed_by != token
            for each in self.entries.values()
        )

    def _mail_of(self, entry: Entry) -> Entry | None:
        """The e-mail of the same reminder."""
        return self.entries.get((entry.event, entry.start, entry.lead, "email"))

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
