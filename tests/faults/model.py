"""The domain rules, written a second time from the design alone and as plainly as possible.

Nothing here knows of tables, plans, claims or alarms. An event that is saved makes a promise for
each of its reminders; the clock turns promises into entries of the ledger; what the person does
changes entries. `shown` counts hand-overs, and every hand-over but the first needs an excuse.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.faults.entry import Entry, Promise
from tests.faults.passing import DAY, Passing
from tests.faults.wishes import is_worth_it, too_late

DEAF = timedelta(seconds=1)
AWAY = timedelta(seconds=60)
LEASE = {"desktop": timedelta(seconds=60), "email": timedelta(minutes=3)}
MINUTE = timedelta(minutes=1)


@dataclass
class Model(Passing):
    """What EventDesk should have done so far."""

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
        self.paused, self.paused_at = until, now
        for each in self.entries.values():
            if each.held and each.why == "paused":
                each.wake = each.until = until or now

    # -- time

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

    def _free_claims_of_the_dead(self, channel: str, now: datetime) -> None:
        for each in self.entries.values():
            lost = each.state == "claimed" and each.claimed_by in self.dead
            if lost and each.channel == channel and each.wake is not None:
                each.wake = min(each.wake, max(now, each.since))
