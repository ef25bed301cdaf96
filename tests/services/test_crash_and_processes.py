"""Two processes on one database, and what a crash leaves behind."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from eventdesk.domain.ledger import LedgerState
from eventdesk.services.claiming import LEASE
from eventdesk.services.ports import Notice
from eventdesk.services.waking import RECOVERED
from tests.desks import TestDesk, new_desk
from tests.fakes import FakeProcesses


class Crash(BaseException):
    """Stands for the process being killed: nothing may catch it."""


def crash(notice: Notice) -> None:
    raise Crash


def test_a_crash_between_claim_and_hand_over_delivers_again_and_says_so(desk: TestDesk) -> None:
    desk.create(desk.clock.now() + timedelta(minutes=2))
    desk.notifier.before = crash
    with pytest.raises(Crash):
        desk.ring()
    assert desk.states() == ["claimed"]
    other = desk.reopen(processes=FakeProcesses("process-2", dead=["process-1"]))
    other.ring()
    assert other.shown == ["Stand-up"]
    (row,) = other.rows()
    assert (row.state, row.reason) == (LedgerState.DELIVERED, RECOVERED)
    steps = [entry.words for entry in other.desk.history.why(row.event_id)]
    assert any("stopped before it could record" in words for words in steps)
    other.ring()
    assert other.shown == ["Stand-up"]
    other.desk.close()


def test_a_claim_of_a_living_process_is_respected_until_its_lease_ends(desk: TestDesk) -> None:
    desk.create(desk.clock.now() + timedelta(minutes=2))
    desk.notifier.before = crash
    with pytest.raises(Crash):
        desk.ring()
    other = desk.reopen(processes=FakeProcesses("process-2"))
    other.ring()
    assert other.shown == []
    assert other.alarm.instant == desk.clock.now() + LEASE
    desk.clock.advance(LEASE)
    other.ring()
    assert other.shown == ["Stand-up"]
    other.desk.close()


def _deliver_all(folder: str, name: str, barrier: object, shown: object) -> None:
    desk = new_desk(Path(folder))
    desk.processes.token = name
    desk.clock.advance(minutes=10)
    barrier.wait()  # type: ignore[attr-defined]
    desk.ring()
    shown.put(desk.notifier.ledger_ids)  # type: ignore[attr-defined]
    desk.desk.close()


def test_two_processes_deliver_a_thousand_due_reminders_once_each(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    first = new_desk(folder)
    start = first.clock.now() + timedelta(minutes=12)
    for number in range(1000):
        first.create(start, f"Event {number}")
    first.desk.close()

    context = multiprocessing.get_context("spawn")
    barrier, shown = context.Barrier(2), context.Queue()
    workers = [
        context.Process(target=_deliver_all, args=(str(folder), name, barrier, shown))
        for name in ("left", "right")
    ]
    for worker in workers:
        worker.start()
    handed_over = Counter(each for _ in workers for each in shown.get(timeout=90))
    for worker in workers:
        worker.join(30)
        assert worker.exitcode == 0

    last = new_desk(folder)
    assert Counter(last.states()) == {"delivered": 1000}
    assert len(handed_over) == 1000
    assert set(handed_over.values()) == {1}
    last.desk.close()
