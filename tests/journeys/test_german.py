"""EventDesk on a desktop that speaks German, by keyboard; and back to English by the settings."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.desktop import DesktopSession, eventually
from tests.journeys.desktop_life import is_up
from tests.journeys.program import ZONE, Program

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]
GERMAN = {"LANG": "de_DE.UTF-8", "LANGUAGE": "de"}


def test_a_german_desktop(desktop_session: DesktopSession, home: Path, tmp_path: Path) -> None:
    desktop, bus = desktop_session, desktop_session.notifications
    program = Program(desktop, home, **GERMAN)
    program.open()
    desktop.activate(program.window)
    desktop.key("ctrl+n")
    editor = desktop.window("^Neuer Termin")

    # Typed as one does in German; the editor reads what it shows.
    start = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(minutes=3)
    local = start.astimezone(ZONE)
    days = (local.date() - datetime.now(ZONE).date()).days
    desktop.type("Zahnarzt")
    desktop.key("Tab", "ctrl+a")
    desktop.type(("heute", "morgen")[days])
    desktop.key("Tab", "ctrl+a")
    desktop.type(f"{local:%H:%M} Uhr")
    desktop.key("Tab", "shift+Tab")
    desktop.screenshot(tmp_path / "editor.png", editor)
    desktop.key("ctrl+Return")
    desktop.is_gone("^Neuer Termin")
    bus.wait_for(1)
    program.wait_for_states(("desktop", "delivered"))

    (seen,) = bus.all
    assert seen.summary == "Zahnarzt"
    assert seen.body.startswith("Beginnt in ")
    assert {"Erledigt", "Öffnen"} <= {label for _, label in seen.actions}
    assert desktop.windows("^Erinnerungen$")
    (event,) = program.ask("list")
    assert (event["title"], datetime.fromisoformat(event["start"])) == ("Zahnarzt", start)

    # Answered there; commands and what is stored are English.
    desktop.press("Erledigt", summary="Zahnarzt")
    program.wait_for_states(("desktop", "acknowledged"))
    assert "dismissed" in program.command("log")
    assert program.end() == 0

    # The settings decide.
    program.command("config", "general.language", "en")
    program.open()
    desktop.activate(program.window)
    desktop.key("ctrl+n")
    desktop.window("^New event")
    assert program.end() == 0


def test_the_window_starts_again_in_the_other_language(
    desktop_session: DesktopSession, home: Path
) -> None:
    desktop = desktop_session
    program = Program(desktop, home)
    program.open()
    first = program.process
    assert first is not None
    eventually(lambda: is_up(program, home), 20, "the services")
    program.command("config", "general.language", "de")

    width, height = desktop.size_of(program.window)

    def ended() -> bool:
        """Press the button, once it is there; a press too early meets nothing."""
        with suppress(AssertionError):  # the window has gone
            desktop.click(program.window, width - 133, height - 64)
        return first.poll() is not None

    eventually(ended, 20, "the end of the first process")
    assert first.returncode == 0

    again = desktop.window("^EventDesk$")
    desktop.activate(again)

    def opened() -> bool:
        desktop.key("ctrl+n")
        return bool(desktop.windows("^Neuer Termin"))

    eventually(opened, 20, "a German editor")
    assert program.command("--quit") == ""
    desktop.is_gone("^EventDesk$")
