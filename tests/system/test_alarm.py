"""The alarm rings on time, never early, and loses no wish to look."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.triggers.date import DateTrigger

from eventdesk.system.alarm import STUCK_RINGS, ApschedulerAlarm
from eventdesk.system.clock import SystemClock
from eventdesk.system.steady_scheduler import SteadyScheduler
from tests.desktop import eventually
from tests.fakes import FakeClock

LONG = 3600.0  # seconds of a heartbeat that never comes
WAIT = 20.0  # seconds that a loaded machine may take for what is at once


class Looks:
    """Counts looks; each may be held, or fail."""

    def __init__(self, clock: SystemClock | FakeClock) -> None:
        self.clock = clock
        self.at: list[datetime] = []
        self.begun = threading.Event()
        self.free = threading.Event()
        self.free.set()
        self.fail: Exception | None = None
        self.then: Callable[[], None] = lambda: None
        self._changed = threading.Condition()

    def __call__(self) -> None:
        self.begun.set()
        assert self.free.wait(WAIT)
        self.then()
        with self._changed:
            self.at.append(self.clock.now())
            self._changed.notify_all()
        if self.fail is not None:
            raise self.fail

    def wait_for(self, count: int, timeout: float = WAIT) -> None:
        with self._changed:
            done = self._changed.wait_for(lambda: len(self.at) >= count, timeout)
        assert done, f"{len(self.at)} of {count} looks"

    def stays_at(self, count: int, seconds: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: len(self.at) > count, seconds)
        assert len(self.at) == count


Make = Callable[..., ApschedulerAlarm]


@pytest.fixture
def make() -> Iterator[Make]:
    """Makes alarms, and closes them at the end."""
    made: list[ApschedulerAlarm] = []

    def build(
        clock: SystemClock | FakeClock | None = None, heartbeat_s: float = LONG
    ) -> ApschedulerAlarm:
        made.append(ApschedulerAlarm(clock or SystemClock(), heartbeat_s=heartbeat_s))
        return made[-1]

    yield build
    for alarm in made:
        alarm.close()


@pytest.fixture
def looks() -> Looks:
    return Looks(SystemClock())


def soon(seconds: float = 0.15) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


def test_it_looks_at_once_when_started(make: Make, looks: Looks) -> None:
    alarm = make()
    assert alarm.heartbeat_age() is None

    alarm.start(looks)

    looks.wait_for(1)
    eventually(lambda: alarm.heartbeat_age() is not None)
    assert alarm.problem() == ""


def test_it_rings_at_its_instant_and_not_before(make: Make, looks: Looks) -> None:
    alarm = make()
    alarm.start(looks)
    looks.wait_for(1)

    for _ in range(20):
        count, instant = len(looks.at), soon(0.03)
        alarm.wake_at(instant)
        looks.wait_for(count + 1)
        assert looks.at[count] >= instant
        assert len(looks.at) == count + 1


def test_an_instant_asked_for_before_the_start_counts(make: Make, looks: Looks) -> None:
    alarm = make()
    instant = soon()
    alarm.wake_at(instant)

    alarm.start(looks)

    looks.wait_for(2)
    assert looks.at[1] >= instant


def test_an_instant_that_is_past_rings_at_once(make: Make, looks: Looks) -> None:
    alarm = make()
    alarm.start(looks)
    looks.wait_for(1)

    alarm.wake_at(datetime(2001, 1, 1, tzinfo=UTC))

    looks.wait_for(2)


def test_a_nearer_instant_replaces_a_farther_one(make: Make, looks: Looks) -> None:
    alarm = make()
    alarm.start(looks)
    looks.wait_for(1)
    alarm.wake_at(soon(3600))

    alarm.wake_at(soon(0.05))

    looks.wait_for(2)


def test_a_farther_instant_replaces_a_nearer_one(make: Make, looks: Looks) -> None:
    alarm = make()
    alarm.start(looks)
    looks.wait_for(1)
    alarm.wake_at(soon(0.4))

    alarm.wake_at(soon(3600))

    looks.stays_at(1, 1.0)


def test_none_takes_the_instant_back(
    make: Make, looks: Looks, caplog: pytest.LogCaptureFixture
) -> None:
    alarm = make()
    alarm.start(looks)
    looks.wait_for(1)
    alarm.wake_at(soon(0.4))

    alarm.wake_at(None)
    alarm.wake_at(None)

    looks.stays_at(1, 1.0)
    assert caplog.text == ""


@pytest.mark.parametrize(
    "instant", [datetime(2400, 2, 29, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)]
)
def test_far_instants_are_fine(make: Make, looks: Looks, instant: datetime) -> None:
    alarm = make()
    alarm.start(looks)
    looks.wait_for(1)

    alarm.wake_at(instant)
    alarm.wake_at(soon(0.05))

    looks.wait_for(2)


def test_a_naive_instant_is_refused(make: Make) -> None:
    with pytest.raises(ValueError, match="aware"):
        make().wake_at(datetime(2026, 1, 1))


def test_it_never_rings_early_by_the_clock_it_was_given(make: Make) -> None:
    clock = FakeClock()
    looks = Looks(clock)
    alarm = make(clock)
    alarm.start(looks)
    looks.wait_for(1)
    instant = clock.now() + timedelta(seconds=0.1)
    alarm.wake_at(instant)
    # In the world outside 0.1 s pass several times; on this clock none.
    looks.stays_at(1, 0.5)

    clock.advance(seconds=0.1)

    looks.wait_for(2)
    assert looks.at[1] == instant


# No wish is lost


def test_a_wish_during_a_look_makes_another_look_follow(make: Make, looks: Looks) -> None:
    alarm = make()
    looks.free.clear()
    alarm.start(looks)
    assert looks.begun.wait(WAIT)

    for _ in range(10):
        alarm.look_now()
    looks.free.set()

    looks.wait_for(2)
    looks.stays_at(2, 0.3)


def test_an_instant_that_passes_during_a_look_rings_after_it(make: Make, looks: Looks) -> None:
    alarm = make()
    looks.free.clear()
    alarm.start(looks)
    assert looks.begun.wait(WAIT)
    instant = soon(0.05)

    alarm.wake_at(instant)
    eventually(lambda: datetime.now(UTC) > instant + timedelta(seconds=0.2))
    looks.free.set()

    looks.wait_for(2)


def test_no_wish_is_lost_between_two_looks(make: Make) -> None:
    wanted = seen = 0
    changed = threading.Condition()

    def look() -> None:
        nonlocal seen
        with changed:
            seen = wanted
            changed.notify_all()

    alarm = make()
    alarm.start(look)
    for _ in range(2000):
        with changed:
            wanted += 1
        alarm.look_now()
        with changed:
            assert changed.wait_for(lambda: seen == wanted, WAIT), f"wish {wanted} was lost"


def test_no_instant_is_lost_when_many_threads_ask(make: Make, looks: Looks) -> None:
    alarm = make()
    alarm.start(looks)
    looks.wait_for(1)

    def ask() -> None:
        for step in range(50):
            alarm.wake_at(soon(3600 + step))
            alarm.wake_at(soon(0.001))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    instant = soon(0.05)
    alarm.wake_at(instant)

    eventually(lambda: looks.at[-1] >= instant, WAIT)


def test_an_instant_that_cannot_be_dealt_with_does_not_spin(make: Make, looks: Looks) -> None:
    alarm = make()
    past = datetime(2026, 1, 1, tzinfo=UTC)
    looks.then = lambda: alarm.wake_at(past)
    begun = time.monotonic()

    alarm.start(looks)

    looks.wait_for(STUCK_RINGS + 4)
    assert time.monotonic() - begun > 1.9
    # Another instant is not held up by it.
    count, instant = len(looks.at), soon(0.02)
    looks.then = lambda: None
    alarm.wake_at(instant)
    looks.wait_for(count + 1)


# Heartbeat and clocks that jump


def test_the_heartbeat_looks_again_and_again(make: Make, looks: Looks) -> None:
    alarm = make(heartbeat_s=0.1)

    alarm.start(looks)

    looks.wait_for(5)


@pytest.fixture
def shift(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], SystemClock]:
    """Sets the wall clock of APScheduler and of the clock returned, not the monotonic one."""
    moved = timedelta()

    class Shifted(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime.now(UTC) + moved

    class ShiftedClock(SystemClock):
        def now(self) -> datetime:
            return Shifted.now()

    for module in (
        "apscheduler.schedulers.base",
        "apscheduler.triggers.interval",
        "eventdesk.system.alarm",
    ):
        monkeypatch.setattr(f"{module}.datetime", Shifted)

    def change(by: timedelta) -> SystemClock:
        nonlocal moved
        moved = by
        return ShiftedClock()

    return change


def test_a_clock_set_back_does_not_silence_the_heartbeat(
    make: Make, shift: Callable[[timedelta], SystemClock]
) -> None:
    clock = shift(timedelta())
    looks = Looks(clock)
    make(clock, heartbeat_s=0.2).start(looks)
    looks.wait_for(2)

    shift(timedelta(hours=-5))

    looks.wait_for(len(looks.at) + 4)


def test_the_scheduler_wakes_up_even_when_no_job_is_near() -> None:
    calls: queue.Queue[int] = queue.Queue()
    scheduler = SteadyScheduler(lambda: calls.put(1), 0.05)
    scheduler.add_job(lambda: None, DateTrigger(soon(3600)))
    scheduler.start()

    for _ in range(5):
        calls.get(timeout=WAIT)
    scheduler.shutdown()


@pytest.mark.parametrize("hours", [-5, 5])
def test_after_a_jump_of_the_clock_it_looks_and_rings_by_the_new_time(
    make: Make, shift: Callable[[timedelta], SystemClock], hours: int
) -> None:
    clock = shift(timedelta())
    looks = Looks(clock)
    # The first heartbeat finds the jump; the second is an hour away.
    alarm = make(clock, heartbeat_s=0.5)
    alarm.start(looks)
    looks.wait_for(1)
    alarm.wake_at(clock.now() + timedelta(hours=1))

    shift(timedelta(hours=hours))
    looks.wait_for(len(looks.at) + 2)
    instant = clock.now() + timedelta(seconds=0.05)
    alarm.wake_at(instant)

    eventually(lambda: looks.at[-1] >= instant, WAIT)


def test_a_suspend_is_noticed_at_the_next_heartbeat(make: Make) -> None:
    clock = FakeClock()
    looks = Looks(clock)
    alarm = make(clock, heartbeat_s=0.3)
    alarm.start(looks)
    instant = clock.now() + timedelta(hours=2)
    alarm.wake_at(instant)
    looks.wait_for(1)

    clock.sleep(hours=8)

    eventually(lambda: looks.at[-1] >= instant, WAIT)


# Failures


def test_a_look_that_fails_is_told_counted_and_tried_again(
    make: Make, looks: Looks, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    alarm = make(heartbeat_s=0.1)
    looks.fail = RuntimeError("the database is locked")

    alarm.start(looks)

    looks.wait_for(3)
    eventually(lambda: alarm.problem() == "the database is locked")
    assert alarm.failures() >= 2
    assert alarm.heartbeat_age() is None
    assert "the database is locked" in caplog.text
    looks.fail = None
    eventually(lambda: alarm.problem() == "")
    assert alarm.heartbeat_age() is not None


def test_a_failing_look_does_not_stop_the_alarm(
    make: Make, looks: Looks, caplog: pytest.LogCaptureFixture
) -> None:
    alarm = make()
    looks.fail = ValueError()
    alarm.start(looks)
    looks.wait_for(1)

    instant = soon(0.05)
    alarm.wake_at(instant)

    looks.wait_for(2)
    eventually(lambda: alarm.failures() == 2)
    assert alarm.problem() == "ValueError"


# The end


def test_close_waits_for_the_look_and_then_it_is_quiet(make: Make, looks: Looks) -> None:
    alarm = make(heartbeat_s=0.05)
    looks.free.clear()
    alarm.start(looks)
    assert looks.begun.wait(WAIT)
    threading.Timer(0.2, looks.free.set).start()

    alarm.close()

    assert len(looks.at) == 1
    alarm.look_now()
    alarm.wake_at(soon(0))
    alarm.close()
    alarm.start(looks)
    looks.stays_at(1, 0.3)


def test_a_look_may_close_its_alarm(make: Make, looks: Looks) -> None:
    alarm = make()
    looks.then = alarm.close

    alarm.start(looks)

    looks.wait_for(1)


def test_it_can_be_closed_before_it_was_started(make: Make) -> None:
    alarm = make()
    alarm.wake_at(soon())
    alarm.close()
