"""The property test's machine: what may happen to EventDesk, and what must be true after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from eventdesk.domain.quiet_hours import QuietHours, parse_quiet_span
from eventdesk.services.ports import Surroundings
from tests.fakes import FakeClock
from tests.faults import choices
from tests.faults.choices import Timing
from tests.faults.crew import Crew
from tests.faults.model import Model
from tests.faults.stage import Found, Stage
from tests.faults.truth import assert_same
from tests.faults.wishes import Leads, Push, Quiet, Wish

MAILS_A_MINUTE = 3
MOST_EVENTS = 8


class Life(Stage):
    """Anything may happen, in any order; the model says what EventDesk must make of it."""

    @initialize(
        begin=st.sampled_from(choices.BEGINNINGS),
        zone=st.sampled_from(choices.ZONES[:4]),
        timing=choices.timings,
        leads=choices.leads,
        push=choices.pushes,
    )
    def begin(self, begin: datetime, zone: str, timing: Timing, leads: Leads, push: Push) -> None:
        self.clock = FakeClock(begin, zone)
        self.crew = Crew(self.folder / "desk", self.clock, MAILS_A_MINUTE)
        self.model = Model(zone, mails_a_minute=MAILS_A_MINUTE)
        self.ring()
        self.create(timing, leads, "", push)

    # -- the person edits

    @precondition(lambda self: len(self.model.events) < MOST_EVENTS)
    @rule(
        timing=choices.timings,
        leads=choices.leads,
        late_rule=choices.late_rules,
        push=choices.pushes,
    )
    def create(self, timing: Timing, leads: Leads, late_rule: str, push: Push) -> None:
        title = f"Event {len(self.model.events)}"
        wish = Wish(title, self.now, None, None, False, 1, leads, late_rule, push)
        self._create(self._placed(wish, timing))

    @precondition(lambda self: len(self.model.events) < MOST_EVENTS)
    @rule(
        days=st.integers(-2, 9),
        length=st.sampled_from((None, 1, 3)),
        weeks=st.sampled_from((1, 1, 3)),
        leads=choices.all_day_leads,
        late_rule=choices.late_rules,
        push=choices.pushes,
    )
    def create_all_day(
        self,
        days: int,
        length: int | None,
        weeks: int,
        leads: Leads,
        late_rule: str,
        push: Push,
    ) -> None:
        start = self._midnight(days)
        end = start + timedelta(days=length or 1)
        title = f"Day {len(self.model.events)}"
        self._create(Wish(title, start, end, None, True, weeks, leads, late_rule, push))

    @precondition(lambda self: len(self.model.events) < MOST_EVENTS)
    @rule(
        push=choices.insisting,
        late_rule=choices.late_rules,
        fates=choices.fates,
        then=choices.stories,
    )
    def insist(self, push: Push, late_rule: str, fates: tuple[str, ...], then: list[str]) -> None:
        """What is rare otherwise: a reminder that insists, and answers to it."""
        title = f"Event {len(self.model.events)}"
        both = ((0, frozenset({"desktop", "email"})),)
        wish = Wish(title, self.now, None, None, False, 1, both, late_rule, push)
        soon = timedelta(seconds=1)
        self._create(self._placed(wish, Timing(soon, timedelta(minutes=30), 1, False, None)))
        self.clock.advance(seconds=2)
        self._ring(self.desk, fates, None)
        for each in then:
            self._continue(list(self.model.events)[-1], each)

    def _continue(self, event: str, what: str) -> None:
        entries = [each for each in self.desktop_entries if each.event == event]
        deleted = self.model.events[event].deleted
        if what == "dismiss":
            self._dismiss(self.desk, entries)
        elif what == "snooze":
            self._snooze(self.desk, entries, "5m")
        elif what == "change of mind":
            self._dismiss(self.desk, entries)
            self._undismiss([each for each in entries if each.answered])
        elif what == "delete" and not deleted:
            self._delete(self.desk, event)
        elif what == "restore" and deleted:
            self._restore(event)
        elif what == "quiet":
            self.ask_for_quiet(True, False, False)
        elif what == "ahead":
            self.clock.set(self.now + timedelta(hours=5))
        elif what == "back":
            self.clock.set(self.now - timedelta(hours=5))
            self.ring()
        elif what in {"taken", "refused"}:
            self._ring_at_next_alarm(timedelta(), (what,), None)
        elif what == "a day":
            self.clock.sleep(days=1, minutes=31)
            self.ring()
        elif what == "mail":
            waiting = [each.wake for each in self.model.entries.values() if each.waits]
            self.clock.set(max(self.now, min((each for each in waiting if each), default=self.now)))
            self._send_mails(self.desk, "sent")

    @precondition(lambda self: self.model.events)
    @rule(which=choices.nth)
    def edit_title(self, which: int) -> None:
        self._edit(which, lambda wish: replace(wish, title=f"{wish.title}!"))

    @precondition(lambda self: self.model.events)
    @rule(which=choices.nth, timing=choices.timings, days=st.integers(-2, 9))
    def move(self, which: int, timing: Timing, days: int) -> None:
        def moved(wish: Wish) -> Wish:
            if not wish.all_day:
                return self._placed(wish, timing)
            length = (wish.end or wish.start) - wish.start
            start = self._midnight(days)
            return replace(wish, start=start, end=start + length)

        self._edit(which, moved)

    @precondition(lambda self: self.model.events)
    @rule(which=choices.nth, length=choices.lengths)
    def change_end(self, which: int, length: timedelta | None) -> None:
        self._edit(
            which,
            lambda wish: wish if wish.all_day else self._with_length(wish, length),
        )

    @precondition(lambda self: self.model.events)
    @rule(which=choices.nth, timed=choices.leads, all_day=choices.all_day_leads)
    def change_leads(
        self,
        which: int,
        timed: Leads,
        all_day: Leads,
    ) -> None:
        self._edit(which, lambda wish: replace(wish, leads=all_day if wish.all_day else timed))

    @precondition(lambda self: self.model.events)
    @rule(which=choices.nth, late_rule=choices.late_rules)
    def change_late_rule(self, which: int, late_rule: str) -> None:
        self._edit(which, lambda wish: replace(wish, late_rule=late_rule))

    @precondition(lambda self: self.model.events)
    @rule(which=choices.nth, push=choices.pushes)
    def change_push(self, which: int, push: Push) -> None:
        self._edit(which, lambda wish: replace(wish, push=push))

    @precondition(lambda self: self.model.events)
    @rule(which=choices.nth, again=st.booleans())
    def delete(self, which: int, again: bool) -> None:
        event = self._event(which)
        if not self.model.events[event].deleted:
            self._delete(self.desk, event)
        if again:
            self._restore(event)

    @precondition(lambda self: any(each.deleted for each in self.model.events.values()))
    @rule(which=choices.nth)
    def restore(self, which: int) -> None:
        gone = [event for event, each in self.model.events.items() if each.deleted]
        self._restore(gone[which % len(gone)])

    @precondition(lambda self: any(not each.undone for each in self.model.steps))
    @rule()
    def undo(self) -> None:
        done = self.desk.desk.events.undo()
        assert (done is not None) == self.model.undo(self.now, self.zone)
        self._edited()

    @precondition(lambda self: any(each.undone for each in self.model.steps))
    @rule()
    def redo(self) -> None:
        done = self.desk.desk.events.redo()
        assert (done is not None) == self.model.redo(self.now, self.zone)
        self._edited()

    # -- the person answers

    @precondition(lambda self: self.desktop_entries)
    @rule(which=st.lists(choices.nth, min_size=1, max_size=4), text=choices.snoozes)
    def snooze(self, which: list[int], text: str) -> None:
        self._snooze(self.desk, self._some(which), text)

    @precondition(lambda self: self.desktop_entries)
    @rule(which=st.lists(choices.nth, min_size=1, max_size=4))
    def dismiss(self, which: list[int]) -> None:
        self._dismiss(self.desk, self._some(which))

    @precondition(lambda self: self.desktop_entries)
    @rule(which=st.lists(choices.nth, min_size=1, max_size=4))
    def undismiss(self, which: list[int]) -> None:
        self._undismiss([each for each in self._some(which) if each.answered])

    @precondition(lambda self: self.model.entries)
    @rule(which=st.lists(choices.nth, min_size=1, max_size=5), fates=choices.fates)
    def resend(self, which: list[int], fates: tuple[str, ...]) -> None:
        every = list(self.model.entries.values())
        entries = list({each % len(every): every[each % len(every)] for each in which}.values())
        desk = self.desk
        due = self.model.resend(entries, self.now, desk.processes.token)
        ids = [each.id for each in entries]
        self._hand_over(
            desk, [Found(due, [])], fates, lambda: desk.desk.reminders.resend(ids, by="window")
        )

    @rule(span=choices.spans)
    def pause(self, span: timedelta) -> None:
        if span > timedelta():
            self.desk.desk.reminders.pause(self.now + span)
            self.model.pause(self.now + span, self.now)
            self._edited()

    @precondition(lambda self: self.model.paused is not None)
    @rule()
    def resume(self) -> None:
        self.desk.desk.reminders.resume()
        self.model.pause(None, self.now)
        self.ring()

    @rule(hours=choices.hours)
    def set_quiet_hours(self, hours: tuple[Quiet, ...]) -> None:
        spans = QuietHours(tuple(parse_quiet_span(each.text) for each in hours))
        store = self.desk.settings
        store.settings = replace(store.settings, quiet=replace(store.settings.quiet, hours=spans))
        self.model.hours = hours

    @rule(dnd=st.booleans(), presentation=st.sampled_from((False, False, True)), ring=st.booleans())
    def ask_for_quiet(self, dnd: bool, presentation: bool, ring: bool) -> None:
        self.crew.presence.seen = Surroundings("asked" * dnd, "shown" * presentation)
        self.model.dnd, self.model.presentation = dnd, presentation
        if ring:
            self.ring()

    @rule()
    def no_more_quiet(self) -> None:
        self.set_quiet_hours(())
        self.ask_for_quiet(False, False, True)
        if self.model.paused is not None:
            self.resume()
        self.clock.advance(seconds=1)
        self.ring()
        assert not any(each.held for each in self.model.entries.values()), "still held"

    @rule(push=choices.pushes)
    def set_defaults(self, push: Push) -> None:
        push = replace(push, loud=False).or_else(Push(timedelta(), timedelta()))
        store = self.desk.settings
        reminders = replace(
            store.settings.reminders, repeat_every=push.repeat, email_after=push.wait
        )
        store.settings = replace(store.settings, reminders=reminders)
        self.model.defaults = push

    # -- the world goes on

    @rule(fates=choices.fates, meanwhile=choices.meanwhiles)
    def ring(self, fates: tuple[str, ...] = (), meanwhile: str | None = None) -> None:
        self._ring(self.desk, fates, meanwhile)

    @precondition(lambda self: self.model.promises or self.model.entries)
    @rule(edge=choices.edges, fates=choices.fates, meanwhile=choices.meanwhiles)
    def next_alarm(self, edge: timedelta, fates: tuple[str, ...], meanwhile: str | None) -> None:
        self._ring_at_next_alarm(edge, fates, meanwhile)

    @precondition(lambda self: self.model.promises or self.model.entries)
    @rule(times=st.integers(1, 5))
    def quiet_days(self, times: int) -> None:
        for _ in range(times):
            self._ring_at_next_alarm(timedelta(), (), None)

    @rule(span=choices.spans, ring=st.booleans(), fates=choices.fates)
    def sleep(self, span: timedelta, ring: bool, fates: tuple[str, ...]) -> None:
        self.clock.sleep(span)
        if ring:
            self._ring(self.desk, fates, None)

    @rule(span=choices.spans)
    def clock_set_back(self, span: timedelta) -> None:
        self.clock.set(self.now - span)

    @precondition(lambda self: self.model.zone == self.zone)
    @rule(zone=choices.zones, ring=st.booleans())
    def fly(self, zone: str, ring: bool) -> None:
        self.clock.move_to(zone)
        if ring:
            self.ring()

    @rule(fate=choices.mail_fates, ahead=st.sampled_from((0, 0, 1, 90)))
    def send_mails(self, fate: str, ahead: int) -> None:
        self.clock.advance(seconds=ahead)
        self._send_mails(self.desk, fate)

    @rule(on=st.booleans())
    def switch_mail(self, on: bool) -> None:
        store = self.desk.settings
        store.settings = replace(store.settings, mail=replace(store.settings.mail, enabled=on))
        self.model.mail_on = on

    # -- processes

    @precondition(lambda self: len(self.crew.members) < 2)
    @rule()
    def second_process(self) -> None:
        self._ring(self.crew.open(), (), None)

    @precondition(lambda self: len(self.crew.members) == 2)
    @rule()
    def other_process(self) -> None:
        self.crew.members.reverse()

    @rule(killed=st.booleans())
    def restart(self, killed: bool) -> None:
        desk = self.desk
        if killed:
            self.crew.lose(desk, known=True)
        else:
            self.crew.leave(desk)
        self.model.dead.add(desk.processes.token)
        if not self.crew.members:
            self._ring(self.crew.open(), (), None)

    # -- always

    @invariant()
    def agrees(self) -> None:
        if hasattr(self, "crew"):
            self.told = assert_same(self.crew, self.model, self.told)
