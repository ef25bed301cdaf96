"""Long work goes on in one transaction until somebody waits for its end."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from eventdesk.services.pacing import Pace
from tests.desks import TestDesk

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what the tests bring about ends a transaction."""
    monkeypatch.setattr("eventdesk.services.pacing.HELD_S", 3_600.0)


def test_who_waits_to_write_goes_first(desk: TestDesk) -> None:
    """A thread that wants to write ends the transaction after the slice under way."""
    database = desk.desk.events._database
    slices: list[str] = []

    def wants() -> None:
        with database.write():
            slices.append("other")

    other = threading.Thread(target=wants)

    def do(tx: object, limit: int) -> bool:
        slices.append("slice")
        if len(slices) == 3:
            other.start()
            while not database.awaited:
                pass
        return len(slices) < 8

    with database.writes() as begin:
        Pace(database, desk.clock).work(begin, do, lambda: None)
    other.join()
    assert slices == ["slice"] * 3 + ["other"] + ["slice"] * 4


def test_a_transaction_ends_before_a_reminder_comes_due(
    desk: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eventdesk.services.pacing.REST_S", 0.0)
    desk.create(desk.clock.now() + 6 * MINUTE, "Due in a minute")
    database = desk.desk.events._database
    held: list[int] = []

    def do(tx: object, limit: int) -> bool:
        held[-1] += 1
        desk.clock.advance(seconds=7)
        return sum(held) < 20

    with database.writes() as begin:
        pace = Pace(database, desk.clock)
        more = True
        while more and len(held) < 5:
            held.append(0)
            more = pace.once(begin, do)
            desk.ring()
    assert held == [9, 11], "60 s are 8 slices and a half"
    assert desk.shown == ["Due in a minute"]
