"""Stopped and continued, asleep and awake, the clock set, the zone changed: nothing is lost,
nothing is shown twice or early, and what came due is told within 30 s.

The real service here, with a real bus; by the hand of a test clock in `test_shifted_clocks`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from jeepney import DBusAddress, message_bus, new_signal
from jeepney.io.blocking import open_dbus_connection

from eventdesk.app.terminal import Terminal
from eventdesk.domain.event import EventDraft
from eventdesk.domain.reminder import Reminder
from eventdesk.paths import Paths
from eventdesk.system.sleep import LOGIND, MANAGER
from tests.conftest import need_desktop
from tests.desktop import DesktopSession, eventually
from tests.faults import ledger_copy
from tests.faults.recording_server import RecordingServer
from tests.faults.running_service import RunningService
from tests.faults.service_on_set_clock import set_clock, set_zone

LONG = os.environ.get("EVENTDESK_FAULTS") == "long"
PROMISED_S = 30.0
NOTHING = timedelta()
HOUR = timedelta(hours=1)
takes_a_heartbeat = pytest.mark.skipif(not LONG, reason="takes 20 s or more: make faults")

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="there is no SIGSTOP"),
    pytest.mark.timeout(240),
]


class Stage:
    """A data folder, a bus with a recording server on it, and the service."""

    def __init__(self, folder: Path, session: DesktopSession, screen: RecordingServer) -> None:
        self.folder = folder
        self.session = session
        self.screen = screen
        self.paths = Paths.in_folder(folder / "desk")
        self.address = session.env["DBUS_SESSION_BUS_ADDRESS"]
        self._env = {**session.env, "EVENTDESK_HOME": str(self.paths.data)}
        self._env["DBUS_SYSTEM_BUS_ADDRESS"] = self.address
        self._env.pop("TZ", None)
        set_clock(folder, NOTHING)
        set_zone(folder, "UTC")

    def create(
        self, *dues: timedelta, zone: str | None = "UTC", first: int = 1
    ) -> list[tuple[str, datetime]]:
        """Events 'Event 1' and so on with a reminder at their start, so long from now; titles
        and due instants by the wall clock of UTC."""
        now = datetime.now(UTC)
        found = []
        with Terminal(self.paths).desk() as desk:
            for number, due in enumerate(dues, first):
                start = (now + due).replace(tzinfo=None)
                draft = EventDraft(
                    title=f"Event {number}",
                    start=start,
                    time_zone=zone,
                    reminders=(Reminder(NOTHING),),
                )
                desk.events.create(draft)
                found.append((draft.title, now + due))
        return found

    @contextmanager
    def service(self) -> Iterator[RunningService]:
        """The service, on the clock of this stage; asked to end at the end."""
        command = ("-m", "tests.faults.service_on_set_clock", str(self.folder))
        service = RunningService(self._env, self.folder / "service.log", command=command)
        try:
            service.wait_until_on()
            yield service
        finally:
            service.thaw()
            code = service.end()
        assert code == 0, service.log

    def wait_for(self, count: int, timeout: float) -> float:
        """How long it took (s) until `count` notifications were there."""
        began = time.monotonic()
        eventually(lambda: len(self.screen.shown) >= count, timeout, f"{count} notifications")
        return time.monotonic() - began

    def assert_shown(self, expected: Sequence[tuple[str, datetime]]) -> None:
        """Each of these was shown once and not early, nothing else was, and the ledger says so."""
        self.screen.settle()
        assert sorted(each.summary for each in self.screen.shown) == sorted(
            title for title, _ in expected
        )
        dues = dict(expected)
        assert [each for each in self.screen.shown if each.at < dues[each.summary]] == []
        copy = ledger_copy.copied(self.paths.database, self.folder / "copy.db")
        rows = ledger_copy.all_rows(copy)
        told = sorted((row.title, row.state, row.recoveries) for row in rows)
        assert told == sorted((title, "delivered", 0) for title, _ in expected)

    def awake_until_shown(self, timeout: float) -> float:
        """Wake up until something is shown (at first the service may not yet listen); how long
        that took after the last signal (s)."""
        end = time.monotonic() + timeout
        while (began := time.monotonic()) < end:
            self.say_awake()
            if self.screen.wait_beyond(0, 1.0):
                return time.monotonic() - began
        raise AssertionError(f"nothing was shown in {timeout} s")

    def say_awake(self) -> None:
        """Signal the end of a suspend as logind does."""
        place = DBusAddress("/org/freedesktop/login1", LOGIND, MANAGER)
        with open_dbus_connection(self.address) as connection:
            connection.send_and_get_reply(message_bus.RequestName(LOGIND), timeout=5)
            for sleeping in (True, False):
                connection.send(new_signal(place, "PrepareForSleep", "b", (sleeping,)))


@pytest.fixture
def stage(tmp_path: Path, system_zone: Callable[[str], None]) -> Iterator[Stage]:
    need_desktop()
    system_zone("UTC")
    session = DesktopSession(tmp_path, (640, 480))
    try:
        session.start_bus()
        screen = RecordingServer(session.env["DBUS_SESSION_BUS_ADDRESS"], slowness_s=0.05)
        try:
            yield Stage(tmp_path, session, screen)
        finally:
            screen.stop()
    finally:
        session.close()


def reached(instant: datetime) -> Callable[[], bool]:
    return lambda: datetime.now(UTC) > instant


def seconds(*each: float) -> list[timedelta]:
    return [timedelta(seconds=one) for one in each]


def shifted(told: Sequence[tuple[str, datetime]], by: timedelta) -> list[tuple[str, datetime]]:
    """The same by the computer's own clock, where that of the service is ahead."""
    return [(title, due - by) for title, due in told]


