"""Counting what real servers were handed, and holding it against the ledger."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tests.faults.ledger_copy import Kept
from tests.faults.recording_server import Shown

GROUP = re.compile(r"(\d+) reminders?(?: while you were away| held until now)?")


@dataclass(frozen=True, slots=True)
class Figures:
    """What a campaign came to. Reminders are counted by channel: one row of the ledger each."""

    kills: int
    reminders: int
    mails: int
    delivered: int
    notifications: int
    repeated: int
    mails_repeated: int
    recovered: int
    lost: int

    def __str__(self) -> str:
        return (
            f"{self.kills:,} kills; {self.reminders:,} reminders, {self.mails:,} of them mails; "
            f"{self.delivered:,} delivered, in {self.notifications:,} notifications and mails; "
            f"{self.repeated} repeated ({self.mails_repeated} mails), "
            f"{self.recovered} marked as recovered, {self.lost} lost"
        )


@dataclass(slots=True)
class Reckoning:
    """How often each reminder was shown, told from the outside.

    `dues` are the titles, one to a reminder, and when each is due. A notification for one
    reminder is known by its title. For a group the ledger has kept the server's number with
    each row; when the program was killed before it could, the group is what that process had
    claimed, and its size must be right.
    """

    dues: Mapping[str, datetime]
    times: Counter[int] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    notifications: int = 0

    def book(self, seen: Sequence[Shown], kept: Sequence[Kept], pid: int) -> None:
        """Count what process `pid` has shown in its life; `kept` is what it left in the ledger."""
        numbered: dict[int, list[Kept]] = {}
        for row in kept:
            if row.number is not None:
                numbered.setdefault(row.number, []).append(row)
        held = [
            row
            for row in kept
            if row.state == "claimed" and row.claimed_by.split(":")[1] == f"{pid}"
        ]
        for each in seen:
            self._book(each, numbered.get(each.number), held)
        self.notifications += len(seen)

    def _book(self, seen: Shown, recorded: list[Kept] | None, held: Sequence[Kept]) -> None:
        group = GROUP.fullmatch(seen.summary)
        rows = recorded
        if rows is None:
            rows = list(held) if group else [row for row in held if row.title == seen.summary]
        size = int(group[1]) if group else 1
        words = f"“{seen.summary}” at {seen.at:%H:%M:%S.%f}"
        if len(rows) != size or (not group and rows[0].title != seen.summary):
            self.problems.append(
                f"{words} stands for {len(rows)} rows of the ledger, not {size}: "
                f"{[row.title for row in rows]}"
            )
        self.problems += [
            f"{words} is early: “{row.title}” is due at {self.dues[row.title]:%H:%M:%S.%f}"
            for row in rows
            if seen.at < self.dues[row.title]
        ]
        self.times.update(row.id for row in rows)

    def close(
        self, ledger: Sequence[Kept], mailed: Sequence[str], wanted: Counter[tuple[str, str]]
    ) -> Figures:
        """The figures, once everything has come to rest; what is wrong is in `problems`.

        `mailed` are the Message-IDs that arrived, at most one reminder to an event; `wanted`
        the reminders as title and channel.
        """
        self._book_mails(ledger, mailed)
        found = Counter((row.title, row.channel) for row in ledger)
        self.problems += [f"not in the ledger: {each}" for each in wanted - found]
        self.problems += [f"in the ledger for no reason: {each}" for each in found - wanted]
        good = [row for row in ledger if row.state == "delivered" and self.times[row.id]]
        for row in ledger:
            self._judge(row)
        return Figures(
            kills=0,
            reminders=wanted.total(),
            mails=sum(count for (_, channel), count in wanted.items() if channel == "email"),
            delivered=len(good),
            notifications=self.notifications + len(mailed),
            repeated=sum(times > 1 for times in self.times.values()),
            mails_repeated=sum(row.channel == "email" and self.times[row.id] > 1 for row in ledger),
            recovered=sum(row.says_recovered for row in ledger),
            lost=wanted.total() - len(good),
        )

    def _book_mails(self, ledger: Sequence[Kept], mailed: Sequence[str]) -> None:
        by_event = {row.event_id: row for row in ledger if row.channel == "email"}
        names: dict[int, str] = {}
        for each in mailed:
            row = by_event.get(each.strip(" <").partition(".")[0])
            if row is None:
                self.problems.append(f"a mail of no row of the ledger: {each}")
                continue
            self.times[row.id] += 1
            if names.setdefault(row.id, each) != each:
                self.problems.append(f"“{row.title}” came again under another name, {each}")

    def _judge(self, row: Kept) -> None:
        times = self.times[row.id]
        words = f"“{row.title}” ({row.channel}, {row.state})"
        if times == 0 or row.state != "delivered":
            self.problems.append(f"{words} was shown {times} times")
        if times > 1 and not row.says_recovered:
            self.problems.append(f"{words} was shown {times} times and says {row.reason!r}")
        if times > 1 + row.recoveries:
            self.problems.append(f"{words} was shown {times} times, recovered {row.recoveries}")
