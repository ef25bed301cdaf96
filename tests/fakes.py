"""Stand-ins for the outside, which tests inject and then look into."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

from eventdesk.domain.settings import MailSettings
from eventdesk.services.feed_ports import FeedRequest, NotFetched
from eventdesk.services.ports import Notice, NotSent, Reached, Refused, Sent, Surroundings, Taken

# A Friday in winter: 12:00 in Berlin.
NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


class FakeClock:
    """A clock that stands still until told. Thread-safe.

    `now` and `zone` may be given; `instant(...)` reads a wall time of its zone.
    """

    def __init__(self, now: datetime = NOON, zone: str = "Europe/Berlin") -> None:
        self._lock = threading.Lock()
        self._now = _utc(now)
        self._monotonic = 1000.0
        self._zone = ZoneInfo(zone)

    def now(self) -> datetime:
        """The instant it was set to, UTC."""
        with self._lock:
            return self._now

    def monotonic(self) -> float:
        """Seconds; moved by `advance` alone."""
        with self._lock:
            return self._monotonic

    def zone(self) -> ZoneInfo:
        """The zone it was set to."""
        with self._lock:
            return self._zone

    def advance(self, step: timedelta | None = None, **parts: float) -> datetime:
        """Let time pass: `advance(timedelta(...))` or `advance(minutes=5)`. Returns the new now."""
        passed = (step or timedelta()) + timedelta(**parts)
        with self._lock:
            self._now += passed
            self._monotonic += max(passed.total_seconds(), 0.0)
            return self._now

    def set(self, now: datetime) -> datetime:
        """Jump to an aware instant as when the person sets the clock: monotonic time stays."""
        with self._lock:
            self._now = _utc(now)
            return self._now

    def sleep(self, step: timedelta | None = None, **parts: float) -> datetime:
        """Suspend the computer: wall time passes, monotonic time stands still."""
        passed = (step or timedelta()) + timedelta(**parts)
        with self._lock:
            self._now += passed
            return self._now

    def move_to(self, zone: str) -> None:
        """Change the system's time zone."""
        with self._lock:
            self._zone = ZoneInfo(zone)

    def instant(self, year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
        """A wall time of the clock's zone, as a UTC instant."""
        return _utc(datetime(year, month, day, hour, minute, tzinfo=self.zone()))


def _utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("FakeClock wants aware instants")
    return instant.astimezone(UTC)


class RecordingNotifier:
    """A Notifier that keeps what it was given.

    `refuse = 'why'` makes it refuse from now on; `answers` are given first, one a notice;
    `before`, if set, is called with each notice first, on the caller's thread.
    """

    def __init__(self, backend: str = "recording") -> None:
        self.backend = backend
        self.refuse: str | None = None
        self.answers: deque[Taken | Refused] = deque()
        self.before: Callable[[Notice], object] | None = None
        self.notices: list[Notice] = []
        self.taken: list[Notice] = []
        self.withdrawn: list[str] = []
        self.closed = False
        self._changed = threading.Condition()

    def notify(self, notice: Notice) -> Taken | Refused:
        """Record the notice, then take or refuse it; handles are '1', '2', ..."""
        if self.before is not None:
            self.before(notice)
        with self._changed:
            self.notices.append(notice)
            answer: Taken | Refused
            if self.answers:
                answer = self.answers.popleft()
            elif self.refuse is not None:
                answer = Refused(self.refuse)
            else:
                answer = Taken(self.backend, str(len(self.notices)))
            if isinstance(answer, Taken):
                self.taken.append(notice)
            self._changed.notify_all()
            return answer

    def withdraw(self, ref: str) -> None:
        """Record the handle."""
        with self._changed:
            self.withdrawn.append(ref)
            self._changed.notify_all()

    def close(self) -> None:
        """Record the end."""
        self.closed = True

    @property
    def ledger_ids(self) -> list[int]:
        """The rows of all taken notices, in order of hand-over."""
        with self._changed:
            return [each for notice in self.taken for each in notice.ledger_ids]

    def wait_for(self, count: int, timeout: float = 10.0) -> list[Notice]:
        """The notices so far, once there are `count` of them; AssertionError at the timeout (s)."""
        return _wait_for(self._changed, lambda: self.notices, count, timeout, "notices")


class RecordingMailer:
    """A Mailer that keeps what it sent.

    `answers` are given first, one a mail, then `answer` for ever; while `hang` is cleared
    (`mailer.hang.clear()`) each send waits for it, at most 60 s.
    """

    def __init__(self) -> None:
        self.answer: Sent | NotSent = Sent("250 OK")
        self.answers: deque[Sent | NotSent] = deque()
        self.attempts: list[tuple[EmailMessage, MailSettings]] = []
        self.sent: list[EmailMessage] = []
        self.hang = threading.Event()
        self.hang.set()
        self._changed = threading.Condition()

    def send(self, message: EmailMessage, settings: MailSettings) -> Sent | NotSent:
        """Record the attempt and give the next answer."""
        with self._changed:
            self.attempts.append((message, settings))
            self._changed.notify_all()
        self.hang.wait(60)
        with self._changed:
            answer = self.answers.popleft() if self.answers else self.answer
            if isinstance(answer, Sent):
                self.sent.append(message)
            self._changed.notify_all()
            return answer

    def probe(self, settings: MailSettings) -> Reached | NotSent:
        """`answer`, as it would be for a login."""
        return Reached("the login works") if isinstance(self.answer, Sent) else self.answer

    def wait_for(self, count: int, timeout: float = 10.0) -> list[EmailMessage]:
        """The mails sent, once there are `count`; AssertionError at the timeout (s)."""
        return _wait_for(self._changed, lambda: self.sent, count, timeout, "mails")

    def wait_for_attempts(
        self, count: int, timeout: float = 10.0
    ) -> list[tuple[EmailMessage, MailSettings]]:
        """The attempts, once there are `count`; AssertionError at the timeout (s)."""
        return _wait_for(self._changed, lambda: self.attempts, count, timeout, "attempts")


def _wait_for(
    changed: threading.Condition,
    items: Callable[[], list[Any]],
    count: int,
    timeout: float,
    what: str,
) -> list[Any]:
    end = time.monotonic() + timeout
    with changed:
        while len(items()) < count:
            left = end - time.monotonic()
            if left <= 0:
                raise AssertionError(f"{len(items())} of {count} {what} within {timeout} s")
            changed.wait(left)
        return list(items())


class ManualAlarm:
    """An Alarm that rings when the test says so, on the test's thread.

    `instant` is what was asked for last, `instants` everything ever asked for, `asked` how
    often `look_now` was called since the last ring.
    """

    def __init__(self) -> None:
        self.look: Callable[[], None] | None = None
        self.instants: list[datetime | None] = []
        self.asked = 0
        self.rings = 0
        self.closed = False

    @property
    def instant(self) -> datetime | None:
        """The instant asked for last."""
        return self.instants[-1] if self.instants else None

    def start(self, look: Callable[[], None]) -> None:
        """Keep `look`; nothing rings by itself."""
        self.look = look

    def wake_at(self, instant: datetime | None) -> None:
        """Record the instant."""
        if instant is not None and instant.tzinfo is None:
            raise ValueError("an alarm wants aware instants")
        self.instants.append(instant)

    def look_now(self) -> None:
        """Record the wish; `ring_if_asked` fulfils it."""
        self.asked += 1

    def heartbeat_age(self) -> float | None:
        """Always fresh after the first ring."""
        return 0.0 if self.rings else None

    def close(self) -> None:
        """Record the end; ringing afterwards is an error."""
        self.closed = True

    def ring(self) -> None:
        """Look now."""
        assert self.look is not None, "the alarm was not started"
        assert not self.closed, "the alarm was closed"
        self.asked = 0
        self.rings += 1
        self.look()

    def ring_if_asked(self) -> bool:
        """Look if someone asked since the last ring; True when it rang."""
        if self.asked:
            self.ring()
            return True
        return False

    def ring_when_due(self, clock: FakeClock, until: datetime) -> int:
        """Move `clock` from one instant asked for to the next and ring there, up to `until`.

        Returns the number of rings; the clock then stands at `until`.
        """
        rings = 0
        while self.instant is not None and self.instant <= until:
            clock.advance(max(self.instant - clock.now(), timedelta()))
            before = self.instant
            self.ring()
            rings += 1
            if self.instant == before and rings > 10_000:
                raise AssertionError(f"the alarm keeps asking for {before}")
        clock.advance(max(until - clock.now(), timedelta()))
        return rings


class MemorySecrets:
    """A SecretStore in memory; `sentence` is what `write` answers ('' means kept for good)."""

    def __init__(self, secret: str | None = None, sentence: str = "") -> None:
        self.secret = secret
        self.sentence = sentence

    def read(self) -> str | None:
        """The secret."""
        return self.secret

    def write(self, secret: str) -> str:
        """Keep the secret; '' removes it."""
        self.secret = secret or None
        return self.sentence


class MemoryLogins:
    """FeedLogins in memory; `sentence` is what `write` answers ('' means kept for good)."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.sentence = ""

    def read(self, calendar_id: str, url: str) -> str:
        """The login."""
        return self.kept.get(calendar_id, "")

    def write(self, calendar_id: str, login: str) -> str:
        """Keep the login; '' removes it."""
        self.kept.pop(calendar_id, None)
        if login:
            self.kept[calendar_id] = login
        return self.sentence


class NoWeb:
    """A Fetcher of a computer without a network."""

    def fetch(self, request: FeedRequest, cancelled: Callable[[], bool]) -> NotFetched:
        """Nothing comes."""
        return NotFetched(error="There is no network.", unreached=True)

    def connected(self, url: str) -> bool:
        """Never."""
        return False


class InlineExecutor(Executor):
    """Runs each piece of work at once, on the caller's thread."""

    def __init__(self) -> None:
        self.closed = False

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run `fn` now; its result or error is in the future returned."""
        if self.closed:
            raise RuntimeError("the executor was shut down")
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:
            future.set_exception(error)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Refuse further work."""
        self.closed = True


class HeldExecutor(Executor):
    """Holds work back until `run()` is called: background work by hand."""

    def __init__(self) -> None:
        self.waiting: deque[tuple[Future[Any], Callable[[], Any]]] = deque()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Keep `fn` for later."""
        future: Future[Any] = Future()
        self.waiting.append((future, lambda: fn(*args, **kwargs)))
        return future

    def run(self) -> int:
        """Run what waits, oldest first; returns how many pieces."""
        count = 0
        while self.waiting:
            future, work = self.waiting.popleft()
            try:
                future.set_result(work())
            except BaseException as error:
                future.set_exception(error)
            count += 1
        return count

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Drop what waits."""
        if cancel_futures:
            for future, _ in self.waiting:
                future.cancel()
            self.waiting.clear()


class FakeProcesses:
    """A ProcessRegistry; `kill(token)` makes that process dead."""

    def __init__(self, own: str = "process-1", dead: Iterable[str] = ()) -> None:
        self.token = own
        self.dead = set(dead)

    def own(self) -> str:
        """This process's token."""
        return self.token

    def alive(self, token: str) -> bool:
        """False for those killed."""
        return token not in self.dead

    def kill(self, token: str) -> None:
        """The process of `token` is gone from now on."""
        self.dead.add(token)


class RecordingSounder:
    """A Sounder that counts; `problem` makes it fail with these words."""

    def __init__(self) -> None:
        self.played = 0
        self.problem = ""

    def play(self) -> str:
        """Count, or tell the problem."""
        self.played += not self.problem
        return self.problem


class SetPresence:
    """A Presence that sees what a test sets; counts the looks."""

    def __init__(self) -> None:
        self.seen = Surroundings()
        self.looks = 0

    def look(self) -> Surroundings:
        """What was set."""
        self.looks += 1
        return self.seen

    def close(self) -> None:
        """Nothing is held."""
