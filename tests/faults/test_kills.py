"""The real program killed with SIGKILL at random instants while reminders come due.

Real session bus, real notification server, real mail server. Nothing may be lost, and every
repeat must be one of which the ledger says so.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import need_desktop
from tests.desktop import DesktopSession, running_desktop
from tests.faults.campaign import PASSWORD, Campaign, Plan
from tests.faults.dunst_screen import DunstScreen
from tests.faults.ledger_copy import Kept
from tests.faults.reckoning import Reckoning
from tests.faults.recording_server import RecordingServer, Shown
from tests.smtp_server import SmtpServer, smtp_server

LONG = os.environ.get("EVENTDESK_FAULTS") == "long"
KILLS = int(os.environ.get("EVENTDESK_KILLS", "1000" if LONG else "12"))
SHORT = Plan(kills=KILLS, reminders=10 * KILLS, alive_s=0.3)
PLAN = Plan(kills=KILLS, reminders=10 * KILLS, patience_s=900) if LONG else SHORT
ON_DUNST = Plan(kills=50, reminders=300) if LONG else Plan(kills=3, reminders=24, alive_s=0.3)
NOW = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
ROW = Kept(
    id=1,
    title="Dentist",
    channel="desktop",
    due_at=NOW,
    state="delivered",
    reason="",
    number=1,
    claimed_by="host:7:start",
    claimed_at="",
    event_id="e1",
)

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL"),
    pytest.mark.timeout(3 * 3600 if LONG else 180),
]


@pytest.fixture
def session(tmp_path: Path) -> Iterator[DesktopSession]:
    need_desktop()
    session = DesktopSession(tmp_path, (640, 480))
    try:
        session.start_bus()
        yield session
    finally:
        session.close()


@pytest.fixture
def mail(tmp_path: Path) -> Iterator[SmtpServer]:
    with smtp_server(tmp_path / "mail", user="desk", password=PASSWORD) as server:
        server.hang_s = 0.01
        yield server


def judged(campaign: Campaign, name: str) -> None:
    figures = campaign.run()
    print(f"\n{name}: {figures}")
    assert campaign.reckoning.problems == []
    assert figures.lost == 0
    assert figures.delivered == figures.reminders
    assert figures.repeated <= figures.recovered


def test_no_kill_loses_or_silently_doubles_a_reminder(
    tmp_path: Path, session: DesktopSession, mail: SmtpServer
) -> None:
    screen = RecordingServer(session.env["DBUS_SESSION_BUS_ADDRESS"], slowness_s=0.01)
    try:
        judged(Campaign(tmp_path, PLAN, screen, session.env, mail, tell=print), "killed")
    finally:
        screen.stop()


def test_so_with_the_notification_server_of_a_real_desktop(tmp_path: Path) -> None:
    need_desktop()
    with running_desktop(tmp_path / "desktop", window_manager=False, tray=False) as desktop:
        screen = DunstScreen(desktop)
        judged(Campaign(tmp_path, ON_DUNST, screen, desktop.env, tell=print), "killed on dunst")


def reckoned(times: int, *rows: Kept, mails: tuple[str, ...] = ()) -> list[str]:
    """The problems when 'Dentist' was shown so often, each time by a process of its own."""
    reckoning = Reckoning({"Dentist": NOW})
    for number in range(1, times + 1):
        seen = Shown(number, "Dentist", "", NOW + timedelta(seconds=number))
        recorded = number == times
        left = ROW if recorded else replace(ROW, number=None, state="claimed")
        reckoning.book([seen], [replace(left, number=number if recorded else None)], 7)
    figures = reckoning.close(rows, mails, Counter([("Dentist", "desktop")]))
    assert bool(figures.lost) == (not rows or not times)
    return reckoning.problems


def test_the_reckoning_is_content_with_one_of_each() -> None:
    assert reckoned(1, ROW) == []


def test_the_reckoning_finds_what_is_lost() -> None:
    assert "not in the ledger" in reckoned(0)[0]
    assert "was shown 0 times" in reckoned(0, ROW)[0]


def test_the_reckoning_finds_a_repeat_that_nothing_explains() -> None:
    assert "was shown 2 times and says ''" in reckoned(2, ROW)[0]
    told = replace(ROW, reason="Recovered: it stopped", recoveries=1)
    assert reckoned(2, told) == []
    assert "shown 3 times, recovered 1" in reckoned(3, told)[0]


def test_the_reckoning_finds_what_no_row_explains() -> None:
    (problem,) = reckoned(1, ROW, mails=("<e2.1.2@eventdesk.invalid>",))
    assert "a mail of no row" in problem
    assert "for no reason" in reckoned(1, ROW, replace(ROW, title="Other", id=2))[0]
    reckoning = Reckoning({"Dentist": NOW})
    reckoning.book([Shown(2, "4 reminders", "", NOW)], [ROW], 7)
    reckoning.book([Shown(1, "Dentist", "", NOW - timedelta(milliseconds=1))], [ROW], 7)
    strange, early = reckoning.problems
    assert "stands for 0 rows of the ledger, not 4" in strange
    assert "is early" in early
