"""How the property test's machine does what its rules say, and looks at what comes of it."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis.stateful import RuleBasedStateMachine

from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.event import EventDraft
from eventdesk.domain.insistence import Insistence
from eventdesk.domain.late import parse_late_rule
from eventdesk.domain.recurrence import Recurrence
from eventdesk.domain.reminder import Channel, Reminder
from tests.desks import TestDesk
from tests.fakes import FakeClock
from tests.faults.choices import Timing
from tests.faults.crew import Crash, Crew, FatefulNotifier, HandOver, Watchful, moment
from tests.faults.entry import Entry
from tests.faults.model import Model
from tests.faults.wishes import Wish

# A file system in memory makes the same files three times as quick.
_MEMORY = Path("/dev/shm")


@dataclass
class Found:
    """What one look at the clock finds, `away` as it was known then."""

    due: list[Entry]
    missed: list[Entry]
    away: bool = False

    def __post_init__(self) -> None:
        self.away = any(each.away for each in (*self.due, *self.missed))


class Stage(RuleBasedStateMachine):
    """Processes on one database beside the model of what they must do."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir=_MEMORY if _MEMORY.is_dir() else None))
        self.clock = FakeClock()
        self.crew: Crew
        self.model: Model
        self.told: dict[int, tuple[str, int]] = {}

    def teardown(self) -> None:
        if hasattr(self, "crew"):
            self.crew.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def now(self) -> datetime:
        return self.clock.now()

    @property
    def zone(self) -> str:
        return self.clock.zone().key

    @property
    def desk(self) -> TestDesk:
        if not self.crew.members:
            self._ring(self.crew.open(), (), None)
        return self.crew.members[0]

    @property
    def desktop_entries(self) -> list[Entry]:
        return [each for each in self.model.entries.values() if each.channel == "desktop"]

    def _some(self, which: Sequence[int]) -> list[Entry]:
        every = self.desktop_entries
        return list({each % len(every): every[each % len(every)] for each in which}.values())

    def _event(self, which: int) -> str:
        return list(self.model.events)[which % len(self.model.events)]

    def _midnight(self, days: int) -> datetime:
        today = self.now.astimezone(ZoneInfo(self.zone)).date() + timedelta(days=days)
        return datetime(today.year, today.month, today.day)

    def _placed(self, wish: Wish, timing: Timing) -> Wish:
        zone = timing.zone or self.zone
        wall = (self.now + timing.gap).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        named = None if timing.floats else zone
        placed = replace(wish, start=wall, end=None, zone=named, weeks=timing.weeks)
        return self._with_length(placed, timing.length)

    def _with_length(self, wish: Wish, length: timedelta | None) -> Wish:
        if length is None:
            return replace(wish, end=None)
        zone = ZoneInfo(wish.zone or self.zone)
        end = wish.start.replace(tzinfo=zone).timestamp() + length.total_seconds()
        wall = datetime.fromtimestamp(round(end), zone).replace(tzinfo=None)
        wall = wall.replace(microsecond=wish.start.microsecond)
        if wish.zone is None and wall < wish.start:
            wall = wish.start
        return replace(wish, end=wall)

    def _draft(self, wish: Wish) -> EventDraft:
        reminders = tuple(
            Reminder(timedelta(seconds=lead), frozenset(map(Channel, channels)))
            for lead, channels in wish.leads
        )
        rule = f"FREQ=WEEKLY;COUNT={wish.weeks}" if wish.weeks > 1 else ""
        return EventDraft(
            title=wish.title,
            start=wish.start,
            end=wish.end,
            time_zone=wish.zone,
            all_day=wish.all_day,
            reminders=reminders,
            recurrence=Recurrence(rule) if rule else None,
            late_rule=parse_late_rule(wish.late_rule) if wish.late_rule else None,
            insistence=Insistence(wish.push.repeat, wish.push.wait, even_when_quiet=wish.push.loud),
        )

    def _create(self, wish: Wish) -> None:
        event = self.desk.desk.events.create(self._draft(wish))
        self.model.save(event.id, wish, self.now, self.zone)
        self._edited()

    def _edit(self, which: int, change: Callable[[Wish], Wish]) -> None:
        event = self._event(which)
        self._update(self.desk, event, change(self.model.events[event]))

    def _update(self, desk: TestDesk, event: str, wish: Wish) -> None:
        desk.desk.events.update(event, self._draft(wish))
        # Saving the editor of an event that was deleted meanwhile brings it back.
        self.model.save(event, replace(wish, deleted=False), self.now, self.zone)
        self._edited()

    def _delete(self, desk: TestDesk, event: str) -> None:
        desk.desk.events.delete([event])
        wish = replace(self.model.events[event], deleted=True)
        self.model.save(event, wish, self.now, self.zone)
        self._edited()

    def _restore(self, event: str) -> None:
        self.desk.desk.events.restore([event])
        wish = replace(self.model.events[event], deleted=False)
        self.model.save(event, wish, self.now, self.zone)
        self._edited()

    def _edited(self, *, may_ask: bool = False) -> None:
        """The alarm of the process that acted is set; the other one sees the change."""
        desk = self.desk
        if not (may_ask and desk.alarm.asked):
            self._assert_alarm_set(desk)
        self.crew.notice_changes()
        for each in self.crew.members:
            self._assert_alarm_set(each)

    def _assert_alarm_set(self, desk: TestDesk) -> None:
        wanted = self.model.next_alarm(desk.processes.token)
        assert desk.alarm.instant == wanted, f"{desk.alarm.instant}, not {wanted}"

    def _snooze(self, desk: TestDesk, entries: list[Entry], text: str) -> None:
        untils = [_snoozed_until(each, text, self.now, ZoneInfo(self.zone)) for each in entries]
        ids = [each.id for each in entries]
        if any(until <= self.now for until in untils):
            try:
                desk.desk.reminders.snooze(ids, text, by="popup")
            except InvalidInput:
                return
            raise AssertionError("snoozed into the past")
        desk.desk.reminders.snooze(ids, text, by="popup")
        self.model.snooze(entries, untils, self.now)
        self._edited()

    def _dismiss(self, desk: TestDesk, entries: list[Entry]) -> None:
        desk.desk.reminders.dismiss([each.id for each in entries], by="popup")
        self.model.dismiss(entries, self.now)
        self._edited()

    def _undismiss(self, entries: list[Entry]) -> None:
        self.desk.desk.reminders.undismiss([each.id for each in entries], by="window")
        self.model.undismiss(entries, self.now)
        self._edited(may_ask=True)

    def _ring_at_next_alarm(
        self, edge: timedelta, fates: tuple[str, ...], meanwhile: str | None
    ) -> None:
        instant = self.model.next_alarm(self.desk.processes.token)
        if instant is not None:
            self.clock.set(max(self.now, instant + edge))
            self._ring(self.desk, fates, meanwhile)

    def _ring(self, desk: TestDesk, fates: tuple[str, ...], meanwhile: str | None) -> None:
        token = desk.processes.token
        other = self._other(desk)
        found: list[Found] = []

        def look() -> None:
            found.append(Found(*self.model.claim(self.now, self.zone, token)))

        def after_other() -> None:
            if other is not None:
                self._ring(other, (), None)
            look()

        if meanwhile == "ring" and isinstance(desk.processes, Watchful):
            # The other process looks while this one finds out which processes are gone.
            meanwhile = None
            if self.model.asks_after_others(token):
                desk.processes.meanwhile = after_other
        if isinstance(desk.processes, Watchful) and desk.processes.meanwhile is None:
            look()
        self._hand_over(desk, found, fates, desk.alarm.ring, meanwhile)

    def _other(self, desk: TestDesk) -> TestDesk | None:
        return next((each for each in self.crew.members if each is not desk), None)

    def _hand_over(
        self,
        desk: TestDesk,
        found: list[Found],
        fates: tuple[str, ...],
        act: Callable[[], object],
        meanwhile: str | None = None,
    ) -> None:
        """Let `act` hand over what is `found` until then, and check that it does just this."""
        notifier = desk.notifier
        assert isinstance(notifier, FatefulNotifier)
        notifier.fates.clear()
        notifier.fates.extend(fates)
        if meanwhile and found[0].due:
            notifier.meanwhile = lambda: self._meanwhile(meanwhile, desk, found[0].due)
        begun = len(notifier.log)
        crashed = False
        try:
            act()
        except Crash:
            crashed = True
        notifier.meanwhile = None
        if isinstance(desk.processes, Watchful):
            desk.processes.meanwhile = None
        done = notifier.log[begun:]
        self._number()
        self._check_notices(found[0], done, complete=not crashed)
        if done:
            self.model.deaf.discard(desk.processes.token)
            if done[-1].fate == "refused":
                self.model.deaf.add(desk.processes.token)
        for each in done:
            self._outcome(desk, each, crashed=crashed)
        if crashed:
            known = len(fates) % 2 == 1
            self.crew.lose(desk, known=known)
            if known:
                self.model.dead.add(desk.processes.token)
        else:
            self._assert_alarm_set(desk)
        self.crew.notice_changes()

    def _meanwhile(self, what: str, desk: TestDesk, due: list[Entry]) -> None:
        """Something happens in the middle of a hand-over."""
        self._number()
        other = self._other(desk)
        if what.startswith("slow"):
            self.clock.advance(seconds=61)
        if other is None:
            return
        if what.endswith("ring"):
            self._ring(other, (), None)
        elif what == "dismiss":
            other.desk.reminders.dismiss([due[0].id], by="popup")
            self.model.dismiss(due[:1], self.now)
        elif what == "snooze":
            until = self.now + timedelta(minutes=10)
            other.desk.reminders.snooze([due[0].id], "10m", by="popup")
            self.model.snooze(due[:1], [until], self.now)
        elif what == "delete" and not self.model.events[due[0].event].deleted:
            other.desk.events.delete([due[0].event])
            wish = replace(self.model.events[due[0].event], deleted=True)
            self.model.save(due[0].event, wish, self.now, self.zone)
        elif what == "move" and not self.model.events[due[0].event].deleted:
            wish = self.model.events[due[0].event]
            later = timedelta(days=1)
            moved = replace(wish, start=wish.start + later, end=wish.end and wish.end + later)
            other.desk.events.update(due[0].event, self._draft(moved))
            self.model.save(due[0].event, moved, self.now, self.zone)

    def _outcome(self, desk: TestDesk, done: HandOver, *, crashed: bool) -> None:
        by_id = {each.id: each for each in self.model.entries.values()}
        for entry in (by_id[each] for each in done.notice.ledger_ids):
            if crashed:
                if done.fate in {"taken", "crash after"}:
                    self.model.was_shown(entry, done.at)
            elif done.fate == "refused":
                self.model.refused(entry, done.at, desk.processes.token)
            else:
                self.model.taken(entry, done.at, desk.processes.token)

    def _check_notices(self, look: Found, done: Sequence[HandOver], *, complete: bool) -> None:
        """More than three together are one notice, and so is what came due while nobody
        looked; the missed are one at the most."""
        ids, missed = sorted(each.id for each in look.due), look.missed
        together = len(ids) > 3 or (look.away and ids and len(ids) + len(missed) > 1)
        wanted = [ids] if together else [[each] for each in ids]
        if missed and not together:
            wanted.append([])
        found = [sorted(each.notice.ledger_ids) for each in done]
        if complete:
            assert sorted(found) == sorted(wanted), f"{found} were shown, not {wanted}"
        else:
            assert all(each in wanted for each in found), f"{found} were shown, not {wanted}"
        for each in done:
            if together and missed:
                told = re.search(r"^Missed[a-z ]*: (\d+)$", each.notice.body, re.M)
                assert told, each.notice.body
                assert int(told[1]) == len(missed), each.notice.body

    def _number(self) -> None:
        """Learn the ids of new rows."""
        sql = "SELECT id, event_id, occurrence_start, lead_s, channel FROM ledger"
        for row in self.crew.query(sql):
            start = moment(row["occurrence_start"])
            assert start is not None
            key = (row["event_id"], start, row["lead_s"], row["channel"])
            if key in self.model.entries:
                self.model.entries[key].id = row["id"]

    def _send_mails(self, desk: TestDesk, fate: str) -> None:
        mailer = self.crew.mailer
        mailer.fate = fate
        mailer.asked.clear()
        crashed = False
        self.crew.recover_mails(desk)
        try:
            desk.send_mails()
        except Crash:
            crashed = True
        wakes = {
            row["id"]: moment(row["wake_at"])
            for row in self.crew.query("SELECT id, wake_at FROM ledger")
        }
        asked = []
        for entry in self.model.look_at_mail(self.now):
            if not self.model.may_send(self.now) or (crashed and asked):
                break
            if self.model.is_pointless(entry, self.now):
                continue
            asked.append(_message_id(entry))
            self.model.sending(entry, self.now, desk.processes.token)
            if crashed:
                if fate == "crash after":
                    self.model.was_shown(entry, self.now)
                continue
            self.model.mail_done(entry, self.now, fate, wakes[entry.id])
        assert mailer.asked == asked, f"{mailer.asked} were sent, not {asked}"
        if crashed:
            self.crew.lose(desk, known=True)
            self.model.dead.add(desk.processes.token)


def _message_id(entry: Entry) -> str:
    at = int(entry.start.timestamp() * 1000)
    return f"<{entry.event}.{at}.{entry.lead}@eventdesk.invalid>"


def _snoozed_until(entry: Entry, text: str, now: datetime, zone: ZoneInfo) -> datetime:
    plain = {"1s": 1, "5m": 300, "10m": 600, "30m": 1800, "1h": 3600, "3d": 259_200}
    if text in plain:
        return now + timedelta(seconds=plain[text])
    if text == "tomorrow":
        day = now.astimezone(zone).date() + timedelta(days=1)
        wall = datetime(day.year, day.month, day.day, 9, tzinfo=zone)
        return datetime.fromtimestamp(wall.timestamp(), now.tzinfo)
    return entry.start - (timedelta(minutes=5) if text == "5m-before" else timedelta())
