"""What comes due while another desktop than dunst's wants quiet is held, and shown afterwards."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.journeys.program import ZONE, Program
from tests.system.real_servers import LXQT, MAKO, XFCE, RealServer, running_server


@pytest.mark.parametrize("server", [LXQT, XFCE], ids=["lxqt", "xfce"])
def test_held_while_the_desktop_wants_quiet(server: RealServer, tmp_path: Path, home: Path) -> None:
    with running_server(server, tmp_path / "desktop") as desktop:
        desktop.run(*server.quiet)
        program = Program(desktop, home)
        service = desktop.start(sys.executable, "-m", "eventdesk", "service", **program.env)
        start = datetime.now(ZONE) + timedelta(minutes=5)
        program.command("add", "Dentist", "--start", start.isoformat(), "--remind", "10m")
        program.wait_for_states(("desktop", "snoozed"), timeout=30)
        assert program.log()[0]["reason"] == "Held: do not disturb is on"
        assert desktop.notifications.all == []
        desktop.run(*server.loud)
        program.wait_for_states(("desktop", "delivered"), timeout=40)
        (seen,) = desktop.notifications.wait_for(1)
        assert seen.summary == "Dentist"
        service.terminate()
        assert service.wait(20) == 0


def test_on_wayland_nothing_is_held_for_a_presentation_that_nobody_can_see(
    tmp_path: Path, home: Path
) -> None:
    with running_server(MAKO, tmp_path / "desktop") as desktop:
        program = Program(desktop, home)
        (told,) = (each for each in program.ask("doctor") if each["name"] == "do not disturb")
        assert told["ok"]
        assert "presentations not known: Wayland tells nothing" in told["detail"]
        assert "Pause them" in told["remedy"]
        desktop.start(sys.executable, "-m", "eventdesk", "service", name="service", **program.env)
        start = datetime.now(ZONE) + timedelta(minutes=5)
        program.command("add", "Dentist", "--start", start.isoformat(), "--remind", "10m")
        program.wait_for_states(("desktop", "delivered"), timeout=30)
        desktop.stop("service")
