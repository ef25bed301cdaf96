"""The look as a whole: whatever hangs, is missing or comes back, it is quick and never raises."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from eventdesk.services.ports import Presence, Surroundings
from eventdesk.system.bus import session_bus
from eventdesk.system.presence import NoPresence, desktop_presence
from eventdesk.system.presence.idle_inhibition import screen_kept_awake
from eventdesk.system.presence.kept_bus import KeptBus
from eventdesk.system.presence.linux import LinuxPresence
from eventdesk.system.presence.patience import REST_S, Deadline, Rest
from tests.desktop import DesktopSession
from tests.fakes import FakeClock
from tests.system.desktop_services import DesktopService, desktop_service

NAME = "org.freedesktop.Notifications"
SESSION_MANAGER = "org.gnome.SessionManager"
POLICY_AGENT = "org.kde.Solid.PowerManagement.PolicyAgent"
POWER_MANAGEMENT = "org.freedesktop.PowerManagement"
LOGIND = "org.freedesktop.login1"
EVERYBODY = (NAME, SESSION_MANAGER, POLICY_AGENT, POWER_MANAGEMENT, LOGIND)
LONGEST_S = 1.0


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def service(bus: DesktopSession) -> Iterator[DesktopService]:
    address = bus.env["DBUS_SESSION_BUS_ADDRESS"]
    with desktop_service(address, *EVERYBODY) as found:
        found.answers[f"{NAME}.GetServerInformation"] = ("ssss", ("Plasma", "KDE", "6", "1.2"))
        found.answers[f"{NAME}.Inhibited"] = ("b", True)
        yield found


@pytest.fixture
def presence(clock: FakeClock) -> Iterator[LinuxPresence]:
    found = LinuxPresence(system=session_bus, environ={}, monotonic=clock.monotonic)
    yield found
    found.close()


@pytest.fixture
def awake(clock: FakeClock) -> Iterator[Callable[[], bool | None]]:
    """Whether the screen is kept awake; logind is on the same bus as everything."""
    bus = KeptBus("the session bus", session_bus, Rest(clock.monotonic))
    yield lambda: screen_kept_awake(bus.ask, bus.ask, Deadline(0.3))
    bus.close()


@pytest.fixture
def deaf(tmp_path: Path) -> Iterator[str]:
    """A socket that accepts and never says a word."""
    path = str(tmp_path / "deaf")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen(8)
        yield path


def timed(look: Callable[[], object]) -> float:
    begun = time.monotonic()
    look()
    return time.monotonic() - begun


def test_without_any_bus_or_screen_nothing_is_known() -> None:
    presence = desktop_presence()
    assert presence.look() == Surroundings()
    report = presence.report()
    assert "no" in report.do_not_disturb.unknown
    assert report.presentation.unknown
    presence.close()


def test_the_null_presence() -> None:
    nothing: Presence = NoPresence()
    assert nothing.look() == Surroundings()
    assert NoPresence("macOS does not tell").report().presentation.unknown == "macOS does not tell"


@pytest.mark.journey
def test_nobody_is_asked_before_the_first_look(
    bus: DesktopSession, service: DesktopService, presence: LinuxPresence
) -> None:
    assert service.asked == []
    assert presence.look().do_not_disturb
    assert service.asked == [f"{NAME}.GetServerInformation", f"{NAME}.Inhibited"]
    assert service.may_start == {f"{NAME}.GetServerInformation"}


@pytest.mark.journey
@pytest.mark.parametrize("member", ["GetServerInformation", "Inhibited"])
def test_a_hanging_service_is_cut_off_and_left_alone(
    service: DesktopService, presence: LinuxPresence, clock: FakeClock, member: str
) -> None:
    service.hanging.add(member)
    assert timed(presence.look) < LONGEST_S
    asked = len(service.asked)
    assert presence.look() == Surroundings()
    assert len(service.asked) == asked, "it is left alone"
    assert NAME in presence.report().do_not_disturb.unknown
    service.hanging.clear()
    clock.advance(seconds=REST_S)
    assert presence.look().do_not_disturb == "do not disturb is on"


@pytest.mark.journey
def test_odd_answers_are_no_answers(service: DesktopService, presence: LinuxPresence) -> None:
    service.answers[f"{NAME}.GetServerInformation"] = ("s", "Plasma")
    assert presence.look() == Surroundings()
    assert "not understood" in presence.report().do_not_disturb.unknown
    service.answers[f"{NAME}.GetServerInformation"] = ("ssss", ("mako", "x", "1", "1.2"))
    service.answers["fr.emersion.Mako.ListModes"] = ("u", 5)
    assert presence.look() == Surroundings()
    assert "not understood" in presence.report().do_not_disturb.unknown


def test_a_hanging_bus_is_cut_off_and_left_alone(
    deaf: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={deaf}")
    connected: list[str] = []

    def where() -> str:
        connected.append(deaf)
        return deaf

    presence = LinuxPresence(session=where, system=where, environ={}, monotonic=clock.monotonic)
    assert 0.2 < timed(presence.look) < LONGEST_S
    presence.look()
    assert len(connected) == 1
    clock.advance(seconds=REST_S)
    presence.look()
    assert len(connected) == 2
    assert timed(presence.report) < LONGEST_S
    presence.close()


@pytest.mark.journey
def test_a_bus_that_goes_and_comes_back(
    tmp_path: Path, presence: LinuxPresence, monkeypatch: pytest.MonkeyPatch
) -> None:
    for round_ in ("one", "two"):
        (tmp_path / round_).mkdir()
        session = DesktopSession(tmp_path / round_, (640, 480))
        try:
            session.start_bus()
            address = session.env["DBUS_SESSION_BUS_ADDRESS"]
            monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
            with desktop_service(address, NAME) as service:
                service.answers[f"{NAME}.GetServerInformation"] = ("ssss", ("x", "y", "1", "1.2"))
                service.answers[f"{NAME}.Inhibited"] = ("b", True)
                assert presence.look().do_not_disturb, round_
        finally:
            session.close()
        assert presence.look() == Surroundings()


@pytest.mark.journey
def test_after_closing_nothing_is_known(service: DesktopService, presence: LinuxPresence) -> None:
    assert presence.look().do_not_disturb
    presence.close()
    assert presence.look() == Surroundings()


@pytest.mark.journey
@pytest.mark.parametrize(
    ("question", "yes", "no"),
    [
        (f"{SESSION_MANAGER}.IsInhibited", ("b", True), ("b", False)),
        (f"{POLICY_AGENT}.HasInhibition", ("b", True), ("b", False)),
        (f"{POWER_MANAGEMENT}.Inhibit.HasInhibit", ("b", True), ("b", False)),
        (f"{LOGIND}.Manager.BlockInhibited", ("s", "sleep:idle"), ("s", "sleep:idle-x")),
    ],
)
def test_who_tells_that_the_screen_is_kept_awake(
    service: DesktopService,
    awake: Callable[[], bool | None],
    question: str,
    yes: tuple[str, object],
    no: tuple[str, object],
) -> None:
    assert awake() is None
    service.answers[question] = no
    assert awake() is False
    service.answers[question] = yes
    assert awake() is True
    assert service.may_start == set()


@pytest.mark.journey
def test_what_is_asked_of_the_inhibitors(
    service: DesktopService, awake: Callable[[], bool | None]
) -> None:
    service.answers[f"{POLICY_AGENT}.HasInhibition"] = ("b", False)
    service.answers[f"{POWER_MANAGEMENT}.Inhibit.HasInhibit"] = ("b", True)
    assert awake() is False, "PowerDevil's answer to this is about sleep, not the screen"
    assert service.bodies[f"{SESSION_MANAGER}.IsInhibited"] == (8,)
    assert service.bodies[f"{POLICY_AGENT}.HasInhibition"] == (4,)


@pytest.mark.journey
def test_an_inhibitor_that_hangs_hides_the_others_only_once(
    service: DesktopService, awake: Callable[[], bool | None]
) -> None:
    service.answers[f"{LOGIND}.Manager.BlockInhibited"] = ("s", "idle")
    service.hanging.add("IsInhibited")
    assert timed(awake) < LONGEST_S
    assert awake() is True
