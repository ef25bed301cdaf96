"""The two ways to the Qt main thread: many emits survive, and errors arrive where they belong."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from pytestqt.qtbot import QtBot

from eventdesk.domain.errors import EventDeskError, StorageFailure
from eventdesk.services.ports import Change, EventsChanged, LedgerChanged
from eventdesk.ui.bridge import Bridge
from eventdesk.ui.jobs import Jobs
from tests.fakes import HeldExecutor, InlineExecutor

EMITS = 5000


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    """Jobs on a real thread."""
    made = Jobs(ThreadPoolExecutor(1))
    yield made
    made.close()


def test_5000_emits_survive_and_arrive_in_order(qtbot: QtBot) -> None:
    # PySide6 6.12.0 on CPython 3.11 aborts the process after some 560.
    bridge, seen = Bridge(), []
    bridge.changed.connect(seen.append)
    gc.collect()
    references = sys.getrefcount(None), sys.getrefcount(True)
    for number in range(EMITS):
        bridge.publish(LedgerChanged((number,)))
    assert seen == [LedgerChanged((number,)) for number in range(EMITS)]
    assert sys.getrefcount(None) > references[0] - EMITS // 2
    assert sys.getrefcount(True) > references[1] - EMITS // 2


def test_5000_emits_from_another_thread_arrive_on_the_main_thread(qtbot: QtBot) -> None:
    bridge = Bridge()
    seen: list[tuple[Change, int]] = []

    class Receiver(Bridge):
        def take(self, change: Change) -> None:
            seen.append((change, threading.get_ident()))

    receiver = Receiver()
    bridge.changed.connect(receiver.take)

    def publish() -> None:
        for number in range(EMITS):
            bridge.publish(EventsChanged((str(number),)))

    thread = threading.Thread(target=publish)
    thread.start()
    qtbot.waitUntil(lambda: len(seen) == EMITS, timeout=20_000)
    thread.join()
    assert [change for change, _ in seen[:3]] == [EventsChanged((str(n),)) for n in range(3)]
    assert {ident for _, ident in seen} == {threading.get_ident()}


def test_a_job_runs_elsewhere_and_its_result_comes_back_here(qtbot: QtBot, jobs: Jobs) -> None:
    here, seen = threading.get_ident(), []
    jobs.run(threading.get_ident, lambda worker: seen.append((worker, threading.get_ident())))
    qtbot.waitUntil(lambda: len(seen) == 1)
    assert seen[0][0] != here
    assert seen[0][1] == here


def test_jobs_finish_in_the_order_given(qtbot: QtBot, jobs: Jobs) -> None:
    seen: list[int] = []
    for number in range(200):
        jobs.run(lambda number=number: number, seen.append)
    qtbot.waitUntil(lambda: len(seen) == 200)
    assert seen == list(range(200))


def test_an_expected_failure_reaches_the_caller(qtbot: QtBot, jobs: Jobs) -> None:
    failure, seen, done = StorageFailure("The disk is full.", "Make room."), [], []

    def work() -> None:
        raise failure

    jobs.run(work, done.append, seen.append)
    qtbot.waitUntil(lambda: seen == [failure])
    assert done == []


@pytest.mark.parametrize("error", [ZeroDivisionError("bug"), EventDeskError("nobody asked")])
def test_what_nobody_takes_is_raised_on_the_main_thread(
    qtbot: QtBot, jobs: Jobs, error: Exception
) -> None:
    def work() -> None:
        raise error

    with qtbot.captureExceptions() as raised:
        jobs.run(work)
        qtbot.waitUntil(lambda: len(raised) == 1)
    assert raised[0][1] is error


def test_a_failing_callback_reaches_the_excepthook(qtbot: QtBot, jobs: Jobs) -> None:
    def done(_: object) -> None:
        raise RuntimeError("in the window")

    with qtbot.captureExceptions() as raised:
        jobs.run(lambda: 1, done)
        qtbot.waitUntil(lambda: len(raised) == 1)
    assert str(raised[0][1]) == "in the window"


def test_results_that_arrive_after_closing_are_dropped(qtbot: QtBot) -> None:
    seen: list[int] = []
    jobs = Jobs(InlineExecutor())
    jobs.run(lambda: 1, seen.append)
    jobs.close()
    qtbot.wait(20)
    jobs.run(lambda: 2, seen.append)
    qtbot.wait(20)
    assert seen == []


def test_work_can_be_held_back_by_a_test(qtbot: QtBot) -> None:
    executor, seen = HeldExecutor(), []
    jobs = Jobs(executor)
    jobs.run(lambda: "result", seen.append)
    qtbot.wait(10)
    assert seen == []
    executor.run()
    qtbot.waitUntil(lambda: seen == ["result"])
