"""Resuming from suspend is noticed on the system bus."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from jeepney import DBusAddress, message_bus, new_signal
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from eventdesk.system.sleep import LOGIND, MANAGER, SleepWatch
from tests.desktop import DesktopSession, eventually

PLACE = DBusAddress("/org/freedesktop/login1", LOGIND, MANAGER)


@contextmanager
def logind(session: DesktopSession, name: str = LOGIND) -> Iterator[DBusConnection]:
    with open_dbus_connection(session.env["DBUS_SESSION_BUS_ADDRESS"]) as connection:
        connection.send_and_get_reply(message_bus.RequestName(name), timeout=5)
        yield connection


def say(connection: DBusConnection, member: str, sleeping: bool) -> None:
    connection.send(new_signal(PLACE, member, "b", (sleeping,)))


def wait_until_connected(watch: SleepWatch) -> None:
    eventually(lambda: watch._link._connection is not None, what="the watch on the bus")


@pytest.fixture
def resumed() -> queue.Queue[str]:
    return queue.Queue()


@pytest.fixture
def watch(
    bus: DesktopSession, resumed: queue.Queue[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[SleepWatch]:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bus.env["DBUS_SESSION_BUS_ADDRESS"])
    watch = SleepWatch(lambda: resumed.put("resumed"), first_backoff_s=0.1)
    wait_until_connected(watch)
    yield watch
    watch.close()


def test_it_calls_after_resuming_only(
    bus: DesktopSession, watch: SleepWatch, resumed: queue.Queue[str]
) -> None:
    with logind(bus) as system:
        say(system, "PrepareForSleep", True)
        say(system, "PrepareForShutdown", False)
        say(system, "PrepareForSleep", False)

        assert resumed.get(timeout=10) == "resumed"
        say(system, "PrepareForSleep", False)
        assert resumed.get(timeout=10) == "resumed"
    assert resumed.empty()


def test_only_logind_is_believed(
    bus: DesktopSession, watch: SleepWatch, resumed: queue.Queue[str]
) -> None:
    with logind(bus, "org.example.Liar") as liar:
        say(liar, "PrepareForSleep", False)
        with logind(bus) as system:
            say(system, "PrepareForSleep", False)
            resumed.get(timeout=10)
    assert resumed.empty()


def test_a_failing_callback_does_not_end_the_watch(
    bus: DesktopSession, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    calls: queue.Queue[int] = queue.Queue()

    def fail() -> None:
        calls.put(1)
        raise RuntimeError("no")

    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bus.env["DBUS_SESSION_BUS_ADDRESS"])
    watch = SleepWatch(fail)
    wait_until_connected(watch)
    with logind(bus) as system:
        for _ in range(2):
            say(system, "PrepareForSleep", False)
            calls.get(timeout=10)
    watch.close()


@pytest.mark.parametrize(
    "address", ["unix:path=/nonexistent/bus", "nonsense", "tcp:host=localhost,port=1", "unix:"]
)
def test_without_a_bus_it_is_quiet(
    address: str, resumed: queue.Queue[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)

    SleepWatch(lambda: resumed.put("resumed")).close()

    assert resumed.empty()


def test_a_bus_that_comes_later_is_found(
    bus: DesktopSession, resumed: queue.Queue[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    watch = SleepWatch(lambda: resumed.put("resumed"), first_backoff_s=0.05)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bus.env["DBUS_SESSION_BUS_ADDRESS"])

    wait_until_connected(watch)

    with logind(bus) as system:
        say(system, "PrepareForSleep", False)
        resumed.get(timeout=10)
    watch.close()
