"""Processes that share one database, with notifiers that refuse or die as told."""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from eventdesk.services.ports import HealthChanged, Notice, NotSent, Refused, Sent, Taken
from tests.desks import MAIL_ON, TestDesk, new_desk
from tests.fakes import FakeClock, FakeProcesses, RecordingMailer, RecordingNotifier

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Crash(BaseException):
    """Stands for the process being killed: nothing may catch it."""


@dataclass(frozen=True)
class HandOver:
    """A notice that a back end was asked to show, and what it did at which instant."""

    notice: Notice
    fate: str
    at: datetime


class FatefulNotifier(RecordingNotifier):
    """A Notifier that does in turn what `fates` say, and 'taken' after that.

    `meanwhile` is called once, in the middle of the next hand-over.
    """

    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self.clock = clock
        self.fates: deque[str] = deque()
        self.meanwhile: Callable[[], None] | None = None
        self.log: list[HandOver] = []

    def notify(self, notice: Notice) -> Taken | Refused:
        """Take, refuse, or die before or after showing."""
        fate = self.fates.popleft() if self.fates else "taken"
        if fate == "crash before":
            raise Crash
        if self.meanwhile is not None:
            meanwhile, self.meanwhile = self.meanwhile, None
            meanwhile()
        self.log.append(HandOver(notice, fate, self.clock.now()))
        self.refuse = "no server" if fate == "refused" else None
        answer = super().notify(notice)
        if fate == "crash after":
            raise Crash
        return answer


class FatefulMailer(RecordingMailer):
    """A Mailer that does the same with every mail, until told otherwise.

    `asked` names the Message-IDs in order of the attempts."""

    def __init__(self) -> None:
        super().__init__()
        self.fate = "sent"
        self.asked: list[str] = []

    def send(self, message: Any, settings: Any) -> Sent | NotSent:
        """Send, refuse, or die before or after sending."""
        self.asked.append(str(message["Message-ID"]))
        if self.fate.startswith("crash"):
            raise Crash
        if self.fate == "sent":
            return Sent("250 OK")
        return NotSent(
            "451 busy" if self.fate == "temporary" else "550 no", self.fate != "temporary"
        )


class Watchful(FakeProcesses):
    """A ProcessRegistry whose deaths all processes know of; `meanwhile` is called once, when
    it is asked about another process."""

    def __init__(self, own: str, dead: set[str]) -> None:
        super().__init__(own)
        self.dead = dead
        self.meanwhile: Callable[[], None] | None = None

    def alive(self, token: str) -> bool:
        """False for the dead."""
        if self.meanwhile is not None:
            meanwhile, self.meanwhile = self.meanwhile, None
            meanwhile()
        return super().alive(token)


class Crew:
    """Up to two processes on one database, one clock and one mail server."""

    def __init__(self, folder: Path, clock: FakeClock, mails_a_minute: int) -> None:
        first = new_desk(folder)
        first.clock = clock
        self._template = first
        mail = replace(MAIL_ON, per_minute=mails_a_minute)
        first.settings.settings = replace(first.settings.settings, mail=mail)
        self.presence = first.presence
        self.mailer = first.mailer = FatefulMailer()
        self.clock, self.dead, self.born = clock, set[str](), 0
        self.members: list[TestDesk] = []
        first.desk.close()
        self.path = first.paths.database
        self._reader = sqlite3.connect(self.path, isolation_level=None)
        self.open()

    def open(self) -> TestDesk:
        """Start one more process. It does not ring by itself."""
        self.born += 1
        desk = self._template.reopen(
            notifier=FatefulNotifier(self.clock),
            processes=Watchful(f"process-{self.born}", self.dead),
        )
        # Its ring is that of the running program, upkeep included.
        desk.alarm.look = _running(desk)._ring
        self.members.append(desk)
        return desk

    def lose(self, desk: TestDesk, *, known: bool) -> None:
        """The process was killed; `known`: the others can tell that it is gone."""
        _running(desk).database.close()
        self.members.remove(desk)
        if known:
            self.dead.add(desk.processes.token)

    def leave(self, desk: TestDesk) -> None:
        """The process ends as it should."""
        desk.desk.close()
        self.members.remove(desk)
        self.dead.add(desk.processes.token)

    def notice_changes(self) -> None:
        """Every process sees that the database was changed, as it does within a second."""
        for each in self.members:
            _running(each).watch._changed()

    def recover_mails(self, desk: TestDesk) -> None:
        """What the mail worker does before it sends."""
        desk.desk.outbox._recover()

    def close(self) -> None:
        """End all."""
        self._reader.close()
        for each in list(self.members):
            self.leave(each)

    # -- looking at the file itself

    def query(self, sql: str) -> list[dict[str, Any]]:
        """Rows as SQLite has them."""
        cursor = self._reader.execute(sql)
        names = [each[0] for each in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def problems(self) -> list[str]:
        """Failures of background parts that were reported."""
        return [
            change.problem
            for each in self.members
            for change in each.changes
            if isinstance(change, HealthChanged) and change.part != "mail" and change.problem
        ]


def moment(micros: int | None) -> datetime | None:
    """An instant as the database keeps it."""
    return None if micros is None else EPOCH + timedelta(microseconds=micros)


def _running(desk: TestDesk) -> Any:
    """The running parts behind `Desk.start`, which these tests drive by hand."""
    return desk.desk.start.__self__  # type: ignore[attr-defined]