def test_stopped_and_continued(stage: Stage) -> None:
    with stage.service() as service:
        expected = stage.create(*seconds(3.0, 3.5, 4.0))
        service.wait_for_log("EventsChanged")
        service.freeze()
        eventually(reached(expected[-1][1]), what="all of them due")
        assert stage.screen.shown == []
        service.thaw()
        took = stage.wait_for(3, PROMISED_S)
    print(f"continued: told {took:.2f} s after SIGCONT")
    stage.assert_shown(expected)


def test_stopped_in_the_middle_of_a_hand_over(stage: Stage) -> None:
    expected = stage.create(*seconds(2.0, 2.0, 3.0))
    with stage.service() as service:
        assert stage.screen.wait_beyond(0, 20)
        service.freeze()
        eventually(reached(expected[-1][1] + timedelta(seconds=1)), what="all of them due")
        service.thaw()
        stage.wait_for(3, PROMISED_S)
    stage.assert_shown(expected)


def test_awake_again(stage: Stage) -> None:
    expected = stage.create(HOUR - timedelta(minutes=2), HOUR + timedelta(seconds=30))
    slept = timedelta(minutes=59)
    with stage.service() as service:
        # Before the next heartbeat only the signal can tell.
        set_clock(stage.folder, slept)
        took = stage.awake_until_shown(10.0)
        service.wait_for_log("the computer woke up")
    print(f"awake: told {took:.2f} s after the signal")
    stage.assert_shown(shifted(expected[:1], slept))


@takes_a_heartbeat
def test_asleep_where_nobody_tells(stage: Stage) -> None:
    expected = stage.create(HOUR - timedelta(minutes=2), HOUR + timedelta(minutes=20))
    slept = timedelta(minutes=59)
    with stage.service():
        set_clock(stage.folder, slept)
        took = stage.wait_for(1, PROMISED_S)
    print(f"suspended without a signal: told after {took:.2f} s")
    stage.assert_shown(shifted(expected[:1], slept))


@takes_a_heartbeat
def test_the_clock_set_back_and_forward_again(stage: Stage) -> None:
    ahead = timedelta(minutes=30)
    first, armed = stage.create(*(ahead + each for each in seconds(4.0, 12.0)))
    set_clock(stage.folder, ahead)
    with stage.service():
        stage.wait_for(1, 20.0)
        set_clock(stage.folder, NOTHING)
        (between,) = stage.create(*seconds(3.0), first=3)
        stage.wait_for(2, PROMISED_S)
        # Here the alarm was to ring before; now it is half an hour to go again.
        eventually(reached(armed[1] - ahead + timedelta(seconds=1)), 20.0)
        assert len(stage.screen.shown) == 2
        set_clock(stage.folder, ahead)
        took = stage.wait_for(3, PROMISED_S)
    print(f"set forward: told after {took:.2f} s")
    stage.assert_shown([*shifted([first, armed], ahead), between])


@takes_a_heartbeat
def test_the_system_zone_changed(stage: Stage) -> None:
    nine = timedelta(hours=9)
    # In Tokyo the floating one comes soon; the other stays where it is.
    floating = stage.create(nine + timedelta(seconds=25), zone=None)
    stage.create(nine + timedelta(seconds=25), zone="UTC", first=2)
    with stage.service():
        set_zone(stage.folder, "Asia/Tokyo")
        took = stage.wait_for(1, 25 + PROMISED_S)
    print(f"moved to another zone: told after {took:.2f} s, due after 25 s")
    stage.assert_shown(shifted(floating, nine))
