"""Killing the real service over and over while reminders come due."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from eventdesk.app.terminal import Terminal
from eventdesk.domain.calendar import PERSONAL
from eventdesk.domain.event import EventDraft
from eventdesk.domain.reminder import Channel, Reminder
from eventdesk.domain.settings import MailSecurity, MailSettings, Settings
from eventdesk.paths import Paths
from eventdesk.services.imports import ImportedEvent, ImportResult
from eventdesk.system.settings_file import TomlSettings
from tests.desktop import eventually
from tests.faults import ledger_copy
from tests.faults.reckoning import Figures, Reckoning
from tests.faults.recording_server import Shown
from tests.faults.running_service import RunningService
from tests.smtp_server import SmtpServer

LEAD = timedelta(minutes=5)
PASSWORD = "correct horse battery"
SLICE = 10
"""After so many kills new events are made, for the next ones."""
IN_START, AMBUSHES = 0.25, 0.5
"""The shares of kills that hit the start of the service, and that lie in wait."""
SHORTEST_S, AMBUSH_S = 0.02, 0.5


class Screen(Protocol):
    """The notification server of a campaign."""

    @property
    def shown(self) -> list[Shown]:
        """All notifications so far."""

    def wait_beyond(self, count: int, timeout: float) -> bool:
        """True once more than `count` were shown, False after `timeout` seconds."""

    def settle(self) -> None:
        """Return when all that killed programs had sent has been taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How many kills over how many reminders; each `mail_every`th goes out by mail as well.

    The service lives for a random time, on average `alive_s` seconds after its start.
    """

    kills: int
    reminders: int
    mail_every: int = 5
    alive_s: float = 0.45
    patience_s: float = 60.0


class Campaign:
    """One data folder, one service, and somebody who kills it. `tell` is given progress."""

    def __init__(
        self,
        folder: Path,
        plan: Plan,
        screen: Screen,
        env: Mapping[str, str],
        mail: SmtpServer | None = None,
        *,
        seed: int = 0,
        tell: Callable[[str], None] = lambda words: None,
    ) -> None:
        self._paths = Paths.in_folder(folder / "desk")
        self._scratch = folder / "copy.db"
        self._log_file = folder / "service.log"
        self._plan = plan
        self._screen = screen
        self._mail = mail
        self._tell = tell
        self._dice = random.Random(seed)
        self._env = {**env, "EVENTDESK_HOME": str(self._paths.data)}
        if mail is not None:
            self._env |= {"EVENTDESK_MAIL_PASSWORD": PASSWORD, **mail.env}
        self._wanted: Counter[tuple[str, str]] = Counter()
        self._before = 0
        self._start_s = 0.0
        self._dues: dict[str, datetime] = {}
        self.reckoning = Reckoning(self._dues)

    def run(self) -> Figures:
        """Kill until the plan is fulfilled, let the rest be delivered, and reckon."""
        self._start_s = self._prepare()
        cycle_s = 0.9 * self._start_s + self._plan.alive_s
        kills = 0
        while kills < self._plan.kills:
            count = min(SLICE, self._plan.kills - kills)
            began = time.monotonic()
            self._live_and_die(count * cycle_s, kills + count)
            for _ in range(count - 1):
                self._live_and_die()
            kills += count
            cycle_s = (time.monotonic() - began) / count
            if kills % (10 * SLICE) == 0:
                self._tell(f"{kills} kills, {self._before} notifications, {cycle_s:.2f} s each")
        self._finish()
        copy = ledger_copy.copied(self._paths.database, self._scratch)
        self._check(copy)
        mailed = [] if self._mail is None else [each.message_id for each in self._mail.mails]
        figures = self.reckoning.close(ledger_copy.all_rows(copy), mailed, self._wanted)
        return replace(figures, kills=self._plan.kills)

    def _prepare(self) -> float:
        """Settings, a database, and how long the service takes to start (s)."""
        self._paths.ensure()
        if self._mail is not None:
            settings = MailSettings(
                enabled=True,
                host=self._mail.host,
                port=self._mail.port,
                security=MailSecurity(self._mail.security),
                user="desk",
                sender="desk@example.org",
                to="me@example.org",
                per_minute=1000,
            )
            TomlSettings(self._paths.settings_file).save(Settings(mail=settings))
        for _ in range(2):  # the first start makes the database
            service = self._start()
            service.wait_until_on()
            start_s = time.monotonic() - service.began
            assert service.end() == 0, service.log
        self._screen.settle()
        return start_s

    def _create(self, span_s: float, kills: int) -> None:
        """Events as they belong to so many kills, with reminders that come due at random
        instants of the next `span_s` seconds; another process notices, as in real life."""
        first = datetime.now(UTC) + timedelta(seconds=0.5)
        numbers = range(len(self._dues), self._plan.reminders * kills // self._plan.kills)
        imported = []
        for number in numbers:
            title = f"Reminder {number:05}"
            self._dues[title] = first + timedelta(seconds=self._dice.uniform(0, span_s))
            by_mail = self._mail is not None and number % self._plan.mail_every == 0
            channels = {Channel.DESKTOP, *([Channel.EMAIL] if by_mail else [])}
            start = (self._dues[title] + LEAD).replace(tzinfo=None)
            reminder = Reminder(LEAD, frozenset(channels))
            draft = EventDraft(title=title, start=start, time_zone="UTC", reminders=(reminder,))
            imported.append(ImportedEvent(title, 0, None, draft))
            self._wanted.update((title, each.value) for each in channels)
        with Terminal(self._paths).desk() as desk:
            found = ImportResult(tuple(imported))
            assert desk.importing.run(found, calendar=PERSONAL).added == len(numbers)

    def _live_and_die(self, span_s: float = 0.0, kills: int = 0) -> None:
        """One life of the service; with `span_s` it begins with new events."""
        service = self._start()
        if span_s or self._dice.random() > IN_START:
            service.wait_until_on()
            if span_s:
                self._create(span_s, kills)
            time.sleep(self._dice.uniform(0, 2 * self._plan.alive_s))
        else:
            time.sleep(self._dice.uniform(SHORTEST_S, self._start_s))
        if self._dice.random() < AMBUSHES:
            self._lie_in_wait()
        service.kill()
        self._book(service)

    def _lie_in_wait(self) -> None:
        """Most of the danger is just after a hand-over: return then, or when none comes."""
        if self._mail is not None and self._dice.random() < 1 / 3:
            with suppress(AssertionError):
                self._mail.wait_for(len(self._mail.mails) + 1, AMBUSH_S)
        else:
            self._screen.wait_beyond(len(self._screen.shown), AMBUSH_S)
        time.sleep(self._dice.uniform(0, 0.02))

    def _finish(self) -> None:
        wanted = self._wanted.total()
        service = self._start()
        service.wait_until_on()
        try:
            eventually(
                lambda: ledger_copy.states(self._paths.database)["delivered"] == wanted,
                self._plan.patience_s,
                "delivery of everything",
            )
        except AssertionError as error:
            # The reckoning tells what is missing.
            self.reckoning.problems.append(str(error))
        finally:
            code = service.end()
            self._book(service)
        assert code == 0, service.log

    def _start(self) -> RunningService:
        return RunningService(self._env, self._log_file)

    def _book(self, service: RunningService) -> None:
        """Count what the service, which is dead, has shown; its database must be sound."""
        self._screen.settle()
        copy = ledger_copy.copied(self._paths.database, self._scratch)
        self._check(copy)
        shown = self._screen.shown
        self.reckoning.book(shown[self._before :], ledger_copy.handed_over(copy), service.pid)
        self._before = len(shown)

    def _check(self, copy: Path) -> None:
        problem = ledger_copy.problem_of(copy)
        if problem:
            self.reckoning.problems.append(f"the database is damaged: {problem}")
